"""Who a row is about."""

import re
from functools import lru_cache

from booking.moving_in.cells import short
from booking.moving_in.contacts import apart, contacts_in, emails_in, phones_in
from booking.moving_in.entries import Person
from booking.moving_in.headings import plain
from booking.moving_in.meanings import Meaning
from booking.moving_in.names import folded, is_doubtful, joined, one_name
from booking.moving_in.starts import about

NAMES = (Meaning.NAME, Meaning.FIRST_NAME, Meaning.LAST_NAME, Meaning.SUBJECT)
WITH_ADDRESS = re.compile(r"([^<>@]+\S)\s*<([^<>@\s]+@[^<>@\s]+)>")
OF_PERSON = (*NAMES, Meaning.OTHER_NAME, Meaning.EMAIL, Meaning.PHONE, Meaning.PERSON_KEY)


def person_in(row, therapists) -> tuple[Person | None, bool, str]:
    """The person of a row or None, whether somebody must say who it is, and a remark or "".

    Raises Problem for what is not a name. `therapists` are the folded names of the therapists: a
    patient who seems to have the name of one is asked about.
    """
    cells = tuple(row.cells.get(meaning, "") for meaning in OF_PERSON)
    name, first, last, subject = cells[: len(NAMES)]
    if found := WITH_ADDRESS.fullmatch(name):
        name, address = found.groups()
        cells = (name, *cells[1:5], "; ".join(filter(None, [address, cells[5]])), *cells[6:])
    if not (name or first or last or subject):
        return None, False, ""
    if subject and not (name or first or last):
        return of_subject(row, subject, cells)
    if first and last:
        if folded(last) in therapists:  # a booking by somebody who gave one name only
            last = ""
        called, also = about(row, Meaning.FIRST_NAME, lambda _: joined(first, last))
    elif name:
        called, also = about(row, Meaning.NAME, lambda _: one_name(name))
    else:
        meaning = Meaning.FIRST_NAME if first else Meaning.LAST_NAME
        called, also = about(row, meaning, one_name)
    is_therapist = folded(called) in therapists or folded(cells[2]) in therapists - {""}
    remark = f"{short(cells[2] or called)} is also the name of a therapist." if is_therapist else ""
    person, more = completed(called, also, *cells[len(NAMES) :])
    whole = f"{first} {last}".strip() or name
    asks = is_therapist or is_doubtful(called) or is_doubtful(whole)
    return person, asks, " ".join(filter(None, [remark, more]))


def of_subject(row, subject, cells):
    """The subject of a calendar's entry may be a patient; its notes may say how to reach them."""
    subject, said = apart(subject)
    emails, phones = contacts_in(f"{said}\n{row.cells.get(Meaning.NOTE, '')}")
    others, email, phone, key = cells[len(NAMES) :]
    emails, phones = ("; ".join(filter(None, both)) for both in ((email, emails), (phone, phones)))
    person, remark = completed(subject, (), others, emails, phones, key)
    return person, True, remark


@lru_cache(maxsize=20_000)
def completed(name, also, others, emails, phones, key):
    """A Person, and a remark about what could not be used or ""."""
    addresses, unread_emails = emails_in(emails) if emails else ((), ())
    numbers, unread_phones = phones_in(phones) if phones else ((), ())
    unlike = [one for one in (*also, *other_names(others, name)) if folded(one) != folded(name)]
    person = Person(
        name=name,
        other_names=tuple(dict.fromkeys(unlike)),
        emails=addresses,
        phones=tuple(number for number, _ in numbers),
        dialled=tuple(dialled for _, dialled in numbers),
        key=key,
        unread_emails=unread_emails,
        unread_phones=unread_phones,
    )
    unread = [
        *said_of(unread_emails, "an email address"),
        *said_of(unread_phones, "a phone number"),
    ]
    return person, " ".join(unread)


def said_of(unread, what):
    if unread:
        yield f"Not {what}, so left out: {', '.join(map(short, unread))}."


def other_names(cell, name):
    """A first name alone, as in “Preferred name”, has the last name with it."""
    last = name.partition(" ")[2]
    for one in cell.replace("\n", ";").split(";"):
        if plain(one) and plain(one) not in map(plain, name.split()):
            called = " ".join(one.split())
            yield called if " " in called or not last else f"{called} {last}"
