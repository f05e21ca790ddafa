"""The forms of all sections of a draft, in their order."""

import copy
import re
import uuid
from dataclasses import dataclass
from functools import cache, lru_cache

from django import forms
from django.template.loader import render_to_string
from django.utils.choices import CallableChoiceIterator
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe

from pages.blocks import BLOCKS
from pages.editing.draft_form import SectionForm
from pages.editing.draft_part import has_no_image, image_shown
from pages.editing.unknown_kind import unsigned
from typed.text import as_uuid, whole_number

MOST_SECTIONS = 100
MOST_FORMS = 2 * MOST_SECTIONS
GOES_LIVE = ("publish", "schedule")
NUMBERED = re.compile(r"sections-(\d{1,3})-", re.ASCII)


class BaseSectionForms(forms.BaseFormSet):
    """`shown` are the sections to show, `stored` are those in the database, by their key."""

    default_error_messages = {
        "too_many_forms": (
            "A page can have at most %(num)d sections. Remove some, or move them to another page."
        ),
        "missing_management_form": (
            "Some sections were not received. Nothing was changed: please save again."
        ),
    }

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
        if self.is_bound and index is not None:
            key = as_uuid(self.data.get(f"{self.add_prefix(index)}-key", ""))
            if key in self.by_key:  # its kind stays, and so does what the form does not ask
                kwargs["instance"] = copy.copy(self.by_key[key])
            else:
                kwargs["unknown"] = unsigned(self.data.get(f"{self.add_prefix(index)}-unknown", ""))
        return kwargs

    @cached_property
    def blanks(self):
        """The blank form of each kind."""
        return {kind: rendered(kind, offered_now(kind)) for kind in BLOCKS}

    def blank_of(self, form):
        """What the screen shows of the blank form at the end; "" if it is another one."""
        if self.is_bound or form.is_stored:
            return ""
        blank = self.blanks[form.block.kind]
        return blank.as_in(form, blank.html)

    def blank_image_of(self, form):
        """What the screen shows of this form's image; "" if it has one, or anything was entered."""
        blank = self.blanks[form.block.kind]
        return blank.as_in(form, blank.image) if has_no_image(form, blank.form) else ""

    def new_form(self, kind):
        """The form of a new section."""
        form = self.form(
            auto_id=self.auto_id,
            prefix=self.add_prefix(f"__{kind}__"),  # no two have the same ids
            kind=kind,
            empty_permitted=True,
            use_required_attribute=False,
            renderer=self.renderer,
            **self.get_form_kwargs(None),
        )
        self.add_fields(form, None)
        return form

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.clashes = self.clashes.get(form.instance.key, {}) if not self.is_bound else {}
        form.formset = self
        if self.is_bound and form.is_stored and "body" in form.fields:
            form.fields["body"].unchanged = form.initial["body"]
        return form

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Remove this section"

    @property
    def in_order(self):
        """All forms in the order of their positions, as they are shown and counted."""
        return sorted(self.forms, key=place_of)

    def clean(self):
        """Refuse two sections with one key, which no browser posts."""
        keys = set()
        for form in self.kept():
            if form.instance.key in keys:
                form.instance.key = uuid.uuid4()
            keys.add(form.instance.key)

    def may(self, verb):
        """Whether they can be stored and, if the verb is one of GOES_LIVE, be seen by readers."""
        is_valid = self.is_valid()
        lacking = [one for one in self.kept() if one.lacks_text()] if verb in GOES_LIVE else []
        for form in lacking:
            words = f"“{form.shown_name}” has no text yet. Write it, or remove the section."
            form.add_error("body", words)
        return is_valid and not lacking

    def kept(self):
        """The forms of sections to store, in their order."""
        return [
            form
            for form in self.in_order
            if form.has_changed() and not form.cleaned_data.get("DELETE")
        ]


def count_all(data):
    """Raise the posted total to the highest number of a form; returns whether it was too low."""
    filled = [name for name in data if data[name]]
    numbers = [int(found[1]) for found in map(NUMBERED.match, filled) if found]
    needed = min(max(numbers, default=-1) + 1, MOST_FORMS)
    total = whole_number(data.get("sections-TOTAL_FORMS", ""), otherwise=None)
    if total is None or total >= needed:
        return False
    data["sections-TOTAL_FORMS"] = str(needed)
    return True


def place_of(form):
    """Of two with the same number, the one just typed is first. One without a number is last."""
    typed = form["order"].value()
    position = whole_number(str(typed).strip(), otherwise=None)
    return position is None, position or 0, not (form.is_bound and form.was_moved())


SectionForms = forms.formset_factory(
    SectionForm,
    formset=BaseSectionForms,
    extra=1,
    can_delete=True,
    max_num=MOST_SECTIONS,
    absolute_max=MOST_FORMS,
    validate_max=True,
)


@dataclass(frozen=True)
class Blank:
    """The form of a new section, and how the screen shows it: whole, and its image alone."""

    form: SectionForm
    html: str
    image: str

    def as_in(self, form, html):
        """The same HTML for another blank form of this kind."""
        return mark_safe(html.replace(self.form.prefix, form.prefix))  # noqa: S308 - a template escaped it


def offered_now(kind):
    """What can be chosen at this moment in the fields of this kind that ask for it each time."""
    return tuple(
        (name, tuple(map(tuple, field.choices)))
        for name, field in BLOCKS[kind].fields.items()
        if isinstance(getattr(field, "choices", None), CallableChoiceIterator)
    )


@lru_cache(maxsize=100)
def rendered(kind, choices):
    """Once in a process: nothing else in a blank form depends on a page, or on who asks.

    All of them together are most of what the screen takes.
    """
    form = SectionForms(prefix="sections").new_form(kind)
    for name, offered in choices:
        form.fields[name].choices = offered
    html = render_to_string("admin/pages/revision/_section.html", {"section": form})
    image = image_shown(form) if "image" in form.fields else ""
    return Blank(form, html, image)


@cache
def blanks_media():
    """The scripts and styles of all blank forms."""
    blank = [rendered(kind, offered_now(kind)).form for kind in BLOCKS]
    return sum((one.media for one in blank), start=forms.Media())
