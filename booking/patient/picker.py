"""The times of the next open days and a month at a glance, laid out from the available starts."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice

from booking.fields import start_as_text
from booking.models.rules import ZONE
from booking.patient.url_state import Step
from booking.time_of_day import TimeOfDay
from booking.wall_clock import ONE_DAY

DAYS_SHOWN = 5
FEW = 5  # times of a day, and the way to the rest: two rows on a phone, one on a wide screen
FEWEST_WEEKS = 3  # at a glance; where less is left of this month, the next one follows
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

    def __init__(self, times, *, day, time_of_day, go, take, month=None):
        """`day` can be None, and so can `month`: any day of the month that was turned to.

        `go(**changes)` returns the step to another day or time of day; `take` is the step that
        takes a time, once `start` is added.
        """
        self.times, self.time_of_day, self.go, self.take = times, time_of_day, go, take
        self.day, self.turned_to = day, month
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
            "next_open": self.next_open,
            "zones": list(dict.fromkeys(one.tzname() for _, times in days for one, _ in times)),
            "days": days,
        }

    def shown(self, day, times):
        """The first few of a day's times, or all of the day that was asked for or has few more."""
        return times if day == self.day or len(times) <= FEW + 1 else times[:FEW]

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
        """The step that begins with this day's times, all of them."""
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
        asked = self.turned_to or (self.days[0] if self.days else self.asked)
        return min(max(asked, self.times.first_day), self.times.last_day).replace(day=1)

    @cached_property
    def months(self):
        """The first days of the months shown: of one, or of two where little is left of the one."""
        next_month = month_after(self.month)
        is_short = len(self.weeks_left(self.month)) < FEWEST_WEEKS
        is_two = is_short and next_month <= self.times.last_day
        return [self.month, next_month] if is_two else [self.month]

    def weeks_left(self, month):
        """The weeks of a month from Sunday, without those that have passed."""
        weeks = SUNDAY_FIRST.monthdatescalendar(month.year, month.month)
        return [week for week in weeks if week[-1] >= self.times.first_day]

    def weeks(self, month):
        """Their days, with None for those of other months."""
        return [
            [self.cell(day) if day.month == month.month else None for day in week]
            for week in self.weeks_left(month)
        ]

    def weeks_by_month(self):
        return [(month, self.weeks(month)) for month in self.months]

    def weekdays(self):
        """Seven days in the order of the table's columns, for their names."""
        return SUNDAY_FIRST.monthdatescalendar(2023, 1)[0]

    def cell(self, day):
        count = len(self.on(day))
        is_first = [day] == self.days[:1]
        step = self.to(day) if count else None
        return Cell(day, count, is_first, step)

    def previous_month(self):
        """The step to the month before with available times, or None."""
        return self.turn(self.days_before(self.month))

    def next_month(self):
        return self.turn(self.days_from(month_after(self.months[-1])))

    def turn(self, days):
        found = self.open_days(days, 1)
        return self.go(month=found[0].replace(day=1)) if found else None


def month_after(day):
    return (day.replace(day=1) + 32 * ONE_DAY).replace(day=1)
