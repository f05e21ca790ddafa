"""When a visit can start: one pure function over plain values, with no query and no clock.

The page that offers times and the write that takes one both ask it, so they cannot disagree.
Opening rules are wall-clock times in the clinic's zone. All instants, in and out, are UTC.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """Working time on one weekday (Monday is 0), as wall-clock times."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class Closed:
    """Days, first and last included, without visits; or only between two times on each of them."""

    first_day: date
    last_day: date
    from_time: time | None = None
    until_time: time | None = None


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
    """The UTC instants, in order, at which one therapist can begin a visit.

    A visit lies wholly within one stretch of working time. Its buffers may reach past closing,
    but neither it nor they may touch a busy period, and the visit may not touch a closure.
    """
    closures, hours, busy = list(closures), list(hours), list(busy)
    earliest, latest = now + rules.notice, now + rules.horizon
    starts = set()
    for day in days(first_day, last_day):
        shut = [span(day, closed, rules.zone) for closed in closures if covers(closed, day)]
        for stretch in hours:
            if stretch.weekday != day.weekday():
                continue
            opens = instant(day, stretch.opens, rules.zone)
            closes = instant(day, stretch.closes, rules.zone)
            near = [
                period
                for period in busy
                if overlaps(period, opens - visit.buffer_before, closes + visit.buffer_after)
            ]
            start = opens
            # Steps in UTC, so that the day with 23 hours has no start inside its gap, and the
            # day with 25 none that is two instants.
            while (end := start + visit.duration) <= closes:
                if (
                    earliest <= start <= latest
                    and not any(overlaps(period, start, end) for period in shut)
                    and not any(
                        overlaps(period, start - visit.buffer_before, end + visit.buffer_after)
                        for period in near
                    )
                ):
                    starts.add(start)
                start += visit.start_every
    return sorted(starts)


def days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * ONE_DAY


def covers(closed: Closed, day: date) -> bool:
    return closed.first_day <= day <= closed.last_day


def span(day: date, closed: Closed, zone: ZoneInfo) -> Period:
    if closed.from_time is None or closed.until_time is None:
        return Period(instant(day, time.min, zone), instant(day + ONE_DAY, time.min, zone))
    return Period(instant(day, closed.from_time, zone), instant(day, closed.until_time, zone))


def instant(day: date, wall_clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall_clock, zone).astimezone(UTC)


def overlaps(period: Period, start: datetime, end: datetime) -> bool:
    return period.start < end and start < period.end
