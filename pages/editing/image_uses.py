"""Where images are shown: the pages, and their versions."""

from dataclasses import dataclass, field

from django.db.models import Prefetch, Q

from pages.editing.states import state_of_version
from pages.models import Page, Revision, Section

NAMED = 10  # versions of a page


@dataclass
class Use:
    """A page that shows an image; `versions` are those that do, the newest first."""

    page: Page
    title: str
    versions: list = field(default_factory=list)
    is_live: bool = False

    @property
    def unnamed(self):
        """How many versions there are beside those that are named."""
        return max(0, len(self.versions) - NAMED)


def uses_of(images) -> dict:
    """For each of these images, by key, its uses: those that readers see now first."""
    keys = [image.pk for image in images]
    sections = Section.objects.filter(image__in=keys).only("revision_id", "image_id")
    shown = Q(image__in=keys) | Q(pk__in=sections.values("revision"))
    revisions = Revision.objects.filter(shown).select_related("page")
    revisions = revisions.prefetch_related(Prefetch("sections", sections))
    live = set(Revision.objects.visible_now().values_list("pk", flat=True))
    found = {key: {} for key in keys}
    for revision in sorted(revisions, key=lambda one: one.moment, reverse=True):
        for key in images_in(revision) & found.keys():
            title = revision.title or revision.page.slug
            use = found[key].setdefault(revision.page_id, Use(revision.page, title))
            use.versions.append(revision)
            use.is_live |= revision.pk in live
    return {
        key: sorted(uses.values(), key=lambda use: (not use.is_live, use.title))
        for key, uses in found.items()
    }


def images_in(revision):
    return {revision.image_id, *(one.image_id for one in revision.sections.all())}


def in_words(uses) -> str:
    """On which pages readers see it, and where else it is still used, in a sentence."""
    live = [f"“{use.title}”" for use in uses if use.is_live]
    others = [f"“{use.title}”" for use in uses if not use.is_live]
    if not uses:
        return ""
    if not live:
        return f"Only drafts or older versions of {', '.join(others)}"
    older = f"; drafts or older versions of {', '.join(others)}" if others else ""
    return ", ".join(live) + older


def versions_in_words(use):
    """The newest versions of a page that show it, each with what state it is in."""
    return [(one, state_of_version(one)) for one in use.versions[:NAMED]]
