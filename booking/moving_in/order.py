"""Whether the day or the month comes first in a file's dates: from all of them, never guessed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from booking.moving_in.cells import tidy
from booking.moving_in.dates import on_weekday, reading, weekday_named
from booking.moving_in.meanings import Meaning
from booking.moving_in.problem import Problem

OF_VISITS = {Meaning.START, Meaning.START_DATE, Meaning.END, Meaning.END_DATE}
NUMERIC = re.compile(r"\D*(\d{1,2})\s?([-/. ])\s?(\d{1,2})\s?\2\s?(\d{4}|\d\d)(?!\d).*", re.DOTALL)
ORDERS = ("day", "month", "year")


@dataclass(frozen=True, slots=True)
class Order:
    """`first` is "day", "month" or "year"; "" if a person must say it, or if no date needs it.

    To ask: `choices` are the orders that the file leaves open, and `readings` what the cell
    `example` of line `example_line` would be in each. `odd_lines` are those by which the file
    contradicts itself, as one shows that the day comes first and another that the month does.
    """

    first: str = ""
    choices: tuple[str, ...] = ()
    example: str = ""
    example_line: int = 0
    readings: Mapping[str, date] = field(default_factory=dict)
    odd_lines: tuple[int, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a person must be asked."""
        return bool(self.choices)


def order_of(table, meanings) -> Order:
    """What the dates of the visits say; if they leave it open, what the other dates of the file
    say."""
    visits = [place for place, meaning in meanings.items() if meaning in OF_VISITS]
    weekdays = next((place for place, one in meanings.items() if one == Meaning.WEEKDAY), None)
    votes = [vote for place in visits for vote in votes_in(table, place, weekdays)]
    open_ones = [vote for vote in votes if len(set(vote[2].values())) > 1]
    if not open_ones:
        return Order()
    left, odd = agreed(votes)
    if len(left) > 1:
        for place in set(range(len(table.columns))) - set(visits):
            also, strange = agreed(other_votes_in(table, place))
            if not strange and left & also:
                left &= also
    if len(left) == 1 and not odd:
        return Order(first=left.pop())
    line, cell, days = open_ones[0]
    asked = tuple(one for one in ORDERS if one in days and (odd or one in left))
    return Order("", asked, cell, line, {one: days[one] for one in asked}, tuple(odd))


def votes_in(table, place, weekdays=None):
    """Line, cell and dates by order, for each date of the column that is three numbers.

    `weekdays` is the column that says on which weekday it is.
    """
    for row in table.rows:
        cell = tidy(row.cells[place])
        if row.problem or not NUMERIC.match(cell):
            continue
        try:
            days = reading(cell).days
            if weekdays is not None:
                days = on_weekday(days, weekday_named(row.cells[weekdays]))
        except Problem:
            continue
        if "" not in days:
            yield row.line, cell, days


def other_votes_in(table, place):
    """As `votes_in` for dates of anything, such as births: only which numbers can be months."""
    for row in table.rows:
        found = NUMERIC.match(tidy(row.cells[place]))
        if found and not row.problem:
            months = {"day": int(found[3]), "month": int(found[1])}
            days = {order: month for order, month in months.items() if 0 < month < 13}
            if len(found[4]) == 2:
                days["year"] = int(found[3])
            if days:
                yield row.line, found[0], days


def agreed(votes):
    """The orders in which all of these can be read, and, if there is none, the lines in question.

    These leave only one order, and it is the one that fewer lines leave.
    """
    left = set(ORDERS)
    alone = {}
    for line, _, days in votes:
        left &= set(days)
        if len(days) == 1:
            alone.setdefault(next(iter(days)), []).append(line)
    if left:
        return left, []
    return set(ORDERS), sorted(set(min(alone.values(), key=len)))
