"""The times asked for that are taken by somebody else, and others in their place."""

from contextlib import suppress

from django import forms
from django.utils import timezone

from booking import free_times
from booking.course import HALF_A_WEEK, nearest
from booking.fields import SeveralField, StartField, start_as_text
from booking.models import Appointment
from booking.models.one_patient import OtherVisits
from booking.models.rules import ZONE, rules_for_later_visits, rules_for_patients
from booking.wall_clock import same_time_weeks_later
from clinic.clock import moment

TIMES_OFFERED = 6
TAKEN = "That time has just been taken or is no longer available. Choose another time."
COURSE_TAKEN = "Choose another time, or leave the visit out. No longer available:"
YOURS = "You already have a visit or a request at that time. Choose another time, or phone us."
COURSE_YOURS = (
    "Choose another time, or leave the visit out. You already have a visit or a request at:"
)
UNANSWERED = "Choose what to do about the visit on {}."


class OffersOtherTimes(forms.Form):
    """Mixin for a form with `service` and `start`, a `catalogue` and a `patient`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept = None  # times still available once some are taken
        self.unanswered = []
        self.alternatives = []

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

    def offer_instead_of(self, taken, therapists, words=(TAKEN, COURSE_TAKEN)):
        """Refuse the taken times, and let the patient choose others on the same page."""
        starts = self.starts()
        self.kept = [start for start in starts if start not in taken]
        one, of_course = words
        self.look_for_others(taken, therapists, one)
        self.add_error("start", of_course if len(starts) > 1 else one)
        if len(starts) > 1:  # for the list in the error summary
            self.fields["start"].each_mended_at = [
                (place_of(number, other), moment(other["taken"]))
                for number, other in enumerate(self.alternatives)
            ]

    def look_for_others(self, lost, therapists, why=UNANSWERED):
        """Find other times for each lost one, and say beside them why.

        In a course, each lost time is named in any case.
        """
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
                said = {"value": start_as_text(start), "why": why.format(moment(start))}
                self.alternatives.append({"taken": start, "choices": choices} | said)
        self.data = self.data.copy()
        for name in [name for name in self.data if name.startswith("start-")]:
            del self.data[name]
        self.data.setlist("start", [start_as_text(start) for start in self.kept])
        if self.alternatives:
            # For the link in the error summary.
            self.fields["start"].mended_at = place_of(0, self.alternatives[0])


def place_of(number, alternative):
    """The id of its first radio button."""
    return f"start-{number}-{0 if alternative['choices'] else 'none'}"
