"""How long therapists work, by weekday and hour of the clinic's clock: pure functions."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from booking.availability import Day, Days
from booking.spans import Span
from booking.timeline import gaps

HOUR = timedelta(hours=1)


def minutes_open(days: Days, span: Span, zone: ZoneInfo) -> Counter:
    """The minutes of working time outside closures, by (weekday, hour); Monday is 0.

    On the day when the clocks go back, one hour has 120 minutes.
    """
    found = Counter()
    for day in span.days():
        for start, end in open_stretches(days.of(day)):
            for piece, until in by_hour(start, end):
                local = piece.astimezone(zone)
                found[local.weekday(), local.hour] += (until - piece) / timedelta(minutes=1)
    return found


def open_stretches(day: Day):
    closed = sorted((one.start, one.end) for one in day.closed)
    for stretch in day.stretches:
        yield from gaps(stretch.start, stretch.end, closed)


def by_hour(start: datetime, end: datetime):
    """The same stretch cut at each full hour of UTC, which are Toronto's full hours too."""
    while start < end:
        until = min(end, start.replace(minute=0, second=0, microsecond=0) + HOUR)
        yield start, until
        start = until
