"""How dates and times are written, and when a date has its year."""

from datetime import UTC, date, datetime, timedelta

import pytest

from clinic.clock import day, hours, moment

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (date(2026, 12, 1), "Tuesday, December 1"),
        (date(2027, 1, 5), "Tuesday, January 5"),
        (date(2026, 9, 25), "Friday, September 25"),
        (date(2026, 9, 24), "Thursday, September 24, 2026"),
        (date(2027, 9, 20), "Monday, September 20"),
        (date(2027, 9, 21), "Tuesday, September 21, 2027"),
    ],
)
def test_a_day_has_its_year_only_where_that_is_not_obvious(when, said):
    assert day(when) == said


def test_an_instant_is_on_the_clinics_day():
    assert day(datetime(2026, 12, 2, 4, 30, tzinfo=UTC)) == "Tuesday, December 1"


def test_lists_have_the_same_in_short():
    six = datetime(2026, 12, 1, 23, tzinfo=UTC)
    assert moment(six, "short") == "Tue, Dec 1, 6:00 PM"
    assert day(date(2025, 12, 2), "short") == "Tue, Dec 2, 2025"


@pytest.mark.parametrize(
    ("minutes", "said"), [(60, "9:00 – 10:00 AM"), (180, "9:00 AM – 12:00 PM")]
)
def test_noon_is_written_once_and_only_where_it_is_needed(minutes, said):
    nine = datetime(2026, 12, 1, 14, tzinfo=UTC)
    assert hours(nine, nine + timedelta(minutes=minutes)) == said
