from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from pages.editing import sharing
from pages.editing.draft import DraftForm
from pages.editing.draft_screen import DraftScreen
from pages.editing.states import state_of_version
from pages.models import Revision
from pages.models.revisions import NotWaiting


@admin.register(Revision)
class RevisionAdmin(DraftScreen, admin.ModelAdmin):
    """A draft can be written, published and scheduled; any other version can only be read."""

    def get_model_perms(self, request):
        return {}  # reached from its page, so it has no entry in the index

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("page", "author", "image")

    def get_urls(self):
        return [*sharing.urls(self.admin_site), *super().get_urls()]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @staticmethod
    def may_publish(request):
        return request.user.has_perm("pages.publish_revision")

    def changelist_view(self, request, extra_context=None):
        return redirect("admin:pages_page_changelist")

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
            if "take_back" in request.POST:
                return self.take_back(request, revision)
            return self.post_draft(request, revision)
        if may_write and revision.is_draft():
            return self.show_draft(request, DraftForm(revision))
        return self.show_version(request, revision)

    def write(self, request, page):
        """The page's draft, or one that is started once something is saved."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self.post_draft(request, page.unbegun())
        return self.show_draft(request, DraftForm(page.to_write()))

    def take_back(self, request, revision):
        if not self.may_publish(request):
            raise PermissionDenied
        try:
            revision.take_back()
        except NotWaiting:
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
            "may_write": self.has_change_permission(request, revision),
            "may_publish": self.may_publish(request),
        }
        return render(request, "admin/pages/revision/version.html", context)
