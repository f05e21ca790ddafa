from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST

from antispam.fields import LineField
from antispam.models import BlockedWord
from antispam.words import has_letter_or_digit, plain


class WaitingFirst(admin.SimpleListFilter):
    """By state. Without a choice the list shows what waits, because that is the work; a search
    looks everywhere, because whoever phones may have been answered long ago."""

    title = "state"
    parameter_name = "state"

    def __init__(self, request, *args):
        super().__init__(request, *args)
        self.is_search = bool(request.GET.get(SEARCH_VAR))

    def lookups(self, request, model_admin):
        waiting = model_admin.model.WAITING
        others = [choice for choice in model_admin.model.State.choices if choice[0] != waiting]
        return [*others, ("all", "All")]

    def choices(self, changelist):
        default, *others = super().choices(changelist)
        label = "Any, while searching" if self.is_search else changelist.model.WAITING.label
        yield default | {"display": label}
        yield from others

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        if self.value() is None:
            return queryset if self.is_search else queryset.waiting()
        return queryset.filter(state=self.value())


class SubmissionAdmin(admin.ModelAdmin):
    """What came through a public form: read as it was sent, and moved from state to state.

    `verbs` maps each state that staff may choose to the words on its button. Whoever may use them
    has the permission `handle`.
    """

    change_form_template = "admin/submission.html"
    list_filter = [WaitingFirst]
    list_per_page = 50
    verbs = {}
    handle = ""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_handle_permission(self, request):
        return request.user.has_perm(self.handle)

    def get_actions(self, request):
        actions = super().get_actions(request)
        if self.has_handle_permission(request):
            for state, words in self.verbs.items():
                actions[f"to_{state}"] = (self.action_to(state), f"to_{state}", words)
        return actions

    @staticmethod
    def action_to(state):
        def move(model_admin, request, queryset):
            model_admin.move(request, queryset, state)

        return move

    def move(self, request, queryset, state):
        changed = queryset.move_to(state, by=request.user)
        name = self.opts.verbose_name if changed == 1 else self.opts.verbose_name_plural
        self.message_user(
            request,
            f"{changed} {name} marked as {state.label.lower()}.",
            messages.SUCCESS if changed else messages.WARNING,
        )

    def get_urls(self):
        return [
            path(
                "<int:pk>/to/<slug:state>/",
                self.admin_site.admin_view(require_POST(self.move_one)),
                name=f"{self.opts.app_label}_{self.opts.model_name}_to",
            ),
            *super().get_urls(),
        ]

    def move_one(self, request, pk, state):
        """Move one row from the state that the person saw; a colleague may have been faster."""
        if not self.has_handle_permission(request):
            raise PermissionDenied
        row = get_object_or_404(self.model, pk=pk)
        target = next((choice for choice in self.verbs if choice == state), None)
        if target is None:
            raise Http404
        if row.state == request.POST.get("seen"):
            self.move(request, self.model.objects.filter(pk=pk, state=row.state), target)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        self.message_user(
            request,
            f"Nothing was changed: {row.handled_by} has meanwhile marked this as "
            f"{row.get_state_display().lower()}.",
            messages.ERROR,
        )
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", pk)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = {
            "verbs": self.verbs if self.has_handle_permission(request) else {},
            "to": f"admin:{self.opts.app_label}_{self.opts.model_name}_to",
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    @admin.display(description="signs of spam")
    def signs(self, submission):
        return " ".join(submission.reasons) or "None."


class BlockedWordForm(forms.ModelForm):
    word = LineField(max_length=60, help_text=BlockedWord._meta.get_field("word").help_text)

    class Meta:
        model = BlockedWord
        fields = ["word", "weight"]

    def clean_word(self):
        word = self.cleaned_data["word"]
        if not has_letter_or_digit(word):
            raise ValidationError("Enter a word with at least one letter or digit.", code="word")
        return word


class BlockedWordsFormSet(forms.BaseModelFormSet):
    def clean(self):
        """Two rows changed to the same word at once are not yet seen by each other."""
        super().clean()
        words = [plain(form.cleaned_data.get("word", "")) for form in self.forms]
        for form, word in zip(self.forms, words, strict=True):
            if word and words.count(word) > 1 and "word" in form.changed_data:
                form.add_error("word", "This word stands twice in the list.")


@admin.register(BlockedWord)
class BlockedWordAdmin(admin.ModelAdmin):
    form = BlockedWordForm
    list_display = list_editable = ["word", "weight"]
    list_display_links = None
    search_fields = ["word"]

    def get_changelist_form(self, request, **kwargs):
        return BlockedWordForm

    def get_changelist_formset(self, request, **kwargs):
        return super().get_changelist_formset(request, formset=BlockedWordsFormSet, **kwargs)
