"""What is around a page on this site, for the advice about its text."""

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from pages.models import FormerSlug, Page, Revision, Section
from pages.models.page import HOME
from pages.pasted import links_in


class KnownPaths:
    """All addresses of this site that lead somewhere, asked with `in`."""

    def __init__(self):
        public = Page.objects.public()
        self.slugs = set(public.values_list("slug", flat=True))
        former = FormerSlug.objects.filter(page__in=public.values("pk"))
        self.slugs.update(former.values_list("slug", flat=True))

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


def linking_to(page) -> list[str]:
    """The titles of the other pages that may be read now and have a link to this one."""
    paths = {page.get_absolute_url(), *(f"/{one.slug}/" for one in page.former_slugs.all())}
    live = Revision.objects.read_now().exclude(page=page)
    sections = Section.objects.filter(revision__in=live.values("pk"), body__contains="<a ")
    found = {
        one.revision.title: None
        for one in sections.select_related("revision").order_by("revision__title")
        if any(path_on_this_site(href) in paths for _, href in links_in(one.body))
    }
    return list(found)


def path_on_this_site(href):
    """The path that this link asks our own site for; None if it leads elsewhere."""
    url = urlsplit(href)
    if url.netloc and url.netloc != urlsplit(settings.SITE_URL).netloc:
        return None
    return url.path if url.path.startswith("/") else None


def links_in_words(page) -> str:
    """A sentence on the pages that link to this one."""
    titles = linking_to(page)
    if not titles:
        return "No other page links to it."
    names = ", ".join(f"“{title}”" for title in titles)
    return f"These pages link to it: {names}."
