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


def plain(path):
    """The form in which a path is stored: no matter which letters are capitals or percent-encoded,
    how often a slash is doubled, or whether there is one at its end.
    """
    path = unicodedata.normalize("NFC", unquote(path)).lower()
    return "/" + re.sub("/+", "/", path).strip("/")


class OldAddressQuerySet(models.QuerySet):
    def page_at(self, path, query=""):
        """The page that readers can see and that had this path, with this query; or None.

        `query` is such as “p=12”. Without one, a further part of a text leads to its page.
        """
        path = plain(path)
        if "\0" in path:
            return None
        whole = PARTS.sub("", path) if not query else path
        found = self.filter(path__in={path, whole}, query=query)
        pages = Page.objects.public().filter(old_addresses__in=found)
        exact = pages.filter(old_addresses__path=path, old_addresses__query=query).first()
        return exact or pages.first()


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
