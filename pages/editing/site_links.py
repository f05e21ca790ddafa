"""The site around a page, for advice and pastes: titles of others, links as typed."""

from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from pages.editing.known_paths import KnownPaths
from pages.models import Revision
from pages.text.pasted import cleaned_paste
from pages.text.pasted.links import address, refusal
from pages.text.pasted.rows import from_tabs


def other_titles(page) -> list[str]:
    """The titles of the other public pages."""
    live = Revision.objects.filter(page__is_public=True).exclude(page=page).live_of_each_page()
    return list(live.values_list("title", flat=True))


def kinds_shown(sections) -> set[str]:
    """Of the kinds that these sections gather, those that readers see; no query without any."""
    wanted = {one.block.gathers for one in sections} - {""}
    live = Revision.objects.visible_now().filter(sections__kind__in=wanted)
    return set(live.values_list("sections__kind", flat=True)) if wanted else set()


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
