from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_POST


class WaitingFirst(admin.SimpleListFilter):
    """By state; without a choice the list shows what waits, because that is the work."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        waiting = model_admin.model.WAITING
        others = [choice for choice in model_admin.model.State.choices if choice[0] != waiting]
        return [*others, ("all", "All")]

    def choices(self, changelist):
        default, *others = super().choices(changelist)
        yield default | {"display": changelist.model.WAITING.label}
        yield from others

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        if self.value() is None:
            return queryset.waiting()
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
        self.message_user(request, f"{changed} {name} marked as {state.label.lower()}.")

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
        if not self.has_handle_permission(request):
            raise PermissionDenied
        target = next((choice for choice in self.verbs if choice == state), None)
        rows = self.get_queryset(request).filter(pk=pk)
        get_object_or_404(rows)
        if target:
            self.move(request, rows, target)
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        buttons = [
            {
                "words": words,
                "url": reverse(
                    f"admin:{self.opts.app_label}_{self.opts.model_name}_to",
                    args=[object_id, state],
                ),
                "state": state,
            }
            for state, words in self.verbs.items()
            if object_id.isdigit() and self.has_handle_permission(request)
        ]
        return super().change_view(
            request, object_id, form_url, {"buttons": buttons} | (extra_context or {})
        )

    @admin.display(description="signs of spam")
    def signs(self, submission):
        return " ".join(submission.reasons) or "None."
