"""The form of a whole draft: its parts, storing them, and merging them after a clash."""

import copy

from django.utils import timezone

from pages.editing.details_form import DetailsForm
from pages.editing.draft_form import SectionForm
from pages.editing.draft_part import REMOVED_BY_ME, REMOVED_BY_THEM
from pages.editing.known_paths import KnownPaths
from pages.editing.schedule_form import ScheduleForm
from pages.editing.section_forms import GOES_LIVE, SectionForms, count_all
from pages.editing.site_links import kinds_shown, other_titles
from pages.models import Document, Image
from pages.models.page import HOME_IS_PUBLIC
from pages.text.advice import advise
from pages.text.compare import compare
from typed.seen import seen_version
from typed.text import as_uuid

UPLOADS = {"upload", "share_upload", "file"}  # fields
TORN = "Some sections were not received. Nothing was changed."


class ImageGone(Exception):
    """An image or a file that the form names no longer exists."""


class DraftForm:
    """All forms of one draft. After a clash, `shown` and `sections` differ from what is stored."""

    def __init__(self, draft, data=None, files=None, shown=None, sections=None, clashes=None):
        self.draft = draft
        self.data = data = data.copy() if data is not None else None  # an upload sets its `image`
        self.is_uncounted = data is not None and count_all(data)
        stored = list(draft.sections_to_write())
        self.seen = draft.version if data is None else seen_version(data)
        self.known_paths = KnownPaths()
        self.details = DetailsForm(data, files, instance=copy.copy(shown or draft), stored=draft)
        self.sections = SectionForms(
            data,
            files,
            prefix="sections",
            shown=stored if sections is None else sections,
            stored=stored,
            clashes=clashes,
            form_kwargs={"known_paths": self.known_paths},
        )
        self.schedule = ScheduleForm(draft.page.revisions.scheduled(), data)
        self.arranged = None  # what a button without JavaScript did with the sections
        self.refusals = []  # each with the id of the element to focus, if there is one
        self.replaces = data is not None and "replaces" in data
        # The sections that this person removed before hearing of a colleague's change.
        self.gone = data.get("gone", "").split(",") if data is not None else []
        # Which unsaved text these are, and which ones were taken up in it.
        self.writing, self.took = (data.get(one, "") if data else "" for one in ("writing", "took"))

    def writings(self):
        """The keys of the unsaved texts that are saved with this form."""
        return {one for one in map(as_uuid, (self.writing, self.took)) if one}

    @property
    def parts(self):
        return [self.details, *self.sections.forms]

    def is_valid(self, verb):
        valid = [self.details.is_valid(), self.sections.may(verb), self.schedule.check(verb)]
        self.is_only_torn = all(valid) and self.is_torn()
        self.refusals = list(self.refused(verb, all(valid)))
        return all(valid) and not self.refusals

    def forgive(self, sent):
        """Say nothing of errors: the form was posted to be arranged, not stored.

        What was wrong with an upload in `sent`, the form as it was posted, is said all the same:
        no browser sends it again.
        """
        self.refusals = []
        for part in [*self.parts, self.schedule]:
            part.errors.clear()
        self.sections.non_form_errors().clear()
        for part, posted in zip(self.parts, sent.parts, strict=False):
            for name in posted.errors.keys() & UPLOADS:
                part.errors[name] = posted.errors[name]

    def focus_new(self):
        """Begin in the section that was just inserted."""
        if self.arranged.act != "insert" or self.arranged.choosing:
            return
        for form in self.sections.forms:
            if form.prefix == self.arranged.prefix:
                names = ("heading", "body", *form.block.fields, "upload")
                first = next(name for name in names if name in form.fields)
                form.fields[first].widget.attrs["autofocus"] = True

    def refused(self, verb, is_valid):
        if self.is_torn():
            yield "sections", f"{TORN} Please save again."
        elif verb in GOES_LIVE and is_valid and not self.new_sections():
            yield "sections", "Write at least one section before you publish."
        if verb == "take_off" and self.draft.page.is_home:
            yield "", HOME_IS_PUBLIC

    def is_torn(self):
        """Whether a section is missing from the post, or was not counted in it.

        A stored one is missing if it isn't even marked for removal.
        """
        if self.is_uncounted:
            return True
        if self.seen != self.draft.version:
            return False
        sent = {str(form["key"].value()) for form in self.sections.forms} | set(self.gone)
        return any(str(key) not in sent for key in self.sections.by_key)

    def take_uploads(self, by):
        """Store what was uploaded; returns whether all could be stored."""
        kept = [part for part in self.parts if not part.cleaned_data.get("DELETE")]
        for part in kept:
            part.take_upload(by)
        return not any(UPLOADS & part.errors.keys() for part in kept)

    def written(self):
        """The sections as the form holds them, stored or not."""
        return self.new_sections() if self.details.is_bound else self.sections.shown

    def new_sections(self):
        return [form.instance for form in self.sections.kept()]

    def keep_images(self):
        """Raises ImageGone if one was purged, because nothing had shown it for a day."""
        uses = [self.details.instance, *self.new_sections()]
        chosen = {self.details.instance.share_image_id, *(one.image_id for one in uses)} - {None}
        if Image.objects.filter(pk__in=chosen).keep() < len(chosen):
            raise ImageGone
        Image.objects.start_from(uses)
        documents = {one.document_id for one in self.new_sections()} - {None}
        if documents and Document.objects.filter(pk__in=documents).keep() < len(documents):
            raise ImageGone

    def store(self, by):
        """Raises NotADraft, ChangedMeanwhile or ImageGone.

        Any of a colleague's text that this form replaces is kept among the versions.
        """
        if self.replaces:
            note = f"Replaced by {by}’s text"
            self.draft.copy(self.draft.author, discarded_at=timezone.now(), note=note)
        seen = self.seen
        if self.draft.pk is None:
            self.draft = self.draft.page.begin(by, seen)
            seen = self.draft.version
        self.draft.rewrite(by, seen, self.details.values(), self.new_sections())
        self.keep_images()

    def problems(self):
        """Each error: the id of the field to focus, its section, and the message."""
        if not self.details.is_bound:
            return []
        found = [(target, "", words) for target, words in self.refusals]
        found += [("sections", "", error) for error in self.sections.non_form_errors()]
        sections = [
            (f"Section {n}: ", form) for n, form in enumerate(self.sections.in_order, start=1)
        ]
        for where, form in [("", self.details), *sections, ("", self.schedule)]:
            errors_of = form.errors
            if form.cleaned_data.get("DELETE"):
                continue
            for name, errors in errors_of.items():
                field = form[name if name in form.fields else next(iter(form.fields))]
                # A group of radio buttons has an id, but no `id_for_label`.
                found += [(field.id_for_label or field.auto_id, where, error) for error in errors]
        return found

    def advice(self):
        """Suggestions for the text in the form, stored or not."""
        titles = other_titles(self.draft.page)
        sections = self.known_paths.as_read(self.written())
        kinds = kinds_shown(sections)
        return advise(self.details.instance, sections, self.known_paths, titles, kinds)

    def left_out(self):
        """A sentence for each section that held something it can't keep."""
        return [
            f"Section “{form.instance}”: {about}"
            for form in self.sections.kept()
            for field in form.fields.values()
            if (about := getattr(field, "left_out", ""))
        ]

    def merged_with(self, draft):
        """This form on top of the current draft, which decides whatever was not changed here."""
        shown, details = self.details.merged_with(draft)
        theirs = {one.key: one for one in draft.sections_to_write()}
        sections, clashes = [], {}
        for form in self.sections.forms:
            one, kept = self.merge_section(form, theirs.pop(form.instance.key, None))
            if kept is not None:
                sections.append(one)
                clashes[one.key] = kept
        sections += theirs.values()
        sections.sort(key=lambda one: one.order or len(sections))
        merged = DraftForm(draft, shown=shown, sections=sections, clashes=clashes)
        merged.details.clashes = details
        merged.gone = [
            str(key) for key in merged.sections.by_key.keys() - {one.key for one in sections}
        ]
        merged.writing, merged.took = self.writing, self.took
        merged.replaces = bool(details) or any(clashes.values())
        return merged

    def comparison(self):
        """What saving this form would change, word by word."""
        stored = self.known_paths.as_read(self.sections.by_key.values())
        shown = self.known_paths.as_read(self.sections.shown)
        return compare(self.draft, stored, self.details.instance, shown)

    def differs(self):
        """Whether saving this form would change anything, or there is something to decide first."""
        if self.replaces:
            return True
        shown = [(one.key, SectionForm.digests(one)) for one in self.written()]
        stored = [(one.key, SectionForm.digests(one)) for one in self.sections.by_key.values()]
        details = self.details
        return shown != stored or details.digests(details.instance) != details.digests(self.draft)

    @staticmethod
    def merge_section(form, theirs):
        """The merged section and its clashes; None for the clashes if the section is dropped."""
        if not form.has_changed():
            return None, None
        removed = form.cleaned_data.get("DELETE")
        if theirs is None:
            was_there = bool(form.cleaned_data.get("was"))
            if removed or (was_there and not form.was_touched()):
                return None, None
            return form.instance, {"": REMOVED_BY_THEM} if was_there else {}
        if removed:
            if form.shows(theirs):
                return None, None
            return theirs, {"": REMOVED_BY_ME}
        return form.merged_with(theirs)
