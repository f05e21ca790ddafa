"""The status of the visit of a row, from whichever of its cells say it."""

from booking.moving_in import statuses
from booking.moving_in.cells import is_yes, short
from booking.moving_in.meanings import Meaning
from booking.moving_in.names import folded
from booking.moving_in.problem import Problem

YES_OR_NO = (
    (Meaning.CANCELLED, statuses.CANCELLED),
    (Meaning.MISSED, statuses.MISSED),
    (Meaning.ATTENDED, statuses.ATTENDED),
)
WAITING = "waiting"  # no visit yet: the row stays out
STRONGEST_FIRST = (statuses.CANCELLED, statuses.MISSED, statuses.ATTENDED, statuses.BOOKED)


def said_with_name(cells):
    """The status that is written beside the name, which is taken off it; or ""."""
    found = ""
    for meaning in (Meaning.NAME, Meaning.SUBJECT):
        if meaning in cells:
            cells[meaning], status = statuses.apart(cells[meaning])
            found = found or status
    return found


def status_in(text, states):
    """The status, and a remark about a word that is not one, or "".

    `states` are what words mean by their folded forms, as a person has said it.

    Raises Problem for a row that may not be a visit.
    """
    for meaning, status in YES_OR_NO:
        for cell in text.cells.get(meaning, "").split("\n"):
            if says(cell, status):
                return status, ""
            said = statuses.status_of(cell)
            if meaning == Meaning.CANCELLED and is_yes(cell) is None and not said:
                where = f"In “{text.headings[meaning]}”, {short(cell)}"
                raise Problem(f"{where} says neither yes nor no.")
    cell = text.cells.get(Meaning.STATUS, "")
    if not cell:
        return statuses.BOOKED, ""
    said = {states.get(folded(one)) or known(one) for one in cell.split("\n")}
    if WAITING in said:
        raise Problem(f"It is not a visit yet: {short(cell)}.")
    for status in STRONGEST_FIRST:
        if status in said:
            return status, ""
    return statuses.BOOKED, f"{short(cell)} is not a status that we know, so it is read as booked."


def known(word):
    return WAITING if statuses.is_waiting(word) else statuses.status_of(word)


def says(cell, status):
    """Whether it says yes: a column of moments, such as “Cancelled at”, does so by having one."""
    is_moment = is_yes(cell) is None and any(map(str.isdecimal, cell))
    return is_yes(cell) or is_moment or statuses.status_of(cell) == status
