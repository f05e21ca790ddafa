"""The searches of the public site that found nothing, for those who write what was missing."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from pages.models import EmptySearch

ON_ONE_SCREEN = 50
GONE = "These words are no longer on the list. Nothing was changed."


def urls(admin_site):
    """For PageAdmin, ahead of its own URLs."""
    return [
        path("searches/", admin_site.admin_view(screen), name="searches"),
        path("searches/<int:pk>/hide/", admin_site.admin_view(hide), name="searches_hide"),
    ]


@require_safe
@permission_required("pages.change_revision", raise_exception=True)
def screen(request):
    """The list, the most frequent first, a part of it at a time; or what somebody has hidden."""
    is_hidden = request.GET.get("show") == "hidden"
    rows = EmptySearch.objects.filter(is_hidden=is_hidden).most_frequent()
    context = admin.site.each_context(request) | {
        "title": "Searches that found nothing",
        "screen": Paginator(rows, ON_ONE_SCREEN).get_page(request.GET.get("p")),
        "is_hidden": is_hidden,
        "others": EmptySearch.objects.filter(is_hidden=not is_hidden).count(),
    }
    return render(request, "admin/pages/searches.html", context)


@permission_required("pages.change_revision", raise_exception=True)
@require_POST
def hide(request, pk):
    """Hide these words, or show them again. Their row's key alone is in the address."""
    one = EmptySearch.objects.filter(pk=pk).first()
    is_hidden = request.POST.get("do") != "show"
    if one is None:
        messages.warning(request, GONE)
    else:
        one.set_hidden(is_hidden)
        done = "hidden" if is_hidden else "on the list again"
        messages.success(request, f"That search is {done}.")
    return redirect("admin:searches")
