from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from clinic.screens import with_status_of_form, yes_or_no
from pages.editing import (
    dead_links,
    deleting,
    empty_searches,
    find,
    here,
    history,
    together,
    unsaved,
)
from pages.editing.first_sections import begin, put_under_overview
from pages.editing.links_here import what_links_to
from pages.editing.new_page import NewPageForm
from pages.editing.page_filters import FILTERS
from pages.editing.page_form import SETTINGS, PageForm
from pages.editing.states import page_state
from pages.models import FormerSlug, Page, Revision
from pages.models.page import HOME

QUESTIONS = ("takes_over", "takes_off", "seen")
PLACE = ("folder", "parent")
FIRST = ("title", "folder", "parent", "in_menu")  # of what a new page is asked


def is_home(page):
    """Whether this is the home page, even if a form has just set another address."""
    return page is not None and page.is_stored_as == HOME


@admin.register(Page)
class PageAdmin(admin.ModelAdmin):
    form = PageForm
    list_display = [
        "name",
        "state",
        "text",
        yes_or_no("in_menu", "in the menu"),
        yes_or_no("allows_comments", "takes comments"),
        "order",
    ]
    list_filter = FILTERS
    fields = [
        "state",
        "slug",
        "takes_over",
        "folder",
        "parent",
        "in_menu",
        "menu_name",
        "order",
        "allows_comments",
        "invites_to_book",
        "treatment",
        "is_public",
        "takes_off",
        "seen",
    ]
    readonly_fields = ["state"]

    def get_queryset(self, request):
        revisions = Revision.objects.filter(page=OuterRef("pk"))
        draft = revisions.drafts()
        live = revisions.live()
        return (
            super()
            .get_queryset(request)
            .select_related("parent")
            .annotate(
                is_stored_as=F("slug"),
                live_since=Subquery(live.values("publish_at")[:1]),
                goes_live_at=Subquery(revisions.scheduled().values("publish_at")[:1]),
                draft_changed_at=Subquery(draft.values("changed_at")[:1]),
                title=Coalesce(
                    Subquery(live.values("title")[:1]), Subquery(draft.values("title")[:1])
                ),
            )
        )

    def get_readonly_fields(self, request, obj=None):
        fixed = ["slug"] if is_home(obj) else []
        if not request.user.has_perm("pages.publish_revision"):
            fixed.append("is_public")
        return [*fixed, *self.readonly_fields]

    def get_fields(self, request, obj=None):
        left_out = set() if self.has_change_permission(request, obj) else {*QUESTIONS}
        left_out |= set() if obj else {"state"}
        if is_home(obj):
            left_out = {*QUESTIONS, "is_public", *PLACE}  # it can't be moved or taken off
        found = [name for name in self.fields if name not in left_out]
        return found if obj else ["title", *found]

    def get_fieldsets(self, request, obj=None):
        """A new page is asked for little; what is seldom needed is folded."""
        names = self.get_fields(request, obj)
        if obj:
            return [(None, {"fields": names})]
        more = [name for name in names if name not in FIRST]
        return [
            (None, {"fields": list(FIRST)}),
            ("More settings", {"fields": more, "classes": ["collapse"]}),
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        own = {} if obj else {"form": NewPageForm}
        return super().get_form(request, obj, change=change, **own | kwargs)

    def save_model(self, request, obj, form, change):
        if change:
            obj.move_to(obj.slug)
            obj.save(update_fields=SETTINGS & set(form.changed_data))
        else:
            FormerSlug.objects.filter(slug=obj.slug).delete()  # the form has asked about it
            obj.overview_begun = put_under_overview(obj, by=request.user)
            obj.save()
            begin(obj, by=request.user, title=form.cleaned_data["title"])

    def render_change_form(self, request, context, *args, **kwargs):
        if page := context["original"]:
            context["links_here"] = what_links_to(page)
        response = super().render_change_form(request, context, *args, **kwargs)
        return with_status_of_form(response) if context["errors"] else response

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Pages"} | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        title = {"title": "Page settings"}
        return super().change_view(request, object_id, form_url, title | (extra_context or {}))

    def get_ordering(self, request):
        """Each page with those under it."""
        family = [Coalesce("parent__order", "order").asc(), Coalesce("parent__pk", "pk").asc()]
        return [*family, F("parent").asc(nulls_first=True), "order", "slug"]

    @admin.display(description="page")
    def name(self, page):
        title, address = page.title or "Untitled", page.get_absolute_url()
        if page.parent is None:
            return format_html("{}<br><small>{}</small>", title, address)
        words = '<span class="under">{}<br><small>{}, under {}</small></span>'
        return format_html(words, title, address, page.parent.get_absolute_url())

    @admin.display(description="text")
    def text(self, page):
        """A button in the list's form, which posts to this row's own URL."""
        return format_html(
            '<button type="submit" class="button" formaction="{}">Edit text'
            '<span class="visually-hidden"> of {}</span></button>',
            reverse("admin:pages_page_edit", args=[page.pk]),
            page.title or page.slug,
        )

    @admin.display(description="state")
    def state(self, page):
        return page_state(
            page,
            live_since=page.live_since,
            draft_changed_at=page.draft_changed_at,
            goes_live=[page.goes_live_at] if page.goes_live_at else (),
        )

    def get_urls(self):
        return [
            *history.urls(self.admin_site),
            *dead_links.urls(self.admin_site),
            *empty_searches.urls(self.admin_site),
            *deleting.urls(self.admin_site),
            *unsaved.urls(self.admin_site),
            *here.urls(self.admin_site),
            *together.urls(self.admin_site),
            *find.urls(self.admin_site),
            path(
                "<int:pk>/edit/",
                self.admin_site.admin_view(require_POST(self.edit_text)),
                name="pages_page_edit",
            ),
            path(
                "<int:pk>/draft/", self.admin_site.admin_view(self.draft), name="pages_page_draft"
            ),
            *super().get_urls(),
        ]

    def response_add(self, request, obj, post_url_continue=None):
        """Redirect to what a new page needs next: its text."""
        if overview := obj.overview_begun:
            words = "There is now a draft of “{}”, the page that shows them all. Publish it too."
            self.message_user(request, words.format(overview.draft().title))
        if "_addanother" in request.POST or not request.user.has_perm("pages.change_revision"):
            return super().response_add(request, obj, post_url_continue)
        self.message_user(request, "Page created. Add its text, then publish.")
        return HttpResponseRedirect(obj.to_write().get_admin_url())

    def edit_text(self, request, pk):
        """Redirect to the page's draft, or to where one is started."""
        if not request.user.has_perm("pages.change_revision"):
            raise PermissionDenied
        return HttpResponseRedirect(get_object_or_404(Page, pk=pk).to_write().get_admin_url())

    def draft(self, request, pk):
        """The screen of the page's draft, even before there is one."""
        revisions = self.admin_site.get_model_admin(Revision)
        return revisions.write(request, get_object_or_404(Page, pk=pk))

    def has_delete_permission(self, request, obj=None):
        return False  # Django's own way: `deleting` has one for pages that nobody has seen
