"""The records of a CSV file, with the lines where they begin, even if a quotation mark is missing.

Python's csv module reads each; what it does not do is go on after one that it cannot read. A mark
that is opened and never closed would otherwise take all that follows into one cell.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from booking.moving_in.unreadable import Unreadable

LONGEST_RECORD = 200  # lines
SURELY_ANOTHER = 6  # columns: so many delimiters are hardly in a line of somebody's note
MOST_LINES = 200_000


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` as the file has them, at least as many as there are columns; `line` is its first.

    `problem` is a sentence if it cannot be told which cell belongs to which column, `remark` one
    about cells that another row has; `given` is how many cells there were in the file.
    """

    line: int
    cells: tuple[str, ...]
    problem: str = ""
    given: int = 0
    remark: str = ""


def physical_lines(text: str) -> list[str]:
    """As editors count them; a vertical tab or a form feed ends no line."""
    lines = re.split(r"\r\n|\n|\r", text)
    if len(lines) > MOST_LINES:
        raise Unreadable(f"The file has more than {MOST_LINES:,} lines. Upload it in parts.")
    return lines


def records(lines: list[str], delimiter: str, start=0, width=0) -> Iterator[Row]:
    """From line number `start` (0 is the first) to the end, without blank lines.

    `width` is how many cells a record should have, if it is known.
    """
    while start < len(lines):
        cells, used = record(lines, start, delimiter, width)
        if cells is None:
            yield Row(start + 1, tuple(lines[start].split(delimiter)), UNBALANCED)
            used = 1
        elif any(cell.strip() for cell in cells):
            yield Row(start + 1, tuple(cells))
        start += used


UNBALANCED = "A quotation mark in this row is never closed, so its cells can’t be told apart."


def record(lines, start, delimiter, width):
    """The cells of the record that begins there, and how many lines it has; None if unreadable."""
    if '"' not in lines[start]:
        return lines[start].split(delimiter), 1
    for options in ({}, {"escapechar": "\\"}):  # MySQL writes \" for a quotation mark
        cells, used = read_by_csv(lines, start, delimiter, options)
        if cells is not None and not swallowed(cells, used, lines, start, delimiter, width):
            return cells, used
        if "\\" not in lines[start]:
            break
    return None, 1


def read_by_csv(lines, start, delimiter, options):
    some = (f"{line}\n" for line in islice(lines, start, start + LONGEST_RECORD))
    reader = csv.reader(some, delimiter=delimiter, strict=True, skipinitialspace=True, **options)
    try:
        return next(reader), reader.line_num
    except (csv.Error, StopIteration):
        return None, 1


def swallowed(cells, used, lines, start, delimiter, width):
    """Whether a record of several lines has another in it, which a mark without partner took in.

    That is so if one of its lines is a record itself, and the cells are too few or too many, or the
    mark that closes it is one that should open a cell; in wide tables, in any case.
    """
    if used == 1 or not width:
        return False
    inside = lines[start + 1 : start + used]
    alone = re.escape(delimiter)
    opens = re.search(rf'(?:^|{alone})\s*"\s*(?:{alone}|$)', inside[-1])
    if len(cells) == width < SURELY_ANOTHER and not opens:
        return False
    return any(cells_alone(line, delimiter) == width for line in inside)


def cells_alone(line, delimiter):
    cells, _ = read_by_csv([line], 0, delimiter, {})
    return len(cells or line.split(delimiter))
