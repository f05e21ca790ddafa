"""The entries of an appointment book that is a calendar file (.ics).

Which subjects are patients is not in such a file, so each visit asks who it is. What recurs is one
line for each of its times.
"""

import re
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from booking.calendar_files.lines import lines_of, what_else
from booking.calendar_files.series import Unreckoned, by_uid, starts
from booking.calendar_files.values import event_of
from booking.calendar_files.zones import Zones
from booking.moving_in import statuses
from booking.moving_in.cells import short, tidy
from booking.moving_in.contacts import apart, contacts_in
from booking.moving_in.dates import FIRST_YEAR, LAST_YEAR
from booking.moving_in.entries import Asks, Kind, Line
from booking.moving_in.names import folded
from booking.moving_in.persons import completed
from booking.moving_in.starts import LONGEST
from booking.moving_in.unreadable import Unreadable

__all__ = ["Unreadable", "calendar_lines"]

LOOKS_BACK = timedelta(days=12 * 365)  # for what recurs
MOST_LINES = 50_000
MOST_SECONDS = 30  # of a processor
CALLED = re.compile(r';CN=(?:"([^"]*)"|([^;:"]*))', re.IGNORECASE)
NO_PERSON = re.compile(r";CUTYPE=(?:RESOURCE|ROOM|GROUP)", re.IGNORECASE)


def calendar_lines(data: bytes, until: datetime) -> list[Line]:
    """A Line for each time of each event, in the order of the file, and of time for one event.

    What recurs without an end is listed until `until`. Raises Unreadable for what is not a
    calendar, and for one with too many times.
    """
    file = lines_of(data)
    if not file.calendars:
        raise Unreadable(what_else(data))
    book = Book(until)
    for group in by_uid(book.events(file)):
        book.add(group)
    if file.is_cut:
        last = 1 + data.rstrip().count(b"\n")
        book.lines.append(Line(last, problem="The file is cut off here. Export it again."))
    return book.finished()


class Book:
    """The lines of a calendar while they are made."""

    def __init__(self, until):
        self.clinic, self.begun = ZoneInfo(settings.TIME_ZONE), time.thread_time()
        self.since, self.until = until.astimezone(UTC) - LOOKS_BACK, until.astimezone(UTC)
        self.lines, self.all, self.used = [], [], set()

    def events(self, file):
        zones = {}
        for lines in file.events:
            known = zones.setdefault(
                id(lines.calendar), Zones(lines.calendar.zones, self.since, self.until)
            )
            try:
                event = event_of(lines, known, self.clinic)
            except (ValueError, OverflowError, ArithmeticError):
                event = None
            if event:
                self.all.append(event)
                yield event
            else:
                name = short(tidy(lines.first("SUMMARY")))
                problem = f"The time of the event {name} cannot be read."
                self.lines.append(Line(lines.number, problem=problem))

    def add(self, series):
        remark = ""
        if not series.repeats:
            found = [(one, one.start_at, one.end_at) for one in series.all_events()]
        else:
            try:
                found = list(starts(series, self.since, self.until, self.clinic))
            except Unreckoned as problem:
                found = problem.instead
                remark = "How it repeats can’t be calculated, so only its first time is here."
        if len(self.lines) + len(found) > MOST_LINES:
            raise Unreadable(f"The calendar has more than {MOST_LINES:,} visits.")
        if time.thread_time() - self.begun > MOST_SECONDS:
            raise Unreadable("The calendar takes too long to read.")
        self.used.update(id(one) for one in series.all_events())
        for event, start, end in found:
            if not series.repeats or self.since <= start < self.until:
                line = line_of(event, start, end, series.repeats)
                self.lines.append(with_remark(line, remark))

    def finished(self):
        """All lines, with one for each event that a newer version replaces or that is never."""
        shown = {line.line for line in self.lines}
        for event in self.all:
            number = event.lines.number
            if id(event) not in self.used:
                self.lines.append(
                    Line(number, Kind.REPEAT, remark="A newer version of it is in the file.")
                )
            elif number not in shown:
                years = f"between {self.since:%Y} and {self.until:%Y}"
                problem = f"The event {short(title(event))} has no time {years}."
                self.lines.append(Line(number, problem=problem))
        return sorted(self.lines, key=lambda line: (line.line, line.starts_at or self.since))


def line_of(event, start, end, repeats) -> Line:
    name, status = statuses.apart(title(event))
    if event.is_cancelled or not status:
        status = statuses.CANCELLED if event.is_cancelled else statuses.BOOKED
    line = Line(
        event.lines.number,
        kind=Kind.CANCELLED if status == statuses.CANCELLED else Kind.VISIT,
        starts_at=start,
        ends_at=end,
        therapist=organizer(event),
        status=status,
        note=event.text("DESCRIPTION"),
        key=f"{event.uid} {start:%Y%m%dT%H%MZ}" if repeats and event.uid else event.uid,
        remark="It is shown as free." if event.is_free else "",
    )
    if event.is_all_day:
        return replace(line, kind=Kind.ALL_DAY, status="")
    if problem := wrong_with(event, name, start, end):
        return replace(line, problem=problem)
    if start == end:
        line = replace(line, ends_at=None)
    if not name and not event.lines.named.get("ATTENDEE"):
        return replace(line, kind=Kind.BLOCK, status="")
    return of_person(line, event, name)


def title(event):
    return " ".join(tidy(event.text("SUMMARY")).split())


def wrong_with(event, name, start, end):
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        return (
            f"The year {start.year} is too far away: only {FIRST_YEAR} to {LAST_YEAR} can be read."
        )
    if start == end and ("DTEND" in event.lines.named or "DURATION" in event.lines.named):
        return f"The event {short(name)} has no length, or ends before it begins."
    if end - start > LONGEST:
        return f"The event {short(name)} would last {(end - start) // timedelta(hours=1)} hours."
    return ""


def of_person(line, event, name):
    """With the subject as the name, and how to reach them: from who attends, and from the text."""
    name, said = apart(name)
    emails, phones = contacts_in(f"{said}\n{line.note}")
    organizers = {address(one) for one in event.lines.named.get("ORGANIZER", [])}
    invited = [one for one in event.lines.named.get("ATTENDEE", []) if is_invited(one, organizers)]
    also = []
    if len(invited) == 1:
        emails = "; ".join(dict.fromkeys(filter(None, [address(invited[0]), emails])))
        also = [one for one in [called(invited[0])] if one]
    name = name or next(iter(also), "") or emails.partition(";")[0]
    person, remark = completed(name, tuple(also), "", emails, phones, "")
    line = with_remark(replace(line, person=person, asks=(Asks.PERSON,)), remark)
    if len(invited) > 1:
        everybody = ", ".join(called(one) or address(one) for one in invited)
        line = with_remark(line, f"{len(invited)} people are invited: {short(everybody, 100)}.")
    return line


def with_remark(line, more):
    return replace(line, remark=" ".join(filter(None, [line.remark, more])))


def is_invited(line, organizers):
    return address(line) not in organizers and not NO_PERSON.search(line.parameters)


def address(line):
    value = line.value.strip()
    return value[len("mailto:") :].lower() if value.lower().startswith("mailto:") else ""


def called(line):
    """The name of who attends; "" for one that is only their address again."""
    found = CALLED.search(line.parameters)
    name = tidy(found[1] or found[2] or "") if found else ""
    return "" if "@" in name else name


def organizer(event):
    lines: Iterable = event.lines.named.get("ORGANIZER", [])
    return next((called(one) for one in lines if folded(called(one))), "")
