"""The times of day that a cell can mean: 9:00, 9h30, 2 PM, noon, 0930, 0.375, 9 to 10 AM."""

import re
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache

from booking.moving_in.problem import Problem
from booking.moving_in.zones import offset, zone_named
from typed.text import HYPHENS, without_accents

DAY = 24 * 60
LONGEST = 80  # characters of a time in words
WORDS = {"noon": 720, "midday": 720, "midi": 720, "12 noon": 720, "midnight": 0, "minuit": 0}
WORDS |= {"12 midnight": 0, "12 midday": 720, "12:00 noon": 720, "12:00 midnight": 0}
HALVES = re.compile(r"(?<![a-z])([ap])\s?\.?\s?m?\.?(?![a-z]|\s?\d)")  # a.m., AM, p
ONE = re.compile(
    r"""(?P<hour>\d{1,2})
    (?:\s?[:h.]\s?(?P<minute>[0-5]\d)(?:[:.m]?(?P<second>[0-5]\d)?(?:[.,]\d+)?)?\s?(?:min|mn)?)?
    (?:\s?(?:heures?|hrs?|h|o'clock|uhr))?
    \s?(?P<half>am|pm)?""",
    re.VERBOSE,
)
TOGETHER = re.compile(r"(?P<hour>\d{1,2})(?P<minute>[0-5]\d)\s?(?:hrs?|h)?\s?(?P<half>am|pm)?")
PART_OF_DAY = re.compile(r"0?[.,]\d+|0|1[.,]0+")
SAID_AGAIN = re.compile(r"(?<=\d)\s?\([a-z' ]+\)$")  # GMT-0500 (Eastern Standard Time)
FROM = re.compile(r"^(?:de|from|von) (?=\d)")
WITH_SECONDS = re.compile(r"\d:\d\d:\d\d\s?[ap]m$")  # .NET's 2:00:00 PM -05:00
BETWEEN = re.compile(r"\s?(?:-|\bto\b|\buntil\b|\ba\b|\bjusqu'a\b|\btill\b|\bbis\b)\s?")
ZONE = re.compile(r"(?<=[\d\sm])\s?\(?((?:utc|gmt|z|[a-z]{2,3}t|h[na][ecrpat])?\s?[+-]?[\d:]*)\)?$")
NAMED_ZONE = re.compile(r"(?<=[\dm])\s\(?([a-z][a-z/_ ().&,']+)$")


@dataclass(frozen=True, slots=True)
class Times:
    """Minutes since midnight; `end` is None if the cell has one time. `zone` is None if it names
    none; a fixed offset is what the cell says itself."""

    start: int
    end: int | None = None
    zone: tzinfo | None = None


@lru_cache(maxsize=20_000)
def times_in(cell: str, is_after_iso_date=False) -> Times:
    """Raises Problem for what is not a time of day.

    After a date as ISO 8601 writes it, “09:00-05:00” is a time and an offset, not two times.
    """
    if len(cell) > LONGEST:
        raise Problem("is not a time")
    text = FROM.sub("", plain(cell))
    if PART_OF_DAY.fullmatch(text):
        return Times(round(float(text.replace(",", ".")) * DAY))
    for words, zone in readings(text, is_after_iso_date):
        start, *more = BETWEEN.split(words) if words not in WORDS else [words]
        parts = [one_time(part) for part in (start, *more)]
        if len(parts) == 1 and parts[0]:
            return Times(parts[0][0], None, zone)
        if len(parts) == 2 and all(parts):
            return Times(*both(*parts), zone)
    raise Problem("is not a time")


def readings(text, is_after_iso_date):
    """The text before its zone, with the zone; the likelier reading first."""
    found = ZONE.search(SAID_AGAIN.sub("", text) if "gmt" in text else text)
    fixed = offset(found[1].replace(" ", "")) if found and found[1].strip() else None
    if fixed is not None and found[1].strip()[0] in "+-" and ":" not in text[: found.start()]:
        fixed = None  # “2027-03-04” is not a time with an offset
    if fixed is not None and not is_range(text, found, is_after_iso_date):
        yield text[: found.start()].strip(), fixed
    yield text, None
    if found := NAMED_ZONE.search(text):
        try:
            yield text[: found.start()].strip(), zone_named(found[1].strip("() "))
        except Problem:
            return


def is_range(text, found, is_after_iso_date):
    """Whether “-10:00” is the end of “09:00-10:00” and no offset."""
    end = found[1].strip()
    if not end.startswith("-") or ":" not in end:
        return False
    if WITH_SECONDS.search(text[: found.start()].strip()):
        return False
    is_clear = is_after_iso_date and (text.count(":") > 2 or end[1:].zfill(5) <= text[:5].zfill(5))
    return not is_clear


def plain(cell):
    text = without_accents(cell.translate(HYPHENS)).casefold().replace("’", "'")
    return " ".join(HALVES.sub(r"\1m ", text).split())


def one_time(text):
    """Minutes since midnight, and "am", "pm" or "" as the text says; None if it is not a time."""
    if text in WORDS:
        return WORDS[text], "pm" if WORDS[text] else "am"
    found = ONE.fullmatch(text) or TOGETHER.fullmatch(text)
    if not found:
        return None
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"] or ""
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif half == "am":
        return None
    minutes = hour * 60 + minute
    return (minutes, half) if minutes <= DAY else None


def both(start, end):
    """A start without a half of the day has that of the end, if this is before it."""
    (begins, half), (ends, half_of_end) = start, end
    if half_of_end and not half and begins < 13 * 60:
        in_morning = begins % 720
        same = in_morning + (720 if half_of_end == "pm" else 0)
        begins = same if same < ends or half_of_end == "am" else in_morning
    return begins, ends
