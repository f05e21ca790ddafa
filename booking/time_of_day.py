from bisect import bisect_left
from datetime import time

from django.db import models

from booking.models.rules import ZONE
from booking.wall_clock import end_at, instant


class TimeOfDay(models.TextChoices):
    """A visit belongs to the time of day in which it begins."""

    MORNING = "morning", "Mornings"
    AFTERNOON = "afternoon", "Afternoons"
    EVENING = "evening", "Evenings"

    def within(self, day, starts):
        """Those of the day's sorted starts that are in this time of day."""
        begins, ends = HOURS[self]
        first = bisect_left(starts, instant(day, begins, ZONE))
        return starts[first : bisect_left(starts, end_at(day, ends, ZONE))]

    @classmethod
    def at(cls, clock):
        """The time of day that a wall-clock time belongs to."""
        return cls.MORNING if clock < NOON else cls.AFTERNOON if clock < FIVE else cls.EVENING


MIDNIGHT, NOON, FIVE = time.min, time(12), time(17)
HOURS = {
    TimeOfDay.MORNING: (MIDNIGHT, NOON),
    TimeOfDay.AFTERNOON: (NOON, FIVE),
    TimeOfDay.EVENING: (FIVE, MIDNIGHT),
}
