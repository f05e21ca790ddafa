"""The forms of a draft: one for the page as a whole, and one for each section."""

import copy
import uuid

from django import forms
from django.forms.models import construct_instance
from django.forms.utils import pretty_name
from django.utils import timezone
from django.utils.html import strip_tags

from clinic.screens import say_limits
from pages.blocks import BLOCKS, COLUMNS, TEXT, LinkField, block_of
from pages.editing.document_part import DOCUMENT, WithDocument
from pages.editing.draft_part import FOCUS, IMAGE, KEYS, OF_IMAGE, DraftPart, digest_of
from pages.editing.sharing_part import SHARING, SHARING_WIDGETS, WithSharing
from pages.editing.unknown_kind import signed
from pages.models import Revision, Section

OF_COLUMN = {"image": OF_IMAGE, "document": DOCUMENT}
CLEARED = "This section is empty now. Enter a heading and its text, or remove the section."
OTHERS = ("seo_description", "reviewed_on", "reviewed_by", "next_review_on", "note")
NO_DATE = "Enter the day as year, month and day, such as 2027-03-08."


class DetailsForm(WithSharing):
    groups = (("title",), ("summary",), IMAGE, SHARING, *((name,) for name in OTHERS))

    class Meta:
        model = Revision
        fields = ["title", "summary", *IMAGE, *SHARING, *OTHERS]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "note": forms.TextInput(attrs={"autocomplete": "off"}),
            **FOCUS,
            **SHARING_WIDGETS,
            "reviewed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "next_review_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "summary": "One or two sentences under the title, also for search results and cards.",
            "decorative": "",
            "shape": "",
        }
        error_messages = {
            "title": {"required": "Enter a title."},
            "reviewed_on": {"invalid": NO_DATE},
            "next_review_on": {"invalid": NO_DATE},
        }

    @property
    def asks_for_image(self):
        """Whether the page has an image, or could: one about a person has their photo instead."""
        block = block_of(self.instance.page.folder)
        names = ("upload", "chosen", "alt")
        has_error = any(self.has_error(name) for name in names)
        return not (block and block.portrays) or bool(self.shown_image) or has_error

    def clean_reviewed_on(self):
        day = self.cleaned_data["reviewed_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("The review date can't be in the future.")
        return day

    def clean(self):
        cleaned = super().clean()
        reviewed, following = cleaned.get("reviewed_on"), cleaned.get("next_review_on")
        if reviewed and following and following < reviewed:
            self.add_error("next_review_on", "The next review can't be before the last one.")
        return cleaned

    def values(self):
        """The values for the revision, by field name."""
        names = [KEYS.get(name, name) for name in self.Meta.fields]
        return {name: getattr(self.instance, name) for name in names}


class SectionForm(WithDocument, DraftPart):
    """One block: the columns that its kind uses, and the kind's own fields."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    unknown = forms.CharField(required=False, widget=forms.HiddenInput)

    formset = None  # that it is in, unless it is a blank form for a new section
    groups = (("kind",), ("heading",), ("body",), ("drawing",), ("order",), IMAGE)

    class Meta:
        model = Section
        fields = ["kind", "order", "heading", "body", "drawing", *IMAGE, "document"]
        labels = {"order": "Position"}
        widgets = {"kind": forms.HiddenInput, **FOCUS}
        help_texts = {
            "order": "",
            "drawing": "Drawn for this site. Shown below the text.",
            "decorative": "",
            "shape": "",
        }
        error_messages = {
            "heading": {"required": "Enter a heading."},
            "body": {"required": "Enter the text of this section."},
        }

    def __init__(self, *args, instance=None, known_paths=(), kind=TEXT, unknown=None, **kwargs):
        new = unknown or Section(kind=kind, order=None)
        super().__init__(*args, instance=instance or new, **kwargs)
        self.known_paths = known_paths
        self.fields["order"].required = False
        self.fields["kind"].required = False
        self.is_stored = bool(instance)
        # As the first draft of some pages begins. Its text can wait until it is published.
        self.is_unwritten = self.is_stored and not instance.body
        self.block = self.instance.block
        if instance:
            self.initial["key"] = instance.key
            self.initial["body"] = known_paths.text_shown(instance.body)
        elif not unknown:
            self.block = BLOCKS.get(self["kind"].value(), self.block)
            self.instance.kind = self.block.kind
            self.initial["body"] = self.block.new_body
            self.initial["shape"] = self.block.new_shape
        self.fit()

    def fit(self):
        """Keep the columns that the kind uses, and add its own fields."""
        block, is_known = self.block, self.instance.kind == self.block.kind
        if is_known:
            del self.fields["unknown"]
        else:
            self.initial["unknown"] = signed(self.instance)
        for name in COLUMNS:
            if name not in block.columns:
                for field in OF_COLUMN.get(name, (name,)):
                    del self.fields[field]
            elif name not in OF_COLUMN:  # of these, `clean` asks for the upload
                can_wait = name == "body" and self.is_unwritten
                self.fields[name].required = (
                    is_known and name not in block.optional and not can_wait
                )
        for name, fit in (("heading", block.fit_heading), ("body", block.fit_body)):
            if name in self.fields:
                fit(self.fields[name])
        values = self.instance.values
        for name, field in block.fields.items():
            self.fields[name] = field = copy.deepcopy(field)
            field.label = field.label or pretty_name(name)
            self.initial[name] = values[name]
            if isinstance(field, LinkField) and self.known_paths:
                self.initial[name] = self.known_paths.shown(values[name])
        for field in self.fields.values():
            if hasattr(field, "known_paths"):
                field.known_paths = self.known_paths
        say_limits(self)

    @classmethod
    def groups_of(cls, one):
        document = [("document",)] if "document" in one.block.columns else []
        return (*cls.groups, *document, *((name,) for name in one.block.fields))

    @property
    def shown_name(self):
        """What the screen calls it."""
        typed = self["heading"].value() if "heading" in self.fields else ""
        return typed or ("New section" if self.block.kind == TEXT else self.block.name)

    @property
    def blank_image(self):
        return self.formset.blank_image_of(self) if self.formset else ""

    @property
    def blank_html(self):
        return self.formset.blank_of(self) if self.formset else ""

    @property
    def own_fields(self):
        return [self[name] for name in self.block.fields]

    def has_changed(self):
        """Whether anything was entered: a blank form at the end does not count as a section."""
        if self.instance.kind != TEXT or self["was"].value():
            return True  # somebody has chosen or written it
        typed = [self[name].value() for name in ("heading", "drawing")]
        typed.append(strip_tags(self["body"].value() or ""))
        typed.append(self["chosen"].value())
        if self.files.get(self.add_prefix("upload")) or self["image"].value():
            return True
        return any((value or "").strip() for value in typed)

    def lacks_text(self):
        """Whether readers may not see it yet, because it has only been begun."""
        is_needed = "body" in self.fields and "body" not in self.block.optional
        return self.is_unwritten and is_needed and not self.cleaned_data.get("body")

    def clean_kind(self):
        return self.instance.kind

    def clean(self):
        cleaned = super().clean()
        self.instance.key = cleaned.get("key") or uuid.uuid4()
        self.block.settle(cleaned)
        self.keep_links(cleaned)
        own = {name: cleaned[name] for name in self.block.fields if name in cleaned}
        self.instance.data = self.instance.data | own
        for name, words in self.block.refusals(own).items():
            self.add_error(name, words)
        if cleaned.get("body") and (words := self.block.body_refusal(cleaned["body"])):
            self.add_error("body", words)
        needs_image = "image" in self.block.columns and "image" not in self.block.optional
        if needs_image and not cleaned.get("image") and not cleaned.get("upload"):
            self.add_error("upload", "Choose an image.")
        self.check_document(cleaned)
        if {"heading", "body"} <= self.errors.keys() and cleaned.get("was"):
            self.say_cleared()
        return cleaned

    def say_cleared(self):
        """Of a section whose heading and text somebody has deleted, which may be meant or not."""
        typed = (strip_tags(self[name].value() or "") for name in ("heading", "body"))
        if not any(one.strip() for one in typed):
            self.errors["heading"] = self.error_class([CLEARED], renderer=self.renderer)
            del self.errors["body"]

    def _post_clean(self):
        """Fill in the row and check it, but for what the form's own fields have checked already.

        On a page of a hundred sections, the constraints alone would ask the database 600 times.
        """
        checked = self._get_validation_exclusions() | {"body"}
        self.instance = construct_instance(self, self.instance, self._meta.fields)
        try:
            self.instance.clean_fields(checked)
        except forms.ValidationError as error:
            self._update_errors(error)

    def keep_links(self, cleaned):
        """Store the key of each page that is linked to; what nobody has changed stays as it is."""
        before, stored = self.before(), self.known_paths
        if self.is_stored and cleaned.get("body") == self.initial["body"]:
            cleaned["body"] = self.instance.body
        elif "body" in cleaned and digest_of(cleaned["body"]) != before.get("body"):
            cleaned["body"] = stored.text_stored(cleaned["body"])
        for name, field in self.block.fields.items():
            is_new = name in cleaned and digest_of(cleaned[name]) != before.get(name)
            if isinstance(field, LinkField) and is_new:
                cleaned[name] = stored.stored(cleaned[name])
