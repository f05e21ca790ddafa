"""A CSV file as programs and spreadsheets save it: its columns and rows, before they mean anything.

Title lines may be before the header, or there may be none. Not Python's `csv.Sniffer`: it takes
letters for delimiters in short files, and knows no heading.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice

from booking.moving_in.cells import short
from booking.moving_in.day_sheets import COLUMN, with_days
from booking.moving_in.encodings import text_of
from booking.moving_in.headings import known
from booking.moving_in.records import Row, physical_lines, records
from booking.moving_in.unreadable import Unreadable

__all__ = ["MOST_ROWS", "Row", "Table", "Unreadable", "read_table"]

DELIMITERS = [",", ";", "\t", "|"]  # the more usual ones first
MOST_ROWS, MOST_COLUMNS = 50_000, 200
LOOKED_AT = 60  # records, to find out the delimiter
MAY_PRECEDE = 25  # records before the header
FIRST_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)  # Excel's own, for itself
WRAPPED = re.compile(r'"(?:[^"]|"")*"\s*')
A_VALUE = re.compile(r"[^@\s]+@[^@\s]+\.\w+|[-+(\d][-+\d\s().:/,]*|\W+|\d.*|.{60,}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Table:
    """`header_line` is 0 if the file has no header; its columns are then “Column 1” and so on.

    Each row has at least one cell that is not blank, and a cell for each column.
    """

    encoding: str
    delimiter: str
    header_line: int
    columns: list[str]
    rows: list[Row]


def read_table(data: bytes) -> Table:
    """Raises Unreadable, with a sentence, for what is not a CSV file or has no rows."""
    text, encoding = text_of(data)
    lines = unwrapped(physical_lines(text))
    start, delimiter = 0, best_delimiter(lines)
    if named := FIRST_LINE.fullmatch(lines[0]):
        start, delimiter = 1, named[1]
    first = list(islice(records(lines, delimiter, start), LOOKED_AT))
    if not first:
        raise Unreadable("The file has no rows.")
    header = header_among(first)
    usual = Counter(len(row.cells) for row in first).most_common(1)[0][0]
    after = header.line if header else 0
    most = width_of(first, header)
    rows = [
        fitted(row, most, header)
        for row in islice(records(lines, delimiter, start, usual), MOST_ROWS + MAY_PRECEDE + 1)
        if row.line > after
    ]
    if not rows:
        raise Unreadable("The file has column names but no rows.")
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Upload it in parts.")
    rows, header = with_days(rows, header, [row for row in first if row.line < after])
    named = len(filled(header.cells)) if header else 0
    width = max([named, *(len(row.cells) for row in rows if not row.problem)])
    if width > MOST_COLUMNS:
        raise Unreadable(f"The file has {width:,} columns; at most {MOST_COLUMNS} can be read.")
    rows = without_other_tables(rows, header)
    rows = [replace(row, cells=padded(row.cells, width)) for row in rows]
    columns = column_names(header, width)
    if not header and any(row.remark for row in rows):
        columns[0] = COLUMN
    return Table(encoding, delimiter, after, columns, rows)


def unwrapped(lines):
    """Some programs put each line into quotation marks as if it were one cell."""
    some = [line for line in lines[:LOOKED_AT] if line.strip()]
    if len(some) < 2 or not all(WRAPPED.fullmatch(line) for line in some):
        return lines
    return [line[1:-1].replace('""', '"') if WRAPPED.fullmatch(line) else line for line in lines]


def best_delimiter(lines):
    """The one by which most headings are known, and most rows have the same number of cells."""
    return max(DELIMITERS, key=lambda one: fit(lines, one))


def fit(lines, delimiter):
    some = list(islice(records(lines, delimiter), LOOKED_AT))
    usual, count = Counter(len(row.cells) for row in some).most_common(1)[0] if some else (1, 0)
    headings = max((headings_in(row) for row in some[:MAY_PRECEDE]), default=0)
    even = count / len(some) if usual > 1 else 0
    return (headings if headings > 1 else 0) + even, usual


def headings_in(row):
    """How many cells of this row are headings that we know; none if it has values."""
    cells = [cell.strip() for cell in row.cells if cell.strip()]
    if row.problem or sum(bool(A_VALUE.fullmatch(cell)) for cell in cells) * 5 > len(cells):
        return 0
    return len({cell for cell in cells if known(cell) is not None})


def header_among(first):
    """The row of the headings, or None."""
    best = max(first[:MAY_PRECEDE], key=headings_in)
    best = next((row for row in first if is_of_a_table_above(row, best, first)), best)
    if (found := headings_in(best)) > 1 or (found and len(best.cells) == 1):
        return best
    # None that we know, or one: the first wide row, if it has no values and the others have some.
    usual = Counter(len(row.cells) for row in first).most_common(1)[0][0]
    wide = [row for row in first if len(row.cells) >= usual and all(map(str.strip, row.cells))]
    if len(wide) < 2 or any(A_VALUE.fullmatch(cell.strip()) for cell in wide[0].cells):
        return None
    below = [cell for row in wide[1:] for cell in row.cells]
    has_values = any(A_VALUE.fullmatch(cell.strip()) for cell in below)
    return wide[0] if has_values or found else None


def is_of_a_table_above(row, best, first):
    """Whether these headings have rows of their own before the best headings."""
    between = [one for one in first if row.line < one.line < best.line]
    return headings_in(row) > 1 and any(has_values(one) for one in between)


def has_values(row):
    cells = [cell.strip() for cell in row.cells if cell.strip()]
    return len(cells) > 1 and not headings_in(row) and any(map(A_VALUE.fullmatch, cells))


def without_other_tables(rows, header):
    """Of the rows from the headings of another table on, each has the problem that it is there."""
    begins = 0
    for row in rows:
        if begins and not row.problem:
            problem = f"Another table begins on line {begins}. Upload it as a separate file."
            row = replace(row, problem=problem)
        elif header and not row.problem and is_all_headings(row):
            begins = row.line
            row = replace(row, problem="The column names of another table.")
        yield row


def is_all_headings(row):
    cells = filled(row.cells)
    return len(cells) > 1 and all(map(known, cells)) and headings_in(row) == len(cells)


def width_of(first, header):
    """The most cells that a row can have: as many as the header, even if some have no name there,
    and one more if nearly all rows have it."""
    widths = sorted(len(filled(row.cells)) for row in first if not header or row.line > header.line)
    if not header:
        return max(widths)
    return max(len(header.cells), widths[len(widths) // 10] if len(widths) >= 5 else 0)


def filled(cells):
    """Without the blank ones at the end."""
    most = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return cells[:most]


def column_names(header, width):
    names = [" ".join(cell.split()) for cell in header.cells[:width]] if header else []
    names += [""] * (width - len(names))
    return [name or f"Column {number}" for number, name in enumerate(names, 1)]


def padded(cells, width):
    return cells + ("",) * (width - len(cells))


def fitted(row, most, header):
    """Without the blank cells at its end; what is left over belongs to no column."""
    cells, problem = filled(row.cells), row.problem
    if header and cells == filled(header.cells):
        problem = "The column names, repeated."
    elif len(cells) > most and not problem:
        columns = len(filled(header.cells)) if header else most
        problem = (
            f"This row has {len(cells)} cells for {columns} columns:"
            f" {short(cells[-1])} has no column."
        )
    return Row(row.line, cells, problem, len(row.cells))
