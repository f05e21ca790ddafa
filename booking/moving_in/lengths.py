"""How long a visit is, as a cell says it: 60, 60 min, 1h 15m, 1:00, 1.5 hours, PT45M, 3600 s."""

import re
from datetime import timedelta
from functools import lru_cache

from booking.moving_in.problem import Problem
from typed.text import without_accents

NUMBER = r"\d+(?:[.,]\d+)?"
IN_WORDS = re.compile(
    rf"(?:p?t?(?P<hours>{NUMBER})\s?(?:hours?|heures?|stunden?|std|hrs?|h)[\s,]*(?:and |et )?)?"
    rf"(?:p?t?(?P<minutes>{NUMBER})(?![\d.,])\s?(?:minutes?|minuten|mins?|mn|m|'|′)?\.?)?"
    rf"(?:\s?p?t?(?P<seconds>{NUMBER})\s?(?:seconds?|secondes?|sekunden|secs?|sek|s))?"
)
CLOCK = re.compile(r"(\d{1,2})[:h](\d\d)(?::(\d\d))?")
A_NUMBER = re.compile(NUMBER)
ABBREVIATED = re.compile(r"(?<=[a-z])\.")  # “1 hr. 15 mins.”
NUMBERS = {"one": "1", "an": "1", "une": "1", "half an": "0.5", "two": "2", "deux": "2"}
IN_LETTERS = re.compile(r"\b(?:half an|one|an|une|two|deux)\b(?= h)")
LONGEST = 80  # characters
MOST = 7 * 24 * 60  # minutes
PART_OF_A_DAY = re.compile(r"0?[.,]\d+")
MOST_OF_A_DAY = 4 * 60  # minutes; 0.5 may be half an hour as well
FEWEST = 5  # minutes: less than that is hours, or no length


@lru_cache(maxsize=5_000)
def length(cell: str, unit=1) -> timedelta:
    """Raises Problem for what is not a length. A bare number is that many times `unit` minutes; if
    that is 1, a number below 1 is the part of a day as spreadsheets keep it."""
    if len(cell) > LONGEST:
        raise Problem("is not a length")
    text = " ".join(without_accents(cell).casefold().split())
    text = ABBREVIATED.sub("", IN_LETTERS.sub(lambda found: NUMBERS[found[0]], text))
    minutes = minutes_in(text, unit)
    if minutes is None or minutes > MOST:
        raise Problem("is not a length")
    if minutes < FEWEST and A_NUMBER.fullmatch(text) and minutes > 0:
        raise Problem("can be hours or minutes: it does not say which")
    if minutes > MOST_OF_A_DAY and PART_OF_A_DAY.fullmatch(text) and unit == 1:
        raise Problem("can be hours or days: it does not say which")
    return timedelta(minutes=round(minutes))


def minutes_in(text, unit):
    if found := CLOCK.fullmatch(text):
        return int(found[1]) * 60 + int(found[2])
    if A_NUMBER.fullmatch(text):
        number = as_float(text)
        return number * 24 * 60 if 0 < number < 1 == unit else number * unit
    found = IN_WORDS.fullmatch(text.removesuffix(" long"))
    if found and any(found.groups()):
        minutes = as_float(found["hours"]) * 60 + as_float(found["minutes"])
        return minutes + as_float(found["seconds"]) / 60
    return None


def as_float(digits):
    return float((digits or "0").replace(",", "."))
