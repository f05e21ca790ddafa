from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_POST
from js_asset.media import Media

from pages.clock import spoken
from pages.models import Clinic, OpeningHours, Page, Revision, Section
from pages.models.page import HOME
from pages.one_row import OneRowAdmin


class OpeningHoursInline(admin.TabularInline):
    model = OpeningHours
    extra = 0


@admin.register(Clinic)
class ClinicAdmin(OneRowAdmin):
    inlines = [OpeningHoursInline]


@admin.register(Page)
class PageAdmin(admin.ModelAdmin):
    list_display = ["name", "address", "state", "in_menu", "allows_comments", "order"]
    fields = [
        "slug",
        ("in_menu", "order"),
        "allows_comments",
        "is_public",
        "state",
        "history",
    ]
    readonly_fields = ["state", "history"]

    def get_queryset(self, request):
        revisions = Revision.objects.filter(page=OuterRef("pk"))
        draft = revisions.filter(publish_at=None)
        live = revisions.live()
        return (
            super()
            .get_queryset(request)
            .annotate(
                live_since=Subquery(live.values("publish_at")[:1]),
                draft_changed_at=Subquery(draft.values("changed_at")[:1]),
                title=Coalesce(
                    Subquery(live.values("title")[:1]), Subquery(draft.values("title")[:1])
                ),
            )
        )

    def get_readonly_fields(self, request, obj=None):
        fixed = ["slug"] if obj and obj.slug == HOME else []
        return [*fixed, *self.readonly_fields]

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
        words = [
            f"Live since {spoken(page.live_since)}." if page.live_since else "Never published."
        ]
        if not page.is_public:
            words = ["Taken off the site."]
        if page.draft_changed_at:
            words.append(f"Draft changed {spoken(page.draft_changed_at)}.")
        return " ".join(words)

    @admin.display(description="versions")
    def history(self, page):
        if not page.pk:
            return "None yet."
        return format_html(
            "<ul>{}</ul>",
            format_html_join(
                "",
                '<li><a href="{}">{}</a> {} {}</li>',
                (
                    (
                        revision.get_admin_url(),
                        spoken(revision.publish_at) if revision.publish_at else "Draft",
                        f"by {revision.author}" if revision.author else "",
                        revision.note,
                    )
                    for revision in page.revisions.select_related("author")
                ),
            ),
        )

    def get_urls(self):
        return [
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


class SectionInline(admin.StackedInline):
    model = Section
    extra = 1
    fields = ["order", "heading", "body"]


class RevisionForm(forms.ModelForm):
    """The form of a draft, which notices that a colleague has saved the same draft meanwhile."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = self.instance.changed_at.isoformat()

    def clean(self):
        super().clean()
        if self.cleaned_data.get("seen") != self.initial["seen"]:
            self.data = self.data.copy()
            self.data["seen"] = self.initial["seen"]  # so the next save has been warned
            author, moment = self.instance.author, spoken(self.instance.changed_at)
            raise forms.ValidationError(
                f"{author} saved this draft on {moment}, after you opened it. Your text is below, "
                "not saved yet. Open the draft in another tab to compare; save again to replace it."
            )


@admin.register(Revision)
class RevisionAdmin(admin.ModelAdmin):
    """A draft can be changed and published; a revision that has been live can only be read."""

    form = RevisionForm
    inlines = [SectionInline]
    fields = [
        "title",
        "summary",
        "seo_description",
        ("reviewed_on", "reviewed_by", "next_review_on"),
        "note",
    ]

    def get_fields(self, request, obj=None):
        return [*self.fields, "seen"] if self.has_change_permission(request, obj) else self.fields

    def get_model_perms(self, request):
        return {}  # reached from its page, so it needs no entry of its own in the index

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("page")
        # On a POST the row stays locked until it is saved, so that publishing cannot slip between.
        return rows.select_for_update(of=("self",)) if request.method == "POST" else rows

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.is_draft())

    def render_change_form(self, request, context, **kwargs):
        # The editor's import map is an inline script, which the content policy wants signed.
        context["media"] = Media.from_media(context["media"], nonce=request.csp_nonce)
        context["may_publish"] = self.may_publish(request)
        return super().render_change_form(request, context, **kwargs)

    def save_model(self, request, obj, form, change):
        obj.author = request.user
        super().save_model(request, obj, form, change)

    def response_change(self, request, obj):
        if "_publish" not in request.POST:
            self.message_user(request, "The draft is saved. Readers still see the old text.")
            return HttpResponseRedirect(obj.get_admin_url())
        if not self.may_publish(request):
            raise PermissionDenied
        obj.publish()
        self.message_user(request, "Published. Readers see this text now.")
        return HttpResponseRedirect(reverse("admin:pages_page_change", args=[obj.page_id]))

    @staticmethod
    def may_publish(request):
        return request.user.has_perm("pages.publish_revision")
