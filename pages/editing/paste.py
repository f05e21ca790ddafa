"""What the text editor requests from the server while somebody writes."""

from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from pages.editing.site_links import KnownPaths
from pages.text.pasted import cleaned_paste
from pages.text.pasted.links import address, refusal


@never_cache
@require_POST
def pasted(request):
    """Clean what was pasted into the editor, before it is shown there.

    The header X-Left-Out says, percent-encoded, what was left out.
    """
    refuse_others(request)
    text = cleaned_paste(request.POST.get("html", ""))
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
