"""The times that a form of reception's shows, from a day on."""

from collections import defaultdict
from contextlib import suppress
from datetime import datetime, time, timedelta
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from booking import free_times
from booking.admin.chosen_time import ChosenTimeForm
from booking.admin.screens import BUSY
from booking.conflicts import OutsideHours, PatientHasVisit, ScheduleBusy
from booking.fields import (
    TYPED,
    DayInput,
    SeveralField,
    StartField,
    start_as_text,
)
from booking.models import Appointment, Therapist
from booking.models.rules import STAFF_HORIZON, ZONE, rules_for_staff
from booking.models.state import State
from booking.wall_clock import ONE_DAY, instant
from clinic.clock import moment
from typed.text import whole_number

DAYS_READ = timedelta(weeks=4)
MOST_DAYS, ENOUGH_TIMES = 14, 40


def goes_back(day):
    """Whether the clocks go back on that day."""
    midnight, next_midnight = (instant(one, time.min, ZONE) for one in (day, day + ONE_DAY))
    return next_midnight - midnight > ONE_DAY


def asked_for(query):
    """What the address of a form says of the time: chosen on the board, for one therapist."""
    said = {"therapist": whole_number(query.get("therapist") or "") or None}
    with suppress(ValidationError):
        if start := StartField(required=False).clean(query.get("start")):
            said |= {"start": start_as_text(start), "from_day": timezone.localdate(start)}
    return {name: value for name, value in said.items() if value}


class TimeForm(ChosenTimeForm):
    """Sent to act, or only to show other times: then it comes back as typed, without errors."""

    field_order = ["therapist", "from_day"]
    use_required_attribute = False  # to see other times, not everything has to be filled in

    therapist = forms.ModelChoiceField(
        Therapist.objects.none(),
        empty_label=None,
        error_messages={"required": "Choose a therapist."},
    )
    from_day = forms.DateField(label="Times from", required=False, widget=DayInput())
    outside_hours = forms.BooleanField(label="Book outside working hours", required=False)
    as_well = forms.BooleanField(
        label="Book it even though this patient has another visit then", required=False
    )

    but = None  # the appointment whose own time counts as free
    is_outdated = False  # the time was chosen among others than those of the form as sent

    @classmethod
    def of(cls, request, initial, **kwargs):
        """Empty; or as typed, to show other times; or filled in, to act.

        If what the times depend on was changed without seeing the new times, those are shown first.
        Enter also shows times, as the first button of these forms does.
        """
        if request.method != "POST":
            return cls(initial=initial, **kwargs)
        typed = request.POST.dict() | {
            name: request.POST.getlist(name)
            for name, field in cls.base_fields.items()
            if isinstance(field, SeveralField)
        }
        from_day = typed.get("show") or typed.get("from_day")
        as_typed = cls(initial=typed | {"from_day": from_day}, **kwargs)
        if "show" in typed:
            return as_typed
        times_of = as_typed.times_of()
        as_typed.is_outdated = typed.get("times_of", times_of) != times_of
        if as_typed.is_outdated and as_typed.chosen("start") != TYPED:
            return as_typed
        return cls(request.POST, **kwargs)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    def service_asked(self):
        """The service in the form as it is, or None without any service."""
        raise NotImplementedError

    def therapists_asked(self):
        """Who could take the visit, by the form as it is."""
        raise NotImplementedError

    def visits_asked(self):
        """The Visit that each of them needs."""
        return free_times.visits_of(self.service_asked(), self.therapists_asked())

    def says_who(self):
        """Whether the form does not make clear who takes the visit."""
        return False

    def from_when(self):
        """The first day of the times shown, within the year that reception can book."""
        today = timezone.localdate(timezone.now())
        typed = self.chosen("from_day") or today
        return min(max(typed, today), today + STAFF_HORIZON)

    def times_of(self):
        """What the times shown depend on, to be sent back with the chosen time."""
        who = [one.pk for one in self.therapists_asked()]
        return f"{getattr(self.service_asked(), 'pk', '')} {who} {self.from_when()}"

    def earlier(self):
        """The day from which to show earlier times, or None."""
        today, first = timezone.localdate(timezone.now()), self.from_when()
        return max(today, first - timedelta(days=MOST_DAYS)) if first > today else None

    def times(self):
        """The available starts by day from that day on, and the day from which to show later ones.

        Each start comes with who is free then, if one of them is to take it.
        """
        first, last, free = self.from_when(), self.from_when() + DAYS_READ, defaultdict(list)
        if service := self.service_asked():
            open_to = free_times.open_times(
                service,
                self.therapists_asked(),
                Appointment.objects.busy(but=self.but),
                days=(first, last),
                rules=rules_for_staff(),
                visits=self.visits_asked(),
            )
            for therapist, starts in open_to.items():
                for start in starts:
                    free[start].append(therapist)
        says_who, days, count = self.says_who(), [], 0
        others, apart = list(filter(self.is_other, sorted(free))), self.chosen("start")
        for day, in_day in groupby(others, key=timezone.localdate):
            if len(days) == MOST_DAYS or count >= ENOUGH_TIMES:
                break
            choices = [
                (start_as_text(start), start, free[start] if says_who else []) for start in in_day
            ]
            days.append((day, choices))
            count += len(choices)
        else:
            day = last + timedelta(days=1)
        listed = {start for _, choices in days for _, start, _ in choices}
        is_apart = isinstance(apart, datetime) and apart not in listed
        return {"days": days, "later": day, "last": last, "apart": apart if is_apart else None}

    def shown(self):
        """What the page shows of `times`."""
        return self.times()

    def is_other(self, start):
        """Whether the time differs from the appointment's own, or that one is no longer held."""
        one = self.but
        if not one or (one.state == State.OFFERED and not one.is_held()):
            return True
        return start != one.starts_at or self.therapists_asked() != [one.therapist]

    def may_come_twice(self):
        """Whether the clocks go back on one of the days shown, or on the typed day."""
        first, typed = self.from_when(), self.chosen("other_day")
        days = [first + number * ONE_DAY for number in range(DAYS_READ.days + 1)]
        if typed and abs(typed - first) <= STAFF_HORIZON:
            days.append(typed)
        return any(map(goes_back, days))

    def refuse(self, error):
        """Show beside the field why the time is not possible; returns the status of the answer."""
        if isinstance(error, OutsideHours):
            self.add_error("outside_hours", "Nobody works then. Select this to book it anyway.")
            return 422
        if isinstance(error, PatientHasVisit):
            self.add_error("as_well", f"{error} Select this to book both.")
            return 422
        if isinstance(error, ScheduleBusy):
            self.add_error(None, BUSY)
        else:
            self.add_error(self.time_field(), f"{self.taken(error.starts)} Choose another time.")
        return 409

    @staticmethod
    def taken(starts):
        if len(starts) == 1:
            return f"Another visit takes up that time on {moment(starts[0])}."
        return "Another visit takes up that time."
