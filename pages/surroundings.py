"""What stands around a page on this site, for the advice about its text."""

from urllib.parse import unquote

from django.urls import Resolver404, resolve

from pages.models import FormerSlug, Page, Revision
from pages.models.page import HOME


class KnownPaths:
    """All addresses of this site that lead somewhere, asked with `in`."""

    def __init__(self):
        self.slugs = set(Page.objects.public().values_list("slug", flat=True))
        self.slugs.update(FormerSlug.objects.values_list("slug", flat=True))

    def __contains__(self, path):
        try:
            match = resolve(unquote(path))
        except Resolver404:
            return False
        if match.app_name != "pages" or match.url_name not in ("home", "page"):
            return True
        return match.kwargs.get("slug", HOME) in self.slugs


def other_titles(page) -> list[str]:
    """The titles of the other pages that may be read now."""
    live = Revision.objects.filter(page__is_public=True).exclude(page=page).live_of_each_page()
    return list(live.values_list("title", flat=True))
