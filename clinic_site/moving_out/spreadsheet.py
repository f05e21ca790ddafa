"""A table of an export as a file for spreadsheets, and how its cells are written.

Formulas in cells are made harmless, so a cell may have an apostrophe more than what was typed. The
files in `data/` have everything exactly.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from typed.spreadsheet import harmless

MARK = "\ufeff"  # by which Excel knows UTF-8
AT_ONCE = 500  # rows in memory


@dataclass(frozen=True)
class Column:
    name: str
    value: Callable
    meaning: str


@dataclass(frozen=True)
class SpreadSheet:
    file: str
    what: str  # what its rows are, in the plural
    about: str
    rows: Callable[[], QuerySet]
    columns: tuple[Column, ...]

    def write(self, place, tell):
        """Write the file. `tell` passes on each row."""
        with place.writing(self.file) as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            file.write(MARK)
            writer.writerow(one.name for one in self.columns)
            for row in tell(in_turn(self.rows())):
                writer.writerow(harmless(cell(one.value(row))) for one in self.columns)


def in_turn(rows):
    """These rows in the order of their keys, a few at a time."""
    few, last = None, 0
    while few is None or len(few) == AT_ONCE:
        few = list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE])
        yield from few
        last = few[-1].pk if few else last


def cell(value):
    return "" if value is None else str(value)


def day(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d}" if moment else ""


def minute(moment):
    return f"{timezone.localtime(moment):%H:%M}" if moment else ""


def day_and_minute(moment):
    return f"{day(moment)} {minute(moment)}".strip()


def noted(notes):
    """Notes, the oldest first, each with its day."""
    return "\n".join(f"{day(one.at)}: {one.text}" for one in sorted(notes, key=lambda one: one.pk))


def answers(intake):
    pairs = (one for one in intake if isinstance(one, dict))
    return "\n".join(f"{one.get('question', '')} {one.get('answer', '')}" for one in pairs)


def first(values):
    return next(iter(values), "")


def rest(values):
    return "; ".join(values[1:])


def yes(value):
    return "yes" if value else "no"
