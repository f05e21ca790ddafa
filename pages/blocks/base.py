"""What every kind of block has. A kind adds what differs."""

from django import forms

COLUMNS = ("heading", "body", "drawing", "image")


class Block:
    """A kind of section: what it asks the editor for, and what the site makes of that.

    Plain values only, so that models, forms, comparison and search can all ask it. Readers see it
    through `templates/pages/blocks/<kind>.html`, below the heading.
    """

    kind = ""  # as stored in the section
    name = ""  # as editors read it
    about = ""  # when to choose it, in a sentence
    columns = COLUMNS  # those of the section's own columns that it uses
    optional = ("drawing", "image")  # columns that may be left empty
    fields = {}  # form fields of its own; their values are in `Section.data`, by name

    def values(self, data):
        """The stored value of each own field, or the field's initial one."""
        return {name: data.get(name, field.initial or "") for name, field in self.fields.items()}

    def texts(self, data):
        """What an editor wrote in its own fields: searched, and read by the advice."""
        values = self.values(data)
        return [values[name] for name, field in self.fields.items() if is_text(field)]

    def displayed(self, name, data):
        """The value of an own field in words."""
        field, value = self.fields[name], self.values(data)[name]
        if isinstance(field, forms.BooleanField):
            return "Yes" if value else "No"
        return dict(getattr(field, "choices", ())).get(value, value)


def is_text(field):
    """Whether the field holds words, rather than a choice, a number or an address."""
    return type(field) is forms.CharField
