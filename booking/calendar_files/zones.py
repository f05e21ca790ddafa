"""The time zones of an iCalendar file: names that the world knows, and what the file says."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

# Outlook's names for people, which it writes where a name for programs should be.
SPOKEN = {
    "newfoundland": "America/St_Johns",
    "atlantic time": "America/Halifax",
    "eastern time": "America/Toronto",
    "central time": "America/Winnipeg",
    "mountain time": "America/Edmonton",
    "pacific time": "America/Vancouver",
}
OFFSET = re.compile(r"\(?(?:UTC|GMT)?\s*([+-])(\d\d?):?(\d\d)?\)?", re.IGNORECASE)
FREQUENCY = re.compile(r"^RRULE.*FREQ=(?!YEARLY)|INTERVAL=0*;|INTERVAL=0*$", re.M | re.I)
ENDLESS = re.compile(r"^RRULE:(?!.*(?:UNTIL|COUNT)=)", re.M | re.I)
OFFSETS = re.compile(r"^TZOFFSETTO[^:\n]*:([+-]\d{4})", re.M | re.I)
ONSET = re.compile(r"^(?:DTSTART|RDATE)[^:\n]*:(\d{8})", re.M | re.I)


class Zones:
    """The zones of one calendar, for times from `since` until `until`."""

    def __init__(self, definitions: dict[str, str], since: datetime, until: datetime):
        self.definitions, self.since, self.until = definitions, since, until
        self.found = {}

    def zone(self, name: str) -> tzinfo | None:
        """The zone of this TZID, or None if it is not known.

        A zone that the file defines is what the file says (RFC 5545, 3.2.19), even under a name
        that the world uses for another. But where both agree, as far as the file's rules reach, the
        world's is taken: programs write rules that end, and leave the years after them out. So it
        is where only the days of the changes differ: programs write those of before 2007 still.
        """
        if name not in self.found:
            known, defined = known_zone(name), self.defined(name)
            agree = known and defined and self.agree(known, defined, self.definitions[name])
            self.found[name] = known if agree or not defined else defined
        return self.found[name]

    def defined(self, name):
        text = self.definitions.get(name, "")
        if not text or FREQUENCY.search(text):
            return None
        try:
            zone = Timezone.from_ical(text).to_tz(lookup_tzid=False)
            self.since.astimezone(zone)
        except Exception:  # whatever it says, it is not a zone
            return None
        return zone

    def agree(self, known, defined, text):
        offsets = {one.astimezone(known).strftime("%z") for one in self.months()}
        if offsets == set(OFFSETS.findall(text)):
            return True
        moments = [self.since + timedelta(days=days) for days in range(0, self.days(), 20)]
        if not ENDLESS.search(text):
            moments = [one for one in onsets(text) if one < self.until] or moments
        return all(
            one.astimezone(known).utcoffset() == one.astimezone(defined).utcoffset()
            for one in moments
        )

    def months(self):
        return [self.since + timedelta(days=days) for days in range(0, 360, 30)]

    def days(self):
        return min((self.until - self.since).days + 1, 800)


def onsets(text):
    """Days after the last changes that a definition without an end names."""
    days = sorted({match[1] for match in ONSET.finditer(text)})[-2:]
    for day in days:
        try:
            yield datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC) + timedelta(days=2)
        except (ValueError, OverflowError):
            continue


def known_zone(name):
    name = name.strip().strip('"')
    if name.upper() in ("UTC", "GMT", "Z", "TZONE://MICROSOFT/UTC"):
        return UTC
    for part in (name, WINDOWS_TO_OLSON.get(name), *paths(name)):
        if part and (zone := of_the_world(part)):
            return zone
    for words, zone in SPOKEN.items():
        if words in name.lower():
            return ZoneInfo(zone)
    if match := OFFSET.fullmatch(name):
        hours, minutes = int(match[2]), int(match[3] or 0)
        if hours < 15 and minutes < 60:
            offset = timedelta(hours=hours, minutes=minutes)
            return timezone(offset if match[1] == "+" else -offset)
    return None


def paths(name):
    """What a path such as /freeassociation.sourceforge.net/Tzfile/America/Toronto ends with."""
    parts = name.strip("/").split("/")
    return ["/".join(parts[-size:]) for size in (3, 2) if len(parts) > size]


def of_the_world(name):
    if not re.fullmatch(r"[A-Za-z][\w+/-]{1,60}", name):
        return None
    try:
        return ZoneInfo(name)
    except Exception:  # a name that is a folder raises an error of the file system
        return None
