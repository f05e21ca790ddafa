"""What happens in an iCalendar file (RFC 5545) within a window, and when somebody is busy.

Reads files of strangers: one event that can't be read does not hide the others, and none can make
it calculate without end; where that would leave out times, nothing is read at all. What recurs is
calculated by recurring-ical-events, on the clock of the event's zone. Here, times of the clock
become instants, since the libraries count the hours of a DURATION on the clock where RFC 5545,
section 3.3.6, lets them pass.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from booking.calendar_files.lines import Unreadable, lines_of, what_else
from booking.calendar_files.series import Unreckoned, by_uid, starts
from booking.calendar_files.values import event_of, period
from booking.calendar_files.zones import Zones

LONGEST = 20  # seconds of a processor for one file
MOST = 50_000  # occurrences within the window
TOO_LONG = "The calendar takes too long to calculate."
TOO_MANY = f"The calendar has more than {MOST:,} events in the days that can be booked."


@dataclass(frozen=True)
class Occurrence:
    """One time at which an event happens. Texts are "" where the event has none."""

    start: datetime  # UTC; an all-day event is from midnight to midnight of the clinic
    end: datetime  # UTC; equal to start for what takes no time
    all_day: bool
    is_free: bool  # TRANSPARENT: takes no time of its owner
    is_cancelled: bool
    repeats: bool
    uid: str
    summary: str
    description: str
    location: str
    status: str  # "CONFIRMED", "TENTATIVE", "CANCELLED", other or ""


@dataclass
class Reading:
    """What a file holds: `unread` events could not be read, or not all of their repetition."""

    occurrences: list[Occurrence] = field(default_factory=list)
    events: int = 0
    unread: int = 0
    is_cut: bool = False  # it ends in the middle of a calendar


def read(data: bytes, since: datetime, until: datetime, zone=None, is_ours=None) -> Reading:
    """All occurrences that overlap the window, in order. `zone`: of times without one (Toronto).

    Events whose UID `is_ours` are left out. Raises Unreadable if there is no calendar in it, or
    more than can be calculated.
    """
    return Reader(since, until, zone or ZoneInfo(settings.TIME_ZONE), is_ours).read(data)


def busy(data: bytes, since: datetime, until: datetime, zone=None) -> list[tuple]:
    """When the owner is busy within the window: (start, end) in UTC, merged, in order."""
    return busy_times(read(data, since, until, zone), since, until)


def busy_times(reading: Reading, since, until) -> list[tuple[datetime, datetime]]:
    taking = (one for one in reading.occurrences if not one.is_free and not one.is_cancelled)
    spans = ((max(one.start, since), min(one.end, until)) for one in taking)
    return merged((a.astimezone(UTC), b.astimezone(UTC)) for a, b in spans if a < b)


def merged(spans) -> list[tuple[datetime, datetime]]:
    """These spans without overlaps; those that touch are joined."""
    found = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


class Reader:
    def __init__(self, since, until, zone, is_ours: Callable[[str], bool] | None):
        self.since, self.until, self.zone, self.is_ours = since, until, zone, is_ours
        self.reading, self.zones, self.begun = Reading(), {}, time.thread_time()

    def read(self, data):
        file = lines_of(data)
        if not file.calendars:
            raise Unreadable(what_else(data))
        self.reading.events, self.reading.is_cut = len(file.events), file.is_cut
        for group in by_uid(self.events(file)):
            self.add(group)
        for lines in file.free_busy:
            self.add_busy(lines)
        self.reading.occurrences.sort(key=lambda one: (one.start, one.end))
        return self.reading

    def events(self, file):
        for lines in file.events:
            if self.is_ours and self.is_ours(lines.first("UID")):
                continue
            try:
                event = event_of(lines, self.zones_of(lines.calendar), self.zone)
            except (ValueError, OverflowError, ArithmeticError):
                event = None
            if event:
                yield event
            else:
                self.reading.unread += 1

    def zones_of(self, calendar):
        known = Zones(calendar.zones, self.since, self.until)
        return self.zones.setdefault(id(calendar), known)

    def add(self, group):
        self.check_amount()
        try:
            found = list(starts(group, self.since, self.until, self.zone))
        except Unreckoned as problem:
            self.reading.unread += 1
            found = problem.instead
        for event, start, end in found:
            if self.is_within(start, end):
                self.reading.occurrences.append(occurrence(event, start, end, group))

    def add_busy(self, lines):
        """What a calendar says that publishes no events, but when its owner is busy."""
        for line in lines.named.get("FREEBUSY", []):
            is_free = "FBTYPE=FREE" in line.parameters.upper()
            for text in line.value.split(","):
                try:
                    start, end = period(line, text, self.zones_of(lines.calendar), self.zone)
                except (ValueError, OverflowError):
                    self.reading.unread += 1
                    continue
                self.check_amount()
                if self.is_within(start, end):
                    said = Occurrence(start, end, False, is_free, False, False, *[""] * 5)
                    self.reading.occurrences.append(said)

    def check_amount(self):
        if len(self.reading.occurrences) > MOST:
            raise Unreadable(TOO_MANY)
        if time.thread_time() - self.begun > LONGEST:
            raise Unreadable(TOO_LONG)

    def is_within(self, start, end):
        return start < self.until and (end > self.since or start == end >= self.since)


def occurrence(event, start, end, group):
    return Occurrence(
        start,
        end,
        event.is_all_day,
        event.is_free,
        event.is_cancelled,
        group.repeats,
        event.uid,
        event.text("SUMMARY"),
        event.text("DESCRIPTION"),
        event.text("LOCATION"),
        event.status,
    )
