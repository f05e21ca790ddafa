"""Which part of the board is open: its address holds nothing else, and no text of anybody's."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from booking.fields import DayField
from booking.wall_clock import ONE_DAY, ONE_WEEK
from typed.text import whole_number

DAY, WEEK = "day", "week"
EARLIEST, LATEST = date(2001, 1, 8), date(8999, 12, 1)  # whose weeks can be computed with


@dataclass(frozen=True)
class Address:
    """A day, or the week around it; of everybody, or of one therapist; `moving` a visit, or not.

    Therapist and visit are primary keys, or 0.
    """

    day: date
    show: str = DAY
    therapist: int = 0
    moving: int = 0

    @classmethod
    def of(cls, query):
        """The address that a query asks for. What is not valid is ignored."""
        return cls(
            day=typed_day(query.get("day")) or timezone.localdate(),
            show=WEEK if query.get("show") == WEEK else DAY,
            therapist=whole_number(query.get("therapist") or ""),
            moving=whole_number(query.get("moving") or ""),
        )

    @property
    def query(self):
        said = {"day": self.day.isoformat()}
        said |= {"show": WEEK} if self.show == WEEK else {}
        said |= {name: key for name in ("therapist", "moving") if (key := getattr(self, name))}
        return urlencode(said)

    def __str__(self):
        return f"{reverse('admin:index')}?{self.query}"

    def at(self, **changes):
        return replace(self, **changes)

    @property
    def days(self):
        """The days shown: a week begins on Monday."""
        if self.show == DAY:
            return [self.day]
        monday = self.day - self.day.weekday() * ONE_DAY
        return [monday + number * ONE_DAY for number in range(7)]

    @property
    def step(self):
        return ONE_WEEK if self.show == WEEK else ONE_DAY

    def is_today(self):
        return timezone.localdate() in self.days

    def before(self):
        return self.at(day=self.day - self.step)

    def after(self):
        return self.at(day=self.day + self.step)

    def today(self):
        return self.at(day=timezone.localdate())


def typed_day(text):
    """The typed day, or None if it is not a valid one."""
    with suppress(ValidationError):
        found = DayField(required=False).clean(text)
        if found and EARLIEST <= found <= LATEST:
            return found
    return None
