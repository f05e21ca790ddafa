"""The links of this site that lead nowhere: in live, scheduled and draft versions."""

import re
from collections import defaultdict
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Q
from django.shortcuts import render
from django.urls import path
from django.utils.html import strip_tags
from django.views.decorators.http import require_safe

from pages.blocks import TEXT
from pages.editing.known_paths import KnownPaths
from pages.editing.links_here import Linking, sections_in_use
from pages.editing.states import day
from pages.models import (
    BrokenLink,
    Document,
    FormerSlug,
    OutsideLink,
    Page,
    Revision,
    SectionAnchor,
)
from pages.text.lasting import STORED
from pages.text.link_advice import Places, dead_ends, is_ours
from pages.text.pasted.links import address
from pages.text.rich_text import anchored

ON_ONE_SCREEN = 100
DECIDE = (Page, Revision, SectionAnchor, FormerSlug, Document)  # which links are broken
LINK = re.compile(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
# All that is read of what may be thousands of sections.
READ = [
    *("key", "kind", "heading", "body", "data", "revision__title", "revision__publish_at"),
    "revision__version",
    *("revision__discarded_at", "revision__page__slug"),
]
DELETED = "The page that it led to has been deleted."


@dataclass(frozen=True)
class DeadLink(Linking):
    """A link that leads nowhere, in a section of one version."""

    words: str
    href: str
    why: str
    is_outside: bool
    is_waiting: bool = False  # in a text that is not live, for a page that is not published yet


def dead_links() -> list[DeadLink]:
    """All of them, by page; those to other sites as the worker found them, if that is on."""
    rows = sections_in_use().filter(Q(body__contains="<a ") | ~Q(kind=TEXT))
    rows = [(one, list(links_of(one))) for one in rows.only(*READ)]
    known, own = Judged(), OwnAnchors()
    dead = {one.address: one for one in OutsideLink.objects.dead()}
    return [
        DeadLink(one, words, known.shown(href), why, href in dead, known.waits(href, one.revision))
        for one, links in rows
        for words, href in links
        for why in (outside(dead[href]) if href in dead else why_dead(href, one, known, own))
    ]


def what_decides(now):
    """A value that differs once anything has changed that decides which links are broken.

    PostgreSQL notes with each row which transaction wrote it, and where, so no code has to say so.
    A draft's sections are written with its row.
    """
    rows = "(SELECT md5(string_agg(concat_ws(' ', id, xmin, ctid), ',' ORDER BY id)) FROM {})"
    read = ", ".join(rows.format(one._meta.db_table) for one in DECIDE)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {read}")
        found = cursor.fetchone()
    # A scheduled version goes live without being written to.
    live = Revision.objects.filter(publish_at__lte=now).count()
    return *found, live, OutsideLink.objects.is_on()


def look_at_links():
    """What the worker does after a change: keep how many are broken, and know whom to ask."""
    gather_outside()
    broken = (one for one in dead_links() if not one.is_outside and not one.is_waiting)
    BrokenLink.objects.keep([one.revision for one in broken])


def outside(link):
    return [f"{link.problem} Failing since {day(link.failing_since)}."]


def gather_outside():
    """Note the addresses on other sites that are linked to, for the worker to ask about."""
    if OutsideLink.objects.is_on():
        rows = sections_in_use().filter(Q(body__contains="<a ") | ~Q(kind=TEXT))
        hrefs = {href for one in rows for _, href in links_of(one)}
        OutsideLink.objects.gather(filter(is_outside, hrefs))


def is_outside(href):
    url = urlsplit(href) if href.startswith(("http://", "https://")) and address(href) else None
    return bool(url and not is_ours(url.netloc))


def links_of(section):
    """Like `Section.links`, but faster: what is stored has our own markup."""
    for href, words in LINK.findall(section.body):
        yield unescape(strip_tags(words)), unescape(href)
    yield from section.block.links(section.data)


def why_dead(href, section, known, own):
    """At most one sentence."""
    if href.startswith("#"):
        return list(dead_ends(href, Places(known, own.of(section.revision))))[:1]
    return known.why_dead(href)


class Judged(KnownPaths):
    """Judges each address once, however many links have it."""

    def __init__(self):
        self.judged = {}

    def why_dead(self, href):
        if href not in self.judged:
            shown = self.shown(href)
            is_deleted = shown.startswith(STORED)
            found = [DELETED] if is_deleted else list(dead_ends(shown, Places(self, ())))
            self.judged[href] = found[:1]
        return self.judged[href]

    def waits(self, href, revision):
        """Whether this link, which leads nowhere now, will lead somewhere once both are live."""
        if revision.has_been_live():
            return False
        url = urlsplit(self.shown(href)) if address(href) else None
        is_here = url and (not url.netloc or is_ours(url.netloc))
        return bool(is_here and self.is_waiting(url.path))


class OwnAnchors:
    """The anchors of each version, read for all at once when a link first asks for one."""

    found = None

    def of(self, revision):
        if self.found is None:
            sections = defaultdict(list)
            rows = sections_in_use().select_related(None).only("revision_id", "key", "heading")
            for one in rows.order_by("order", "pk"):
                sections[one.revision_id].append(one)
            self.found, self.remembered = sections, SectionAnchor.objects.by_page()
        sections = anchored(self.found[revision.pk], self.remembered[revision.page_id])
        return {anchor for one in sections for anchor in (one.anchor, *one.former_anchors)}


def urls(admin_site):
    """For PageAdmin, ahead of its own URLs."""
    return [path("dead-links/", admin_site.admin_view(screen), name="pages_page_dead_links")]


@require_safe
@permission_required("pages.change_revision", raise_exception=True)
def screen(request):
    """The list, a part of it at a time."""
    found = sorted(dead_links(), key=lambda one: one.is_waiting)
    shown = Paginator(found, ON_ONE_SCREEN).get_page(request.GET.get("p"))
    context = admin.site.each_context(request) | {
        "title": "Broken links",
        "screen": shown,
        "waiting": sum(one.is_waiting for one in found),
        "checks_links": OutsideLink.objects.is_on(),
    }
    return render(request, "admin/pages/dead_links.html", context)
