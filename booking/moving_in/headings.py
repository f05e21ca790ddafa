"""What a column may be by its heading alone."""

import re
from functools import lru_cache

from booking.moving_in import german_headings
from booking.moving_in.known_headings import HEADINGS, PEOPLE
from booking.moving_in.meanings import Meaning
from typed.text import without_accents


@lru_cache(maxsize=10_000)
def plain(heading: str) -> str:
    """A heading without capitals, accents and punctuation: “E-mail:” is “e mail”."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", without_accents(heading))  # startTime
    words = (
        re.sub(r"\((?:n?e|trice)\)", "", words)
        .replace("(s)", "s")
        .replace("’s ", " ")
        .replace("'s ", " ")
    )
    return " ".join(re.findall(r"[a-z0-9]+", words.casefold()))


KNOWN = {
    plain(one): meaning
    for headings in (german_headings.HEADINGS, HEADINGS)
    for meaning, listed in reversed(headings.items())
    for one in re.split(r"[|\n]", listed)
    if one.strip()
}


@lru_cache(maxsize=10_000)
def known(heading: str) -> Meaning | None:
    """What a column with this heading is in the programs that we know; None if it says nothing.

    “Patient phone” and “Client: phone” are “phone”, but “Patient” alone is the name, and the phone
    of anybody else is not the patient's.
    """
    words = plain(heading)
    if (found := BESIDE.fullmatch(heading.strip())) and words not in KNOWN:
        return known(found[1])  # “Date (YYYY-MM-DD)”, “Phone (home)”
    if words in PEOPLE:
        return Meaning.NAME
    if words in KNOWN:
        return KNOWN[words]
    if KNOWN.get(IN_PARTS.sub("", words)) == Meaning.THERAPIST:
        return Meaning.THERAPIST
    if (rest := OF_A_VISIT.sub("", words)) in KNOWN and KNOWN[rest] not in OF_WHOM:
        return KNOWN[rest]
    of_whom, _, rest = words.partition(" ")
    if of_whom.removesuffix("s") in PEOPLE and rest in OF_PEOPLE:
        return OF_PEOPLE[rest]
    rest, _, of_whom = words.rpartition(" ")
    if of_whom in PEOPLE and rest.removesuffix(" of").removesuffix(" du") in OF_PEOPLE:
        return OF_PEOPLE[rest.removesuffix(" of").removesuffix(" du")]
    return None


BESIDE = re.compile(
    r"(.*\S)\s*[(\[-]\s*(?:home|work|mobile|cell|personal|primary|main|daytime|evening|maison"
    r"|domicile|travail|bureau|cellulaire|[ymdhs/. :-]{4,}|e[sd]?t|eastern|local(?: time)?|24 ?h"
    r"|utc|gmt|y/n|o/n|yes/no|last, ?first|first,? ?last|optional|required|america/toronto)"
    r"\s*[)\]]?",
    re.IGNORECASE,
)
IN_UTC = re.compile(r"\b(?:utc|gmt)\b", re.IGNORECASE)
IN_PARTS = re.compile(r" (?:first|last) ?name$")
OF_A_VISIT = re.compile(
    r"^(?:appointment|appt|visit|session|event) |^rdv | (?:du|de) (?:rdv|rendez vous)$"
)
OF_WHOM = {
    *(Meaning.NAME, Meaning.FIRST_NAME, Meaning.LAST_NAME, Meaning.OTHER_NAME),
    *(Meaning.EMAIL, Meaning.PHONE, Meaning.NOTE, Meaning.LEFT_OUT),
}
OF_PEOPLE = {words: meaning for words, meaning in KNOWN.items() if meaning in OF_WHOM} | {
    **dict.fromkeys(["id", "no", "number", "guid", "uuid", "key", "reference"], Meaning.PERSON_KEY)
}
