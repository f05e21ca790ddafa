from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from booking.wall_clock import ONE_DAY, instant
from booking.working_time import Closed, Hours

LONGEST_PAUSE = 14  # days without work before every day counts


def working_days_later(
    moment: datetime,
    days: int,
    *,
    hours: Iterable[Hours],
    closures: Iterable[Closed],
    zone: ZoneInfo,
) -> datetime:
    """The same time of day, this many working days later.

    `hours` are those of all therapists, `closures` those of the whole clinic. During a long pause
    (no hours entered yet, a long closure), every further day counts.
    """
    hours, closures = list(hours), list(closures)
    local = moment.astimezone(zone)
    day, idle = local.date(), 0
    while days:
        day += ONE_DAY
        is_worked = is_working_day(day, hours, closures)
        idle = 0 if is_worked else idle + 1
        if is_worked or idle > LONGEST_PAUSE:
            days -= 1
    return instant(day, local.time(), zone)


def working_day_before(day: date, hours: Iterable[Hours], closures: Iterable[Closed]) -> date:
    """The last day before this one on which anybody worked, at most LONGEST_PAUSE days before."""
    earlier = [day - back * ONE_DAY for back in range(1, LONGEST_PAUSE + 1)]
    return next((one for one in earlier if is_working_day(one, hours, closures)), earlier[-1])


def is_working_day(day: date, hours: Iterable[Hours], closures: Iterable[Closed]) -> bool:
    is_open = not any(one.takes_all_of(day) for one in closures)
    return is_open and any(one.hold_on(day) for one in hours)
