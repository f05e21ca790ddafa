"""The time zones that cells name: IANA's, Windows', abbreviations, offsets; English and French."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from booking.moving_in.problem import Problem

TORONTO = ZoneInfo("America/Toronto")
# Those with two seasons. A column says “EST” for July too; in a cell, it is one of the two offsets.
PLACES = {
    TORONTO: "eastern|et|est5edt|heure de l'est|toronto|montreal|ottawa|new york|america/montreal",
    ZoneInfo("America/Winnipeg"): "central|ct|cst6cdt|heure du centre|winnipeg",
    ZoneInfo("America/Edmonton"): "mountain|mt|mst7mdt|heure des rocheuses|edmonton|calgary",
    ZoneInfo("America/Vancouver"): "pacific|pt|pst8pdt|heure du pacifique|vancouver",
    ZoneInfo("America/Halifax"): "atlantic|heure de l'atlantique|halifax",
    ZoneInfo("America/St_Johns"): "newfoundland|heure de terre-neuve|st. john's",
    UTC: "coordinated universal time|universal|greenwich",
}
HOURS = {  # from UTC; the H ones are French
    "z": 0,
    "utc": 0,
    "gmt": 0,
    "est": -5,
    "hne": -5,
    "edt": -4,
    "hae": -4,
    "cst": -6,
    "hnc": -6,
    "cdt": -5,
    "hac": -5,
    "mst": -7,
    "hnr": -7,
    "mdt": -6,
    "har": -6,
    "pst": -8,
    "hnp": -8,
    "pdt": -7,
    "hap": -7,
    "ast": -4,
    "hna": -4,
    "adt": -3,
    "haa": -3,
    "nst": -3.5,
    "hnt": -3.5,
    "ndt": -2.5,
    "hat": -2.5,
}
NAMED = {name: place for place, names in PLACES.items() for name in names.split("|")}
LONGEST = 80  # characters of a name
OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?([0-5]\d))?")
AROUND = re.compile(r"^\((?:utc|gmt)[^)]*\)\s*|\s*\([^)]*\)$|\s(?:standard |daylight )?time$")


@lru_cache(maxsize=1_000)
def zone_named(text: str) -> tzinfo:
    """The zone of a whole column or cell; raises Problem for what is not a zone.

    A name of one season, such as EST, means the place: its clock in the season of each day.
    """
    words = " ".join(text[:LONGEST].casefold().replace("’", "'").split())
    bare = words
    while (shorter := AROUND.sub("", bare)) != bare:
        bare = shorter
    for name in (words, bare):
        if name in NAMED:
            return NAMED[name]
        if len(name) == 3 and name in HOURS and HOURS[name]:
            return of_season(HOURS[name], name)
        if name in iana():
            return ZoneInfo(iana()[name])
        if (fixed := offset(name)) is not None:
            return fixed
    raise Problem("is not a time zone that we know")


def offset(words: str) -> tzinfo | None:
    """The fixed offset that a cell has after its time: EDT, Z, -0400, GMT-4; None for others."""
    if words in HOURS:
        return timezone(timedelta(hours=HOURS[words]), words.upper())
    if found := OFFSET.fullmatch(words):
        size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        if size < timedelta(hours=15):
            return timezone(size if found[1] == "+" else -size)
    return None


def in_season(at: datetime) -> tuple[datetime, str]:
    """The same time on the clocks of the place that a cell has named, and the name of their season
    or "": EST in July is what they show, EDT. Programs and people write EST in both seasons.
    """
    name = at.tzname().lower()
    if HOURS.get(name) and isinstance(at.tzinfo, timezone):
        place = of_season(HOURS[name], name)
        if at.astimezone(place).utcoffset() != at.utcoffset():
            return at.replace(tzinfo=place), at.replace(tzinfo=place).tzname()
    return at, ""


def of_season(hours, name):
    """The place whose clock has this offset in summer or in winter, as the abbreviation says."""
    standard = hours - 1 if name in SUMMER else hours
    return BY_STANDARD[standard]


SUMMER = {"edt", "hae", "cdt", "hac", "mdt", "har", "pdt", "hap", "adt", "haa", "ndt", "hat"}
BY_STANDARD = dict(zip([-5, -6, -7, -8, -4, -3.5, 0], PLACES, strict=True))


@lru_cache
def iana():
    return {name.casefold(): name for name in available_timezones()}
