"""How much of the clinic's time online requests can hold: pure functions over plain values.

A person can have any number of email addresses, phone numbers and connections, so no limit for one
sender keeps a stranger from filling the calendar. A share of each week's working hours does: what
strangers hold together is at most that, whichever week they choose.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from booking.wall_clock import ONE_DAY
from booking.working_time import Hours

# What online requests may hold of a week, however few hours the clinic works.
AT_LEAST = timedelta(hours=2)


class Held(NamedTuple):
    """A visit asked for online that holds its time and that reception has not looked at yet."""

    starts_at: datetime
    ends_at: datetime
    asked_at: datetime
    booking: int
    sent_by: str
    contacts: frozenset[str]


@dataclass(frozen=True)
class Sender:
    """A visitor's digests, and how they want to be reached."""

    digests: Sequence[str]
    contacts: frozenset[str]


@dataclass(frozen=True)
class Ceilings:
    """How much may be held: requests of one contact, visits of one visitor, and shares of a week.

    `of_week` is of any week's working hours, `of_day` what is asked for within 24 hours as a share
    of this week's; both from 0 to 1.
    """

    of_contact: int
    of_visitor: int
    of_week: float
    of_day: float
    hours: Sequence[Hours]
    zone: ZoneInfo

    def reached_by(self, sender: Sender, held: Sequence[Held], spans, now: datetime) -> bool:
        """Whether one of the ceilings keeps these (start, end) from being held.

        Only what the same visitor sent counts for a contact: otherwise, somebody who types a
        number could learn from the answer that requests with it are waiting.
        """
        of_visitor = [one for one in held if one.sent_by and one.sent_by in sender.digests]
        of_contact = {one.booking for one in of_visitor if one.contacts & sender.contacts}
        return (
            len(of_contact) >= self.of_contact
            or len(of_visitor) + len(spans) > self.of_visitor
            or self.is_day_full(held, spans, now)
            or self.is_week_full(held, spans)
        )

    def is_day_full(self, held, spans, now):
        """Whether more would be asked for within 24 hours than a share of this week's hours."""
        of_day = [one[:2] for one in held if one.asked_at > now - ONE_DAY]
        most = max(AT_LEAST, self.of_day * self.capacity(self.monday_of(now)))
        return bool(of_day) and length([*of_day, *spans]) > most

    def is_week_full(self, held, spans, times=1):
        """Whether any week would be held beyond its share, or so many `times` its share.

        Where nothing is held yet, one request always fits.
        """
        before, added = self.by_week(one[:2] for one in held), self.by_week(spans)
        return any(
            before[monday]
            and before[monday] + more > times * max(AT_LEAST, self.of_week * self.capacity(monday))
            for monday, more in added.items()
        )

    def by_week(self, spans):
        """How long these (start, end) are together, by the Monday of their week."""
        weeks = defaultdict(timedelta)
        for start, end in spans:
            weeks[self.monday_of(start)] += end - start
        return weeks

    def monday_of(self, moment: datetime) -> date:
        day = moment.astimezone(self.zone).date()
        return day - timedelta(days=day.weekday())

    def capacity(self, monday: date) -> timedelta:
        """All working hours of that week, closures included."""
        days = [monday + timedelta(days=number) for number in range(7)]
        return sum(
            (worked(hours) for day in days for hours in self.hours if hours.hold_on(day)),
            timedelta(0),
        )


def worked(hours: Hours) -> timedelta:
    """How long these hours are; an end of 0:00 is the midnight that ends the day."""
    opens, closes = (
        timedelta(hours=one.hour, minutes=one.minute) for one in (hours.opens, hours.closes)
    )
    return (closes or ONE_DAY) - opens


def length(spans: Iterable[tuple[datetime, datetime]]) -> timedelta:
    return sum((end - start for start, end in spans), timedelta(0))
