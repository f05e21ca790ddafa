"""The lines of an iCalendar file (RFC 5545, section 3.1), each event on its own.

The library's parser reads a file as a whole or not at all, and remembers the time zones of one file
for all others. These are files of strangers: an event that can't be read must not hide the others,
and what one file calls “Toronto” must not become the Toronto of another.
"""

import codecs
import re
from dataclasses import dataclass, field

EVENT, ZONE, CALENDAR, BUSY = "VEVENT", "VTIMEZONE", "VCALENDAR", "VFREEBUSY"
LINE_END = re.compile(rb"\r*\n|\r")
FOLDED = re.compile(rb"\n[ \t]")  # within bytes: a fold may part the bytes of one letter
NAME = re.compile(rb"\s*([A-Za-z-]{1,40})\s*(?=[;:])")
PARAMETERS = re.compile(rb'((?:;[^=;:]+=(?:"[^"]*"|[^";:])*)*):')
DATED = re.compile(rb'(.*?):(?=\s*"?\d{4}-?\d\d-?\d\d)')  # some write times with colons
UNQUOTED = re.compile(rb"(.*):")  # Exchange writes TZID=(UTC-05:00) … without quotation marks
TEXTS = {b"SUMMARY", b"DESCRIPTION", b"LOCATION"}
PEOPLE = {b"ORGANIZER", b"ATTENDEE"}
TIMES = {b"DTSTART", b"DTEND", b"RECURRENCE-ID", b"EXDATE", b"RDATE", b"FREEBUSY"}
OTHERS = {b"UID", b"SEQUENCE", b"DTSTAMP", b"DURATION", b"RRULE", b"STATUS", b"TRANSP"}
BUSY_STATUS = "X-MICROSOFT-CDO-BUSYSTATUS"
WANTED = TEXTS | PEOPLE | TIMES | OTHERS | {BUSY_STATUS.encode()}
LONGEST_TEXT = 20_000  # bytes of one text that is kept
LONGEST_VALUE = 200_000  # bytes of any other value: lists of dates are long


class Unreadable(Exception):
    """It is not a calendar. The text is a sentence."""


def what_else(data):
    """What a file without any calendar is, in a sentence."""
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return "It is empty."
    if re.match(rb"<(!doctype|html|head|\?xml|!--)", start) or b"<html" in start:
        return "It is a web page, perhaps a log-in page, not a calendar."
    return "It is not a calendar."


@dataclass(frozen=True)
class Line:
    parameters: str  # ";TZID=America/Toronto", as written
    value: str


@dataclass
class CalendarLines:
    """One VCALENDAR: its zones as they are defined in it, by name."""

    zones: dict[str, str] = field(default_factory=dict)
    is_cancelled: bool = False  # METHOD:CANCEL, RFC 5546, section 3.2.5


@dataclass
class EventLines:
    calendar: CalendarLines
    named: dict[str, list[Line]] = field(default_factory=dict)
    number: int = 0  # the line of the file on which it begins

    def first(self, name):
        return self.named[name][0].value.strip() if name in self.named else ""


@dataclass
class FileLines:
    events: list[EventLines] = field(default_factory=list)
    free_busy: list[EventLines] = field(default_factory=list)  # VFREEBUSY, section 3.6.4
    calendars: int = 0
    is_cut: bool = False  # it ends within a calendar


class Reader:
    """Reads line after line, and knows which component each is part of."""

    def __init__(self):
        self.file, self.open = FileLines(), []
        self.calendar, self.event, self.zone = CalendarLines(), None, []
        self.number = 1

    def line(self, line):
        start = line[:6].upper()
        if start == b"BEGIN:":
            self.begin(named(line[6:]))
        elif start[:4] == b"END:":
            self.end(named(line[4:]))
        elif ZONE in self.open:
            self.zone.append(line)
        elif self.open and self.open[-1] in (EVENT, BUSY):
            self.property(line)
        elif start == b"METHOD" and self.open[-1:] == [CALENDAR]:
            self.calendar.is_cancelled = named(line[7:]) == "CANCEL"

    def begin(self, kind):
        if kind == CALENDAR:
            self.open, self.calendar = [], CalendarLines()
            self.file.calendars += 1
        elif kind == EVENT:
            if EVENT in self.open:  # the one before has no END
                del self.open[self.open.index(EVENT) :]
            self.event = EventLines(self.calendar, number=self.number)
            self.file.events.append(self.event)
        elif kind == BUSY:
            self.event = EventLines(self.calendar)
            self.file.free_busy.append(self.event)
        if kind == ZONE:
            self.zone = []
        elif ZONE in self.open:
            self.zone.append(f"BEGIN:{kind}".encode())
        self.open.append(kind)

    def end(self, kind):
        if kind not in self.open:
            return
        if kind == ZONE:
            self.define_zone()
        elif ZONE in self.open:
            self.zone.append(f"END:{kind}".encode())
        last = len(self.open) - 1 - self.open[::-1].index(kind)
        del self.open[last:]

    def define_zone(self):
        lines = [text_of(line) for line in self.zone]
        names = [line[5:].strip() for line in lines if line[:5].upper() == "TZID:"]
        if len(names) != 1:  # of two zones in one, nobody can say which rules are whose
            return
        body = "\r\n".join(line for line in lines if line.strip())
        self.calendar.zones[names[0]] = f"BEGIN:VTIMEZONE\r\n{body}\r\nEND:VTIMEZONE\r\n"

    def property(self, line):
        head = NAME.match(line)
        if not head or (name := head[1].upper()) not in WANTED:
            return
        kinds = (DATED, UNQUOTED) if name in TIMES else (PARAMETERS,)
        parts = next(filter(None, (kind.match(line, head.end()) for kind in kinds)), None)
        if not parts:
            return
        most = LONGEST_TEXT if name in TEXTS else LONGEST_VALUE
        value = text_of(line[parts.end() : parts.end() + most])
        found = Line(text_of(parts[1][:1000]), value)
        self.event.named.setdefault(name.decode(), []).append(found)


def lines_of(data: bytes) -> FileLines:
    """What is in a file, in any encoding and with any line endings. Raises nothing."""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        data = data.decode("utf-16", "replace").encode()
    data = data.removeprefix(codecs.BOM_UTF8).replace(b"\0", b"")
    reader = Reader()
    for line in FOLDED.sub(b"\0", LINE_END.sub(b"\n", data)).split(b"\n"):
        reader.line(line.replace(b"\0", b""))
        reader.number += 1 + line.count(b"\0")
    reader.file.is_cut = bool(reader.open)
    return reader.file


def named(value):
    return value[:100].strip().upper().decode("ascii", "replace")


def text_of(value):
    try:
        return value.decode()
    except UnicodeDecodeError as problem:
        if problem.start >= len(value) - 3:  # cut within a letter
            return value.decode(errors="ignore")
        return value.decode("cp1252", "replace")
