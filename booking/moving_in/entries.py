"""What a row of an appointment book can be: the dataclasses that its readers give."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    VISIT = "visit"
    PATIENT = "patient"  # a row without a time, of a file of patients
    CANCELLED = "cancelled"  # a visit that will not or did not take place
    BLOCK = "block"  # time without a patient
    ALL_DAY = "all_day"
    REPEAT = "repeat"  # the same visit as an earlier line


class Asks(StrEnum):
    DATE = "date"  # which is the day and which the month
    PERSON = "person"  # whether this is a patient's name, and whose


@dataclass(frozen=True, slots=True)
class Person:
    """A patient as one row has them. `emails` and `phones` can be used as they are; `dialled` are
    the phones as E.164. `key` is the number that the other program gave them. What is in the cells
    of emails and phones and can be read as neither is left out."""

    name: str
    other_names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    dialled: tuple[str, ...] = ()
    key: str = ""
    unread_emails: tuple[str, ...] = field(default=(), compare=False)
    unread_phones: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One row. Only with `problem` and `asks` empty is it ready to be brought in.

    `starts_at` and `ends_at` are aware, in UTC; `ends_at` is None if the file does not say how long
    the visit is. `remark` says what was read in a way that a person may want to know; it stops
    nothing. `repeats` is the line that this one repeats, or 0.
    """

    line: int
    kind: Kind | None = None
    person: Person | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    therapist: str = ""
    service: str = ""
    status: str = ""  # "booked", "cancelled", "attended", "missed"
    note: str = ""
    key: str = ""
    problem: str = ""
    asks: tuple[Asks, ...] = ()
    remark: str = ""
    repeats: int = 0
