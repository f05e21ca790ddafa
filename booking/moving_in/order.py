"""Whether the day or the month comes first in a file's dates: from all of them, never guessed."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from booking.moving_in.cells import tidy
from booking.moving_in.dates import on_weekday, reading, weekday_named
from booking.moving_in.meanings import Meaning
from booking.moving_in.order_in_doubt import doubt_about, settled_by
from booking.moving_in.problem import Problem

OF_VISITS = {Meaning.START, Meaning.START_DATE, Meaning.END, Meaning.END_DATE}
NUMERIC = re.compile(r"\D*(\d{1,2})\s?([-/. ])\s?(\d{1,2})\s?\2\s?(\d{4}|\d\d)(?!\d).*", re.DOTALL)
ORDERS = ("day", "month", "year")
MOST_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Vote:
    """A date of three numbers: the dates it can be, by what comes first in them. `where` is the
    name of its column if that is not of visits; `has_weekday` if its weekday left one of several.
    """

    line: int
    cell: str
    days: Mapping[str, date]
    where: str = ""
    has_weekday: bool = False

    @property
    def is_open(self) -> bool:
        return len(set(self.days.values())) > 1


@dataclass(frozen=True, slots=True)
class Order:
    """`first` is "day", "month" or "year", if the file says it; "" if a person must, or if no date
    needs it.

    `choices` are the orders in which dates of the file can be read, "" or not; `readings`, what the
    cell `example` of line `example_line` would be in each, as are those of `examples`. `odd_lines`
    are those by which the file contradicts itself, as one shows that the day comes first and
    another that the month does. `settled` is a sentence about the lines that say it, and `doubt`
    one about why a person has to confirm it. `by_weekday` is the line of the only date that its
    weekday settles.
    """

    first: str = ""
    choices: tuple[str, ...] = ()
    examples: tuple[Vote, ...] = ()
    odd_lines: tuple[int, ...] = ()
    settled: str = ""
    doubt: str = ""
    by_weekday: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the file leaves it open, so that a person must be asked."""
        return bool(self.choices) and not self.first

    @property
    def example(self) -> str:
        return self.examples[0].cell if self.examples else ""

    @property
    def example_line(self) -> int:
        return self.examples[0].line if self.examples else 0

    @property
    def readings(self) -> Mapping[str, date]:
        days = self.examples[0].days if self.examples else {}
        return {one: days[one] for one in self.choices if one in days}


def order_of(table, meanings) -> Order:
    """What the dates of the visits say; if they leave it open, what the other dates of the file
    say."""
    visits = [place for place, meaning in meanings.items() if meaning in OF_VISITS]
    weekdays = next((place for place, one in meanings.items() if one == Meaning.WEEKDAY), None)
    votes = [vote for place in visits for vote in votes_in(table, place, weekdays)]
    named = {vote.line for vote in votes if vote.has_weekday}
    lone = named.pop() if len(named) == 1 and len({vote.line for vote in votes}) == 1 else 0
    open_ones = [vote for vote in votes if vote.is_open]
    if not open_ones:
        return Order(order_beside_weekdays(votes), by_weekday=lone)
    left, alone = agreed(votes)
    if len(left) > 1:
        for place in set(range(len(table.columns))) - set(visits):
            also, others = agreed(list(other_votes_in(table, place)))
            if left & also:
                left = left & also
                alone = alone | others if len(left) == 1 else alone
    if not left:
        odd = min(alone.values(), key=len)
        return asked(open_ones, ORDERS, doubt_about(alone, "", open_ones), odd)
    if len(left) > 1:
        return asked(open_ones, [one for one in ORDERS if one in left])
    first = next(iter(left))
    return Order(
        first,
        orders_among(open_ones),
        different(open_ones),
        settled=settled_by(alone, first),
        doubt=doubt_about(alone, first, open_ones),
    )


def order_beside_weekdays(votes):
    """The order of dates that are all clear, most of them by their weekdays; "" if they are even.

    Of “Thu 3/4/2027”, “Fri 3/5/2027” and “Sat 3/7/2027”, the last is in another order than the
    others, or has a wrong weekday: which, nobody can say.
    """
    left, _ = agreed([vote for vote in votes if not vote.has_weekday])
    named = Counter(next(iter(vote.days)) for vote in votes if vote.has_weekday)
    found = [one for one in named.most_common() if one[0] in left]
    if named and len(left) == 1:
        return next(iter(left))
    return found[0][0] if found and (len(found) == 1 or found[0][1] > found[1][1]) else ""


def asked(open_ones, orders, doubt="", odd=()):
    choices = tuple(one for one in orders if one in open_ones[0].days)
    lines = tuple(sorted({vote.line for vote in odd}))
    return Order("", choices, different(open_ones), lines, doubt=doubt)


def orders_among(votes):
    return tuple(one for one in ORDERS if any(one in vote.days for vote in votes))


def different(votes):
    """The first of these dates, as examples, each once."""
    found = {}
    for vote in votes:
        found.setdefault(frozenset(vote.days.values()), vote)
        if len(found) == MOST_EXAMPLES:
            break
    return tuple(found.values())


def votes_in(table, place, weekdays=None):
    """A vote for each date of the column that is three numbers.

    `weekdays` is the column that says on which weekday it is.
    """
    for row in table.rows:
        cell = tidy(row.cells[place])
        found = NUMERIC.match(cell)
        if row.problem or not found:
            continue
        try:
            days = reading(cell).days
            if weekdays is not None:
                days = on_weekday(days, weekday_named(row.cells[weekdays]))
        except Problem:
            continue
        if "" not in days:
            is_narrowed = len(days) == 1 and len(set(months_in(found).values())) > 1
            yield Vote(row.line, cell, days, has_weekday=is_narrowed)


def other_votes_in(table, place):
    """As `votes_in` for dates of anything, such as births: only which numbers can be months."""
    for row in table.rows:
        found = NUMERIC.match(tidy(row.cells[place]))
        if found and not row.problem and (days := months_in(found)):
            yield Vote(row.line, found[0], days, table.columns[place])


def months_in(found):
    """Which of the numbers of a date would be the month in each order that is possible."""
    months = {"day": int(found[3]), "month": int(found[1])}
    months = {order: month for order, month in months.items() if 0 < month < 13}
    return months | ({"year": int(found[3])} if len(found[4]) == 2 else {})


def agreed(votes):
    """The orders in which all of these can be read, and, by order, those that leave only one."""
    left, alone = set(ORDERS), {}
    for vote in votes:
        left &= set(vote.days)
        if len(vote.days) == 1:
            alone.setdefault(next(iter(vote.days)), []).append(vote)
    return left, alone
