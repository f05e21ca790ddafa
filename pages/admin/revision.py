from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from js_asset.media import Media

from pages.admin import sharing
from pages.clock import spoken
from pages.models import Revision, Section


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

    def get_urls(self):
        return [*sharing.urls(self.admin_site), *super().get_urls()]

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
        obj.publish(by=request.user)
        self.message_user(request, "Published. Readers see this text now.")
        return HttpResponseRedirect(reverse("admin:pages_page_change", args=[obj.page_id]))

    @staticmethod
    def may_publish(request):
        return request.user.has_perm("pages.publish_revision")
