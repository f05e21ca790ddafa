"""An image or a file of its library, chosen by its number: works without JavaScript, too."""

import re

from django import forms

from pages.models import Document, Image
from typed.text import whole_number

# What the list beside the field offers: the number, then what it is.
NUMBER = re.compile(r"\s*(?:no\.?\s*)?(\d{1,18})\b", re.IGNORECASE | re.ASCII)
UNKNOWN = "There is no {} with this number in the library. Enter a number such as 12."


class ChosenField(forms.CharField):
    """Its cleaned value is an upload of this library, or None if nothing was typed."""

    model = None
    what = ""  # one of them, as editors read it, with its article

    def __init__(self, label="Or choose from the library", more=""):
        what = self.model._meta.model_name
        super().__init__(
            required=False,
            max_length=300,
            label=label,
            help_text=f"Enter the number of {self.what}. {more}".strip(),
            widget=forms.TextInput(attrs={"list": f"library-{what}s", "autocomplete": "off"}),
        )

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return None
        match = NUMBER.match(typed)
        found = self.model.objects.filter(pk=whole_number(match[1])).first() if match else None
        if found is None:
            raise forms.ValidationError(UNKNOWN.format(self.what.split()[1]))
        return found


class ChosenImageField(ChosenField):
    model, what = Image, "an image"


class ChosenDocumentField(ChosenField):
    """Of a file that has been replaced, the value is the newest one in its place."""

    model, what = Document, "a file"

    def clean(self, value):
        found = super().clean(value)
        return found and found.current


def start_from(image, cleaned, own, was_typed):
    """Show this image, and start from what the library says of it where nothing was typed.

    `own` is what the names of its fields begin with. `was_typed` is whether the description in the
    form was typed now: if not, it is of the image that the form showed before.
    """
    if cleaned.get(f"{own}image") != image:
        cleaned |= {f"{own}focus_x": image.focus_x, f"{own}focus_y": image.focus_y}
        if not was_typed:
            cleaned |= {f"{own}alt": "", f"{own}decorative": False}
    cleaned[f"{own}image"] = image
    if not cleaned.get(f"{own}alt") and not cleaned.get(f"{own}decorative"):
        cleaned[f"{own}alt"] = image.alt
