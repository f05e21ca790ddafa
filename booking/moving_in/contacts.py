"""The email addresses and phone numbers in cells, of which one can have several."""

import re
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from clinic.phone import to_e164
from typed import text

BETWEEN = re.compile(r"[;\n|]|\s:::\s|\s/\s|,|\s(?:or|ou|and|et|&)\s")
BETWEEN_NUMBERS = re.compile(r"(?<=\d)\s*/\s*(?=[+(\d])")
PART = r"[^\s<>,;:()\[\]\"@]"
AN_EMAIL = re.compile(rf"{PART}{{1,64}}@{PART}{{1,190}}\.{PART}{{2,63}}")
LONGEST = 500  # characters of a cell with contacts; more is a text
A_PHONE = re.compile(
    r"(?<![\w.+-])(?:\+\d[\d\s().-]{8,16}\d|(?:1[\s.-]?)?\(?[2-9]\d\d\)?[\s.-]{0,2}\d{3}[\s.-]?\d{4})"
    r"(?:,?\s?(?:ext|x|poste|#)\.?\s?\d+)?(?!\w|-\d)"
)
NUMBERS_LEFT = re.compile(r"\d{2}")
BESIDE_CONTACT = re.compile(r"[\s(\[<,;:|/–—-]*\n[\s)\]>,;:|/–—-]*")
WHOLE_NUMBER = re.compile(r"^(\d{10,15})\.0+$")  # of a spreadsheet
PLAIN_NUMBER = re.compile(r"\+?1?([2-9]\d{9})")
NOBODYS = re.compile(
    r"(?:none|no[-._]?e?mail|unknown|declined|do[-._]?not[-._]?email)@", re.IGNORECASE
)
MOST_LETTERS = {"email": 254, "phone": 40}


@lru_cache(maxsize=20_000)
def emails_in(cell: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The addresses, and what cannot be read as one."""
    if len(cell) > LONGEST:
        return (), (cell,)
    return sorted_out(BETWEEN.split(cell), as_email)


@lru_cache(maxsize=20_000)
def phones_in(cell: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Each number as written and as E.164, and what cannot be read as one."""
    if len(cell) > LONGEST:
        return (), (cell,)
    cell = WHOLE_NUMBER.sub(r"\1", cell)
    if one := as_phone(cell):  # “416-555-0101, ext. 5”
        return (one,), ()
    found = [(part, as_phone(part)) for part in A_PHONE.findall(cell)]
    if found and all(one for _, one in found) and not NUMBERS_LEFT.search(rest_of(cell)):
        return tuple(dict.fromkeys(one for _, one in found)), ()  # “h: 416-555-0101 c: …”
    return sorted_out(BETWEEN.split(BETWEEN_NUMBERS.sub(";", cell)), as_phone)


def rest_of(cell):
    return A_PHONE.sub(" ", cell)


def sorted_out(parts, read):
    found = {part.strip(): read(part) for part in parts if part.strip()}
    unread = tuple(part for part, value in found.items() if value is None)
    return tuple(dict.fromkeys(value for value in found.values() if value)), unread


def as_email(part):
    inside = AN_EMAIL.search(part)  # “ada@example.com (work)”
    for written in (part, inside and inside[0]):
        address = text.email(written or "")
        try:
            validate_email(address)
        except ValidationError:
            continue
        if len(address) <= MOST_LETTERS["email"] and not NOBODYS.match(address):
            return address
    return None


def as_phone(part):
    number = text.phone(part)
    digits = re.sub(r"[\s().-]", "", number)
    if len(set(digits)) == 1:  # 000-000-0000: they would make one patient of many
        return None
    found = PLAIN_NUMBER.fullmatch(digits)
    dialled = f"+1{found[1]}" if found else to_e164(number)
    return (number, dialled) if dialled and len(number) <= MOST_LETTERS["phone"] else None


def apart(subject: str) -> tuple[str, str]:
    """The subject of a calendar's entry without the addresses and numbers in it, and those."""
    found = [*AN_EMAIL.findall(subject), *filter(as_phone, A_PHONE.findall(subject))]
    if not found:
        return subject, ""
    name = subject
    for one in found:
        name = BESIDE_CONTACT.sub(" – ", name.replace(one, "\n"))
    return name.strip(" –") or subject, "; ".join(found)


def contacts_in(words: str) -> tuple[str, str]:
    """The addresses and the numbers in the text of a calendar's entry, each as one cell."""
    emails = AN_EMAIL.findall(words)
    numbers = A_PHONE.findall(AN_EMAIL.sub(" ", words))
    return "; ".join(emails), "; ".join(one for one in numbers if as_phone(one))
