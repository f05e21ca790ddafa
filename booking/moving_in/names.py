"""The name of a person, however a program or a spreadsheet writes it."""

import re
from functools import lru_cache

from booking.models import one_patient
from booking.moving_in.headings import plain
from booking.moving_in.problem import Problem
from typed import text

TITLES = {
    *("dr", "dre", "mr", "mrs", "ms", "miss", "mx", "mme", "mlle", "prof", "sir", "madame"),
    *("monsieur", "doctor", "docteur", "rev"),
}
TITLE = re.compile(rf"^(?:(?:{'|'.join(TITLES)})\.?\s+)+(?=\S)", re.IGNORECASE)
SUFFIX = r"(?:jr|sr|junior|senior|ii|iii|iv|ph\.?\s?d|m\.?d|esq|rmt|r\.?n)\.?"
WITH_SUFFIX = re.compile(rf"^(.*\S)\s*,\s*({SUFFIX})$", re.IGNORECASE)
IN_BRACKETS = re.compile(r"\s*[(\[“\"]\s*([^()\[\]“”\"]+?)\s*[)\]”\"]\s*")
PRONOUNS = re.compile(r"(?:she|he|they|elle|il|iel|her|him|them|eux)(?:\s?/\s?\w+)+", re.IGNORECASE)
TWO_PEOPLE = re.compile(r"\s(?:&|\+|and|et)\s|\s?[/;]\s?", re.IGNORECASE)
BLOCKED = {
    *("lunch", "break", "blocked", "block", "busy", "private", "unavailable", "closed", "meeting"),
    *("time off", "vacation", "holiday", "away", "off", "admin", "admin time", "staff meeting"),
    *("out of office", "open", "free", "available", "reserved", "hold", "on hold", "day off"),
    *("diner", "pause", "reunion", "conge", "vacances", "ferme", "absent", "not available"),
    *("do not book", "dejeuner", "personal", "sick", "training", "formation", "blocked time"),
    *("charting", "cleaning", "paperwork", "stat holiday", "statutory holiday", "blocked off"),
    *("booked off", "buffer", "travel time", "office closed", "clinic closed", "jour ferie"),
    *("ferie", "ne pas reserver", "do not schedule", "administration", "menage"),
}
NOBODY = BLOCKED | {
    *("walk in", "walkin", "test", "test test", "unknown", "tbd", "no name", "name", "inconnu"),
    *("patient", "client", "customer", "guest", "new patient", "new client", "n a", "x", "xxx"),
    *("anonymous", "anonyme", "no client", "no patient", "deleted customer", "deleted client"),
    *("deleted", "deleted patient", "sans nom", "walk in client", "walk in customer"),
    *("appointment", "appointments", "patients", "clients", "customers", "visits", "names"),
}
SAYS_BLOCKED = re.compile(
    r"\b(?:lunch|break|blocked|unavailable|vacation|holiday|time off|day off|meeting|conge"
    r"|vacances|diner|pause|reunion|indisponible)\b"
)
WITH_COMMA = re.compile(r"([^,]+\s[^,]+),\s*([^,]+\s[^,]+)")
IN_LAST_NAMES = {
    *("van", "von", "de", "da", "di", "du", "des", "del", "la", "le", "st", "ste", "saint", "mac"),
    *("al", "el", "bin", "ben", "ter", "der", "den", "dos", "das", "san", "santa", "o", "mc"),
}
REMARKS = {
    *("new", "deceased", "inactive", "archived", "vip", "minor", "child", "adult", "wsib", "mva"),
    *("deleted", "duplicate", "copy", "do not book", "nouveau", "nouvelle", "decede", "decedee"),
}
LONGEST = 100
folded = lru_cache(maxsize=20_000)(one_patient.folded)


@lru_cache(maxsize=20_000)
def one_name(cell: str) -> tuple[str, tuple[str, ...]]:
    """A whole name with the first name first, and the other names that are in brackets.

    “Placeholder, Cy” is Cy Placeholder; “Sample (Sammy) Patient” is also Sammy Patient. Raises
    Problem for what is not a name.
    """
    if len(cell) > 2 * LONGEST:
        raise Problem("is too long for a name")
    name, also = cell.strip("*~!#\u2022 \t\n"), []
    inside = [found.strip() for found in IN_BRACKETS.findall(name)]
    bare = IN_BRACKETS.sub(" ", name).strip(" ,")
    if inside and bare:
        name = bare if " " in bare else f"{inside[0]} {bare}"  # “Curly” Sample
    name = turned(TITLE.sub("", text.name(name)))
    for one in inside:
        if bare and may_be_called(one, cell):
            also.append(one if " " in one else f"{one} {name.partition(' ')[2]}".strip())
    check(name)
    return name, tuple(also)


def may_be_called(words, cell):
    """Whether what is in brackets is a name too, and not “(she/her)”, “(new)” or “(101)”."""
    if not plain(words) or PRONOUNS.fullmatch(words) or plain(words) in TITLES | REMARKS:
        return False
    is_name = words[0].isupper() or cell == cell.casefold()
    return is_name and not any(map(str.isdecimal, words))


def turned(name):
    """With the last name last. A comma before “Jr.” turns nothing."""
    suffix = ""
    if found := WITH_SUFFIX.match(name):
        name, suffix = found[1], f" {found[2]}"
    last, comma, first = (part.strip() for part in name.partition(","))
    if comma and plain(first) in TITLES:
        name = last
    elif comma and first and last:
        if found := WITH_SUFFIX.match(f"{last}, {first.split(',')[0]}"):
            name = name.replace(",", " ")  # “Patient, Jr., Sample” says too little
        else:
            name = f"{TITLE.sub('', first)} {last}"
    return " ".join(f"{name.strip(' ,')}{suffix}".split())


def joined(first: str, last: str) -> tuple[str, tuple[str, ...]]:
    """A name in two cells, as `one_name`. “Sample, Jr.” is a last name."""
    if first and last:
        found = WITH_SUFFIX.match(last)
        last = f"{found[1]} {found[2]}" if found else last.replace(",", " ")
        return one_name(f"{first.replace(',', ' ')} {last}")
    return one_name(first or last)


def check(name):
    is_title = plain(name) in TITLES
    if is_title or not any(map(str.isalpha, name)) or "@" in name or "://" in name:
        raise Problem("is not a name")
    if len(name) > LONGEST:
        raise Problem("is too long for a name")


def is_blocked(words: str) -> bool:
    """Whether they say that time is closed, in a row without a patient: “Lunch break”."""
    return plain(words) in BLOCKED or bool(SAYS_BLOCKED.search(plain(words)))


@lru_cache(maxsize=20_000)
def is_doubtful(name: str) -> bool:
    """Whether it may be no patient's name, or that of two: “Lunch”, “Ada & Bo”, “Room 2”."""
    if plain(name) in NOBODY or any(one.isdecimal() for one in name):
        return True
    return bool(TWO_PEOPLE.search(name)) or are_two_names(name)


def are_two_names(name):
    """“Ada Exemplar, Bo Testcase” may be two people; “van Dyke, Mary Ann” and “Sample, Jo B.” are
    one."""
    found = "," in name and WITH_COMMA.fullmatch(name.strip())
    if not found or WITH_SUFFIX.match(name.strip()):
        return False
    last, first = (plain(part).split() for part in found.groups())
    is_one = IN_LAST_NAMES & set(last) or TITLES & {*last, *first}
    return not is_one and min(map(len, [*last, *first])) > 1
