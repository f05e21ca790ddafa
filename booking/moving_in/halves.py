"""Times such as 1:30 that do not say whether they are before or after noon."""

import re

from booking.moving_in.meanings import OF_ENDS, OF_STARTS, Meaning

CLOCK = re.compile(r"(?<![\d:.])(\d{1,2}):\d\d")
SAYS_HALF = re.compile(r"\d\s?[ap]\.?\s?m?\b", re.IGNORECASE)
BEFORE_WORK = range(1, 7)  # hours at which nobody is treated, but twelve hours later, many are


def are_open(rows) -> bool:
    """Whether nothing in the file shows that its clock has 24 hours: no hour after twelve, and none
    with a leading zero. `rows` have texts by meaning in `cells`."""
    hours = [hour for row in rows for hour in hours_in(row, OF_STARTS | OF_ENDS)]
    return not any(hour.startswith("0") or int(hour) > 12 for hour in hours)


def is_open(row) -> bool:
    """Whether the row's start is at an hour that may mean one twelve hours later."""
    return any(int(hour) in BEFORE_WORK for hour in hours_in(row, OF_STARTS))


def hours_in(row, meanings):
    for meaning in meanings - {Meaning.START_DATE, Meaning.END_DATE}:
        cell = row.cells.get(meaning, "")
        if (found := CLOCK.search(cell)) and not SAYS_HALF.search(cell):
            yield found[1]
