"""The form of one section of a draft."""

import copy
import uuid

from django import forms
from django.forms.models import construct_instance
from django.forms.utils import pretty_name
from django.utils.html import strip_tags

from clinic.screens import say_limits
from pages.blocks import BLOCKS, COLUMNS, TEXT, LinkField
from pages.editing.document_part import DOCUMENT, WithDocument
from pages.editing.draft_part import FOCUS, IMAGE, OF_IMAGE, DraftPart, digest_of
from pages.editing.unknown_kind import signed
from pages.models import Section
from pages.text.opening import opening

INSTEAD = ("drawing", "image", "upload")  # of a text
OF_COLUMN = {"image": OF_IMAGE, "document": DOCUMENT}
CLEARED = "This section is empty now. Enter its text, or remove the section."
NO_TEXT = "Enter the text of this section."


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
            "body": {"required": NO_TEXT},
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
                can_wait = name == "body" and (self.is_unwritten or block.body_or_image)
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
        if typed or self.block.kind != TEXT:
            return typed or self.block.name
        return opening(self["body"].value() or "") or "New section"

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
        return self.is_unwritten and is_needed and not self.shows_anything(self.cleaned_data)

    def shows_anything(self, cleaned):
        """Whether it has a text, or what will do instead of one."""
        instead = INSTEAD if self.block.body_or_image else ()
        return any(cleaned.get(name) for name in ("body", *instead))

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
        self.check_text(cleaned)
        return cleaned

    def check_text(self, cleaned):
        """Ask for a text, unless an image is shown instead or it can wait."""
        either = self.block.body_or_image
        asks = either and self.instance.kind == self.block.kind and not self.is_unwritten
        if asks and "body" not in self.errors and not self.shows_anything(cleaned):
            self.add_error("body", NO_TEXT)
        lacking = {"body"} if either else {"heading", "body"}
        if lacking <= self.errors.keys() and cleaned.get("was"):
            self.say_cleared()

    def say_cleared(self):
        """Of a section whose heading and text somebody has deleted, which may be meant or not."""
        typed = (strip_tags(self[name].value() or "") for name in ("heading", "body"))
        if not any(one.strip() for one in typed):
            first = "heading" if "heading" in self.errors else "body"
            self.errors.pop("body")
            self.errors[first] = self.error_class([CLEARED], renderer=self.renderer)

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
