"""A month at a glance and the times of a few days, laid out from a list of available starts."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import islice, takewhile

from booking.fields import start_as_text
from booking.models.rules import ZONE
from booking.patient.url_state import Step
from booking.time_of_day import TimeOfDay
from booking.wall_clock import ONE_DAY

DAYS_SHOWN = 3
SUNDAY_FIRST = Calendar(firstweekday=6)


@dataclass(frozen=True)
class Cell:
    """A day of the month: how many times are available, and the step that shows them."""

    day: date
    count: int
    is_first: bool  # of the days whose times are shown
    step: Step | None


class Picker:
    """Asks `times.on(day)` only for the days that it shows or has to skip."""

    def __init__(self, times, *, day, time_of_day, go, take):
        """`day` can be None.

        `go(**changes)` returns the step to another day or time of day; `take` is the step that
        takes a time, once `start` is added.
        """
        self.times, self.time_of_day, self.go, self.take = times, time_of_day, go, take
        self.asked = day or times.first_day

    @cached_property
    def times_of_day(self):
        """The times of day with an available time. Stops once all possible ones are found."""
        usual = self.times.usual()
        missing = [one for one in TimeOfDay if one.within(self.times.first_day, usual)]
        found = set()
        for day in self.days_from(self.times.first_day):
            if not missing:
                break
            found |= {one for one in missing if one.within(day, self.times.on(day))}
            missing = [one for one in missing if one not in found]
        return [one for one in TimeOfDay if one in found]

    def on(self, day):
        """The day's available starts, in the chosen time of day."""
        starts = self.times.on(day)
        return self.time_of_day.within(day, starts) if self.time_of_day else starts

    def days_from(self, day):
        day = max(day, self.times.first_day)
        while day <= self.times.last_day:
            yield day
            day += ONE_DAY

    def days_before(self, day):
        day = min(day - ONE_DAY, self.times.last_day)
        while day >= self.times.first_day:
            yield day
            day -= ONE_DAY

    def open_days(self, days, count):
        """The first `count` of these days with available times."""
        return list(islice(filter(self.on, days), count))

    def context(self):
        """What booking/_times.html shows."""
        days = [(day, [self.taken(start) for start in self.on(day)]) for day in self.days]
        return {
            "picker": self,
            "time_of_day": self.time_of_day,
            "any_time": not self.time_of_day,
            "any_time_of_day": self.go(time_of_day=None),
            "times_of_day": [(one, self.go(time_of_day=one)) for one in self.times_of_day],
            "next_open": self.next_open,
            "zones": list(dict.fromkeys(one.tzname() for _, times in days for one, _ in times)),
            "days": days,
        }

    def taken(self, start):
        """A start in the clinic's time zone, with the step that takes it."""
        return start.astimezone(ZONE), self.take.adding(start=start_as_text(start))

    @cached_property
    def days(self):
        """A few days with available times, starting with the one asked for."""
        return self.open_days(self.days_from(self.asked), DAYS_SHOWN)

    @cached_property
    def next_open(self):
        """The first available time of all, with the step that takes it."""
        first = self.open_days(self.days_from(self.times.first_day), 1)
        return self.taken(self.on(first[0])[0]) if first else None

    @cached_property
    def to_any_day(self):
        return self.go(day=None)

    def to(self, day):
        return self.to_any_day.adding(day=day.isoformat())

    def earlier(self):
        before = self.open_days(self.days_before(self.asked), DAYS_SHOWN)
        return self.to(before[-1]) if before else None

    def later(self):
        after = self.open_days(self.days_from(self.days[-1] + ONE_DAY), 1) if self.days else None
        return self.to(after[0]) if after else None

    @cached_property
    def month(self):
        """The first day of the month shown."""
        return (self.days[0] if self.days else self.asked).replace(day=1)

    def weeks(self):
        """The month in weeks from Sunday, with None for days of other months."""
        first = self.month
        return [
            [self.cell(day) if day.month == first.month else None for day in week]
            for week in SUNDAY_FIRST.monthdatescalendar(first.year, first.month)
        ]

    def weekdays(self):
        """Seven days in the order of the table's columns, for their names."""
        return SUNDAY_FIRST.monthdatescalendar(2023, 1)[0]

    def cell(self, day):
        count = len(self.on(day))
        is_first = [day] == self.days[:1]
        step = self.to(day) if count else None
        return Cell(day, count, is_first, step)

    def previous_month(self):
        return self.month_of(self.month - ONE_DAY)

    def next_month(self):
        return self.month_of(self.month + timedelta(days=32))

    def month_of(self, day):
        """The step to the first day with available times in that month, or None."""
        first = day.replace(day=1)
        in_month = takewhile(lambda one: one.month == day.month, self.days_from(first))
        found = self.open_days(in_month, 1)
        return self.to(found[0]) if found else None
