"""What an editor can choose from in the rooms beside this one. The top floor hands it over."""

sources = {}  # by name, functions that return (key, words) pairs


def offered(name):
    """For the `choices` of a form field, which asks each time it is shown or checked."""
    return lambda: sources[name]()
