"""The form of a draft: what belongs to the page as a whole, and one form for each section.

It remembers what it showed, so that whoever is told of a colleague's change neither loses their
own words nor undoes the colleague's.
"""

import copy
import hashlib
import json
import uuid
from dataclasses import dataclass

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import strip_tags

from pages.models import Image, Revision, Section
from pages.models.image import CannotStore
from pages.uploads import ImageUploadField

MOST_SECTIONS = 40
IMAGE = ("image", "alt", "decorative")


@dataclass
class Clash:
    """A field in which this person and a colleague both wrote, and what the colleague wrote."""

    label: str
    theirs: object


class DraftPart(forms.ModelForm):
    """One part of a draft, with its image, and with a digest of what it showed of each field."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    image = forms.ModelChoiceField(Image.objects.all(), required=False, widget=forms.HiddenInput)
    upload = ImageUploadField(required=False, label="Image")
    without_image = forms.BooleanField(required=False, label="Take the image away")

    use_required_attribute = False  # our own messages say more than the browser's
    groups = ()  # fields that are somebody's as a whole

    def __init__(self, *args, stored=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.stored = stored
        self.clashes = {}
        self.initial["was"] = json.dumps(self.digests(stored)) if stored else ""
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)  # it cuts pasted text off, without a word
            field.error_messages["max_length"] = (
                f"{field.label}: at most %(limit_value)d characters. There are %(show_value)d."
            )

    @cached_property
    def shown_image(self):
        """The image that belongs to the form as it stands, also if the form was refused."""
        if not self.is_bound:
            return self.instance.image
        pk = self["image"].value() or ""
        is_number = pk.isdecimal() and len(pk) < 19
        return Image.objects.filter(pk=pk).first() if is_number else None

    def take_upload(self, by):
        """Keep what was uploaded, also if the rest of the form is refused."""
        upload = self.cleaned_data.get("upload")
        if not upload:
            return
        try:
            image = Image.objects.take(upload, by)
        except CannotStore as error:
            self.add_error("upload", error)
            return
        self.instance.image = image
        self.data[self.add_prefix("image")] = str(image.pk)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("without_image") and cleaned.get("upload"):
            self.add_error("upload", "Take the image away or send another one, not both.")
        elif cleaned.get("without_image"):
            cleaned |= {"image": None, "alt": "", "decorative": False}
            return cleaned
        has_image = cleaned.get("image") or cleaned.get("upload")
        if has_image and not cleaned.get("alt") and not cleaned.get("decorative"):
            self.add_error("alt", "Describe the image, or say that it only decorates the text.")
        return cleaned

    @classmethod
    def digests(cls, one):
        return {group[0]: digest(one, group) for group in cls.groups}

    def before(self):
        """The digests of what the form showed when it was opened; none for a new part."""
        try:
            return dict(json.loads(self.cleaned_data.get("was") or "{}"))
        except (ValueError, TypeError, RecursionError):
            return {}

    def was_touched(self):
        return self.digests(self.instance) != self.before()

    def was_moved(self):
        return self.before().get("order") != digest(self.instance, ("order",))

    def shows(self, stored):
        """Whether what is stored is what the form showed, wherever it stands by now."""
        order = {"order": None}
        return self.digests(stored) | order == self.before() | order

    def merged_with(self, theirs):
        """What this form holds on top of what a colleague stored: untouched fields are theirs."""
        before, merged, clashes = self.before(), copy.copy(theirs), {}
        for group in self.groups:
            mine, now = digest(self.instance, group), digest(theirs, group)
            shown = before.get(group[0])
            if mine in (shown, now):
                continue
            if now != shown and group != ("order",):  # each save numbers all sections anew
                clashes[group[0]] = Clash(self[group[0]].label, getattr(theirs, group[0]))
            for name in group:
                setattr(merged, name, getattr(self.instance, name))
        return merged, clashes


def digest(one, names):
    """Short, and the same for the same values of these fields."""
    values = [str(getattr(one, "image_id" if name == "image" else name) or "") for name in names]
    return hashlib.sha256("\0".join(values).replace("\r\n", "\n").encode()).hexdigest()[:16]


class DetailsForm(DraftPart):
    groups = (
        ("title",),
        ("summary",),
        IMAGE,
        ("seo_description",),
        ("reviewed_on",),
        ("reviewed_by",),
        ("next_review_on",),
        ("note",),
    )

    class Meta:
        model = Revision
        fields = [
            "title",
            "summary",
            *IMAGE,
            "seo_description",
            "reviewed_on",
            "reviewed_by",
            "next_review_on",
            "note",
        ]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "note": forms.TextInput(attrs={"autocomplete": "off"}),
            "reviewed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "next_review_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"decorative": ""}
        error_messages = {"title": {"required": "Enter a title."}}

    def clean_reviewed_on(self):
        day = self.cleaned_data["reviewed_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("Reviewed on: this day is still to come.")
        return day

    def values(self):
        """What belongs to the page as a whole, by field."""
        names = [name for name in self.Meta.fields if name != "image"]
        return {name: getattr(self.instance, name) for name in [*names, "image_id"]}


class SectionForm(DraftPart):
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    groups = (("heading",), ("body",), ("order",), IMAGE)

    class Meta:
        model = Section
        fields = ["order", "heading", "body", *IMAGE]
        labels = {"order": "Position"}
        help_texts = {"order": "", "decorative": ""}
        error_messages = {
            "heading": {"required": "Enter a heading."},
            "body": {"required": "Enter the text of this section."},
        }

    def __init__(self, *args, instance=None, **kwargs):
        super().__init__(*args, instance=instance or Section(order=None), **kwargs)
        self.fields["order"].required = False
        if instance:
            self.initial["key"] = instance.key

    def has_changed(self):
        """Whether anything was entered: a blank form at the end is no section."""
        typed = [self["heading"].value(), strip_tags(self["body"].value() or "")]
        if self.files.get(self.add_prefix("upload")) or self["image"].value():
            return True
        return any((value or "").strip() for value in typed)

    def clean(self):
        cleaned = super().clean()
        self.instance.key = cleaned.get("key") or uuid.uuid4()
        return cleaned


class BaseSectionForms(forms.BaseFormSet):
    """`shown` are the sections to show, `stored` are those in the database, by their key."""

    def __init__(self, *args, shown=(), stored=(), clashes=None, **kwargs):
        self.shown = list(shown)
        self.by_key = {one.key: one for one in stored}
        self.clashes = clashes or {}
        super().__init__(*args, **kwargs)

    def initial_form_count(self):
        return super().initial_form_count() if self.is_bound else len(self.shown)

    def get_form_kwargs(self, index):
        kwargs = super().get_form_kwargs(index)
        if not self.is_bound and index is not None and index < len(self.shown):
            one = self.shown[index]
            kwargs |= {"instance": copy.copy(one), "stored": self.by_key.get(one.key)}
        return kwargs

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.clashes = self.clashes.get(form.instance.key, {}) if not self.is_bound else {}
        return form

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Remove this section"

    def clean(self):
        """Two sections of one key cannot be told apart, and no browser sends them."""
        keys = set()
        for form in self.kept():
            if form.instance.key in keys:
                form.instance.key = uuid.uuid4()
            keys.add(form.instance.key)

    def kept(self):
        """The forms that hold a section to be stored, in the order that they say."""
        kept = [
            (form.cleaned_data.get("order"), not form.was_moved(), place, form)
            for place, form in enumerate(self.forms)
            if form.has_changed() and not form.cleaned_data.get("DELETE")
        ]
        # Where two say the same, the one whose number was just typed is meant. None: the last.
        kept.sort(key=lambda one: (one[0] is None, one[0] or 0, *one[1:3]))
        return [form for *_, form in kept]


SectionForms = forms.formset_factory(
    SectionForm,
    formset=BaseSectionForms,
    extra=1,
    can_delete=True,
    max_num=MOST_SECTIONS,
    absolute_max=2 * MOST_SECTIONS,
    validate_max=True,
)
