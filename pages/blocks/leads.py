"""Blocks that lead somewhere."""

from django import forms
from django.core.exceptions import ValidationError

from pages.blocks.base import Block
from pages.text.pasted.links import address

WANTED = (
    "Enter the address of a page here, such as /book/, or a web address that begins with https://."
)


class LinkField(forms.CharField):
    """An address on this site, or elsewhere under https, completed as links in text are."""

    known_paths = ()  # of this site
    # With which draft/links.js offers the places on this site.
    widget = forms.TextInput(attrs={"data-places": "yes", "autocomplete": "off"})
    default_error_messages = {"required": WANTED}

    def to_python(self, value):
        typed = super().to_python(value)
        if not typed:
            return typed
        found = address(typed, self.known_paths)
        if not found.startswith(("/", "https://")):
            raise ValidationError(WANTED)
        return found


class File(Block):
    kind = "file"
    name = "File"
    about = "A PDF that readers can open, such as a form to fill in and bring."
    columns = ("document",)
    optional = ()
    fields = {
        "words": forms.CharField(
            max_length=120,
            label="Link text",
            help_text="What the file is, such as “Intake form”. Its type and size are added.",
            error_messages={"required": "Enter the link text."},
        ),
    }


class Button(Block):
    kind = "button"
    name = "Button"
    about = "One prominent link, such as “Request an appointment”."
    columns = ()
    optional = ()
    fields = {
        "words": forms.CharField(
            max_length=60,
            help_text="What happens next, such as “Request an appointment”.",
            error_messages={"required": "Enter the words on the button."},
        ),
        "link": LinkField(
            label="Leads to",
            max_length=500,
            help_text="A page here, such as /book/, or a web address that begins with https://.",
        ),
        "look": forms.ChoiceField(
            label="Look", choices=[("plain", "Plain"), ("prominent", "Prominent")], initial="plain"
        ),
    }

    def links(self, data):
        values = self.values(data)
        return [(values["words"], values["link"])]
