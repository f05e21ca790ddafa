"""Where images and files are shown: the pages, and their versions."""

import re
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, TextField
from django.db.models.functions import Cast

from clinic.models import Clinic
from pages.editing.states import state_of_version
from pages.models import Document, Page, Revision, Section

NAMED = 10  # versions of a page
FILE = re.compile(r"[0-9a-f]{32}(?=\.pdf)", re.ASCII)


@dataclass
class Use:
    """A page that shows an image or a file; `versions` are those that do, the newest first.

    Without a page, it is the clinic's details.
    """

    page: Page | None
    title: str
    versions: list = field(default_factory=list)
    is_live: bool = False

    @property
    def unnamed(self):
        """How many versions there are beside those that are named."""
        return max(0, len(self.versions) - NAMED)

    @property
    def state(self):
        """Of the version that readers see first: "" if they see it now."""
        if self.is_live:
            return ""
        if any(one.is_scheduled() for one in self.versions):
            return "scheduled"
        return "draft" if any(one.is_draft() for one in self.versions) else "older version"


def uses_of_images(images) -> dict:
    """For each of these images, by key, its uses: those that readers see now first."""
    keys = [image.pk for image in images]
    sections = Section.objects.filter(image__in=keys).only("revision_id", "image_id")
    shown = Q(image__in=keys) | Q(share_image__in=keys) | Q(pk__in=sections.values("revision"))
    revisions = Revision.objects.filter(shown).prefetch_related(Prefetch("sections", sections))
    uses = by_page(keys, revisions, images_in)
    of_clinic = Clinic.objects.values_list("logo", "map_image").first() or ()
    for key in uses.keys() & set(of_clinic):
        uses[key].insert(0, Use(None, "Clinic details", is_live=True))
    return uses


def images_in(revision):
    in_sections = (one.image_id for one in revision.sections.all())
    return {revision.image_id, revision.share_image_id, *in_sections}


def uses_of_files(documents) -> dict:
    """The same for these files, with the uses of those that they replaced."""
    keys = [document.pk for document in documents]
    group = Document.objects.filter(Q(pk__in=keys) | Q(replaced_by__in=keys))
    first = {one.pk: one.replaced_by_id or one.pk for one in group}
    named = {one.name.removesuffix(".pdf"): first[one.pk] for one in group}
    own = Cast("data", TextField())
    linked = Q(body__contains=".pdf") | Q(own__contains=".pdf")
    sections = Section.objects.alias(own=own).filter(Q(document__in=first) | linked)
    sections = sections.only("revision_id", "document_id", "body", "data")

    def files_in(revision):
        for one in revision.sections.all():
            yield first.get(one.document_id)
            yield from map(named.get, FILE.findall(f"{one.body} {one.data}"))

    if not keys:
        return {}
    revisions = Revision.objects.filter(pk__in=sections.values("revision"))
    revisions = revisions.prefetch_related(Prefetch("sections", sections))
    return by_page(keys, revisions, lambda revision: set(files_in(revision)))


def by_page(keys, revisions, shown_in):
    """The uses for each of the keys, which `shown_in` finds in a revision."""
    live = set(Revision.objects.visible_now().values_list("pk", flat=True))
    found = {key: {} for key in keys}
    revisions = revisions.select_related("page")
    for revision in sorted(revisions, key=lambda one: one.moment, reverse=True):
        for key in shown_in(revision) & found.keys():
            title = revision.title or revision.page.slug
            use = found[key].setdefault(revision.page_id, Use(revision.page, title))
            use.versions.append(revision)
            use.is_live |= revision.pk in live
    return {
        key: sorted(uses.values(), key=lambda use: (not use.is_live, use.title))
        for key, uses in found.items()
    }


def in_words(uses) -> str:
    """The pages with it: “Fees”, “Welcome” (draft)."""
    return ", ".join(f"“{use.title}”{use.state and f' ({use.state})'}" for use in uses)


def versions_in_words(uses):
    """Each use with the newest versions of its page, and what state each of them is in."""
    return [(use, [(one, state_of_version(one)) for one in use.versions[:NAMED]]) for use in uses]
