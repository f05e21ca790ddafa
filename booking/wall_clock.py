"""Instants of wall-clock times: pure functions, for any zone. All instants, out, are UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)


def same_time_weeks_later(start: datetime, weeks: int, zone: ZoneInfo) -> datetime:
    """The same wall-clock time on the same weekday, even if the clocks have changed."""
    local = start.astimezone(zone)
    return instant(local.date() + weeks * ONE_WEEK, local.time(), zone)


def instant(day: date, wall_clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall_clock, zone).astimezone(UTC)


def end_at(day: date, wall_clock: time, zone: ZoneInfo) -> datetime:
    """As `instant`, for an end: 0:00 is the midnight that ends the day."""
    if wall_clock == time.min:
        day += ONE_DAY
    return instant(day, wall_clock, zone)


def around(first_day: date, last_day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when to when these days last, a day wider: buffers reach past midnight."""
    return (
        instant(first_day - ONE_DAY, time.min, zone),
        instant(last_day + 2 * ONE_DAY, time.min, zone),
    )
