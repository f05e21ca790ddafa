"""What the properties of an event in an iCalendar file mean (RFC 5545, sections 3.3 and 3.8)."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from icalendar import vDuration

from booking.calendar_files.lines import BUSY_STATUS, EventLines, Line
from booking.calendar_files.zones import Zones

MOMENT = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
DURATION = re.compile(r"[+-]?P(?=[\dT])(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?")
ESCAPED = re.compile(r"\\([nN,;\\])")
LONGEST = timedelta(days=3660)


@dataclass(frozen=True)
class Length:
    """How long something takes: days of the calendar, then time that passes (RFC 5545, 3.3.6)."""

    days: int
    passing: timedelta

    def after(self, start, zone):
        """Where it ends, in UTC, when it begins at this time of the zone."""
        return in_utc(start + timedelta(days=self.days), zone) + self.passing


@dataclass(eq=False)
class Event:
    """One VEVENT. Times are those of the clock in `zone`, without it; dates are whole days."""

    lines: EventLines
    zones: Zones
    uid: str
    sequence: int
    stamp: str
    start: date | datetime
    zone: tzinfo
    start_at: datetime  # UTC
    end_at: datetime  # UTC
    length: Length
    recurrence_id: date | datetime | None = None
    recurrence_zone: tzinfo | None = None
    has_range: bool = False
    rules: list[str] = field(default_factory=list)

    @property
    def recurs(self):
        return bool(self.rules or "RDATE" in self.lines.named or "EXDATE" in self.lines.named)

    @property
    def is_all_day(self):
        return not isinstance(self.start, datetime)

    @property
    def is_cancelled(self):
        return self.lines.calendar.is_cancelled or self.status == "CANCELLED"

    @property
    def status(self):
        return self.lines.first("STATUS").upper()

    @property
    def is_free(self):
        """Whether it takes no time. Exchange has a property of its own for that ([MS-OXCICAL])."""
        return (
            self.lines.first("TRANSP").upper() == "TRANSPARENT"
            or self.lines.first(BUSY_STATUS).upper() == "FREE"
        )

    def text(self, name):
        return ESCAPED.sub(unescaped, self.lines.first(name)).strip()


def event_of(lines: EventLines, zones, clinic: tzinfo) -> Event | None:
    """The event of these lines; None if it has no day. Raises ValueError if it can't be read."""
    begins = lines.named.get("DTSTART")
    if not begins and lines.first("STATUS").upper() == "CANCELLED":  # RFC 5545, section 3.6.1
        begins = lines.named.get("RECURRENCE-ID")
    if not begins:
        return None
    start, zone = moment(begins[0], zones, clinic)
    end, end_zone, length = None, clinic, None
    if "DTEND" in lines.named:
        end, end_zone = moment(lines.named["DTEND"][0], zones, clinic)
    elif "DURATION" in lines.named:
        length = length_of(lines.first("DURATION"))
    if not isinstance(start, datetime) and (
        isinstance(end, datetime) or (length and length.passing % timedelta(days=1))
    ):
        start, zone = datetime.combine(start, time.min), clinic
    start_at = in_utc(start, zone)
    if length:
        end_at = length.after(start, zone)
    else:
        end_at = start_at if end is None else in_utc(end, end_zone)
    if not isinstance(start, datetime):
        days = max((end - start).days if end else 0, length_in_days(length), 1)
        length = Length(days, timedelta(0))
        end_at = length.after(start, zone)
    if end_at < start_at:
        raise ValueError("ends before it begins")
    end_at = min(end_at, start_at + LONGEST)
    event = Event(
        lines,
        zones,
        lines.first("UID"),
        number(lines.first("SEQUENCE")),
        lines.first("DTSTAMP").upper(),
        start,
        zone,
        start_at,
        end_at,
        length or Length(0, end_at - start_at),
        rules=[line.value.strip() for line in lines.named.get("RRULE", []) if line.value.strip()],
    )
    if "RECURRENCE-ID" in lines.named:
        line = lines.named["RECURRENCE-ID"][0]
        event.recurrence_id, event.recurrence_zone = moment(line, zones, clinic)
        event.has_range = "RANGE=THISANDFUTURE" in line.parameters.upper()
    return event


def unescaped(match):
    return "\n" if match[1] in "nN" else match[1]


def length_in_days(length):
    return (length.days + length.passing // timedelta(days=1)) if length else 0


def length_of(text):
    text = text.upper()
    if not DURATION.fullmatch(text) or len(text) > 40:
        raise ValueError("no duration")
    length = vDuration.from_ical(text)
    if not -LONGEST < length < LONGEST:
        raise ValueError("too long")
    passing = timedelta(seconds=length.seconds)
    return Length(length.days, passing)


def moment(line: Line, zones, clinic) -> tuple[date | datetime, tzinfo]:
    """What a line with one time says: a date, or a time of the clock in a zone."""
    return moments(line, line.value, zones, clinic)


def moments(line, text, zones, clinic):
    match = MOMENT.fullmatch(text.strip(' \t"'))
    if not match:
        raise ValueError("no time")
    day = date(int(match[1]), int(match[2]), int(match[3]))
    if not 1601 <= day.year <= 9000:
        raise ValueError("no such year")
    if match[4] is None or re.search(r";VALUE=DATE(?!-)", line.parameters, re.IGNORECASE):
        return day, clinic
    hours, minutes, seconds = int(match[4]), int(match[5]), min(int(match[6] or 0), 59)
    after_midnight = timedelta(days=1) if (hours, minutes) == (24, 0) else timedelta(0)
    clock = datetime.combine(day, time(hours % 24 if after_midnight else hours, minutes, seconds))
    clock += after_midnight
    if match[7]:
        return clock - offset(match[7]), UTC
    name = re.search(r';TZID="?([^";]*)', line.parameters, re.IGNORECASE)
    return clock, (zones.zone(name[1].strip()) if name else None) or clinic


def period(line, text, zones, clinic) -> tuple[datetime, datetime]:
    """A start and an end or a length, as UTC (section 3.3.9). Raises ValueError."""
    start, _, end = text.partition("/")
    when, zone = moments(line, start, zones, clinic)
    if end.strip()[:1].upper() in ("P", "+"):
        end_at = length_of(end.strip()).after(when, zone)
    else:
        end_at = in_utc(*moments(line, end, zones, clinic))
    start_at = in_utc(when, zone)
    return start_at, max(start_at, end_at)


def offset(text):
    if text.upper() == "Z":
        return timedelta(0)
    return int(f"{text[0]}1") * timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))


def in_utc(when: date | datetime, zone) -> datetime:
    """The instant of a time of the clock: the first of two; after a gap, as if it had not begun.

    RFC 5545, section 3.3.5. A date is the midnight it begins with.
    """
    if not isinstance(when, datetime):
        when = datetime.combine(when, time.min)
    return when.replace(tzinfo=zone, fold=0).astimezone(UTC)


def in_zone(when: date | datetime, zone, other) -> date | datetime:
    """The same instant on the clock of another zone; a date stays what it is."""
    if zone is other or not isinstance(when, datetime):
        return when
    return in_utc(when, zone).astimezone(other).replace(tzinfo=None)


def nearest_day(when: datetime) -> date:
    """The day that an instant means where only days count.

    Exchange writes the midnight of its own zone, perhaps as a time in UTC.
    """
    return (when + timedelta(hours=12)).date()


def number(text):
    return int(text) if re.fullmatch(r"\d{1,9}", text) else 0
