"""What this site has at its paths: pages, with the anchors of their sections, and other parts."""

from collections import defaultdict
from functools import lru_cache
from urllib.parse import unquote

from django.db.models import Exists, F, OuterRef
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.functional import cached_property

from pages.models import Document, FormerSlug, Page, Revision, Section, SectionAnchor
from pages.models.page import HOME
from pages.reading.links import with_links
from pages.reading.pages import PATTERNS
from pages.text import lasting
from pages.text.rich_text import anchored


class KnownPaths:
    """All working paths of this site, for `in`. Reads each table once, however many links ask."""

    @cached_property
    def pages(self):
        """All pages by their keys, each with whether readers can see it."""
        live = Revision.objects.filter(page=OuterRef("pk"), publish_at__lte=timezone.now())
        return Page.objects.annotate(has_text=Exists(live)).in_bulk()

    @cached_property
    def keys(self):
        """The key of the page at each slug, also at former ones."""
        former = dict(FormerSlug.objects.values_list("slug", "page"))
        return former | {page.slug: key for key, page in self.pages.items()}

    def key_of(self, path):
        """The key of the page that has this path, or had it; None if there is none."""
        slug = slug_in(path)
        return self.keys.get(slug) if slug else None

    @cached_property
    def paths(self):
        return {key: page.get_absolute_url() for key, page in self.pages.items()}

    def path_of(self, key):
        """The present path of the page with this key, or None."""
        return self.paths.get(key)

    @cached_property
    def files(self):
        """The paths of all uploaded PDFs."""
        return {document.get_absolute_url() for document in Document.objects.only("name")}

    def __contains__(self, path):
        slug = slug_in(path)
        if slug is None:
            return not path.endswith(".pdf") or path in self.files
        page = self.pages.get(self.keys.get(slug))
        return bool(page and page.is_public and page.has_text)

    def is_waiting(self, path):
        """Whether the page at this path has not been published yet, and is not off the site."""
        page = self.pages.get(self.key_of(path))
        return bool(page and page.is_public and not page.has_text)

    @cached_property
    def anchors(self):
        """The anchors of each public page's sections, with their former ones, by its key."""
        live = Revision.objects.visible_now()
        sections = defaultdict(list)
        rows = Section.objects.filter(revision__in=live.values("pk")).annotate(
            page=F("revision__page")
        )
        for one in rows.only("key", "heading", "order"):
            sections[one.page].append(one)
        remembered = SectionAnchor.objects.by_page()
        return {
            page: {
                anchor
                for one in anchored(of_page, remembered[page])
                for anchor in (one.anchor, *one.former_anchors)
            }
            for page, of_page in sections.items()
        }

    def anchors_of(self, path):
        """The anchors of this page's sections; None if this is not the path of a page."""
        slug = slug_in(path)
        return self.anchors.get(self.keys.get(slug), set()) if slug else None

    def stored(self, href):
        """This address as it is stored, so that it follows its page."""
        return lasting.stored(href, self.key_of)

    def shown(self, href):
        """This stored address as editors see it, with its page's present path."""
        return lasting.shown(href, self.path_of)

    def text_stored(self, html):
        return lasting.with_addresses(html, self.stored)

    def text_shown(self, html):
        return lasting.with_addresses(html, self.shown)

    def as_read(self, sections):
        """Copies of these sections with present addresses, also where a former one was written."""
        return [with_links(one, lambda href: self.shown(self.stored(href))) for one in sections]


@lru_cache(maxsize=1_000)  # trying all of the site's patterns takes longest
def slug_in(path):
    """The slug of the page at this path; "" if nothing answers it, None if something else does."""
    try:
        match = resolve(unquote(path))
    except Resolver404:
        return ""
    if match.app_name != "pages" or match.url_name not in PATTERNS:
        return None
    return match.kwargs.get("slug", HOME).lower()  # any case leads to the page
