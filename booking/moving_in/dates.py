"""The dates that a cell can mean. One such as 03/04/2027 has two, and both are kept.

Not python-dateutil: it settles on one of the two without a word, takes 25/03/2027 beside it in the
other order, and what is missing from today's date.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from booking.moving_in.problem import Problem
from booking.moving_in.times import Times, plain, times_in

MONTHS = [
    *("january janvier januar jan janv", "february fevrier februar feb fev fevr"),
    *("march mars marz maerz mar", "april avril"),
    *("may mai", "june juin juni jun", "july juillet juli jul juil", "august aout aug"),
    *("september septembre sept sep", "october octobre oktober oct okt", "november novembre nov"),
    "december decembre dezember dec dez",
]
MONTH = {name: number for number, names in enumerate(MONTHS, 1) for name in names.split()}
MONTH |= {"apr": 4, "avr": 4}
WEEKDAYS = [
    *("monday mon lundi lun montag mo", "tuesday tue tues mardi mar dienstag di"),
    "wednesday wed weds mercredi mer mittwoch mi",
    "thursday thu thur thurs jeudi jeu donnerstag do",
    *("friday fri vendredi ven freitag fr", "saturday sat samedi sam samstag sonnabend sa"),
    "sunday sun dimanche dim sonntag so",
]
WEEKDAY = {name: number for number, names in enumerate(WEEKDAYS) for name in names.split()}
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

FIRST_YEAR, LAST_YEAR = 1990, 2049  # of visits
YEARS_OF_TWO_DIGITS = range(15, 46)  # that a date can begin with, as in 27-03-04
LONGEST = 80  # characters of a date in words
NO_DAY = {date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1904, 1, 1)}
NO_DAY |= {date(1970, 1, 1), date(1, 1, 1)}  # of a cell that has a time only

NAMES = "|".join(sorted(MONTH, key=len, reverse=True))
NAME_OF_MONTH = rf"(?P<month>{NAMES})\b\.?"
YEAR = r"'?(?P<year>\d{4}|\d\d)(?![\d:]|\s?[h:])"
DAY = r"(?<![\d:])(?P<day>\d{1,2})(?:st|nd|rd|th|er|e)?"
WITH_NAME = [
    re.compile(rf"{DAY}[\s./-]*(?:of |de )?{NAME_OF_MONTH}[\s./,-]*(?:of |de )?{YEAR}"),
    re.compile(rf"\b{NAME_OF_MONTH}[\s/-]*{DAY}(?![\d:])[\s./,-]+{YEAR}"),
    re.compile(rf"(?<!\d)(?P<year>\d{{4}})[\s/-]{NAME_OF_MONTH}[\s/-]?{DAY}(?![\d:])"),
]
WITHOUT_YEAR = re.compile(rf"\d{{1,2}}[\s.-]*(?:{NAMES})\b|\b(?:{NAMES})\b\.?\s*\d")
ISO = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)t?")
NUMBERS = re.compile(
    r"(?<![\d:./-])(\d{1,2})\s?([-/. ])\s?(\d{1,2})\s?\2\s?(\d{4}|\d\d)(?![\d:/]|-\d)"
)
COMPACT = re.compile(
    r"((?:19|20)\d\d)([01]\d)([0-3]\d)(?:[t ]?([0-2]\d)([0-5]\d)(?:[0-5]\d)?(z)?)?"
)
SERIAL = re.compile(r"(\d{5})(?:[.,](\d+))?")  # days since 1899-12-30, of spreadsheets
UNIX = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d+)?")  # seconds since 1970, or thousandths
FILLERS = re.compile(
    r"^(?:[\s,@|(-]|\b(?:at|a|le|the|on|from|de|um|am|den)\b)+|(?:[\s,|-]|\b(?:on|le)\b)+$"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says. `days` has one date under "" if it can be read in one way only; otherwise
    the dates under "day", "month" and "year": which of them comes first. `at` is set instead of
    both for an instant, such as a Unix time."""

    days: Mapping[str, date]
    times: Times | None = None
    at: datetime | None = None

    def day(self, order="") -> date | None:
        """The date, or None if it can be read in several ways and the order says none."""
        if len(set(self.days.values())) == 1:
            return next(iter(self.days.values()))
        return self.days.get(order)


@lru_cache(maxsize=20_000)
def reading(cell: str) -> Reading:
    """Raises Problem for what is not a date. The time in the cell, if any, is read too."""
    if len(cell) > LONGEST:
        raise Problem("is not a date")
    text = plain(cell)
    if found := UNIX.fullmatch(text):
        at = datetime.fromtimestamp(int(found[1]), UTC)
        return Reading({"": in_reach(at.date())}, None, at)
    if found := SERIAL.fullmatch(text):
        day = in_reach(date(1899, 12, 30) + timedelta(days=int(found[1])))
        return Reading({"": day}, times_in(f"0.{found[2]}") if found[2] else None)
    if found := COMPACT.fullmatch(text):
        clock = f"{found[4]}:{found[5]}{found[6] or ''}" if found[4] else ""
        return Reading({"": real(*found.groups()[:3])}, times_in(clock) if clock else None)
    days, before, after, is_iso = days_in(text)
    weekday, rest = without_weekday(f"{before} {after}")
    if not rest:
        return Reading(on_weekday(days, weekday))
    return Reading(on_weekday(days, weekday), times_in(rest, is_iso))


def days_in(text):
    """The dates, what is before and after them, and whether they are as ISO 8601 writes them."""
    if found := ISO.search(text):
        return {"": real(found[1], found[3], found[4])}, *around(text, found), True
    for pattern in WITH_NAME:
        if found := pattern.search(text):
            day = real(full_year(found["year"]), MONTH[found["month"]], found["day"])
            return {"": day}, *around(text, found), False
    if found := NUMBERS.search(text):
        return either_way(found[1], found[3], found[4]), *around(text, found), False
    if WITHOUT_YEAR.search(text) or re.fullmatch(r"\d{1,2}[/.-]\d{1,2}", text):
        raise Problem("has no year")
    raise Problem("is not a date")


def around(text, found):
    return text[: found.start()], text[found.end() :]


def either_way(one, two, last):
    """The dates that three numbers can be, the year last or, with two digits, first."""
    year = full_year(last)
    orders = {"day": (year, two, one), "month": (year, one, two)}
    if len(last) == len(one) == 2 and int(one) in YEARS_OF_TWO_DIGITS:
        orders["year"] = (full_year(one), two, last)
    days, why = {}, None
    for order, numbers in orders.items():
        try:
            days[order] = real(*numbers)
        except Problem as problem:
            why = why or problem
    if not days:
        raise why
    return days


def real(year, month, day):
    try:
        return in_reach(date(int(year), int(month), int(day)))
    except ValueError:
        raise Problem("is not a day in the calendar") from None


def in_reach(day):
    if day in NO_DAY or FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    raise Problem(f"is too far away: only {FIRST_YEAR} to {LAST_YEAR} can be brought in")


def full_year(digits):
    return int(digits) if len(digits) == 4 else int(digits) + (2000 if int(digits) < 70 else 1900)


def without_weekday(text):
    """The weekday that is named, or None, and the rest without what joins a date and a time."""
    named = [word for word in re.findall(r"[a-z]+", text) if word in WEEKDAY]
    for word in named:
        text = re.sub(rf"\({word}\)|\b{word}\b[.,]?", " ", text, count=1)
    return (WEEKDAY[named[0]] if named else None), FILLERS.sub("", FILLERS.sub("", text)).strip()


def weekday_named(cell: str) -> int | None:
    """The weekday that a cell names, from 0 for Monday; None for anything else."""
    return WEEKDAY.get(plain(cell).rstrip("."))


def on_weekday(days, weekday):
    """Those that are on this weekday; a weekday settles which number is the month."""
    if weekday is None:
        return days
    if fitting := {order: day for order, day in days.items() if day.weekday() == weekday}:
        return fitting
    is_on = DAYS[next(iter(days.values())).weekday()]
    raise Problem(f"is a {is_on}, not a {DAYS[weekday]}")
