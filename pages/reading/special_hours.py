"""Days on which the clinic is closed, or open for less time than usual, for machines. Pure."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import chain

from clinic.closing_time import MIDNIGHT, is_after, overlap

AHEAD = timedelta(days=60)  # for closures of part of a day, which are told day by day


@dataclass(frozen=True)
class Special:
    """Opening hours that replace the usual ones on these days; both times are None if closed."""

    first_day: date
    last_day: date
    opens: time | None = None
    closes: time | None = None
    reason: str = ""


def special_hours(closures, opening_hours, today) -> list[Special]:
    """What these public closures make of the usual hours, from today on.

    A day on which the clinic is not open anyway is left out where only a part of it is closed.
    """
    whole_days = [one for one in closures if not one.from_time]
    parts = [one for one in closures if one.from_time]
    found = [Special(one.first_day, one.last_day, reason=one.reason) for one in whole_days]
    for day in sorted(set(chain.from_iterable(days_of(one, today) for one in parts))):
        if any(one.first_day <= day <= one.last_day for one in whole_days):
            continue
        of_day = [one for one in parts if one.first_day <= day <= one.last_day]
        reason = ", ".join(dict.fromkeys(one.reason for one in of_day if one.reason))
        usual = [(one.opens, one.closes) for one in opening_hours if one.weekday == day.weekday()]
        left = usual
        for closure in of_day:
            left = without(left, closure.from_time, closure.until_time)
        if usual and not left:
            found.append(Special(day, day, reason=reason))
        elif left != usual:
            found += [Special(day, day, opens, closes, reason) for opens, closes in left]
    return sorted(found, key=lambda one: (one.first_day, one.opens or MIDNIGHT))


def days_of(closure, today):
    first, last = max(closure.first_day, today), min(closure.last_day, today + AHEAD)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def without(spans, begins, ends):
    """These (opens, closes) without the time from one to the other."""
    left = []
    for opens, closes in spans:
        if not overlap(opens, closes, begins, ends):
            left.append((opens, closes))
            continue
        if begins > opens:
            left.append((opens, begins))
        if ends != MIDNIGHT and is_after(closes, ends) and closes != ends:
            left.append((ends, closes))
    return left
