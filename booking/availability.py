"""When a visit can start: pure functions over plain values, with no query and no clock.

The page that offers times and the writes that take one all ask `Day.fits`, so they cannot disagree.
Opening rules are wall-clock times in the clinic's zone. All instants, in and out, are UTC.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)
LONGEST_PAUSE = 14  # days without work that a hold waits out


@dataclass(frozen=True)
class Hours:
    """Working time on one weekday (Monday is 0), as wall-clock times, perhaps for a season."""

    weekday: int
    opens: time
    closes: time
    valid_from: date | None = None
    valid_until: date | None = None

    def hold_on(self, day: date) -> bool:
        return (
            self.weekday == day.weekday()
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_until is None or day <= self.valid_until)
        )


@dataclass(frozen=True)
class Closed:
    """Days, first and last included, without visits; or only between two times on each of them."""

    first_day: date
    last_day: date
    from_time: time | None = None
    until_time: time | None = None

    def takes_all_of(self, day: date) -> bool:
        return self.from_time is None and self.first_day <= day <= self.last_day


@dataclass(frozen=True)
class Period:
    """Half-open, in UTC: its end is the first instant outside it."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Visit:
    """How long a visit lasts, what must stay free around it, and how far apart starts lie."""

    duration: timedelta
    buffer_before: timedelta
    buffer_after: timedelta
    start_every: timedelta


@dataclass(frozen=True)
class Rules:
    """How soon and how far ahead patients may ask, and where the clinic's clock hangs."""

    notice: timedelta
    horizon: timedelta
    zone: ZoneInfo


@dataclass(frozen=True)
class Day:
    """One therapist's day in instants: stretches of working time, closures, and other visits."""

    stretches: list[Period]
    closed: list[Period]
    busy: list[Period]

    def fits(self, visit: Visit, start: datetime) -> bool:
        """Whether a visit can begin then: somebody works, and nobody else has the time."""
        return self.is_worked(visit, start) and self.is_free(visit, start)

    def is_worked(self, visit: Visit, start: datetime) -> bool:
        """Whether the visit lies wholly within one stretch of working time and no closure.

        Its buffers may reach past closing.
        """
        end = start + visit.duration
        return self.is_open(visit, start) and any(
            stretch.start <= start and end <= stretch.end for stretch in self.stretches
        )

    def is_open(self, visit: Visit, start: datetime) -> bool:
        """Whether the visit touches no closure."""
        return not any(overlaps(period, start, start + visit.duration) for period in self.closed)

    def is_free(self, visit: Visit, start: datetime) -> bool:
        """Whether neither the visit nor its buffers touch a busy period."""
        end = start + visit.duration
        return not any(
            overlaps(period, start - visit.buffer_before, end + visit.buffer_after)
            for period in self.busy
        )


def day_of(
    day: date,
    hours: Iterable[Hours],
    closures: Iterable[Closed],
    busy: Iterable[Period],
    zone: ZoneInfo,
) -> Day:
    midnight, next_midnight = instant(day, time.min, zone), instant(day + ONE_DAY, time.min, zone)
    return Day(
        stretches=[
            Period(instant(day, one.opens, zone), instant(day, one.closes, zone))
            for one in hours
            if one.hold_on(day)
        ],
        closed=[
            Period(
                instant(day, one.from_time, zone) if one.from_time else midnight,
                instant(day, one.until_time, zone) if one.until_time else next_midnight,
            )
            for one in closures
            if one.first_day <= day <= one.last_day
        ],
        # A day wider on both sides, because buffers reach past opening and closing.
        busy=[one for one in busy if overlaps(one, midnight - ONE_DAY, next_midnight + ONE_DAY)],
    )


def open_starts(
    first_day: date,
    last_day: date,
    *,
    visit: Visit,
    hours: Iterable[Hours],
    closures: Iterable[Closed],
    busy: Iterable[Period],
    rules: Rules,
    now: datetime,
) -> list[datetime]:
    """The UTC instants, in order, at which one therapist can begin a visit, both days included."""
    hours, closures, busy = list(hours), list(closures), list(busy)
    earliest, latest = now + rules.notice, now + rules.horizon
    starts = set()
    for number in range((last_day - first_day).days + 1):
        day = day_of(first_day + number * ONE_DAY, hours, closures, busy, rules.zone)
        for stretch in day.stretches:
            start = stretch.start
            # Steps in UTC, so that the day with 23 hours has no start inside its gap, and the
            # day with 25 none that is two instants.
            while start + visit.duration <= stretch.end:
                if earliest <= start <= latest and day.fits(visit, start):
                    starts.add(start)
                start += visit.start_every
    return sorted(starts)


def working_days_later(
    moment: datetime,
    days: int,
    *,
    hours: Iterable[Hours],
    closures: Iterable[Closed],
    zone: ZoneInfo,
) -> datetime:
    """The same time of day, so many days later, counting days on which somebody works.

    `hours` are everybody's and `closures` the whole clinic's. Where nobody works for weeks on end
    (no hours entered yet, a long closure), each further day counts.
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


def same_time_weeks_later(start: datetime, weeks: int, zone: ZoneInfo) -> datetime:
    """The same wall-clock time on the same weekday, also across a change of the clock."""
    local = start.astimezone(zone)
    return instant(local.date() + weeks * ONE_WEEK, local.time(), zone)


def instant(day: date, wall_clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall_clock, zone).astimezone(UTC)


def overlaps(period: Period, start: datetime, end: datetime) -> bool:
    return period.start < end and start < period.end
