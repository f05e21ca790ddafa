"""When the clinic is open today."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from booking.models import Closure
from clinic.models import Clinic, OpeningHours


@dataclass(frozen=True)
class Today:
    day: date
    hours: list[OpeningHours]  # empty if it is closed
    closures: list[Closure]  # of a part of the day, or of all of it


def today(clinic: Clinic, closures: list[Closure]):
    """Today in the clinic's time zone, with those of these closures that concern it."""
    day = timezone.localdate()
    concerned = [one for one in closures if one.first_day <= day <= one.last_day]
    is_closed = any(one.from_time is None for one in concerned)
    of_day = [one for one in clinic.opening_hours if one.weekday == day.weekday()]
    return Today(day, [] if is_closed else of_day, concerned)
