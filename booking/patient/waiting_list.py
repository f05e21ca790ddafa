"""Joining the waiting list without a visit."""

import uuid

from django import forms
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from booking.fields import KeyField
from booking.models import Service, WaitingListEntry
from booking.models.waiting_rows import SENDERS_KEPT, JoinedBefore
from booking.patient.choose import kept_for_back
from booking.patient.details import privacy_notice
from booking.patient.url_state import UrlState
from booking.waiting_form import WaitForm, usual_last_day
from inbox.client_address import client_digests
from inbox.fields import NameField, TextField
from inbox.forms import GuardedForm
from inbox.guard import public_form, retry_later, too_many
from inbox.verdict import judge

SENT_BEFORE = (
    "You have already joined the waiting list with this form. Changes you made after that were "
    "not sent. Press “Join the waiting list” again only if you want to wait for another time too."
)


class JoinForm(WaitForm, GuardedForm):
    counted_as = "waiting list"

    key = KeyField()
    name = NameField(
        label="Full name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your full name."},
    )
    note = TextField(
        required=False,
        max_length=300,
        rows=2,
        help_text=(
            "For example, that you need the elevator. Please keep medical details for when we "
            "speak. Up to 300 characters."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service"].label = "Treatment"
        self.fields["service"].queryset = Service.objects.booked_online()
        self.fields["email"].help_text = "We need your email or phone number to offer you a time."

    def clean(self):
        cleaned = super().clean()
        self.advise_on_email()
        return cleaned

    @classmethod
    def blank(cls, url_state):
        """An empty form for what was chosen on the page of the times."""
        chosen = {name: url_state.chosen(name) for name in ("service", "therapist")}
        return cls(initial=chosen | {"key": uuid.uuid4(), "until": usual_last_day()})

    def ask_again(self):
        """Refuse the form once, with a new key: sent again, it adds them once more."""
        self.data = self.data.copy()
        self.data["key"] = str(uuid.uuid4())
        self.add_error(None, SENT_BEFORE)


@kept_for_back
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def join(request):
    """The form, and then the private page of the entry, which shows no contact details."""
    if request.method != "POST":
        return show(request, JoinForm.blank(UrlState(request.GET)))
    form = JoinForm(request.POST)
    if wait := too_many(request, JoinForm.counted_as):
        form.add_error(None, wait.words)
        return retry_later(show(request, form), wait)
    if not form.is_valid():
        return show(request, form, status=422)
    try:
        entry = WaitingListEntry.objects.join(
            form_key=form.cleaned_data["key"],
            verdict=judge(request, form),
            senders=client_digests(request, SENDERS_KEPT.days),
            privacy_notice_id=privacy_notice(),
            **form.details(),
        )
    except JoinedBefore:
        form.ask_again()
        return show(request, form, status=409)
    return HttpResponseRedirect(entry.private_path(), status=303)


def show(request, form, status=200):
    context = {"form": form, "is_open": form.fields["service"].queryset.exists()}
    return render(request, "booking/waiting_list.html", context, status=status)
