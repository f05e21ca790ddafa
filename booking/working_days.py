from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from booking.availability import Closed, Hours
from booking.wall_clock import ONE_DAY, instant

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
        is_worked = any(one.hold_on(day) for one in hours) and not any(
            one.takes_all_of(day) for one in closures
        )
        idle = 0 if is_worked else idle + 1
        if is_worked or idle > LONGEST_PAUSE:
            days -= 1
    return instant(day, local.time(), zone)
