"""What closures make of the usual hours, for machines."""

from datetime import date, time
from types import SimpleNamespace

import pytest

from pages.reading.special_hours import special_hours

MONDAY, TUESDAY = date(2026, 12, 7), date(2026, 12, 8)


def hours(weekday, opens, closes):
    return SimpleNamespace(weekday=weekday, opens=time(opens), closes=time(closes % 24))


def closure(first, last=None, begins=None, ends=None, reason=""):
    return SimpleNamespace(
        first_day=first,
        last_day=last or first,
        from_time=None if begins is None else time(begins),
        until_time=None if ends is None else time(ends % 24),
        reason=reason,
    )


WEEK = [hours(0, 9, 12), hours(0, 13, 17), hours(1, 9, 24)]


@pytest.mark.parametrize(
    ("closures", "found"),
    [
        ([], []),
        ([closure(MONDAY)], [(7, None, None)]),
        ([closure(MONDAY, None, 10, 11)], [(7, 9, 10), (7, 11, 12), (7, 13, 17)]),
        ([closure(MONDAY, None, 8, 13)], [(7, 13, 17)]),
        ([closure(MONDAY, None, 8, 24)], [(7, None, None)]),
        ([closure(MONDAY, None, 17, 18)], []),  # closed then anyway
        ([closure(MONDAY, TUESDAY, 0, 10)], [(7, 10, 12), (7, 13, 17), (8, 10, 0)]),
        ([closure(TUESDAY, None, 20, 24)], [(8, 9, 20)]),
        ([closure(date(2026, 12, 6), None, 9, 12)], []),  # a Sunday
        ([closure(MONDAY), closure(MONDAY, None, 10, 11)], [(7, None, None)]),
        (
            [closure(MONDAY, None, 9, 12), closure(MONDAY, None, 13, 17)],
            [(7, None, None)],
        ),
    ],
)
def test_what_is_left_of_a_day(closures, found):
    special = special_hours(closures, WEEK, date(2026, 12, 1))
    hour = {one: one and one.hour for one in {x for s in special for x in (s.opens, s.closes)}}
    assert [(one.first_day.day, hour[one.opens], hour[one.closes]) for one in special] == found


def test_a_long_closure_of_part_of_each_day_is_told_for_the_next_weeks_only():
    years = closure(date(2020, 1, 1), date(9999, 12, 31), 9, 10, reason="Sample works")
    special = special_hours([years], WEEK, MONDAY)
    assert special[0].first_day == MONDAY
    assert special[0].reason == "Sample works"
    assert len({one.first_day for one in special}) == 18


def test_without_usual_hours_only_whole_days_are_told():
    assert special_hours([closure(MONDAY, None, 9, 10)], [], MONDAY) == []
    assert len(special_hours([closure(MONDAY)], [], MONDAY)) == 1
