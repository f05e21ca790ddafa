"""Who else has the draft of a page open, and which section they are in."""

from django.contrib.auth.decorators import permission_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from pages.editing.vanished import unless_deleted
from pages.models import Page, Presence
from typed.text import as_uuid


def urls(admin_site):
    """For PageAdmin, ahead of its own URLs."""
    view = admin_site.admin_view(never_cache(here))
    return [path("<int:pk>/here/", view, name="pages_page_here")]


@require_POST
@permission_required("pages.change_revision", raise_exception=True)
@unless_deleted
def here(request, pk):
    """For the script of the form: note where this person is, and answer who else is here."""
    page = get_object_or_404(Page, pk=pk)
    if request.POST.get("left"):
        Presence.objects.filter(page=page, person=request.user).delete()
    else:
        Presence.objects.note(page, request.user, as_uuid(request.POST.get("section", "")))
    others = Presence.objects.others_in(page, request.user)
    found = [{"who": str(one.person), "section": one.section} for one in others]
    return JsonResponse({"others": found})
