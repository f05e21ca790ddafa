"""What an editor can choose from in the rooms beside this one. The top floor hands it over."""

sources = {}  # by name, functions that return (key, words) pairs


def offered(name, blank=""):
    """For the `choices` of a form field, which asks each time it is shown or checked.

    `blank` is the label of a first, empty choice.
    """
    first = [("", blank)] if blank else []
    return lambda: [*first, *sources[name]()]
