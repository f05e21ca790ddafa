"""The addresses that pages had on another site, before they were brought in."""

import re
import unicodedata
from urllib.parse import unquote

from django.db import models

from clinic.watched import Topic, watched
from pages.models.page import Page

LONGEST = 600  # characters of a path; an index has no room for many more
OF_QUERY = ("p", "page_id", "attachment_id")  # in which WordPress names what it shows
# Further parts of one text or of its comments, which are all on one page here.
PARTS = re.compile(r"(?:/comment-page-[0-9]+|/page/[0-9]+|/[0-9]{1,3}|/amp)\Z")
BEFORE = re.compile(r"\A/index\.php(?=/)")  # of addresses where the server could not do without


def plain(path):
    """The form in which a path is stored: no matter which letters are capitals or percent-encoded,
    how often a slash is doubled, or whether there is one at its end.
    """
    path = unicodedata.normalize("NFC", unquote(path)).lower()
    return "/" + re.sub("/+", "/", path).strip("/")


def answered(path, query="") -> list[tuple[str, str]]:
    """The (path, query) of what WordPress would have answered with, the likeliest first.

    It numbers all that it shows together, so that each name in a query will do for a number.
    """
    path = plain(path)
    if query:
        name, number = query.split("=")
        names = sorted(OF_QUERY, key=lambda one: one != name)
        return [(path, f"{one}={number}") for one in names]
    short = BEFORE.sub("", path)
    return [(one, "") for one in (path, short, PARTS.sub("", path), PARTS.sub("", short))]


class OldAddressQuerySet(models.QuerySet):
    def first_of(self, wanted):
        """The row of the first of these (path, query) that is one of these rows; or None."""
        if any("\0" in path for path, _ in wanted):
            return None
        paths, queries = zip(*wanted, strict=True)
        rows = self.filter(path__in=paths, query__in=queries)
        return min(rows, key=lambda row: wanted.index((row.path, row.query)), default=None)

    def page_at(self, path, query=""):
        """The page that readers can see and that had this path, with this query; or None.

        `query` is such as “p=12”. Without one, a further part of a text leads to its page.
        """
        shown = self.filter(page__in=Page.objects.public()).select_related("page")
        found = shown.first_of(answered(path, query))
        return found and found.page


class OldAddress(models.Model):
    """One address of a page on another site. Asked only where this site has nothing of its own."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="old_addresses")
    path = models.CharField(max_length=LONGEST)
    query = models.CharField(max_length=40, blank=True, help_text="Such as p=12.")

    objects = OldAddressQuerySet.as_manager()

    class Meta:
        triggers = [watched(Topic.PAGES)]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(fields=["path", "query"], name="pages_old_address_leads_once")
        ]

    def __str__(self):
        return f"{self.path}?{self.query}" if self.query else self.path
