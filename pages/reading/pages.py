from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from clinic.links import moved
from clinic.models import Clinic
from clinic.watched import Topic, kept
from pages.models import Page, Revision
from pages.models.page import HOME
from pages.reading.gathered import has_something, with_gathered
from pages.reading.links import followed
from pages.reading.menu import above, as_link, fine_print, nested
from pages.reading.questions import parts_of

PATTERNS = ("home", "page", "page_in")  # the names of those that lead to a page
LINKED = 50  # pages in the menu and the footer; the rest are found by the search


@require_safe
@kept(Topic.PAGES)
def home(request):
    shown = show_live(request, HOME)
    if not shown:
        raise Http404
    return shown


@require_safe
@kept(Topic.PAGES)
def page(request, slug, folder=""):
    if slug != HOME and (shown := show_live(request, slug, folder)):
        return shown
    return moved(request, get_object_or_404(Page.objects.public().at(slug)).get_absolute_url())


def show_live(request, slug, folder=""):
    """The page at exactly this address as readers see it now, or None."""
    live = list(live_and_linked(slug).with_sections_of(slug))
    at = folder, slug
    revision = next((one for one in live if (one.page.folder, one.page.slug) == at), None)
    read = [one.page for one in live]
    return revision and show_revision(request, revision, links=as_links(live), read=read)


def live_and_linked(slug=""):
    """The live revisions of the pages to link to (one more than is shown), and of this page.

    Also of the page that this one is under.
    """
    linked = Page.objects.linked().values("pk")[: LINKED + 1]
    near = Page.objects.filter(Q(slug=slug) | Q(children__slug=slug), is_public=True)
    return Revision.objects.live_of(linked.union(near.values("pk")))


def show_revision(request, revision, links=None, read=(), sections=None):
    """The page with this revision's text: the live one, or another in a preview.

    `read` are pages that have been read already, whose addresses are in its text. `sections` are
    others than the stored ones, each with its anchor.
    """
    links = page_links(revision) if links is None else links
    template = "pages/home.html" if revision.page.is_home else "pages/page.html"
    if sections is None:
        sections = revision.anchored_sections()
    written = followed(sections, read)
    sections = [one for one in with_gathered(revision, written, request) if has_something(one)]
    nothing_about = "" if sections else next((one.block.shows for one in written), "")
    if is_for_editors(request):
        sections = written
    context = {
        "page": revision.page,
        "revision": revision,
        "sections": sections,
        "nothing_about": nothing_about,
        "parts": (parts := parts_of(sections)),
        **styles_for(sections, revision),
        "headed": [one for one in parts if one.heading],
        "above": above(revision.page, links),
        **by_place(links),
        "cards": SimpleLazyObject(lambda: others_of(revision.page, links)),
    }
    response = render(request, template, context)
    response.also_shows = {topic for one in sections for topic in one.block.topics}
    if revision.page.is_home:
        response.also_shows.add(Topic.TIMES)  # with the next open time
    return response


def is_for_editors(request):
    """Whether it is a preview that is read at the desk, rather than by anyone who has its link."""
    preview = getattr(request, "preview", None)
    return bool(preview and (preview["back"] or preview["is_typed"]))


def others_of(page, links):
    """The links of the menu's first level to other pages than this one."""
    return [one for one in nested(links[:LINKED]) if one["page"] != page.pk]


def styles_for(sections, *illustrated):
    """Which stylesheets these sections need, for `_styles.html`."""
    images = [*illustrated, *sections]
    return {
        "has_blocks": any(one.block.styled for one in sections),
        "sheets": sorted({one.block.sheet for one in sections} - {""}),
        "has_tables": any("<table>" in one.body or one.block.has_table for one in sections),
        "has_crops": any(one.image_id and one.shape for one in images)
        or any(one.block.crops for one in sections),
    }


def site(request):
    """What every public template can show. Queries run only when it is printed."""
    preview = getattr(request, "preview", None)
    links = SimpleLazyObject(lambda: page_links(preview and preview["revision"]))
    return {
        "SITE_URL": settings.SITE_URL,
        "clinic": SimpleLazyObject(Clinic.current),
        **by_place(links),
    }


def by_place(links):
    return {
        "menu": SimpleLazyObject(lambda: nested(links[:LINKED])),
        "fine_print": SimpleLazyObject(lambda: fine_print(links[:LINKED])),
        "has_more_pages": SimpleLazyObject(lambda: len(links) > LINKED),
    }


def page_links(previewed=None):
    """The links of the menu and the footer, in the order of `Page.objects.linked`.

    A previewed version is among them as if it were live.
    """
    live = list(live_and_linked(previewed.page.slug if previewed else ""))
    if previewed and previewed.title:
        live = [*(one for one in live if one.page_id != previewed.page_id), previewed]
    return as_links(live)


def in_order(revision):
    return not revision.page.in_menu, revision.page.order, revision.page_id


def as_links(revisions):
    return [
        as_link(revision)
        for revision in sorted(revisions, key=in_order)
        if not revision.page.is_home
    ]
