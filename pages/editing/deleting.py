"""Deleting a page that readers have never seen; for any other, what to do instead."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from pages.editing.links_here import links_in_words
from pages.editing.states import state_of
from pages.models import Page, UnsavedText
from pages.models.never_public import changes, delete_never_public
from pages.models.pages import HasBeenPublic
from typed.seen import CHANGED, ChangedMeanwhile, seen_version
from typed.text import whole_number

may_delete = permission_required(
    ["pages.change_page", "pages.change_revision"], raise_exception=True
)


def urls(admin_site):
    """For PageAdmin, ahead of Django's own screen, which would ask about each version."""
    view = admin_site.admin_view(delete)
    return [path("<path:object_id>/delete/", view, name="pages_page_delete")]


@require_http_methods(["GET", "HEAD", "POST"])
@may_delete
def delete(request, object_id):
    page = Page.objects.filter(pk=whole_number(object_id)).first()
    if page is None:
        messages.warning(request, "There is no such page.")
        return redirect("admin:pages_page_changelist")
    name = newest_title(page)
    changed = ""
    if request.method == "POST":
        try:
            delete_never_public(page, request.user, seen_version(request.POST))
        except ChangedMeanwhile:
            changed = f"{CHANGED} Nothing was deleted."
        except HasBeenPublic:
            changed = "Nothing was deleted: readers have seen this page in the meantime."
        else:
            messages.success(request, f"The page “{name}” is deleted.")
            return redirect("admin:pages_page_changelist")
    context = admin.site.each_context(request) | {
        "opts": Page._meta,
        "page": page,
        "page_name": name,
        "title": f"Delete “{name}”",
        "seen": changes(page, request.user),
        "has_been_public": page.has_been_public(),
        "state": state_of(page),
        "links": links_in_words(page),
        "draft": page.draft(),
        "unsaved": UnsavedText.objects.of_others(page, request.user).defer("fields"),
        "remarks": page.remarks.count(),
        "versions": page.revisions.count(),
        "changed": changed,
    }
    return render(request, "admin/pages/delete.html", context, status=409 if changed else 200)


def newest_title(page):
    return page.revisions.exclude(title="").values_list("title", flat=True).first() or page.slug
