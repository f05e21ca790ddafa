"""When somebody works and when not, by the clinic's clock: plain values, with no queries.

An end of 0:00 is the midnight that ends the day.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from booking.wall_clock import end_at, instant


@dataclass(frozen=True)
class Hours:
    """Working time on one weekday (Monday is 0), as wall-clock times; optionally for a season."""

    weekday: int
    opens: time
    closes: time
    valid_from: date | None = None
    valid_until: date | None = None

    def hold_on(self, day: date) -> bool:
        return self.weekday == day.weekday() and self.hold_between(day, day)

    def hold_between(self, first_day: date, last_day: date) -> bool:
        """Whether the season includes any of these days."""
        return (self.valid_from is None or self.valid_from <= last_day) and (
            self.valid_until is None or first_day <= self.valid_until
        )


@dataclass(frozen=True)
class Closed:
    """Days without visits, first and last included, or only a part of each of those days."""

    first_day: date
    last_day: date
    from_time: time | None = None
    until_time: time | None = None

    def takes_all_of(self, day: date) -> bool:
        return self.from_time is None and self.first_day <= day <= self.last_day

    def on(self, day: date, zone: ZoneInfo) -> "Period":
        """The part of that day that it closes, if the day is one of its own."""
        opens, closes = self.from_time or time.min, self.until_time or time.min
        return Period(instant(day, opens, zone), end_at(day, closes, zone))


class Period(NamedTuple):
    """Half-open, in UTC: its end is the first instant outside it."""

    start: datetime
    end: datetime
