"""From a date and a time on somebody's clock to an instant."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from booking.moving_in.problem import Problem
from booking.moving_in.times import DAY
from booking.moving_in.zones import TORONTO, in_season


@lru_cache(maxsize=20_000)
def instant(day: date, minutes: int, zone=None) -> tuple[datetime, str]:
    """The moment in UTC when the zone's clock shows this, and a remark or "".

    A time that happens twice is read as the first (RFC 5545, 3.3.5), and the remark says so. Raises
    Problem for one that the clock skips.
    """
    whole_days, rest = divmod(minutes, DAY)
    clock = time(rest // 60, rest % 60)
    there = datetime.combine(day + timedelta(days=whole_days), clock, zone or TORONTO)
    named = there.tzname()
    there, season = in_season(there)
    at = there.astimezone(UTC)
    if at.astimezone(there.tzinfo).replace(tzinfo=None) != there.replace(tzinfo=None):
        raise Problem(f"is a time that the clocks skip on {written(there)}")
    if there.replace(fold=1).utcoffset() != there.utcoffset():
        shown = f"{there:%I:%M %p}".lstrip("0")
        return at, f"{shown} happens twice on {written(there)}: read as the first, {there:%Z}."
    if season:
        return at, f"{named} is read as {season}, which the clocks show on {written(there)}."
    return at, ""


def written(day) -> str:
    return f"{day:%B} {day.day}, {day.year}"
