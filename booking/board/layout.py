"""How a board lays out therapists' days: pure functions over plain values.

No queries and no clock. Every instant is UTC. A column is one therapist's day, cut into parts that
follow each other without a gap; the rows are those of all columns, at most a quarter hour each.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from booking.availability import EPOCH
from booking.wall_clock import end_at, instant
from booking.working_time import Period

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
USUAL = (9, 17)  # the hours shown where nobody works and nothing is booked


class Kind(StrEnum):
    VISITS = "visits"
    ONGOING = "ongoing"  # visits that began earlier, and have no room beside a later one
    BUFFER = "buffer"
    CLOSED = "closed"
    FREE = "free"
    OFF = "off"  # not working


class Entry(NamedTuple):
    """A visit on the board. `period` is its time with buffers, or None if it holds none."""

    start: datetime
    end: datetime
    period: Period | None
    visit: Any


@dataclass
class Part:
    """A stretch of a column. `what` is the closure, or the entries that begin in it or go on.

    `group` are all entries that overlap each other there.
    """

    kind: Kind
    start: datetime
    end: datetime
    what: Any = None
    group: Sequence[Entry] = ()

    def starts(self) -> list[datetime]:
        """When a visit could begin in it: at its start, and at each quarter hour after that."""
        return [self.start, *quarters(self.start + timedelta(microseconds=1), self.end)]


@dataclass
class Column:
    """What is laid out: working time, closures (each with its row) and visits, as instants."""

    worked: Sequence[Period] = ()
    closed: Sequence[tuple[Period, Any]] = ()
    entries: Sequence[Entry] = ()
    start: datetime = EPOCH
    end: datetime = EPOCH
    parts: list[Part] = field(default_factory=list)

    def lay_out(self, start: datetime, end: datetime, now: datetime) -> None:
        """Cut the time from start to end into parts; free time ends and begins anew at `now`."""
        self.start, self.end = start, end
        entries = [one for one in self.entries if one.start < end and start < one.end]
        bars = [part for group in groups(entries) for part in staggered(group, start, end)]
        bars += [Part(Kind.BUFFER, *one.period) for one in self.entries if one.period]
        bars += [Part(Kind.CLOSED, *period, closure) for period, closure in self.closed]
        bars += [Part(Kind.FREE, *period) for period in self.worked]
        cut = quarter_of(now)
        edges = {edge for bar in bars for edge in (bar.start, bar.end)} | {start, end, cut}
        self.parts = []
        for begins, ends in pairwise(sorted(edge for edge in edges if start <= edge <= end)):
            bar = next((one for one in bars if one.start <= begins and ends <= one.end), None)
            kind, what, group = (bar.kind, bar.what, bar.group) if bar else (Kind.OFF, None, ())
            last = self.parts[-1] if self.parts else None
            goes_on = last and last.kind == kind and last.what is what
            if goes_on and not (kind == Kind.FREE and begins == cut):
                last.end = ends
            else:
                self.parts.append(Part(kind, begins, ends, what, group))


class Rows:
    """The rows that columns share, counted from the start of each, which can be another day."""

    def __init__(self, columns: Iterable[Column]):
        edges = set()
        for one in columns:
            edges.update(edge - one.start for part in one.parts for edge in (part.start, part.end))
            edges.update(edge - one.start for edge in quarters(one.start, one.end))
        self.place = {edge: number for number, edge in enumerate(sorted(edges))}

    @property
    def count(self) -> int:
        return max(1, len(self.place) - 1)

    def between(self, column: Column, start: datetime, end: datetime) -> int:
        return self.place[end - column.start] - self.place[start - column.start]

    def marks(self, column: Column) -> Iterator[tuple[datetime, int]]:
        """Each quarter hour of the axis, with its number of rows."""
        edges = [*quarters(column.start, column.end), column.end]
        for start, end in pairwise(edges):
            yield start, self.between(column, start, end)


def groups(entries: Iterable[Entry]) -> list[list[Entry]]:
    """The entries in order, those that overlap each other together."""
    found, reached = [], None
    for one in sorted(entries, key=lambda one: (one.start, one.end)):
        if found and one.start < reached:
            found[-1].append(one)
            reached = max(reached, one.end)
        else:
            found.append([one])
            reached = one.end
    return found


def staggered(group: Sequence[Entry], start: datetime, end: datetime) -> list[Part]:
    """The parts of entries that overlap, from start to end: each begins at its own time."""
    edges = {edge for one in group for edge in one[:2]} | {start, end}
    found = []
    for begins, ends in pairwise(sorted(edge for edge in edges if start <= edge <= end)):
        there = [one for one in group if one.start < ends and begins < one.end]
        new = [one for one in there if max(start, one.start) == begins]
        if new or (found and not any(one in there for one in found[-1].what)):
            kind = Kind.VISITS if new else Kind.ONGOING
            found.append(Part(kind, begins, ends, new or there, group))
        elif there:
            found[-1].end = ends
    return [part for part in found if part.what]


def quarter_of(moment: datetime) -> datetime:
    """The quarter hour that a moment belongs to."""
    return moment - (moment - EPOCH) % QUARTER


def quarters(start: datetime, end: datetime) -> Iterator[datetime]:
    """The quarter hours from start on, before end."""
    moment = start + -(start - EPOCH) % QUARTER
    while moment < end:
        yield moment
        moment += QUARTER


def hours_shown(days: Iterable[tuple[date, Column]], zone: ZoneInfo) -> tuple[time, time]:
    """The first and the last hour to show of all days, as wall-clock times; 0:00 ends the day."""
    first, last = [], []
    for day, column in days:
        midnight, next_midnight = instant(day, time.min, zone), end_at(day, time.min, zone)
        spans = [*column.worked, *(entry[:2] for entry in column.entries)]
        for start, end in spans:
            if start < next_midnight and midnight < end:
                first.append(max(start, midnight).astimezone(zone).hour)
                ends = (min(end, next_midnight) - timedelta(microseconds=1)).astimezone(zone)
                last.append(ends.hour + 1)
    first, last = (min(first), max(last)) if first else USUAL
    return time(first), time(last % 24)
