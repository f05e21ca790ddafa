from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from pages.editing import places
from pages.editing.draft import DraftForm
from pages.editing.draft_screen import DraftScreen
from pages.editing.states import state_of_version
from pages.editing.vanished import unless_deleted
from pages.editing.wording_screen import WordingScreen
from pages.models import Revision, ShareLink
from pages.models.revisions import NotScheduled
from pages.reading import previews


def sharing_urls(admin_site):
    """The preview of a version, and the links that let others read it."""

    def guarded(view, permission):
        def allowed(request, **kwargs):
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, **kwargs)

        return admin_site.admin_view(allowed, cacheable=True)  # the preview shows its own message

    return [
        path(
            "<int:pk>/preview/",
            guarded(previews.preview, "pages.view_revision"),
            name="pages_revision_preview",
        ),
        path(
            "<int:pk>/share/",
            guarded(share, "pages.change_revision"),
            name="pages_revision_share",
        ),
        path(
            "<int:pk>/share/<int:link_pk>/revoke/",
            guarded(revoke, "pages.change_revision"),
            name="pages_revision_revoke",
        ),
    ]


@require_POST
def share(request, pk):
    """Create a link that shows this version before it is published."""
    revision = get_object_or_404(Revision, pk=pk)
    if revision.may_be_shared():
        revision.share_links.create(made_by=request.user)
        messages.success(request, "The link is ready. Copy it from “Share before publishing”.")
    else:
        messages.error(request, "Only a draft or a scheduled version can have a link.")
    return back(revision)


@require_POST
def revoke(request, pk, link_pk):
    link = get_object_or_404(ShareLink.objects.filter(revision=pk), pk=link_pk)
    if ShareLink.objects.filter(pk=link.pk).revoke():
        messages.success(request, "The link is revoked and no longer works.")
    else:
        messages.info(request, "This link had already expired.")
    return back(link.revision)


def back(revision):
    return redirect(f"{revision.get_admin_url()}#sharing")


@admin.register(Revision)
class RevisionAdmin(DraftScreen, WordingScreen, admin.ModelAdmin):
    """A draft can be written, published and scheduled; any other version can only be read."""

    def get_model_perms(self, request):
        return {}  # reached from its page, so it has no entry in the index

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("page", "author", "image")

    def get_urls(self):
        wording = path(
            "<int:pk>/wording/",
            self.admin_site.admin_view(unless_deleted(self.check_wording)),
            name="pages_revision_wording",
        )
        own = [*sharing_urls(self.admin_site), *places.urls(self.admin_site), wording]
        return [*own, *super().get_urls()]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @staticmethod
    def may_publish(request):
        return request.user.has_perm("pages.publish_revision")

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:pages_page_changelist")

    @unless_deleted
    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        revision = self.get_object(request, unquote(object_id))
        if revision is None:
            self.message_user(request, "There is no such version.", messages.WARNING)
            return redirect("admin:pages_page_changelist")
        may_write = self.has_change_permission(request, revision)
        if request.method == "POST":
            if not may_write:
                raise PermissionDenied
            if "cancel_schedule" in request.POST:
                return self.cancel_schedule(request, revision)
            return self.post_draft(request, revision)
        if may_write and revision.is_draft():
            return self.open_draft(request, revision)
        return self.show_version(request, revision)

    @unless_deleted
    def write(self, request, page):
        """The page's draft, or one that is started once something is saved."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self.post_draft(request, page.unbegun())
        return self.open_draft(request, page.to_write())

    def open_draft(self, request, draft):
        if request.method == "HEAD":  # asked before each post; a long page takes long to show
            return HttpResponse()
        return self.show_draft(request, DraftForm(draft))

    def cancel_schedule(self, request, revision):
        if not self.may_publish(request):
            raise PermissionDenied
        try:
            revision.cancel_schedule()
        except NotScheduled:
            text = "Nothing was changed: this version is no longer scheduled."
            self.message_user(request, text, messages.WARNING)
            return redirect(revision.get_admin_url())
        is_draft = revision.is_draft()
        text = "The schedule is cancelled. " + (
            "This version is the draft again."
            if is_draft
            else "There is a newer draft, so this version is kept among the older ones."
        )
        return self.done(request, revision, text, revision.get_admin_url())

    def show_version(self, request, revision):
        live = revision.page.live_revision()
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": f"“{revision}”",
            "revision": revision,
            "state": state_of_version(revision),
            "page": revision.page,
            "is_live": revision == live,
            "sections": revision.anchored_sections(),
            "decisions": revision.wording_decisions.select_related("by"),
            "may_write": self.has_change_permission(request, revision),
            "may_publish": self.may_publish(request),
        }
        return render(request, "admin/pages/revision/version.html", context)
