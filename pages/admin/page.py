from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_POST

from pages.admin import history
from pages.admin.filters import Review
from pages.admin.page_form import PageForm
from pages.models import FormerSlug, Page, Revision
from pages.models.page import HOME
from pages.states import page_state


@admin.register(Page)
class PageAdmin(admin.ModelAdmin):
    form = PageForm
    list_display = ["name", "address", "state", "in_menu", "allows_comments", "order"]
    list_filter = [Review]
    fields = [
        "slug",
        "takes_over",
        "in_menu",
        "order",
        "allows_comments",
        "invites_to_book",
        "treatment",
        "is_public",
        "state",
        "seen_slug",
    ]
    readonly_fields = ["state"]

    def get_queryset(self, request):
        revisions = Revision.objects.filter(page=OuterRef("pk"))
        draft = revisions.drafts()
        live = revisions.live()
        return (
            super()
            .get_queryset(request)
            .annotate(
                live_since=Subquery(live.values("publish_at")[:1]),
                goes_live_at=Subquery(revisions.scheduled().values("publish_at")[:1]),
                draft_changed_at=Subquery(draft.values("changed_at")[:1]),
                title=Coalesce(
                    Subquery(live.values("title")[:1]), Subquery(draft.values("title")[:1])
                ),
            )
        )

    def get_readonly_fields(self, request, obj=None):
        fixed = ["slug"] if obj and obj.slug == HOME else []
        return [*fixed, *self.readonly_fields]

    def get_fields(self, request, obj=None):
        may_move = self.has_change_permission(request, obj) and not (obj and obj.slug == HOME)
        about_moving = () if may_move else ("takes_over", "seen_slug")
        return [name for name in self.fields if name not in about_moving]

    def save_model(self, request, obj, form, change):
        if change:
            obj.move_to(obj.slug)
        else:
            FormerSlug.objects.filter(slug=obj.slug).delete()  # the form has asked about it
        super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, *args, **kwargs):
        response = super().render_change_form(request, context, *args, **kwargs)
        if context["errors"]:
            response.status_code = 422
        return response

    @admin.display(description="page")
    def name(self, page):
        return page.title or page.slug

    @admin.display(description="address")
    def address(self, page):
        return page.get_absolute_url()

    @admin.display(description="state")
    def state(self, page):
        if not page.pk:
            return "New. Save it, then write its text."
        return page_state(
            page,
            live_since=page.live_since,
            draft_changed_at=page.draft_changed_at,
            goes_live=[page.goes_live_at] if page.goes_live_at else (),
        )

    def get_urls(self):
        return [
            *history.urls(self.admin_site),
            path(
                "<int:pk>/edit/",
                self.admin_site.admin_view(require_POST(self.edit_text)),
                name="pages_page_edit",
            ),
            *super().get_urls(),
        ]

    def edit_text(self, request, pk):
        """Open the page's draft, made from the live revision where there is none."""
        if not request.user.has_perm("pages.change_revision"):
            raise PermissionDenied
        draft = get_object_or_404(Page, pk=pk).edit(by=request.user)
        return HttpResponseRedirect(draft.get_admin_url())

    def has_delete_permission(self, request, obj=None):
        return False  # a page is taken off the site with “public”, so that no words are lost
