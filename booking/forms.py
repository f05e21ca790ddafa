import uuid

from django import forms
from django.utils import timezone

from antispam.fields import NameField, PublicEmailField, TextField
from antispam.forms import HONEYPOT, GuardedForm
from booking import diary
from booking.course import HALF_A_WEEK, nearest
from booking.fields import KeyField, StartsField, start_as_text
from booking.models import Booking, Service, Therapist
from pages.phone import PhoneField

TIMES_OFFERED = 6
DETAILS = ("key", "name", "email", "phone", "contact_by", "note", HONEYPOT)
TAKEN = "That time has just been taken or is no longer open. Choose another time."


class RequestForm(GuardedForm):
    """A patient's details, with what was chosen carried along in hidden fields."""

    submit_label = "Continue"
    counted_as = "booking"

    key = KeyField()
    service = forms.ModelChoiceField(
        Service.objects.none(),
        widget=forms.HiddenInput,
        error_messages={
            "required": "Choose a treatment and a time first.",
            "invalid_choice": "Choose a treatment and a time again.",
        },
    )
    therapist = forms.ModelChoiceField(
        Therapist.objects.none(),
        widget=forms.HiddenInput,
        required=False,
        error_messages={"invalid_choice": "Choose a therapist and a time again."},
    )
    start = StartsField(label="Time", error_messages={"required": "Choose a time first."})
    name = NameField(
        label="Full name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your full name."},
    )
    email = PublicEmailField(help_text="We send the answer to your request there.")
    phone = PhoneField(
        help_text="In case we need to reach you quickly.",
        error_messages={"required": "Enter your phone number."},
    )
    contact_by = forms.ChoiceField(
        label="If we have a question, how should we reach you?",
        choices=Booking.ContactBy,
        initial=Booking.ContactBy.EMAIL,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose e-mail or phone."},
    )
    note = TextField(
        label="Note",
        required=False,
        max_length=1000,
        rows=3,
        help_text=(
            "Anything we should know for planning, up to 1,000 characters. Please leave out "
            "medical details."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = Service.objects.booked_online()
        self.fields["therapist"].queryset = Therapist.objects.active()
        self.kept = None  # of the times asked for, once some are taken
        self.alternatives = []

    @classmethod
    def blank(cls, choice, data=None):
        """A form for what was chosen, empty or with what was typed before, not yet looked at.

        Its one-use key, which nobody can guess, stays the same through all steps.
        """
        typed = dict(details_in(data or {}))
        chosen = {name: choice.chosen(name) for name in ("service", "therapist", "start")}
        return cls(initial={"key": uuid.uuid4()} | typed | chosen)

    @classmethod
    def with_choice(cls, data, choice):
        """What was typed, with another choice of service, therapist and times."""
        data = data.copy()
        for name in [name for name in data if name.startswith("start-")]:
            del data[name]
        for name in ("service", "therapist"):
            data[name] = getattr(choice.chosen(name), "pk", "")
        data.setlist("start", [start_as_text(start) for start in choice.chosen("start") or []])
        return cls(data)

    def clean(self):
        cleaned = super().clean()
        service, starts = cleaned.get("service"), cleaned.get("start") or []
        if service and len(starts) > service.longest_course:
            self.add_error("start", f"Choose at most {service.longest_course} for this treatment.")
        return cleaned

    def starts(self):
        """The times asked for, as far as they are sound."""
        if self.kept is not None:
            return self.kept
        return (self.cleaned_data if self.is_bound else self.initial).get("start") or []

    def answers(self):
        """What was typed, each with its label, for a last look."""
        choices = dict(Booking.ContactBy.choices)
        for name in ("name", "email", "phone", "contact_by", "note"):
            value = self.cleaned_data[name]
            yield self[name].label, choices.get(value, value)

    def carried(self):
        """Everything as pairs for hidden fields, to be sent as it stands."""
        chosen = [(name, self[name].value()) for name in ("service", "therapist")]
        starts = [("start", start_as_text(start)) for start in self.starts()]
        return [*details_in(self.data), *chosen, *starts]

    def offer_instead_of(self, taken, therapists):
        """Refuse these times, and let the patient choose others for them on the same page."""
        service, starts = self.cleaned_data["service"], self.starts()
        self.kept = [start for start in starts if start not in taken]
        days = {diary.local_day(start) for start in self.kept}
        rules = diary.for_patients()
        last_day = rules.last_day(timezone.now())
        open_starts = diary.open_times_of_any(
            service, therapists, rules=diary.for_later_visits(rules) if len(starts) > 1 else rules
        )
        for start in starts:
            if start not in taken:
                continue
            free = [
                one
                for one in open_starts
                if diary.local_day(one) not in days
                and (
                    diary.local_day(one) <= last_day
                    if start == starts[0]
                    else abs(one - start) < HALF_A_WEEK
                )
            ]
            if found := nearest(free, start, TIMES_OFFERED):
                # The first is chosen beforehand, so its day is no choice for the next visit.
                days.add(diary.local_day(found[0]))
                choices = [(start_as_text(one), one) for one in found]
                self.alternatives.append({"taken": start, "choices": choices})
        self.data = self.data.copy()
        for name in [name for name in self.data if name.startswith("start-")]:
            del self.data[name]
        self.data.setlist("start", [start_as_text(start) for start in self.kept])
        self.add_error("start", TAKEN)
        if self.alternatives:
            self.fields["start"].mended_at = "start-0-0"  # for the link of the error summary

    def ask_again(self, message):
        """Refuse what was typed once, with a new key so that sending again makes a new request."""
        self.data = self.data.copy()
        self.data["key"] = str(uuid.uuid4())
        self.add_error(None, message)


def details_in(data):
    """What was typed, as pairs for hidden fields."""
    return [(name, data[name]) for name in DETAILS if data.get(name)]
