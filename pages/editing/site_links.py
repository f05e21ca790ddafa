"""The site around a page, for advice and pastes: titles, links to it, links as typed."""

from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from pages.blocks import TEXT
from pages.editing.known_paths import KnownPaths
from pages.models import Revision, Section
from pages.text.pasted import cleaned_paste
from pages.text.pasted.links import address, refusal
from pages.text.pasted.rows import from_tabs


def other_titles(page) -> list[str]:
    """The titles of the other public pages."""
    live = Revision.objects.filter(page__is_public=True).exclude(page=page).live_of_each_page()
    return list(live.values_list("title", flat=True))


def linking_to(page) -> list[str]:
    """The titles of the other public pages with a link to this one."""
    paths = {page.get_absolute_url(), *(f"/{one.slug}/" for one in page.former_slugs.all())}
    live = Revision.objects.visible_now().exclude(page=page)
    sections = Section.objects.filter(revision__in=live.values("pk")).filter(
        Q(body__contains="<a ") | ~Q(kind=TEXT)
    )
    found = {
        one.revision.title: None
        for one in sections.select_related("revision").order_by("revision__title")
        if any(path_on_this_site(href) in paths for _, href in one.links)
    }
    return list(found)


def path_on_this_site(href):
    """The path on our own site that this link leads to; None if it leads elsewhere or nowhere."""
    url = urlsplit(address(href))
    if url.netloc and url.netloc != urlsplit(settings.SITE_URL).netloc:
        return None
    return url.path if url.path.startswith("/") else None


def links_in_words(page) -> str:
    """A sentence that names the pages with a link to this one."""
    titles = linking_to(page)
    if not titles:
        return "No other page links to it."
    names = ", ".join(f"“{title}”" for title in titles)
    return f"These pages link to it: {names}."


@never_cache
@require_POST
def pasted(request):
    """Clean what was pasted into the editor, before it is shown there.

    Of plain text, only a spreadsheet's rows; the answer is empty if it holds none. The header
    X-Left-Out says, percent-encoded, what was left out.
    """
    refuse_others(request)
    html = request.POST.get("html") or from_tabs(request.POST.get("text", ""))
    text = cleaned_paste(html)
    return HttpResponse(
        text.html, content_type="text/plain", headers={"X-Left-Out": quote(text.about)}
    )


@never_cache
@require_POST
def link(request):
    """The completed address of a link that was typed, or (422) why it can't be used."""
    refuse_others(request)
    typed = request.POST.get("href", "")
    if found := address(typed, KnownPaths()):
        return HttpResponse(found, content_type="text/plain")
    return HttpResponse(refusal(typed), content_type="text/plain", status=422)


def refuse_others(request):
    if not request.user.has_perm("pages.change_revision"):
        raise PermissionDenied
