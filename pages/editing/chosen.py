"""A picture of the library, chosen for a draft by its number: works without JavaScript, too."""

import re

from django import forms

from pages.models import Image
from typed.text import whole_number

# What the list beside the field offers: the number, then what it is.
NUMBER = re.compile(r"\s*(?:no\.?\s*)?(\d{1,18})\b", re.IGNORECASE | re.ASCII)
UNKNOWN = "There is no image with this number in the library. Enter a number such as 12."


class ChosenImageField(forms.CharField):
    """Its cleaned value is an Image, or None if nothing was typed."""

    widget = forms.TextInput(attrs={"list": "library-images", "autocomplete": "off"})

    def __init__(self, label="Or choose from the library", more=""):
        super().__init__(
            required=False,
            max_length=300,
            label=label,
            help_text=f"Enter the number of an image. {more}".strip(),
        )

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return None
        match = NUMBER.match(typed)
        image = Image.objects.filter(pk=whole_number(match[1])).first() if match else None
        if image is None:
            raise forms.ValidationError(UNKNOWN)
        return image


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
