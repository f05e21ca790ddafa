"""RRULEs (RFC 5545, section 3.3.10) that are safe to calculate with.

dateutil calculates with what the standard does not allow, some of it without end.
"""

import re
from calendar import monthrange
from datetime import datetime, time, timedelta
from math import prod

from icalendar import vRecur

from booking.calendar_files.values import nearest_day

MOST = 10_000  # occurrences of one event within the window
OFTEN, ODD = {"SECONDLY", "MINUTELY", "HOURLY"}, {"BYYEARDAY", "BYWEEKNO", "BYSETPOS"}
MOST_A_DAY = 200  # as hours, minutes and seconds of a rule
WITHOUT_COUNT = re.compile(r"\bCOUNT=-\d+(;|$)", re.IGNORECASE)  # as Confluence writes it
MOST_COUNTED = 100_000  # as COUNT of a rule
STEPS = {
    "SECONDLY": timedelta(seconds=1),
    "MINUTELY": timedelta(minutes=1),
    "HOURLY": timedelta(hours=1),
    "DAILY": timedelta(days=1),
    "WEEKLY": timedelta(weeks=1),
}
# RFC 5545, section 3.3.10: the largest number, either way, and whether it can be 0.
RANGES = {
    "BYSECOND": (60, True),
    "BYMINUTE": (59, True),
    "BYHOUR": (23, True),
    "BYMONTHDAY": (31, False),
    "BYYEARDAY": (366, False),
    "BYWEEKNO": (53, False),
    "BYMONTH": (12, False),
    "BYSETPOS": (366, False),
    "INTERVAL": (1_000_000, False),
    "COUNT": (MOST_COUNTED, False),
}
END_OF_DAY = time(23, 59, 59)


def harmless(text, event, window):
    """The rule of an event, with UNTIL on the event's clock. Raises ValueError.

    `window`: how much time the occurrences are wanted for.
    """
    rule = vRecur.from_ical(";".join(parts_of(WITHOUT_COUNT.sub("", text))))
    if rule.pop("RSCALE", ["GREGORIAN"])[0].upper() != "GREGORIAN":
        raise ValueError("another calendar")
    if rule.pop("SKIP", ["OMIT"])[0].upper() != "OMIT":
        raise ValueError("skips")
    rule["FREQ"] = [rule["FREQ"][0].upper()]
    for name, (most, or_none) in RANGES.items():
        for value in rule.get(name, []):
            if abs(int(value)) > most or not (value or or_none):
                raise ValueError(name)
    if rule.get("INTERVAL", [1])[0] < 1:
        raise ValueError("INTERVAL")
    if "UNTIL" in rule:
        rule["UNTIL"] = [last(rule["UNTIL"][0], event)]
    if prod(len(rule.get(name, "1")) for name in ("BYHOUR", "BYMINUTE", "BYSECOND")) > MOST_A_DAY:
        raise ValueError("too often")
    if never(rule) or (rule["FREQ"][0] in OFTEN and ODD & rule.keys()):
        raise ValueError("perhaps never")
    is_plain = not any(name.startswith("BY") for name in rule)
    if is_plain and rule["FREQ"][0] in STEPS and window / step_of(rule) > MOST:
        raise ValueError("too often")
    return rule


def parts_of(text):
    """As the standard writes them, without what programs add for themselves (RFC 2445, X-…)."""
    parts = re.sub(r"\s", "", text).upper().split(";")
    return [part for part in parts if part and not part.startswith("X-")]


def never(rule):
    """Whether it names days that no year has, which dateutil would look for until 9999."""
    lasts = [monthrange(2028, month)[1] for month in rule.get("BYMONTH", [1])]
    days = rule.get("BYMONTHDAY", [1])
    return all(abs(day) > last for day in days for last in lasts)


def step_of(rule):
    return STEPS[rule["FREQ"][0]] * rule.get("INTERVAL", [1])[0]


def last(until, event):
    """The end of a rule, on the clock of the event; a date is the whole day."""
    if not isinstance(until, datetime):
        return until if event.is_all_day else datetime.combine(until, END_OF_DAY)
    if not event.is_all_day:
        return local(until, event.zone)
    if until.second == 59:  # the last second of a day, in whatever zone
        return nearest_day(until + timedelta(seconds=1)) - timedelta(days=1)
    return nearest_day(until)


def local(when, zone):
    return when.astimezone(zone).replace(tzinfo=None) if when.tzinfo else when
