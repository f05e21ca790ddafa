from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import CharField, F, Func, Q, Value

from antispam.admin import DeskForm, SubmissionAdmin, WaitingFirst
from antispam.fields import TextField
from contact.models import Message
from pages.accents import AccentsDoNotMatter

FEWEST_DIGITS = 4  # of a phone number, so that a house number finds nobody
DIGITS = Func(
    F("phone"),
    Value(r"\D"),
    Value(""),
    Value("g"),
    function="regexp_replace",
    output_field=CharField(),
)


class AnswerForm(DeskForm):
    """Who looks after a message, and what colleagues should know about it."""

    assigned_to = forms.ModelChoiceField(
        get_user_model().objects.none(), required=False, empty_label="Nobody yet"
    )
    note = TextField(
        label="Private note",
        required=False,
        max_length=4000,
        rows=4,
        help_text="For staff alone. The sender never sees it.",
    )

    def __init__(self, message, data=None):
        super().__init__(message, data)
        accounts = get_user_model().objects
        may_answer = accounts.with_perm(
            MessageAdmin.handle, backend="django.contrib.auth.backends.ModelBackend"
        ).filter(is_staff=True)
        # Who has the message keeps it, even if they have left since.
        self.fields["assigned_to"].queryset = accounts.filter(
            Q(pk__in=may_answer.values("pk")) | Q(pk=message.assigned_to_id)
        ).order_by("username")

    @staticmethod
    def stored(message):
        return {"assigned_to": message.assigned_to, "note": message.note}

    def handle(self, by, seen, **decision):
        self.row.handle(by, seen, **decision, **self.cleaned_data)


class AssignedTo(admin.RelatedOnlyFieldListFilter):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_value_display = "Nobody yet"


@admin.register(Message)
class MessageAdmin(AccentsDoNotMatter, SubmissionAdmin):
    handle = "contact.answer_message"
    verbs = {
        Message.State.ANSWERED: "Mark as answered",
        Message.State.SPAM: "Mark as spam",
        Message.State.OPEN: "Open again",
    }
    card_template = "admin/_message_card.html"
    screen_template = "admin/message.html"
    screen_form = AnswerForm
    list_filter = [WaitingFirst, "topic", ("assigned_to", AssignedTo)]
    list_select_related = ["assigned_to"]
    search_fields = [
        "email",
        "phone",
        "name__without_accents__icontains",
        "text__without_accents__icontains",
        "note__without_accents__icontains",
    ]

    def get_search_results(self, request, queryset, search_term):
        """As stock admin, and by phone number however it is written."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        digits = "".join(sign for sign in search_term if sign.isdecimal())
        if len(digits) >= FEWEST_DIGITS and not any(sign.isalpha() for sign in search_term):
            found |= queryset.annotate(digits=DIGITS).filter(digits__contains=digits)
        return found, may_repeat
