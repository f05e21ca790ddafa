"""Spans of the clinic's days: what figures and files are about. Pure functions."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from booking.wall_clock import ONE_DAY, instant

LONGEST = 2  # years


@dataclass(frozen=True)
class Span:
    """Days of the clinic, the first and the last included."""

    first: date
    last: date

    def bounds(self, zone) -> tuple[datetime, datetime]:
        """The first instant and the first one after it, in UTC."""
        return instant(self.first, time.min, zone), instant(self.last + ONE_DAY, time.min, zone)

    def days(self):
        return (self.first + number * ONE_DAY for number in range(len(self)))

    def __len__(self):
        return (self.last - self.first).days + 1

    def is_too_long(self) -> bool:
        return self.last >= years_later(self.first, LONGEST)


def years_later(day: date, years: int) -> date:
    """The same day of the year; March 1 for a February 29 that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def month_before(day: date) -> Span:
    """The last full month before this day."""
    last = day.replace(day=1) - ONE_DAY
    return Span(last.replace(day=1), last)


def months_before(day: date, count: int) -> Span:
    """The last full months before this day, that many."""
    last = first = month_before(day)
    for _ in range(count - 1):
        first = month_before(first.first)
    return Span(first.first, last.last)


def this_month(day: date) -> Span:
    """The month of this day, as a whole."""
    next_month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return Span(day.replace(day=1), next_month - ONE_DAY)
