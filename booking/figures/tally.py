"""Counts of visits that add up: pure."""

from collections import defaultdict
from dataclasses import dataclass, fields

ATTENDED, MISSED, UNMARKED = "attended", "missed", "unmarked"
BY_PATIENT, BY_CLINIC, BY_EITHER = "by_patient", "by_clinic", "by_either"


@dataclass
class Tally:
    """How many visits had each outcome, and minutes of visits and of working time."""

    attended: int = 0
    missed: int = 0
    unmarked: int = 0  # confirmed, and upcoming or not marked yet
    by_patient: int = 0  # cancelled
    by_clinic: int = 0
    by_either: int = 0  # in another appointment book, which does not say by whom
    booked: int = 0  # minutes, without cancelled visits
    open: float = 0  # minutes

    def __add__(self, other):
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def visits(self):
        return self.attended + self.missed + self.unmarked

    @property
    def cancelled(self):
        return self.by_patient + self.by_clinic + self.by_either

    @property
    def booked_hours(self):
        return self.booked / 60

    @property
    def open_hours(self):
        return self.open / 60

    @property
    def percent_booked(self):
        """Of the open hours; None without any."""
        return 100 * self.booked / self.open if self.open else None

    @property
    def percent_missed(self):
        """Of the visits that were marked; None without any."""
        marked = self.attended + self.missed
        return 100 * self.missed / marked if marked else None


def of_outcome(outcome, count, minutes):
    """The tally of `count` visits with one outcome, which take these minutes together."""
    is_booked = outcome in (ATTENDED, MISSED, UNMARKED)
    return Tally(**{outcome: count}, booked=minutes if is_booked else 0)


def summed(pairs):
    """Each key with the sum of its tallies."""
    found = defaultdict(Tally)
    for key, tally in pairs:
        found[key] += tally
    return found
