"""When a visit can start: pure functions over plain values, with no query and no clock.

The page that offers times and the writes that take one both ask `starts_on`, so they cannot
disagree. Opening rules are wall-clock times in the clinic's zone; one that ends at 0:00 ends with
its day. All instants, in and out, are UTC.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
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
        return self.weekday == day.weekday() and self.hold_between(day, day)

    def hold_between(self, first_day: date, last_day: date) -> bool:
        """Whether their season has a day in common with these days."""
        return (self.valid_from is None or self.valid_from <= last_day) and (
            self.valid_until is None or first_day <= self.valid_until
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
    """How long a visit lasts, what must stay free around it, and how far apart starts lie.

    Its buffers keep other visits away; whether they may reach past closing and into breaks and
    closures as well, the service says.
    """

    duration: timedelta
    buffer_before: timedelta
    buffer_after: timedelta
    start_every: timedelta
    buffers_within_hours: bool = False

    def worked(self) -> tuple[timedelta, timedelta]:
        """From how long before its start until how long after it somebody has to work."""
        if self.buffers_within_hours:
            return self.buffer_before, self.duration + self.buffer_after
        return timedelta(0), self.duration


@dataclass(frozen=True)
class Rules:
    """How soon and how far ahead patients may ask, by the clinic's clock.

    The horizon is whole days: its last day is open from the first moment of its own first.
    """

    notice: timedelta
    horizon: timedelta
    zone: ZoneInfo

    def last_day(self, now: datetime) -> date:
        return now.astimezone(self.zone).date() + self.horizon


@dataclass(frozen=True)
class Day:
    """One therapist's day in instants: stretches of working time, closures, and other visits."""

    stretches: list[Period]
    closed: list[Period]
    busy: list[Period]

    def starts(self, visit: Visit) -> Iterator[datetime]:
        """The starts at which somebody works and nobody else has the time.

        In steps from the beginning of each stretch, taken in UTC, so that the day with 23 hours
        has no start inside its gap, and the day with 25 none that is two instants.
        """
        before, after = visit.worked()
        barred = sorted(
            [(one.start - after, one.end + before) for one in self.closed]
            + [
                (one.start - visit.duration - visit.buffer_after, one.end + visit.buffer_before)
                for one in self.busy
            ]
        )
        for stretch in self.stretches:
            first, last = stretch.start + before, stretch.end - after
            for gap_begins, gap_ends in gaps(first, last, barred):
                steps = -((stretch.start - gap_begins) // visit.start_every)
                start = stretch.start + steps * visit.start_every
                while start <= gap_ends:
                    yield start
                    start += visit.start_every

    def is_worked(self, visit: Visit, start: datetime) -> bool:
        """Whether the visit, without its buffers, lies in one stretch of work and no closure."""
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


class Days:
    """One therapist's time, sorted by days once, so that each of many days is cheap to ask for."""

    def __init__(
        self,
        hours: Iterable[Hours],
        closures: Iterable[Closed],
        busy: Iterable[Period],
        zone: ZoneInfo,
    ):
        self.closures, self.zone = list(closures), zone
        self.hours, self.busy = defaultdict(list), defaultdict(list)
        for one in hours:
            self.hours[one.weekday].append(one)
        for one in busy:
            # A day wider on both sides, because buffers reach past midnight.
            day, days = one.start.astimezone(zone).date(), (one.end - one.start).days
            for number in range(-1, days + 3):
                self.busy[day + number * ONE_DAY].append(one)

    def of(self, day: date) -> Day:
        return Day(
            stretches=[
                Period(instant(day, one.opens, self.zone), end_at(day, one.closes, self.zone))
                for one in self.hours.get(day.weekday(), ())
                if one.hold_on(day)
            ],
            closed=[
                Period(
                    instant(day, one.from_time or time.min, self.zone),
                    end_at(day, one.until_time or time.min, self.zone),
                )
                for one in self.closures
                if one.first_day <= day <= one.last_day
            ],
            busy=self.busy.get(day, []),
        )

    def load(self, day: date) -> int:
        """How many visits begin on that day."""
        of_day = self.busy.get(day, ())
        return sum(one.start.astimezone(self.zone).date() == day for one in of_day)


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
    days = Days(hours, closures, busy, rules.zone)
    return [
        start
        for number in range((last_day - first_day).days + 1)
        for start in starts_on(
            first_day + number * ONE_DAY, visit=visit, days=days, rules=rules, now=now
        )
    ]


def starts_on(
    day: date, *, visit: Visit, days: Days, rules: Rules, now: datetime
) -> list[datetime]:
    """The open starts of one day alone."""
    if day > rules.last_day(now):
        return []
    earliest = now + rules.notice
    return sorted({start for start in days.of(day).starts(visit) if start >= earliest})


def gaps(first: datetime, last: datetime, barred: list[tuple[datetime, datetime]]):
    """What is left from first to last, both included, between the bars, which are in order.

    A bar's own ends are not barred: a visit may begin when another ends.
    """
    for begins, ends in barred:
        if first <= begins:
            yield first, min(begins, last)
        first = max(first, ends)
    yield first, last


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


def end_at(day: date, wall_clock: time, zone: ZoneInfo) -> datetime:
    """As `instant`, for the end of something: 0:00 is the midnight that ends the day."""
    if wall_clock == time.min:
        day += ONE_DAY
    return instant(day, wall_clock, zone)


def overlaps(period: Period, start: datetime, end: datetime) -> bool:
    return period.start < end and start < period.end
