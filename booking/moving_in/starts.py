"""When the visit of a row begins and ends, from whichever cells say it."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from booking.moving_in.cells import short
from booking.moving_in.dates import NO_DAY, on_weekday, reading, weekday_named
from booking.moving_in.lengths import length
from booking.moving_in.meanings import UNITS, Meaning
from booking.moving_in.moments import instant
from booking.moving_in.problem import Problem
from booking.moving_in.times import DAY, times_in
from booking.moving_in.zones import TORONTO, zone_named

LONGEST_AT_NIGHT = timedelta(hours=3)  # of one that goes past midnight
LONGEST = timedelta(hours=12)  # of what can be a visit
MIDNIGHT = DAY  # minutes: the midnight that ends a day
DAY_ZERO = re.compile(r"^1900-01-00[ T]")  # of a spreadsheet's cell that has a time only
STARTS = (Meaning.START, Meaning.START_DATE, Meaning.START_TIME)
ENDS = (Meaning.END, Meaning.END_DATE, Meaning.END_TIME)


@dataclass(slots=True)
class When:
    """`asks` is whether a person must say which is the day and which the month."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    asks: bool = False
    has_time: bool = False
    remark: str = ""


@dataclass(slots=True)
class Said:
    """What the cells of a start or an end say: `days` by order, `cell` for a sentence."""

    cell: tuple[str, str] = ("", "")
    time_cell: tuple[str, str] = ("", "")
    reading: object = None
    times: object = None

    def day(self, order):
        """The date, or None if it is open or not said."""
        if not self.reading:
            return None
        days = self.reading.days
        if order and order not in days and "" not in days and len(days) == 1:
            raise Problem("has the day and month in a different order from the other dates")
        return self.reading.day(order)


def when(row, order) -> When:
    """Raises Problem, with the column and the value, for what cannot be read.

    `row` has the texts by meaning in `row.cells`, and the headings by meaning in `row.headings`.
    """
    start, end = said(row, STARTS), said(row, ENDS)
    if weekday := row.cells.get(Meaning.WEEKDAY):
        start.reading = of_weekday(start, weekday)
    found = When(has_time=bool(start.times or (start.reading and start.reading.at)))
    zone = about(row, Meaning.ZONE, zone_named) if row.cells.get(Meaning.ZONE) else None
    day = about_cell(start.cell, start.day, order)
    if start.reading and start.reading.at:
        found.starts_at = start.reading.at
    elif not day:
        found.asks = start.reading is not None
        return found
    elif day in NO_DAY:
        raise Problem(f"In {sentence(start.cell)} is not a date.")
    elif not start.times:
        found.starts_at, found.remark = instant(day, 0, zone)
    else:
        own_zone = start.times.zone or zone
        found.starts_at, found.remark = about_cell(
            start.time_cell, instant, day, start.times.start, own_zone
        )
    ended(row, found, start, end, order, zone)
    return found


def ended(row, found, start, end, order, zone):
    """Set the end: from its own cells, else from a range in the start's, else from a length."""
    zone = start.times.zone if start.times and start.times.zone else zone
    begins_on = found.starts_at.astimezone(zone or TORONTO).date()
    if end.reading and end.reading.at:
        found.ends_at = end.reading.at
    elif end.times:
        day = about_cell(end.cell, end.day, order) if end.reading else begins_on
        if day is None:
            found.asks = True
            return
        minutes = end.times.start if end.reading else end.times.start or MIDNIGHT
        day, zone = begins_on if day in NO_DAY else day, end.times.zone or zone
        found.ends_at, _ = about_cell(end.time_cell, instant, day, minutes, zone)
        if not end.reading:
            past_midnight(found, begins_on, minutes, zone)
        compare_length(row, found)
    elif start.times and start.times.end is not None:
        minutes = start.times.end or MIDNIGHT
        found.ends_at, _ = about_cell(start.time_cell, instant, begins_on, minutes, zone)
        past_midnight(found, begins_on, minutes, zone)
    else:
        for meaning, unit in UNITS.items():
            if row.cells.get(meaning):
                lasts = about(row, meaning, length, unit)
                found.ends_at = found.starts_at + lasts


def past_midnight(found, begins_on, minutes, zone):
    """Put the end on the next day where only its time is said, and the visit lasts until then."""
    if found.ends_at < found.starts_at:
        later, _ = instant(begins_on + timedelta(days=1), minutes, zone)
        if later - found.starts_at <= LONGEST_AT_NIGHT:
            found.ends_at = later
            found.remark = f"{found.remark} Read as ending on the next day.".strip()


def compare_length(row, found):
    """Remark on a length that does not match the start and the end, which are used."""
    if cell := row.cells.get(Meaning.LENGTH):
        try:
            is_another = length(cell) != found.ends_at - found.starts_at
        except Problem:
            return
        if is_another:
            remark = f"Its length, {short(cell)}, does not match its start and end, which are used."
            found.remark = f"{found.remark} {remark}".strip()


def check_length(found: When, row) -> None:
    """Raise Problem for a visit that ends before or when it begins, or is longer than LONGEST."""
    if not found.starts_at or not found.ends_at:
        return
    lasts = found.ends_at - found.starts_at
    if lasts == timedelta():
        raise Problem("The visit has no length: it ends when it begins.")
    if lasts < timedelta():
        raise Problem(f"The visit ends before it begins: {spoken(row)}.")
    if lasts > LONGEST:
        hours = lasts // timedelta(hours=1)
        raise Problem(f"The visit would last {hours} hours: {spoken(row)}.")


def spoken(row):
    """The cells that say when, for a sentence."""
    cells = [row.cells.get(meaning) for meaning in (*STARTS, *ENDS, Meaning.LENGTH)]
    return short(" – ".join(cell for cell in cells if cell), 70)


def said(row, meanings):
    """Put together what the cell for both, the one for the date and the one for the time say."""
    both, date_alone, time_alone = (row.cells.get(meaning, "") for meaning in meanings)
    result = Said()
    for meaning, cell in zip(meanings, (both, date_alone, time_alone), strict=True):
        if not cell:
            continue
        where = (row.headings[meaning], cell)
        found, times = date_and_time(where, meaning == meanings[2])
        if found and not (meaning == meanings[2] and set(found.days.values()) <= NO_DAY):
            check_same(result, found, where)
            if not result.reading:
                result.reading, result.cell = found, where
        if times and (meaning == meanings[2] or not result.times):
            is_midnight = meaning == meanings[1] and times.start == 0  # a date of a database
            result.times = None if is_midnight else times
            result.time_cell = where
            result.cell = where if not result.reading else result.cell
    return result


def date_and_time(where, is_time):
    """The reading and the times of a cell, either of which can be None."""
    problems = []
    for read in (time_alone_in, date_in) if is_time else (date_in, time_alone_in):
        try:
            return read(where[1])
        except Problem as problem:
            problems.append(problem)
    raise Problem(f"In {sentence(where)} {problems[0]}.")


def date_in(cell):
    found = reading(cell)
    return found, found.times


def time_alone_in(cell):
    return None, times_in(DAY_ZERO.sub("", cell))


def check_same(result, found, where):
    if result.reading and not set(result.reading.days.values()) & set(found.days.values()):
        raise Problem(f"In {sentence(where)} is a different day from {short(result.cell[1])}.")


def of_weekday(start, weekday):
    number = weekday_named(weekday)
    if start.reading is None or number is None or start.reading.at:
        return start.reading
    days = about_cell(start.cell, on_weekday, start.reading.days, number)
    return replace(start.reading, days=days)


def about(row, meaning, read, *more):
    """What `read` makes of the row's cell; its Problem then names the column and the value."""
    cell = row.headings[meaning], row.cells[meaning]
    return about_cell(cell, read, cell[1], *more)


def about_cell(cell, read, *arguments):
    try:
        return read(*arguments)
    except Problem as problem:
        raise Problem(f"In {sentence(cell)} {problem}.") from None


def sentence(cell):
    """“Start Time”, “25:00”: as the sentences of problems begin."""
    return f"“{cell[0]}”, {short(cell[1])}"
