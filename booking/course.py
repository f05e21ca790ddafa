"""The weeks of a course, planned by pure functions over plain values."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.wall_clock import same_time_weeks_later

LONGEST_PLAN = 12  # weeks, including skipped ones
COURSE_SPAN = timedelta(weeks=LONGEST_PLAN)  # from the first to the last visit
A_WEEK = timedelta(weeks=1)
HALF_A_WEEK = timedelta(days=3, hours=12)


@dataclass(frozen=True)
class Week:
    """One week of the plan: its usual time, and the start that the patient gets, if any."""

    day: date  # of the usual time; names the week
    usual: datetime
    start: datetime | None
    is_skipped: bool
    nearby: list[datetime]  # the other available starts in that week

    @property
    def is_blocked(self) -> bool:
        return self.start is None and not self.is_skipped


def weeks_of(
    first: datetime,
    visits: int,
    open_starts: Iterable[datetime],
    zone: ZoneInfo,
    *,
    others: Iterable[datetime] = (),
    skipped: Iterable[date] = (),
) -> list[Week]:
    """Plan this many visits, weekly at the wall-clock time of the first.

    A week whose usual day is in `skipped` has no visit, and one more week follows at the end. A
    start in `others`, if available, replaces the usual one of its week. A week whose time is not
    available is blocked: the patient decides.
    """
    open_starts, others, skipped = sorted(set(open_starts)), set(others), set(skipped)
    weeks, left = [], visits
    for number in range(LONGEST_PLAN):
        if not left:
            break
        usual = same_time_weeks_later(first, number, zone)
        day = usual.astimezone(zone).date()
        in_week = open_starts[
            bisect_right(open_starts, usual - HALF_A_WEEK) : bisect_left(
                open_starts, usual + HALF_A_WEEK
            )
        ]
        is_skipped = day in skipped
        chosen = [start for start in in_week if start in others] or [usual]
        start = chosen[0] if chosen[0] in in_week and not is_skipped else None
        nearby = [one for one in in_week if one != start]
        weeks.append(Week(day, usual, start, is_skipped, nearby))
        left -= not is_skipped
    return weeks


def choices_behind(starts: list[datetime], zone: ZoneInfo) -> tuple[list[datetime], list[date]]:
    """The other times and skipped weeks that lead from the first of these starts to all of them."""
    others, skipped, left = [], [], starts[1:]
    for number in range(1, LONGEST_PLAN):
        if not left:
            break
        usual = same_time_weeks_later(starts[0], number, zone)
        if abs(left[0] - usual) < HALF_A_WEEK:
            start = left.pop(0)
            if start != usual:
                others.append(start)
        else:
            skipped.append(usual.astimezone(zone).date())
    return others, skipped


def some_of_each_day(starts: Iterable[datetime], moment: datetime, zone: ZoneInfo, count: int):
    """At most `count` starts of each day, in order: those nearest to the moment's time of day."""
    by_day = defaultdict(list)
    for start in starts:
        by_day[start.astimezone(zone).date()].append(start)
    return [
        start
        for day, of_day in sorted(by_day.items())
        for start in nearest(of_day, datetime.combine(day, local_time(moment, zone), zone), count)
    ]


def local_time(moment: datetime, zone: ZoneInfo) -> time:
    return moment.astimezone(zone).time()


def is_weekly(starts: list[datetime]) -> bool:
    """Whether these sorted starts are at least about a week apart, and within COURSE_SPAN."""
    span = starts[-1] - starts[0]
    return (len(starts) - 2) * A_WEEK < span <= COURSE_SPAN or len(starts) == 1


def nearest(starts: Iterable[datetime], moment: datetime, count: int) -> list[datetime]:
    """The `count` starts nearest to a moment, in order."""
    return sorted(sorted(starts, key=lambda start: abs(start - moment))[:count])
