from django.contrib import admin


def yes_or_no(name, heading):
    """A column of a list that says a boolean field in words: an ordinary “no” is no alarm."""

    @admin.display(description=heading, ordering=name)
    def column(row):
        return "Yes" if getattr(row, name) else "No"

    column.__name__ = name  # of which the cell's class is made
    return column
