"""What a value in a column may be, to tell columns by what is in them."""

from booking.moving_in.contacts import as_phone
from booking.moving_in.dates import NO_DAY, reading, weekday_named
from booking.moving_in.headings import plain
from booking.moving_in.lengths import length
from booking.moving_in.meanings import Meaning
from booking.moving_in.names import TITLES
from booking.moving_in.problem import Problem
from booking.moving_in.statuses import status_of
from booking.moving_in.times import times_in


def read_as(read, value):
    try:
        return read(value)
    except Problem:
        return None


def has_both(value):
    found = read_as(reading, value)
    is_clock = found and not found.at and set(found.days.values()) <= NO_DAY
    return found and not is_clock and (found.times or found.at) and not read_as(times_in, value)


def has_clock(value):
    """Whether it is a date with a time that is not midnight."""
    found = has_both(value) and reading(value)
    return found and (found.at or found.times.start)


def day_of(value):
    """All the days that it can be."""
    found = read_as(reading, value)
    return {found.at.date()} if found and found.at else set(found.days.values()) if found else set()


def is_weekday(value):
    return weekday_named(value) is not None


def is_time(value):
    found = read_as(reading, value)
    return read_as(times_in, value) or (found and found.times and not has_both(value))


def is_date(value):
    found = read_as(reading, value)
    return found and not found.at and (not found.times or found.times.start == 0)


def is_length(value):
    return read_as(length, value)


def is_title(value):
    return plain(value) in TITLES


def is_phone(value):
    return any(as_phone(part) for part in (value, *value.replace("/", ";").split(";")))


def looks_like_name(value):
    return " " in value and len(value) < 60 and not any(map(str.isdecimal, value))


FEW_AT_LEAST = {Meaning.EMAIL: lambda value: "@" in value, Meaning.STATUS: status_of} | {
    Meaning.PHONE: lambda value: sum(map(str.isdecimal, value)) > 6
}
