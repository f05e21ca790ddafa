"""When a visit can start: pure functions over plain values, with no queries and no clock.

The page that offers times and the code that takes one both ask `starts_of_any`, so they cannot
disagree. Hours and closures are of `working_time`. Every instant, in or out, is UTC.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter, itemgetter
from zoneinfo import ZoneInfo

from booking.timeline import Timeline, gaps
from booking.wall_clock import ONE_DAY, end_at, instant
from booking.working_time import Closed, Hours, Period

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Visit:
    """How long a visit lasts, how much free time it needs around it, and how far apart starts are.

    Buffers keep other visits away. With `buffers_within_hours` they must also fit into working
    hours and outside closures.
    """

    duration: timedelta
    buffer_before: timedelta
    buffer_after: timedelta
    start_every: timedelta
    buffers_within_hours: bool = False

    def worked(self) -> tuple[timedelta, timedelta]:
        """How long before and after the start somebody must be working."""
        if self.buffers_within_hours:
            return self.buffer_before, self.duration + self.buffer_after
        return timedelta(0), self.duration


@dataclass(frozen=True)
class Rules:
    """How soon and how far ahead patients can book, by the clinic's clock.

    The horizon is counted in whole days: its last day is available as soon as that many days are
    left.
    """

    notice: timedelta
    horizon: timedelta
    zone: ZoneInfo

    def last_day(self, now: datetime) -> date:
        return now.astimezone(self.zone).date() + self.horizon


@dataclass(frozen=True)
class Day:
    """One therapist's day as instants: working time, closures and other visits."""

    stretches: Sequence[Period]
    closed: Sequence[Period]
    busy: Sequence[Period]

    def runs(self, visit: Visit) -> Iterator[range]:
        """The starts within working time, outside closures and clear of other visits.

        As ranges of microseconds since 1970: a union of ranges costs next to nothing, however many
        starts and therapists there are. Steps are counted in UTC from the beginning of each stretch
        of work. So on the 23-hour day no start falls into the gap, and on the 25-hour day none is
        ambiguous.
        """
        before, after = visit.worked()
        whole = visit.duration + visit.buffer_after
        barred = [(one.start - after, one.end + before) for one in self.closed]
        barred += [(one.start - whole, one.end + visit.buffer_before) for one in self.busy]
        barred.sort()
        step = visit.start_every // MICROSECOND
        for stretch in self.stretches:
            anchor = (stretch.start - EPOCH) // MICROSECOND
            first, last = stretch.start + before, stretch.end - after
            for gap_begins, gap_ends in gaps(first, last, barred):
                begins, ends = (
                    (gap_begins - EPOCH) // MICROSECOND,
                    (gap_ends - EPOCH) // MICROSECOND,
                )
                yield range(begins + (anchor - begins) % step, ends + 1, step)

    def starts(self, visit: Visit) -> Iterator[datetime]:
        """The same starts as `runs`, one by one."""
        for run in self.runs(visit):
            for number in run:
                yield EPOCH + number * MICROSECOND

    def is_worked(self, visit: Visit, start: datetime) -> bool:
        """Whether the visit, without buffers, fits one stretch of work and meets no closure."""
        end = start + visit.duration
        return self.is_open(visit, start) and any(
            stretch.start <= start and end <= stretch.end for stretch in self.stretches
        )

    def is_open(self, visit: Visit, start: datetime) -> bool:
        """Whether the visit meets no closure."""
        return not any(overlaps(period, start, start + visit.duration) for period in self.closed)

    def is_free(self, visit: Visit, start: datetime) -> bool:
        """Whether the visit and its buffers meet no other visit."""
        end = start + visit.duration
        return not any(
            overlaps(period, start - visit.buffer_before, end + visit.buffer_after)
            for period in self.busy
        )


class Days:
    """One therapist's time, sorted once, so that each further day costs little."""

    def __init__(
        self,
        hours: Iterable[Hours],
        closures: Iterable[Closed],
        busy: Iterable[Period],
        zone: ZoneInfo,
        elsewhere: Iterable[Period] = (),
    ):
        """`elsewhere` is when the therapist is busy by their other calendar: as closed."""
        self.zone, self.hours = zone, defaultdict(list)
        for one in hours:
            self.hours[one.weekday].append(one)
        self.closures = Timeline(closures, attrgetter("first_day"), attrgetter("last_day"))
        self.busy = Timeline(busy, itemgetter(0), itemgetter(1))
        self.elsewhere = Timeline(elsewhere, itemgetter(0), itemgetter(1))

    def of(self, day: date) -> Day:
        stretches = [
            Period(instant(day, one.opens, self.zone), end_at(day, one.closes, self.zone))
            for one in self.hours.get(day.weekday(), ())
            if one.hold_on(day)
        ]
        closed = [
            one.on(day, self.zone)
            for one in self.closures.between(day, day)
            if one.first_day <= day <= one.last_day
        ]
        # One more day on each side, because buffers can reach past midnight.
        around = (
            instant(day - ONE_DAY, time.min, self.zone),
            instant(day + 2 * ONE_DAY, time.min, self.zone),
        )
        closed += self.elsewhere.between(*around)
        return Day(stretches, closed, list(self.busy.between(*around)))

    def load(self, day: date) -> int:
        """How many visits start on that day."""
        bounds = instant(day, time.min, self.zone), instant(day + ONE_DAY, time.min, self.zone)
        first, end = (bisect_left(self.busy.begins, bound) for bound in bounds)
        return end - first


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
    """The starts available with one therapist from the first to the last day, in order (UTC)."""
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
    """The available starts of one day, in order (UTC)."""
    return starts_of_any(day, [(days, visit)], rules=rules, now=now)


def starts_of_any(
    day: date, therapists: Iterable[tuple[Days, Visit]], *, rules: Rules, now: datetime
) -> list[datetime]:
    """The starts of one day at which any of these therapists is free, in order (UTC)."""
    if day > rules.last_day(now):
        return []
    earliest = (now + rules.notice - EPOCH) // MICROSECOND
    numbers = set()
    for days, visit in therapists:
        numbers.update(*days.of(day).runs(visit))
    return [EPOCH + number * MICROSECOND for number in sorted(numbers) if number >= earliest]


def overlaps(period: Period, start: datetime, end: datetime) -> bool:
    return period.start < end and start < period.end
