"""A month at a glance and the times of a few days, laid out from a list of open starts."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking.availability import ONE_DAY
from booking.choice import Part, Step
from booking.models.rules import ZONE

DAYS_SHOWN = 3
SUNDAY_FIRST = Calendar(firstweekday=6)


@dataclass(frozen=True)
class Cell:
    """A day of the month, with how many times are open and the step that shows them."""

    day: date
    count: int
    is_first: bool  # of the days whose times are shown
    step: Step | None


class Picker:
    def __init__(self, starts, *, day, part, today, go):
        """`go(**changes)` makes the step to another day or part; `day` may be None."""
        local = [start.astimezone(ZONE) for start in starts]
        self.parts = [one for one in Part if any(Part.of(start) == one for start in local)]
        self.by_day = defaultdict(list)
        for start in local:
            if not part or Part.of(start) == part:
                self.by_day[start.date()].append(start)
        self.open_days = sorted(self.by_day)
        self.asked = day or today
        self.go = go
        self.today = today

    def context(self, part, take):
        """What booking/_times.html shows; `take(start)` makes the step that takes a time."""
        return {
            "picker": self,
            "part": part,
            "any_time": not part,
            "any_part": self.go(part=None),
            "parts": [(one, self.go(part=one)) for one in self.parts],
            "next_open": (self.next_open(), take(self.next_open())) if self.open_days else None,
            "days": [
                (day, [(start, take(start)) for start in starts]) for day, starts in self.days()
            ],
        }

    def days(self):
        """Some days that have open times, from the one asked for on, each with its starts."""
        return [(day, self.by_day[day]) for day in self.open_days if day >= self.asked][:DAYS_SHOWN]

    def next_open(self) -> datetime | None:
        """The very first open time of all."""
        return self.by_day[self.open_days[0]][0] if self.open_days else None

    def earlier(self):
        before = [day for day in self.open_days if day < self.asked]
        return self.go(day=before[-DAYS_SHOWN:][0]) if before else None

    def later(self):
        shown = self.days()
        after = [day for day in self.open_days if shown and day > shown[-1][0]]
        return self.go(day=after[0]) if after else None

    def month(self):
        """The first day of the month at a glance."""
        shown = self.days()
        return (shown[0][0] if shown else self.asked).replace(day=1)

    def weeks(self):
        """The month at a glance, in weeks from Sunday; None for days of other months."""
        first = self.month()
        return [
            [self.cell(day) if day.month == first.month else None for day in week]
            for week in SUNDAY_FIRST.monthdatescalendar(first.year, first.month)
        ]

    def weekdays(self):
        """Seven days in the order of the table's columns, for their names."""
        return SUNDAY_FIRST.monthdatescalendar(2023, 1)[0]

    def cell(self, day):
        count = len(self.by_day.get(day, ()))
        is_first = [day] == [one for one, _ in self.days()[:1]]
        return Cell(day, count, is_first, self.go(day=day) if count else None)

    def previous_month(self):
        return self.month_of(self.month() - ONE_DAY)

    def next_month(self):
        return self.month_of(self.month() + timedelta(days=32))

    def month_of(self, day):
        """The first open day in that month as a step, or None where the month has none."""
        found = [one for one in self.open_days if (one.year, one.month) == (day.year, day.month)]
        return self.go(day=found[0]) if found else None
