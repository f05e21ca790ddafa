from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST

from contact.models import MINE, UNASSIGNED, Message
from inbox.admin import DeskForm, SubmissionAdmin, WaitingFirst, changed
from inbox.counting import CountedChoices, values_of
from inbox.fields import TextField
from inbox.onward import BACK, first_screen
from typed.seen import ChangedMeanwhile, seen_version


class AnswerForm(DeskForm):
    """Who handles a message, and notes for colleagues."""

    assigned_to = forms.ModelChoiceField(
        get_user_model().objects.none(), required=False, empty_label="Nobody yet"
    )
    note = TextField(
        label="Private note",
        required=False,
        max_length=4000,
        rows=4,
        help_text="For staff only. The sender never sees it.",
    )

    def __init__(self, message, data=None):
        super().__init__(message, data)
        accounts = get_user_model().objects
        may_answer = accounts.with_perm(
            MessageAdmin.handle, backend="django.contrib.auth.backends.ModelBackend"
        ).filter(is_staff=True)
        # The current assignee stays in the list, even without the permission.
        self.fields["assigned_to"].queryset = accounts.filter(
            Q(pk__in=may_answer.values("pk")) | Q(pk=message.assigned_to_id)
        ).order_by("username")

    @staticmethod
    def stored(message):
        return {"assigned_to": message.assigned_to, "note": message.note}

    def handle(self, by, seen, **decision):
        self.row.handle(by, seen, **decision, **self.cleaned_data)


class AboutTopic(CountedChoices, admin.ChoicesFieldListFilter):
    pass


class AssignedTo(CountedChoices, admin.RelatedFieldListFilter):
    """Messages by who handles them. Lists only the accounts that handle any."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_value_display = "Nobody yet"

    def field_choices(self, field, request, model_admin):
        ordering = self.field_admin_ordering(field, request, model_admin)
        handling = {"pk__in": values_of(Message, "assigned_to")}
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to=handling)


@admin.register(Message)
class MessageAdmin(SubmissionAdmin):
    handle = "contact.answer_message"
    verbs = {
        Message.State.ANSWERED: "Mark as answered",
        Message.State.SPAM: "Mark as spam",
        Message.State.OPEN: "Reopen",
    }
    card_template = "admin/_message_card.html"
    screen_template = "admin/message.html"
    screen_form = AnswerForm
    list_filter = [WaitingFirst, ("topic", AboutTopic), ("assigned_to", AssignedTo)]
    list_select_related = ["assigned_to"]
    search_fields = Message.WORDS.names

    def pile(self, request):
        name, of = request.GET.get(BACK), {MINE: request.user, UNASSIGNED: None}
        if name in of:
            return name, Message.objects.assigned_to(of[name])
        return super().pile(request)

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.take))
        return [path("<int:pk>/take/", view, name="contact_message_take"), *super().get_urls()]

    def take(self, request, pk):
        """Assign a message to the person who presses the button."""
        if not (self.has_view_permission(request) and self.has_handle_permission(request)):
            raise PermissionDenied
        message, seen = get_object_or_404(Message, pk=pk), seen_version(request.POST)
        try:
            message.handle(request.user, seen, assigned_to=request.user)
        except ChangedMeanwhile:
            if message.assigned_to != request.user:  # a double click needs no error
                self.message_user(request, changed(message, seen), messages.ERROR)
        else:
            self.say_done(request, message, "assigned to you")
        return redirect(first_screen(request) or message.get_admin_url())
