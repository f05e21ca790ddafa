"""What links to a page: sections of live, scheduled and draft versions of other pages."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from pages.models import Page, Revision, Section
from pages.models.address import Folder
from pages.text.lasting import STORED, references
from pages.text.pasted.links import address

NAMED = 10  # sections that a sentence names


@dataclass(frozen=True)
class Linking:
    """A section with a link, in one version of its page."""

    section: Section

    @property
    def revision(self):
        return self.section.revision

    @property
    def state(self):
        """Of the version: “draft”, “scheduled”, or "" if readers see it."""
        if self.revision.is_draft():
            return "draft"
        return "scheduled" if self.revision.is_scheduled() else ""

    def get_admin_url(self):
        """Where an editor changes the section; a scheduled version can only be read."""
        if self.state == "scheduled":
            return self.revision.get_admin_url()
        screen = reverse("admin:pages_page_draft", args=[self.revision.page_id])
        return f"{screen}#section-{self.section.key}"


def sections_in_use():
    """The sections of all versions that readers see, or will once somebody publishes them."""
    sections = Section.objects.filter(revision__in=Revision.objects.in_use().values("pk"))
    return sections.select_related("revision__page").order_by("revision__title", "order", "pk")


def what_links_to(page) -> list[Linking]:
    """The sections of other pages with a link to this one, by the titles of their pages."""
    paths = paths_of(page)
    sections = (
        sections_in_use().exclude(revision__page=page).annotate(own=Cast("data", TextField()))
    )
    may = Q()
    for written in (f"{STORED}{page.pk}/", *(paths - {"/"}), *beginnings(paths)):
        may |= Q(body__icontains=written) | Q(own__icontains=written)
    return [
        Linking(one)
        for one in sections.filter(may)
        if any(leads_to(href, page.pk, paths) for _, href in one.links)
    ]


def paths_of(page):
    """All that lead to it: those at its present and former slugs, in any folder."""
    if page.is_home:
        return {page.get_absolute_url()}
    slugs = [page.slug, *(one.slug for one in page.former_slugs.all())]
    return {Page(slug=slug, folder=one).get_absolute_url() for slug in slugs for one in Folder}


def beginnings(paths):
    """How a link to the home page is written, whose path is part of all others."""
    return ('"/"', '"/#', '"/?', settings.SITE_URL) if "/" in paths else ()


def leads_to(href, key, paths):
    if key in references(href):
        return True
    path = path_on_this_site(href)
    return path is not None and path.lower() in paths


def path_on_this_site(href):
    """The path on our own site that this link leads to; None if it leads elsewhere or nowhere."""
    url = urlsplit(address(href))
    if url.netloc and url.netloc != urlsplit(settings.SITE_URL).netloc:
        return None
    return (url.path or "/") if url.netloc or url.path.startswith("/") else None


def links_in_words(page) -> str:
    """A sentence, as HTML, that names the sections with a link to this page and leads there."""
    found = what_links_to(page)
    if not found:
        return "No other page links to it."
    names = format_html_join(
        ", ",
        '<a href="{}">“{}”, {}</a>{}',
        [
            (one.get_admin_url(), one.revision, one.section, one.state and f" ({one.state})")
            for one in found[:NAMED]
        ],
    )
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return format_html("These sections link to it: {}{}.", names, more)
