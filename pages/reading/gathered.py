"""Sections of one kind from all pages that readers see, for the blocks that show them together."""

from collections import defaultdict
from dataclasses import dataclass

from pages.models import Revision, Section, SectionAnchor
from pages.text.rich_text import anchored

# By kind, what a section of a page shows from the rooms beside this one; if nothing, readers don't
# see the section. The top floor hands these functions of a section, a page and a request over.
shown_by = {}


@dataclass(frozen=True)
class Gathered:
    """A section as others tell of it: what it is called, and where readers find it."""

    section: Section
    title: str
    url: str


def live_blocks(kind, but_of=None):
    """The sections of this kind that readers see, in the order of pages, except on one page.

    Without those that have no name. Their text is not read.

    One query; two more if a page is not about its section alone, so that the section has to be
    found on it.
    """
    live = Revision.objects.visible_now().exclude(page=but_of).values("pk")
    sections = Section.objects.filter(kind=kind, revision__in=live).defer("body")
    sections = sections.select_related("image", "revision__page")
    found = list(sections.order_by("revision__page", "order", "pk"))
    anchors = anchors_in({one.revision_id for one in found if not is_about(one.revision.page, one)})
    return named(gathered(one, one.revision, anchors.get(one.pk)) for one in found)


def gathered(section, revision, anchor):
    url = revision.get_absolute_url()
    if anchor and not is_about(revision.page, section):
        url = f"{url}#{anchor}"
    name = section.block.name_of(section, revision.title, revision.page.folder)
    return Gathered(section, name, url)


def named(found):
    return [one for one in found if one.title]


def is_about(page, section):
    """Whether the page is in the folder of those that are about one such section."""
    return page.folder != "" and page.folder == section.block.folder


def anchors_in(revisions):
    """The anchors of all sections of the revisions with these keys, by the sections' keys."""
    if not revisions:
        return {}
    of_each = defaultdict(list)
    for one in Section.objects.filter(revision__in=revisions).defer("body", "data"):
        of_each[one.revision_id].append(one)
    remembered = SectionAnchor.objects.of_revisions(revisions)
    return {
        one.pk: one.anchor
        for key, sections in of_each.items()
        for one in anchored(sections, remembered[key])
    }


def with_gathered(revision, sections, request):
    """These anchored sections of a revision; `has_something` says which of them readers see.

    Each that gathers others has them as `gathered`; of this page, the ones among `sections`. Each
    whose kind is in `shown_by` has as `shown` what it shows.
    """
    kinds = {one.block.gathers for one in sections} - {""}
    found = {kind: together(kind, revision, sections) for kind in kinds}
    for one in sections:
        one.gathered = found.get(one.block.gathers, [])
        if shows := shown_by.get(one.block.kind):
            one.shown = shows(one, revision.page, request)
        one.note = "" if has_something(one) else one.block.nothing_yet
    return sections


def has_something(section):
    if section.block.kind in shown_by:
        return bool(section.shown)
    return bool(section.gathered or not section.block.gathers)


def together(kind, revision, sections):
    own = named(gathered(one, revision, one.anchor) for one in sections if one.kind == kind)
    others = live_blocks(kind, but_of=revision.page)
    place = (revision.page.order, revision.page.slug)
    return [
        *(one for one in others if place_of(one) < place),
        *own,
        *(one for one in others if place_of(one) > place),
    ]


def place_of(found):
    page = found.section.revision.page
    return page.order, page.slug
