import uuid
from contextlib import suppress

from django import forms
from django.utils import timezone

from booking import free_times
from booking.course import HALF_A_WEEK, nearest
from booking.fields import KeyField, RowField, SeveralField, StartField, StartsField, start_as_text
from booking.models import Appointment, Booking
from booking.models.one_patient import OtherVisits
from booking.models.rules import ZONE, rules_for_later_visits, rules_for_patients
from booking.wall_clock import same_time_weeks_later
from clinic.clock import moment
from clinic.phone import PhoneField, to_e164
from inbox.fields import NameField, PublicEmailField, TextField
from inbox.forms import HONEYPOT, GuardedForm

TIMES_OFFERED = 6
DETAILS = ("key", "name", "email", "phone", "contact_by", "note", HONEYPOT)
TAKEN = "That time has just been taken or is no longer available. Choose another time."
COURSE_TAKEN = "No longer available: {}. Choose another time, or leave the visit out."
YOURS = "You already have a visit or a request at that time. Choose another time, or phone us."
COURSE_YOURS = (
    "You already have a visit or a request at these times: {}. Choose another time, or leave the "
    "visit out."
)
UNANSWERED = "Choose what to do about the visit on {}."


class RequestForm(GuardedForm):
    """A patient's details, with the chosen visit in hidden fields."""

    submit_label = "Continue"
    counted_as = "booking"

    key = KeyField()
    service = RowField(
        error_messages={
            "required": "Choose a treatment and a time first.",
            "invalid_choice": "Choose a treatment and a time again.",
        },
    )
    therapist = RowField(
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
    email = PublicEmailField(help_text="We will send our answer here.")
    phone = PhoneField(
        help_text="In case we need to reach you quickly.",
        error_messages={"required": "Enter your phone number."},
    )
    contact_by = forms.ChoiceField(
        label="If we have a question, how should we reach you?",
        choices=Booking.ContactBy,
        initial=Booking.ContactBy.EMAIL,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose email or phone."},
    )
    note = TextField(
        label="Note",
        required=False,
        max_length=1000,
        rows=3,
        help_text=(
            "You can tell us that needles worry you or that you need the elevator. Up to 1,000 "
            "characters."
        ),
    )

    def __init__(self, catalogue, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.catalogue = catalogue
        self.fields["service"].rows = [one for one in catalogue.services if one.is_online]
        self.fields["therapist"].rows = catalogue.everyone
        self.kept = None  # times still available once some are taken
        self.unanswered = []
        self.alternatives = []

    @classmethod
    def blank(cls, url_state, data=None):
        """A form for what was chosen, empty or with what was typed before, not validated yet.

        Its one-use key, which nobody can guess, stays the same through every step.
        """
        typed = dict(details_in(data or {}))
        chosen = {name: url_state.chosen(name) for name in ("service", "therapist", "start")}
        return cls(url_state.catalogue, initial={"key": uuid.uuid4()} | typed | chosen)

    @classmethod
    def with_url_state(cls, data, url_state):
        """What was typed, with another choice of service, therapist and times."""
        data = data.copy()
        for name in [name for name in data if name == "lost" or name.startswith("start-")]:
            del data[name]
        for name in ("service", "therapist"):
            data[name] = getattr(url_state.chosen(name), "pk", "")
        data.setlist("start", [start_as_text(start) for start in url_state.chosen("start") or []])
        return cls(url_state.catalogue, data)

    def clean(self):
        cleaned = super().clean()
        service, starts = cleaned.get("service"), cleaned.get("start") or []
        if service and len(starts) > service.longest_course:
            self.add_error("start", f"Choose at most {service.longest_course} for this treatment.")
        self.unanswered = self.lost_without_answer()
        for start in self.unanswered:
            self.kept = starts
            self.add_error("start", UNANSWERED.format(moment(start)))
        return cleaned

    def lost_without_answer(self):
        """The lost times for which the patient has not chosen anything yet."""
        lost = [text for text in self.data.getlist("lost") if text]
        texts = [text for n, text in enumerate(lost) if f"start-{n}" not in self.data]
        starts = SeveralField(StartField())
        with suppress(forms.ValidationError):
            return starts.clean(texts)
        return []

    def starts(self):
        """The times asked for that are valid."""
        if self.kept is not None:
            return self.kept
        return (self.cleaned_data if self.is_bound else self.initial).get("start") or []

    def answers(self):
        """Each label with what was typed, to be checked."""
        choices = dict(Booking.ContactBy.choices)
        for name in ("name", "email", "phone", "contact_by", "note"):
            value = self.cleaned_data[name]
            yield self[name].label, choices.get(value, value)

    def carried(self):
        """Everything as pairs for hidden fields, to be sent unchanged."""
        chosen = [(name, self[name].value()) for name in ("service", "therapist")]
        starts = [("start", start_as_text(start)) for start in self.starts()]
        return [*details_in(self.data), *chosen, *starts]

    def offer_instead_of(self, taken, therapists, words=(TAKEN, COURSE_TAKEN)):
        """Refuse the taken times, and let the patient choose others on the same page."""
        starts = self.starts()
        self.kept = [start for start in starts if start not in taken]
        self.look_for_others(taken, therapists)
        one, of_course = words
        lost = "; ".join(moment(start) for start in taken)
        self.add_error("start", of_course.format(lost) if len(starts) > 1 else one)

    def look_for_others(self, lost, therapists):
        """Find other times for each lost one. In a course, each lost time is named in any case."""
        service = self.cleaned_data["service"]
        starts = sorted([*self.kept, *lost])
        days = {timezone.localdate(start) for start in self.kept}
        rules = rules_for_patients()
        last_day = rules.last_day(timezone.now())
        others = OtherVisits(self.patient())
        length = service.visit().duration
        times = free_times.OpenTimes(
            self.catalogue.visits(service, therapists),
            Appointment.objects.busy(),
            rules=rules_for_later_visits(rules) if len(starts) > 1 else rules,
            suits=lambda start: not others.meeting(start, start + length),
        )
        for start in lost:
            around = start
            if start == starts[0]:
                free = times.near(start, TIMES_OFFERED, last_day, days)
            elif not (free := times.within(HALF_A_WEEK, start, days)):
                around = same_time_weeks_later(starts[-1], 1, ZONE)
                free = times.within(HALF_A_WEEK, around, days)
            if found := nearest(free, around, TIMES_OFFERED):
                # The first is preselected, so its day is not offered for the next visit.
                days.add(timezone.localdate(found[0]))
            if found or len(starts) > 1:
                choices = [(start_as_text(one), one) for one in found]
                value = start_as_text(start)
                self.alternatives.append({"taken": start, "value": value, "choices": choices})
        self.data = self.data.copy()
        for name in [name for name in self.data if name.startswith("start-")]:
            del self.data[name]
        self.data.setlist("start", [start_as_text(start) for start in self.kept])
        if self.alternatives:
            # For the link in the error summary.
            first = "0" if self.alternatives[0]["choices"] else "none"
            self.fields["start"].mended_at = f"start-0-{first}"

    def patient(self):
        """The patient, as typed so far."""
        typed = {name: self.cleaned_data.get(name, "") for name in ("name", "email")}
        return Booking(**typed, phone_dialled=to_e164(self.cleaned_data.get("phone", "")))

    def ask_again(self, message):
        """Refuse the form once, with a new key: sent again, it makes a new request."""
        self.data = self.data.copy()
        self.data["key"] = str(uuid.uuid4())
        self.add_error(None, message)


def details_in(data):
    """What was typed, as pairs for hidden fields."""
    return [(name, data[name]) for name in DETAILS if data.get(name)]
