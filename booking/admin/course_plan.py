"""The dates of a course that reception books, with a way out of each week that clashes."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property

from booking import free_times, staff_times
from booking.conflicts import PatientHasVisit, ScheduleBusy
from booking.course import A_WEEK, LONGEST_PLAN, Week, some_of_each_day, weeks_of
from booking.fields import TYPED, StartField, start_as_text
from booking.models import Appointment
from booking.models.rules import STAFF_HORIZON, ZONE, rules_for_later_visits, rules_for_staff
from booking.wall_clock import instant, same_time_weeks_later
from clinic.clock import moment

SKIP = "skip"
NEARBY = 2  # times per day offered in place of the usual one
CHANGED = "The dates below match your new choices. Check them, then book."


class WeekField(StartField):
    """Another start in UTC for this week, SKIP, or None for the usual time."""

    def to_python(self, value):
        return SKIP if value == SKIP else super().to_python(value)


@dataclass(frozen=True)
class Choice:
    """A week of the plan with what can be chosen for it: pairs of a value and a start."""

    name: str
    week: Week
    times: list
    chosen: str


class PlansCourse(forms.Form):
    """Weekly visits from the chosen start on. Those of a plan that was shown can be changed.

    The form has `visits`, and what a TimeForm has.
    """

    plan_of = forms.CharField(required=False, widget=forms.HiddenInput)  # what the plan is for

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, LONGEST_PLAN):
            self.fields[f"week_{number}"] = WeekField(required=False)

    def first_start(self):
        """The start of the first visit, by the form as it is, or None."""
        checked = getattr(self, "cleaned_data", {}).get("start")
        start = checked if isinstance(checked, datetime) else self.chosen("start")
        day, clock = self.chosen("other_day"), self.chosen("other_time")
        if start == TYPED or not start:
            today = timezone.localdate(timezone.now())
            is_near = day and clock and today <= day <= today + STAFF_HORIZON
            start = instant(day, clock.replace(second=0, microsecond=0), ZONE) if is_near else None
        return start

    @cached_property
    def plan(self):
        """The weeks as Choices, or [] without a course or a first start."""
        first, visits = self.first_start(), self.chosen("visits") or 1
        if visits < 2 or not first or not self.service_asked() or not self.therapists_asked():
            return []
        usual = [same_time_weeks_later(first, number, ZONE) for number in range(LONGEST_PLAN)]
        answers = [None, *(self.chosen(f"week_{n}") for n in range(1, LONGEST_PLAN))]
        if self.plan_now() != (self.chosen("plan_of") or ""):
            answers = [None] * LONGEST_PLAN  # they were chosen for other dates
        skipped = {timezone.localdate(usual[n]) for n, one in enumerate(answers) if one == SKIP}
        weeks = weeks_of(
            first,
            visits,
            self.open_starts(usual[: visits + len(skipped)]),
            ZONE,
            others=[one for one in answers if isinstance(one, datetime)],
            skipped=skipped,
        )
        return [self.choice(number, week) for number, week in enumerate(weeks)]

    def choice(self, number, week):
        near = some_of_each_day(week.nearby, week.usual, ZONE, NEARBY)
        usual = {week.usual} & set(week.nearby)  # not among the nearest if nothing is skipped
        times = sorted({*near, *usual, *([week.start] if week.start else [])})
        chosen = SKIP if week.is_skipped else start_as_text(week.start) if week.start else ""
        pairs = [(start_as_text(start), start) for start in times]
        return Choice(f"week_{number}", week, pairs if number else [], chosen)

    def open_starts(self, usual):
        """The starts on the grid around these, and those of them that only reception can book."""
        service, therapists = self.service_asked(), self.therapists_asked()
        times = free_times.OpenTimes(
            free_times.visits_of(service, therapists),
            Appointment.objects.busy(),
            rules=rules_for_later_visits(rules_for_staff()),
        )
        days = timezone.localdate(usual[0]) - A_WEEK, timezone.localdate(usual[-1]) + A_WEEK
        found = set(times.between(*days))
        # Off the grid, or outside hours: so are all the others then.
        return found if usual[0] in found else found | self.are_open(usual)

    def plan_now(self):
        """What the dates depend on, to be sent back with what is chosen for each."""
        first = self.first_start()
        return f"{first and start_as_text(first)} {self.chosen('visits')} {self.times_of()}"

    def clean(self):
        cleaned = super().clean()
        shown = cleaned.get("plan_of")
        if shown and not self.errors and cleaned.get("visits", 1) > 1:
            if shown != self.plan_now():
                self.add_error("visits", CHANGED)
            elif len(self.starts()) < cleaned["visits"]:
                self.add_error("visits", "Skip fewer weeks.")
        return cleaned

    def starts(self):
        """The starts to book. A week without a free time has its usual one, which is refused."""
        plan = self.plan if self.cleaned_data["visits"] > 1 else []
        starts = [one.week.start or one.week.usual for one in plan if not one.week.is_skipped]
        return starts or [self.cleaned_data["start"]]

    def refuse(self, error):
        """As for one visit; for a course, name every visit without a time."""
        known = isinstance(error, (ScheduleBusy, PatientHasVisit))
        if self.cleaned_data["visits"] > 1 and not known:
            starts = self.starts()
            blocked = "; ".join(map(moment, sorted(set(starts) - self.are_open(starts))))
            self.add_error(
                "visits",
                f"Nothing has been booked. These times are not available: {blocked}. Choose "
                "others below, or skip those weeks.",
            )
        vars(self).pop("plan", None)  # other times may be taken by now
        return super().refuse(error)

    def are_open(self, starts):
        return staff_times.open_to_staff(
            self.service_asked(),
            self.therapists_asked(),
            starts,
            Appointment.objects.busy(),
            outside_hours=bool(self.chosen("outside_hours")),
        )
