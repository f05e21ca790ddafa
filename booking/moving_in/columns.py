"""Which column of a table means what, before a person has seen it: its heading, then its values."""

import re
from collections import defaultdict
from collections.abc import Callable
from itertools import islice

from booking.moving_in.cells import tidy
from booking.moving_in.contacts import AN_EMAIL
from booking.moving_in.headings import IN_PARTS, known, plain
from booking.moving_in.meanings import OF_ENDS, OF_STARTS, REPEATABLE, UNITS, Meaning
from booking.moving_in.values import (
    FEW_AT_LEAST,
    day_of,
    has_both,
    has_clock,
    is_date,
    is_length,
    is_phone,
    is_time,
    is_title,
    is_weekday,
    looks_like_name,
)

__all__ = ["Meaning", "guessed"]

A_NUMBER = re.compile(r"\d{1,2}(?:[.,]\d+)?")
HOURS = {"hours", "heures", "hrs"}
OF_VISIT = re.compile(
    r"\b(?:app(?:oint)?(?:men)?ts?|visits?|sessions?|slots?|booking|rdv|rendez|start|begins?|when"
    r"|schedul\w*|debut|moment)\b"
)
A_VISIT = {"appointment", "appt", "visit", "session", "booking", "rendez vous", "rdv"}
LOOKED_AT = 200  # values of a column
MOST, SOME = 0.7, 0.2
PARTS = {  # of a moment: what its column is if it has dates or times alone
    Meaning.START: (Meaning.START, Meaning.START_DATE, Meaning.START_TIME),
    Meaning.END: (Meaning.END, Meaning.END_DATE, Meaning.END_TIME),
}
WHOLE = {part: whole for whole, parts in PARTS.items() for part in parts}
OF_VISITS = {Meaning.THERAPIST, Meaning.SERVICE, Meaning.LENGTH, Meaning.CANCELLED} | OF_STARTS
NAMED = {Meaning.THERAPIST, Meaning.SERVICE}
OF_VISITS_ALONE = {
    *(Meaning.STATUS, Meaning.CANCELLED, Meaning.MISSED, Meaning.ATTENDED, Meaning.BLOCK),
    *(Meaning.ALL_DAY, *UNITS, Meaning.ZONE, Meaning.WEEKDAY),
    *OF_ENDS,
}


def guessed(table) -> dict[int, Meaning]:
    """The meaning of each column, by its place; LEFT_OUT for what is not known."""
    columns = Columns(table)
    columns.take_headings()
    columns.check_values()
    if not columns.has({Meaning.NAME, Meaning.FIRST_NAME, Meaning.LAST_NAME, Meaning.SUBJECT}):
        columns.find_people()
    is_of_visits = any(plain(heading) in A_VISIT for heading in table.columns)
    if is_of_visits or columns.has(OF_VISITS) or not table.header_line:
        columns.find_moments()
    columns.settle_times()
    columns.settle_names()
    columns.settle_kind()
    return columns.meanings


class Columns:
    """The columns of a table while their meanings are found out."""

    def __init__(self, table):
        self.table, self.meanings, self.samples = table, {}, {}

    def has(self, meanings):
        return meanings & set(self.meanings.values())

    def place_of(self, meaning):
        return next((place for place, one in self.meanings.items() if one == meaning), None)

    def values(self, place):
        if place not in self.samples:
            cells = (row.cells[place] for row in self.table.rows if not row.problem)
            tidied = (tidy(cell) for cell in cells)
            self.samples[place] = list(islice(filter(None, tidied), LOOKED_AT))
        return self.samples[place]

    def share(self, place, test: Callable) -> float:
        """How many of its values pass; 0 for a column without values."""
        values = self.values(place)
        return sum(bool(test(value)) for value in values) / len(values) if values else 0

    def take(self, place, meaning):
        """Give the column this meaning, if no other has it."""
        other = self.place_of(meaning)
        if other is not None and meaning in NAMED and self.is_named(place) > self.is_named(other):
            self.meanings[other] = Meaning.LEFT_OUT  # numbers of the staff beside their names
        is_free = meaning in REPEATABLE or not self.has({meaning})
        if meaning == Meaning.THERAPIST and self.has({meaning}):
            is_free = IN_PARTS.search(plain(self.table.columns[place]))  # first and last name
        self.meanings[place] = meaning if is_free else Meaning.LEFT_OUT

    def is_named(self, place):
        return self.share(place, lambda value: not value.isdecimal()) > SOME

    def take_headings(self):
        for place, heading in enumerate(self.table.columns):
            meaning = known(heading) or Meaning.LEFT_OUT
            if meaning in WHOLE:
                meaning = self.moment(place, meaning)
            self.take(place, meaning)

    def moment(self, place, meaning):
        """Whether a column that is called a start has dates, times or both."""
        both, date_alone, time_alone = PARTS[WHOLE[meaning]]
        if (
            plain(self.table.columns[place]) in HOURS
            and self.share(place, A_NUMBER.fullmatch) > MOST
        ):
            return Meaning.LENGTH_HOURS
        if self.share(place, is_weekday) > MOST:
            return Meaning.WEEKDAY
        if self.share(place, has_both) > MOST:
            return both
        if self.share(place, is_date) > MOST:
            return date_alone
        return time_alone if self.share(place, is_time) > MOST else meaning

    def check_values(self):
        """Leave out what only its heading makes an address, a number or a status."""
        for place, meaning in self.meanings.items():
            if meaning in FEW_AT_LEAST and self.values(place):
                self.meanings[place] = (
                    meaning if self.share(place, FEW_AT_LEAST[meaning]) > SOME else Meaning.LEFT_OUT
                )
        keys = self.place_of(Meaning.KEY)
        if keys is not None and not self.is_key(keys):
            self.meanings[keys] = Meaning.LEFT_OUT

    def is_key(self, place):
        """Whether the numbers are those of visits, and not those of patients, which come again."""
        rows_of = defaultdict(set)
        for row in islice(self.table.rows, LOOKED_AT):
            if key := tidy(row.cells[place]):
                rows_of[key].add(tuple(row.cells))
        comes_again = sum(len(rows) > 1 for rows in rows_of.values())
        return comes_again < 2 or comes_again < (1 - MOST) * len(rows_of)

    def unknown(self):
        """Columns whose headings say nothing at all; those that we know and leave out stay so."""
        return [
            place
            for place, meaning in self.meanings.items()
            if meaning == Meaning.LEFT_OUT and known(self.table.columns[place]) is None
        ]

    def find_moments(self):
        """Give what is missing of start and end to columns with such values.

        Days without any time are left out: of birth, perhaps.
        """
        if self.has({Meaning.START}) or len(self.has(OF_STARTS)) > 1:
            return
        tests = {
            Meaning.START: has_both,
            Meaning.START_DATE: is_date,
            Meaning.START_TIME: is_time,
            Meaning.END: has_both,
            Meaning.END_TIME: is_time,
            Meaning.LENGTH: is_length,
        }
        unknown = sorted(self.unknown(), key=self.says_nothing)
        for place in unknown:
            is_number = self.share(place, str.isdecimal) > SOME
            if is_number and self.table.header_line:  # a price, or the number of an order
                continue
            for meaning, test in [(Meaning.LENGTH, is_length)] if is_number else tests.items():
                is_taken = self.has({meaning, WHOLE.get(meaning)})
                if is_taken or self.share(place, test) <= MOST:
                    continue
                if not self.is_at_odds(place, meaning, unknown):
                    self.take(place, meaning)
                    break
        days = self.place_of(Meaning.START_DATE)
        if days in unknown and not self.has({Meaning.START, Meaning.START_TIME}):
            self.meanings[days] = Meaning.LEFT_OUT

    def says_nothing(self, place):
        """Whether its heading has no word of visits: such columns are looked at last."""
        return not OF_VISIT.search(plain(self.table.columns[place]))

    def is_at_odds(self, place, meaning, unknown):
        """Whether it is on other days than the start, or than what could as well be the start."""
        start = self.place_of(Meaning.START)
        if meaning == Meaning.END and start is not None:
            return not self.are_same_days(start, place)
        if meaning != Meaning.START or not self.says_nothing(place):
            return False
        moments = [one for one in unknown if self.share(one, has_both) > MOST]
        return not all(self.are_same_days(place, one) for one in moments)

    def are_same_days(self, one, other):
        rows = [row.cells for row in self.table.rows[:LOOKED_AT] if not row.problem]
        both = [(tidy(cells[one]), tidy(cells[other])) for cells in rows]
        alike = [bool(day_of(one) & day_of(other)) for one, other in both if one and other]
        return sum(alike) >= MOST * len(alike)

    def settle_times(self):
        """A column of times beside one that has them already says something else."""
        for both, _, time_alone in PARTS.values():
            whole, times = self.place_of(both), self.place_of(time_alone)
            if None not in (whole, times) and self.share(whole, has_clock) > MOST:
                self.meanings[times] = Meaning.LEFT_OUT

    def find_people(self):
        for place, heading in enumerate(self.table.columns):
            if plain(heading) == "title" and self.share(place, is_title) < SOME:
                self.take(place, Meaning.SUBJECT)  # of the entries of a calendar
                return
        for place in self.unknown():
            if self.share(place, AN_EMAIL.search) > MOST:
                self.take(place, Meaning.EMAIL)
            elif self.share(place, is_phone) > MOST:
                self.take(place, Meaning.PHONE)
            elif self.share(place, looks_like_name) > MOST and not self.has({Meaning.NAME}):
                self.take(place, Meaning.NAME)

    def settle_names(self):
        name, first, last = map(
            self.place_of, (Meaning.NAME, Meaning.FIRST_NAME, Meaning.LAST_NAME)
        )
        if name is not None and (first is None) != (last is None):  # “Name, Surname”, “Nom, Prénom”
            if self.share(name, lambda value: " " not in value) > MOST:
                self.meanings[name] = Meaning.FIRST_NAME if first is None else Meaning.LAST_NAME
        elif last is not None and first is None:
            self.meanings[last] = Meaning.NAME
        subject = self.place_of(Meaning.SUBJECT)
        if subject is not None and self.has({Meaning.NAME, Meaning.FIRST_NAME}):
            self.meanings[subject] = Meaning.LEFT_OUT

    def settle_kind(self):
        """A file without times is one of patients, whose “State” is where they live."""
        if self.has(OF_STARTS):
            return
        for place, meaning in self.meanings.items():
            if meaning in OF_VISITS_ALONE:
                self.meanings[place] = Meaning.LEFT_OUT
        number = self.place_of(Meaning.KEY)
        if number is not None:
            self.meanings[number] = Meaning.LEFT_OUT
            self.take(number, Meaning.PERSON_KEY)
