"""Sheets that have the date in a row by itself, above the visits of that day."""

import re
from dataclasses import replace

from booking.moving_in.cells import short, tidy
from booking.moving_in.dates import NO_DAY, reading
from booking.moving_in.headings import known
from booking.moving_in.meanings import Meaning
from booking.moving_in.problem import Problem
from booking.moving_in.times import times_in

COLUMN = "Date"  # that the rows of such a sheet get
ABOUT_DAY = re.compile(r"\s*(?:\([^()]*\)|\s[-–—:|]\s*\d+ [a-z]+)$", re.IGNORECASE)  # (2 visits)
LABEL = re.compile(r"(?:date|day|jour|datum|tag)\s*:\s*", re.IGNORECASE)
MOST_CELLS = 3  # of a date with commas, without quotation marks
LOOKED_AT = 200  # rows
DAYS = {Meaning.START, Meaning.START_DATE}
TIMES = {Meaning.START, Meaning.START_TIME}


def with_days(rows, header, above):
    """The rows and the header with a first column for the dates that are in rows by themselves,
    and without those rows; or as they are. `above` are records before the header.

    Each row that got such a date has a remark.
    """
    found = {row.line: day for row in rows if (day := day_alone(row.cells))}
    others = [row for row in rows if row.line not in found]
    if not found or not has_times(others, header) or has_own_days(others, header):
        return rows, header
    day, line = "", 0
    for row in above:
        if text := day_alone(row.cells):
            day, line = text, row.line
    dated = []
    for row in rows:
        if row.line in found:
            day, line = found[row.line], row.line
            continue
        remark = f"Its date is from line {line}, {short(day)}." if day else ""
        cells, given = (day, *row.cells), row.given + 1
        dated.append(replace(row, cells=cells, given=given, remark=remark))
    return dated, header and replace(header, cells=(COLUMN, *header.cells))


def day_alone(cells):
    """The date of a row that has nothing else in it, or ""."""
    some = [cell for cell in cells if cell.strip()]
    if len(some) > MOST_CELLS + 1:
        return ""
    some = [tidy(cell) for cell in some]
    if len(some) > 1 and known(some[0].rstrip(":")) == Meaning.START_DATE:
        some = some[1:]
    text = ABOUT_DAY.sub("", LABEL.sub("", ", ".join(some)))
    return text if 0 < len(some) <= MOST_CELLS and is_day(text) else ""


def is_day(text):
    """Whether it is a date without a time, and no bare number."""
    if not re.search(r"\d\D", text.strip()):
        return False
    try:
        found = reading(text)
    except Problem:
        return False
    return not found.at and not found.times and not set(found.days.values()) <= NO_DAY


def has_times(rows, header):
    """Whether there are visits in the rows, and not only patients."""
    if header:
        return any(known(name) in TIMES for name in header.cells)
    cells = (tidy(cell) for row in rows[:LOOKED_AT] for cell in row.cells)
    return any(":" in cell and has_time(cell) for cell in cells)


def has_time(text):
    try:
        return bool(times_in(text))
    except Problem:
        return False


def has_own_days(rows, header):
    """Whether the rows have dates themselves, in a column of them or, without a header, in any."""
    names = header.cells if header else ()
    for row in rows[:LOOKED_AT]:
        for place, cell in enumerate(row.cells):
            meaning = known(names[place]) if place < len(names) else None
            if (meaning in DAYS or not header) and not row.problem and has_day(tidy(cell)):
                return True
    return False


def has_day(text):
    try:
        return bool(text) and not set(reading(text).days.values()) <= NO_DAY
    except Problem:
        return False
