"""What each row of an appointment book is: a visit, a patient, or something that a person must see.

Every row has one fate, and nothing is guessed: what can be read two ways is asked about, and what
cannot be read is a problem with a sentence.
"""

import re
from dataclasses import dataclass, replace

from booking.moving_in import halves, statuses
from booking.moving_in.cells import is_yes, short, tidy
from booking.moving_in.entries import Asks, Kind, Line, Person
from booking.moving_in.headings import IN_UTC
from booking.moving_in.meanings import OF_STARTS, Meaning
from booking.moving_in.moments import written
from booking.moving_in.names import folded, is_blocked
from booking.moving_in.order import Order, order_of
from booking.moving_in.persons import person_in
from booking.moving_in.problem import Problem
from booking.moving_in.starts import check_length, spoken, when
from booking.moving_in.states import said_with_name, status_in
from booking.moving_in.zones import TORONTO

__all__ = ["Asks", "Kind", "Line", "Person", "lines"]

BELOW_A_TABLE = re.compile(
    r"(?:grand |sub ?|sub-|sous-)?tota(?:ls?|ux)\b|(?:count|sum|average)\s*(?:of\b|[:=(\d]|$)"
    r"|number of|nombre de|page \d|as of\b|(?:end of|fin d[eu]s?) (?:the |la )?(?:list|report|file"
    r"|rapport|fich|table)|(?:generated|exported|printed|report)\b\s*(?:on|by|at|from|of|[:\d]|$)"
    r"|\(?\d+ (?:rows?|records?|patients?|clients?|customers?|appointments?|visits?|lignes?)",
    re.IGNORECASE,
)
AT_ONCE = 1000  # rows read between two calls of `at`
TIMED = (Kind.VISIT, Kind.CANCELLED)
SAYS_BLOCKED = (Meaning.SERVICE, Meaning.STATUS, Meaning.NOTE)


OF_CLOCKS = {Meaning.START, Meaning.START_TIME, Meaning.END, Meaning.END_TIME}
HAS_ZONE = re.compile(r"(?:z|utc|gmt|e[sd]t|[+-]\d\d:?\d\d)$", re.IGNORECASE)


@dataclass(slots=True)
class Texts:
    """The tidied cells of a row by meaning, and the headings of their columns."""

    cells: dict
    headings: dict
    width: int
    given: int
    first: str


def lines(table, meanings, order="", states=None, at=None) -> list[Line]:
    """A Line for each row of the table, in its order.

    `order` is "day", "month" or "year", whichever comes first in dates such as 03/04/2027, as a
    person has said it; "" for what the other dates of the file say, and if they say nothing, those
    that can be read two ways are asked. `at` is told now and then how many rows of how many are
    read: there may be as many as take a minute.
    """
    said = Order(order) if order else order_of(table, meanings)
    places = {}
    for place, meaning in sorted(meanings.items()):
        if meaning != Meaning.LEFT_OUT:
            places.setdefault(Meaning(meaning), []).append(place)
    headings = {meaning: table.columns[among[0]] for meaning, among in places.items()}
    has_times = bool(OF_STARTS & set(places))
    in_utc = {place for place, name in enumerate(table.columns) if IN_UTC.search(name)}
    texts = [texts_of(row, places, headings, len(table.columns), in_utc) for row in table.rows]
    therapists = {folded(one.cells.get(Meaning.THERAPIST, "")) for one in texts} - {""}
    asks_half = has_times and halves.are_open(texts)
    read = []
    for number, (row, text) in enumerate(zip(table.rows, texts, strict=True)):
        if at and number % AT_ONCE == 0:
            at(number, len(texts))
        try:
            if row.problem:
                raise Problem(row.problem)
            line = one_line(row.line, text, said.first, therapists, has_times, states or {})
            if asks_half and line.kind in TIMED and halves.is_open(text):
                raise Problem(f"{spoken(text)} does not say whether it is before or after noon.")
            by_weekday = row.line == said.by_weekday and about_weekday(line, text)
            more = " ".join(filter(None, [row.remark, by_weekday]))
            read.append(with_remark(line, more) if more else line)
        except Problem as problem:
            read.append(Line(row.line, problem=str(problem)))
    return with_repeats(read)


def with_remark(line, more):
    return replace(line, remark=f"{line.remark} {more}".strip())


def about_weekday(line, text):
    """A remark about a date that could be read two ways if it had no weekday."""
    day = line.starts_at and line.starts_at.astimezone(TORONTO)
    return (
        f"{spoken(text)} is read as {day:%A}, {written(day)}, because of its weekday."
        if day
        else ""
    )


def texts_of(row, places, headings, width, in_utc):
    cells = {}
    for meaning, among in places.items():
        if meaning in OF_CLOCKS and in_utc.intersection(among):
            if cell := tidy(row.cells[among[0]]):
                cells[meaning] = cell if HAS_ZONE.search(cell) else f"{cell} UTC"
            continue
        several = [text for place in among if (text := tidy(row.cells[place]))]
        if several:
            apart = " " if meaning == Meaning.THERAPIST else "\n"
            cells[meaning] = several[0] if len(several) == 1 else apart.join(dict.fromkeys(several))
    first = next((text for cell in row.cells if (text := tidy(cell))), "")
    return Texts(cells, headings, width, row.given, first)


def one_line(number, text, order, therapists, has_times, states):
    cells = text.cells
    in_name = said_with_name(cells)
    status, about_status = (in_name, "") if in_name else status_in(text, states)
    line = Line(
        number,
        kind=Kind.CANCELLED if status == statuses.CANCELLED else Kind.VISIT,
        therapist=cells.get(Meaning.THERAPIST, ""),
        service=cells.get(Meaning.SERVICE, ""),
        status=status,
        note=cells.get(Meaning.NOTE, ""),
        key=cells.get(Meaning.KEY, ""),
    )
    if is_yes(cells.get(Meaning.BLOCK, "")):
        return timed_loosely(replace(line, kind=Kind.BLOCK, status=""), text, order)
    if is_yes(cells.get(Meaning.ALL_DAY, "")):
        return timed_loosely(replace(line, kind=Kind.ALL_DAY, status=""), text, order)
    if is_below_a_table(text):
        raise Problem(f"{short(text.first)} looks like a total or a note below the table.")
    person, asks_who, about_person = person_in(text, therapists)
    if not person and any(is_blocked(cells.get(meaning, "")) for meaning in SAYS_BLOCKED):
        return timed_loosely(replace(line, kind=Kind.BLOCK, status=""), text, order)
    if not person:
        raise Problem(missing(text, "name"))
    asks = [Asks.PERSON] if asks_who else []
    if not has_times:
        return replace(
            line,
            kind=Kind.PATIENT,
            status="",
            person=person,
            asks=tuple(asks),
            remark=about_person,
        )
    found = when(text, order)
    if found.asks:
        asks.insert(0, Asks.DATE)
    elif not found.starts_at:
        raise Problem(missing(text, "date"))
    if not found.has_time:
        if Meaning.SUBJECT in cells:  # an entry of a calendar without times
            return replace(line, kind=Kind.ALL_DAY, status="", starts_at=found.starts_at)
        raise Problem(missing(text, "time"))
    check_length(found, text)
    return replace(
        line,
        person=person,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        asks=tuple(asks),
        remark=" ".join(filter(None, [about_person, about_status, found.remark])),
    )


def is_below_a_table(text):
    """“Total” and the like, perhaps in each cell; nobody's who can be reached."""
    if not BELOW_A_TABLE.match(text.first) or len(set(text.cells.values())) > 3:
        return False
    contacts = (text.cells.get(meaning, "") for meaning in (Meaning.EMAIL, Meaning.PHONE))
    return not any("@" in one or sum(map(str.isdecimal, one)) > 6 for one in contacts)


def timed_loosely(line, text, order):
    """Time without a patient is not brought in, so that nothing about it is a problem."""
    try:
        found = when(text, order)
    except Problem:
        return line
    return replace(line, starts_at=found.starts_at, ends_at=found.ends_at)


def missing(text, what):
    if text.given < text.width:
        return f"There is no {what}: the row has {text.given} cells for {text.width} columns."
    return f"There is no {what}."


def follows(line, before):
    is_theirs = visit_of(line)[0] == visit_of(before)[0] and line.service != before.service
    return is_theirs and line.starts_at is not None and line.starts_at == before.ends_at


def with_repeats(read):
    """With later lines that are the same visit as an earlier one marked as such.

    A number that two different visits share is a problem: one of them may be a later version. Not
    so if one follows the other: programs give each treatment of a booking a row with its number.
    """
    of_key, of_visit, done = {}, {}, []
    for line in read:
        if line.problem or line.kind not in TIMED:
            done.append(line)
            continue
        visit = visit_of(line)
        twin = of_key.get(line.key) if line.key else None
        if line.starts_at and not twin:
            twin = of_visit.get(visit)
            if twin and line.key and twin.key:  # two bookings by their numbers: they overlap
                twin = None
        if not twin:
            if line.key:
                of_key[line.key] = line
            of_visit.setdefault(visit, line)
            done.append(line)
        elif visit[1] and visit[1] == twin.starts_at and visit[0] != visit_of(twin)[0]:
            done.append(line)  # of a class, whose number is that of all who come
        elif follows(line, twin):
            of_key[line.key] = line
            done.append(line)
        elif visit == visit_of(twin):
            done.append(replace(line, kind=Kind.REPEAT, repeats=twin.line, asks=()))
        else:
            problem = f"Line {twin.line} is another visit with the same number, {short(line.key)}."
            done.append(replace(line, problem=problem))
    return done


def visit_of(line):
    return folded(line.person.name), line.starts_at, folded(line.therapist), line.kind
