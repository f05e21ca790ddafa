"""One part of a draft as a form: the page as a whole, or one of its sections.

It carries what it showed, so that after a colleague's change, neither person's text is lost.
"""

import copy
import hashlib
import json
from dataclasses import dataclass
from types import SimpleNamespace

from django import forms
from django.template.loader import render_to_string
from django.utils.functional import cached_property

from clinic.screens import say_limits
from pages.editing.chosen import ChosenImageField, start_from
from pages.models import Image, Section
from pages.models.focus import STEP, Shape
from pages.models.image import Illustrated
from pages.models.upload import CannotStore
from pages.picture_files import LIMITS, ImageUploadField
from typed.text import whole_number

# Read without a query.
KEYS = {"image": "image_id", "document": "document_id", "share_image": "share_image_id"}
IMAGE = Illustrated.OF_IMAGE
OF_IMAGE = (*IMAGE, "upload", "chosen", "without_image")
NO_IMAGE = {name: Illustrated._meta.get_field(name).get_default() for name in IMAGE}
FOCUS = {
    name: forms.NumberInput(attrs={"min": 0, "max": 100, "step": STEP})
    for name in ("focus_x", "focus_y")
}


@dataclass
class Clash:
    """Something that both this person and a colleague changed.

    Either a field, with the colleague's text, or a section that one of them removed, with a
    sentence about it.
    """

    label: str = ""
    theirs: object = ""
    about: str = ""


REMOVED_BY_THEM = Clash(
    about="A colleague removed this section, but you have changed it. Saving again keeps it with "
    "your text. Remove it if you no longer need it."
)
REMOVED_BY_ME = Clash(
    about="You removed this section, but a colleague has changed it since, so it is still here. "
    "Remove it again if you no longer need it."
)


class DraftPart(forms.ModelForm):
    """One part of a draft, with its image, and a digest of what it showed in each field."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    image = forms.ModelChoiceField(
        Image.objects.all(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "This image is no longer there. Please upload it again."},
    )
    upload = ImageUploadField(required=False, label="Upload an image", help_text=LIMITS)
    chosen = ChosenImageField()
    without_image = forms.BooleanField(required=False, label="Remove image")

    pictures = ("",)  # what the names of the fields of each of its images begin with
    shapes = Shape.choices
    use_required_attribute = False  # our own messages say more than the browser's
    groups = ()

    def __init__(self, *args, stored=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.stored = stored
        self.clashes = {}
        self.fields["shape"].choices = [("", "The whole image"), *Shape.choices]
        for name in self.fields:
            if name.endswith(tuple(FOCUS)):
                self.fields[name].required = False
        self.initial["was"] = json.dumps(self.digests(stored)) if stored else ""
        say_limits(self)

    @cached_property
    def shown_image(self):
        """The image that the form has now, even if the form was rejected."""
        if not self.is_bound:
            return self.instance.image
        pk = whole_number(self["image"].value() or "")
        return Image.objects.filter(pk=pk).first()

    def take_upload(self, by):
        """Store what was uploaded, even if the rest of the form is rejected."""
        for own in self.pictures:
            self.take_picture(own, by)

    def take_picture(self, own, by):
        upload = self.cleaned_data.get(f"{own}upload")
        if not upload:
            return
        try:
            image = Image.objects.take(upload, by, alt=getattr(self.instance, f"{own}alt"))
        except CannotStore as error:
            self.add_error(f"{own}upload", error)
            return
        setattr(self.instance, f"{own}image", image)
        self.data[self.add_prefix(f"{own}image")] = str(image.pk)

    def clean(self):
        cleaned = super().clean()
        for own in self.pictures:
            self.clean_picture(own, cleaned)
        return cleaned

    def clean_picture(self, own, cleaned):
        upload, chosen = cleaned.get(f"{own}upload"), cleaned.get(f"{own}chosen")
        for error in self.errors.pop(f"{own}image", []):
            self.add_error(f"{own}upload", error)  # the visible field
        for name in FOCUS:
            if cleaned.get(f"{own}{name}", 0) is None:
                cleaned[f"{own}{name}"] = 50  # in the middle
        if cleaned.get(f"{own}without_image") and upload:
            words = "Remove the image or upload another one, not both."
            self.add_error(f"{own}upload", words)
        elif cleaned.get(f"{own}without_image"):
            blank = {f"{own}{name}": value for name, value in NO_IMAGE.items()}
            cleaned |= {name: value for name, value in blank.items() if name in self.fields}
            return
        if chosen and not upload:
            start_from(chosen, cleaned, own, was_typed=self.image_was_touched(own, cleaned))
            self.data[self.add_prefix(f"{own}image")] = str(chosen.pk)
        self.check_description(own, cleaned, upload or cleaned.get(f"{own}image"))

    def check_description(self, own, cleaned, has_image):
        if has_image and not cleaned.get(f"{own}alt") and not cleaned.get(f"{own}decorative"):
            self.add_error(f"{own}alt", "Describe the image, or select “Decorative only”.")

    def image_was_touched(self, own, cleaned):
        """Whether anything about the image that the form showed was typed anew."""
        group = next(one for one in self.groups if one[0] == f"{own}image")
        shown = cleaned.get(group[0])
        sent = {**dict.fromkeys(group), **cleaned, KEYS[group[0]]: shown and shown.pk}
        return digest(SimpleNamespace(**sent), group) != self.before().get(group[0])

    @classmethod
    def groups_of(cls, one):
        """The fields of this part that are taken from one person together."""
        return cls.groups

    @classmethod
    def digests(cls, one):
        return {group[0]: digest(one, group) for group in cls.groups_of(one)}

    def before(self):
        """The digests of what the form showed when it was opened; {} for a new part."""
        try:
            return dict(json.loads(self.cleaned_data.get("was") or "{}"))
        except (ValueError, TypeError, RecursionError):
            return {}

    def was_touched(self):
        return self.digests(self.instance) != self.before()

    def was_moved(self):
        return self.before().get("order") != digest(self.instance, ("order",))

    def shows(self, stored):
        """Whether the stored part is what the form showed, whatever its position now."""
        order = {"order": None}
        return self.digests(stored) | order == self.before() | order

    def merged_with(self, theirs):
        """This form on top of a colleague's part: fields not changed here take theirs."""
        before, merged, clashes = self.before(), copy.copy(theirs), {}
        both = set(self.groups_of(self.instance)) & set(self.groups_of(theirs)) - {("kind",)}
        for group in filter(both.__contains__, self.groups_of(self.instance)):
            mine, now = digest(self.instance, group), digest(theirs, group)
            shown = before.get(group[0])
            if mine in (shown, now):
                continue
            if now != shown and group != ("order",):  # each save renumbers all sections
                clashes[group[0]] = Clash(self[group[0]].label, displayed(theirs, group[0]))
            for name in group:
                set_value(merged, name, value_of(self.instance, name))
        return merged, clashes


def image_shown(part):
    """What the screen shows of the image of a part of the draft."""
    return render_to_string("admin/pages/revision/_image.html", {"part": part})


def has_no_image(form, blank, own=""):
    """Whether all about one of its images is as in this blank form, so that it looks the same."""
    names = [f"{own}{name}" for name in OF_IMAGE if f"{own}{name}" in form.fields]
    return all(name not in form.errors and said(form, name) == said(blank, name) for name in names)


def said(form, name):
    return str(form[name].value() or "")


def own_fields(one):
    """The names of the fields that a section's kind adds; its values are in `data`."""
    return one.block.fields if isinstance(one, Section) else {}


def value_of(one, name):
    return one.values[name] if name in own_fields(one) else getattr(one, name)


def set_value(one, name, value):
    if name in own_fields(one):
        one.data = one.data | {name: value}
    else:
        setattr(one, name, value)


def displayed(one, name):
    """The value of a field as people see it in the form."""
    if name in own_fields(one):
        return one.block.displayed(name, one.data)
    in_words = getattr(one, f"get_{name}_display", None)
    return in_words() if in_words else getattr(one, name)


def digest(one, names):
    """A short digest of the values of these fields."""
    return digest_of(*(value_of(one, KEYS.get(name, name)) for name in names))


def digest_of(*values):
    values = [str(value or "") for value in values]
    return hashlib.sha256("\0".join(values).replace("\r\n", "\n").encode()).hexdigest()[:16]
