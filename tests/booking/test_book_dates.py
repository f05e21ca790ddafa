"""What a cell of an appointment book can mean as a date, a time or a length."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.moving_in.dates import reading
from booking.moving_in.lengths import length
from booking.moving_in.meanings import Meaning
from booking.moving_in.moments import instant
from booking.moving_in.order import order_of
from booking.moving_in.problem import Problem
from booking.moving_in.table import Row, Table
from booking.moving_in.times import times_in
from booking.moving_in.zones import TORONTO, zone_named


def or_problem(read, *cell):
    try:
        return read(*cell)
    except Problem as problem:
        return str(problem)


MARCH_4 = date(2027, 3, 4)
EITHER = {"day": date(2027, 4, 3), "month": MARCH_4}


def test_dates_that_can_be_read_in_one_way():
    cells = """
        2027-03-04|2027/03/04|2027.3.4|20270304|4 March 2027|March 4, 2027|Mar 4 2027|4-Mar-27
        4 mars 2027|jeudi 4 mars 2027|Thu 4 Mar 2027|Thursday, March 4th, 2027|Thu 03/04/2027
        le 4 mars 2027|4. March 2027|2027-Mar-04
        2027/Mar/04|04/MAR/2027|Mar/4/2027|2027-03-04 (Thu)|4 Mar '27|46450|2027-03-04 00:00
    """
    cells = [
        cell.strip() for line in cells.splitlines() for cell in line.split("|") if cell.strip()
    ]
    assert {cell: or_problem(lambda cell: reading(cell).day(), cell) for cell in cells} == (
        dict.fromkeys(cells, MARCH_4)
    )


def test_every_month_in_both_languages():
    names = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    short = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."
    english = (
        "January February March April May June July August September October November December"
    )
    for names_of in (names.split(), short.split(), english.split()):
        assert [reading(f"5 {name} 2027").day().month for name in names_of] == list(range(1, 13))
        assert [reading(f"{name[:3]} 5, 2027").day().month for name in english.split()] == (
            list(range(1, 13))
        )


def test_dates_that_can_be_read_in_several_ways():
    table = {
        "03/04/2027": EITHER,
        "3/4/27": EITHER,
        "03-04-2027": EITHER,
        "03.04.2027 9:00": EITHER,
        "25/03/2027": {"day": date(2027, 3, 25)},
        "03/25/2027": {"month": date(2027, 3, 25)},
        "05/05/2027": dict.fromkeys(["day", "month"], date(2027, 5, 5)),
        "27-03-04": {"day": date(2004, 3, 27), "year": MARCH_4},
        "12/31/99": {"month": date(1999, 12, 31)},
    }
    assert {cell: reading(cell).days for cell in table} == table


def test_what_is_no_date_says_why():
    table = {
        **dict.fromkeys(["abc", "", "9:00", "2027", "0"], "is not a date"),
        **dict.fromkeys(["March 4", "4 mars", "4/3"], "has no year"),
        "30/02/2027": "is not a day in the calendar",
        "2027-02-30": "is not a day in the calendar",
        "0000-00-00 00:00:00": "is not a day in the calendar",
        "31/04/2027": "is not a day in the calendar",
        "Fri 4 Mar 2027": "is a Thursday, not a Friday",
        "1900-05-05": "is too far away: only 1990 to 2049 can be brought in",
        "2100-01-01": "is too far away: only 1990 to 2049 can be brought in",
        "2027-03-04 25:00": "is not a time",
        "2027-03-04 and then": "is not a time",
    }
    assert {cell: or_problem(reading, cell) for cell in table} == table


def test_moments_in_one_cell():
    """As minutes since midnight, and as hours from UTC."""
    table = {
        "March 4, 2027 9:00 am": (540, None),
        "2027-03-04 09:00:00": (540, None),
        "2027-03-04T09:00:00-05:00": (540, -5),
        "2027-03-04 09:00-05:00": (540, -5),
        "2027-03-04T14:00:00.000Z": (840, 0),
        "2027-03-04 09:00:00 -0500": (540, -5),
        "20270304T140000Z": (840, 0),
        "202703040900": (540, None),
        "4 Mar 2027, 9:00AM EST": (540, -5),
        "Thu Mar 04 2027 09:00:00 GMT-0500 (Eastern Standard Time)": (540, -5),
        "jeudi 4 mars 2027 à 9 h 30": (570, None),
        "9:00 AM March 4, 2027": (540, None),
        "46450.375": (540, None),
    }
    found = {cell: reading(cell) for cell in table}
    assert {one.day() for one in found.values()} == {MARCH_4}
    assert {
        cell: (
            one.times.start,
            one.times.zone and one.times.zone.utcoffset(None) // timedelta(hours=1),
        )
        for cell, one in found.items()
    } == table


def test_unix_times_are_instants():
    nine = datetime(2027, 3, 4, 14, tzinfo=UTC)
    seconds = int(nine.timestamp())
    assert reading(str(seconds)).at == reading(f"{seconds}000").at == nine


def test_times_of_day():
    table = {
        **dict.fromkeys(["9:00", "9:00 AM", "9 am", "9h", "9 h 00", "0900", "900", "9.00am"], 540),
        **dict.fromkeys(["09:00:00", "9:00:00 a.m.", "0.375", "9", "9a", "9:00 hrs"], 540),
        **dict.fromkeys(["2 PM", "14:00", "1400", "2:00 p.m.", "14h", "14 h", "2p"], 840),
        **dict.fromkeys(["noon", "midi", "Midday", "12:00 pm", "12 noon", "0.5"], 720),
        **dict.fromkeys(["midnight", "12:00 am", "0:00", "minuit"], 0),
        "9h30": 570,
        "12:15 am": 15,
        "24:00": 1440,
        "0930": 570,
        "9.30am": 570,
        **dict.fromkeys(
            ["25:00", "9:60", "13:00 AM", "9.5", "", "later", "24:30"], "is not a time"
        ),
    }
    assert {cell: or_problem(lambda cell: times_in(cell).start, cell) for cell in table} == table


def test_two_times_in_one_cell():
    table = {
        "9:00–10:00 AM": (540, 600),
        "9:00 - 10:00": (540, 600),
        "11:00-1:00 PM": (660, 780),
        "1:00 to 2:00 PM": (780, 840),
        "9h à 10h30": (540, 630),
        "de 9 h à 10 h 30": (540, 630),
        "9:00:00 AM -05:00": (540, None),  # as .NET writes it, with its offset
        "9-10am": (540, 600),
    }
    assert {cell: (times_in(cell).start, times_in(cell).end) for cell in table} == table


def test_lengths():
    hour, quarter = timedelta(hours=1), timedelta(hours=1, minutes=15)
    vague = "can be hours or minutes: it does not say which"
    table = {
        **dict.fromkeys(["60", "60 min", "1h", "1:00", "1 hour", "60.0", "PT1H", "60'"], hour),
        **dict.fromkeys(
            ["1h 15m", "1:15", "75 mins", "1.25 h", "1 hr 15 min", "1 h 15", "1 hr. 15 mins."],
            quarter,
        ),
        **dict.fromkeys(["1", "1.5"], vague),
        **dict.fromkeys(["0.5", "0,75"], "can be hours or days: it does not say which"),
        "0": timedelta(),
        "0.0416667": hour,
        **dict.fromkeys(["abc", "", "-30", "9" * 40], "is not a length"),
    }
    assert {cell: or_problem(length, cell) for cell in table} == table
    assert length("1.5", 60) == timedelta(minutes=90)


def test_instants_on_the_days_when_the_clocks_change():
    spring, autumn = date(2027, 3, 14), date(2027, 11, 7)
    assert instant(spring, 90)[0] == datetime(2027, 3, 14, 6, 30, tzinfo=UTC)
    assert instant(spring, 180)[0] == datetime(2027, 3, 14, 7, tzinfo=UTC)
    assert "skip on March 14, 2027" in or_problem(instant, spring, 150)
    at, remark = instant(autumn, 90)
    assert at == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)
    assert remark == "1:30 AM happens twice on November 7, 2027: read as the first, EDT."
    at, remark = instant(autumn, 90, times_in("1:30 EST").zone)
    assert (at, remark) == (datetime(2027, 11, 7, 6, 30, tzinfo=UTC), "")
    assert instant(autumn, 1440)[0] == datetime(2027, 11, 8, 5, tzinfo=UTC)


def test_an_abbreviation_of_the_other_season_is_what_the_clocks_show():
    zone = times_in("9:00 EST").zone
    at, remark = instant(date(2027, 7, 1), 540, zone)
    assert at == datetime(2027, 7, 1, 13, tzinfo=UTC)
    assert remark == "EST is read as EDT, which the clocks show on July 1, 2027."
    assert instant(date(2027, 1, 8), 540, zone) == (datetime(2027, 1, 8, 14, tzinfo=UTC), "")


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("America/Toronto", "America/Toronto"),
        ("EST", "America/Toronto"),  # of a column, for all seasons
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/Toronto"),
        ("Pacific Standard Time", "America/Vancouver"),
        ("america/halifax", "America/Halifax"),
        ("-05:00", "UTC-05:00"),
    ],
)
def test_zones_of_a_column(name, zone):
    assert str(zone_named(name)) == zone
    assert zone_named("Eastern Time") == TORONTO


def order(*cells, others=()):
    rows = [
        Row(line, cell) for line, cell in enumerate(zip(cells, others or cells, strict=True), 2)
    ]
    table = Table("utf-8", ",", 1, ["Date", "Born"], rows)
    return order_of(table, {0: Meaning.START_DATE, 1: Meaning.LEFT_OUT})


def test_the_order_of_day_and_month_is_that_of_the_whole_file():
    assert order("03/04/2027", "25/03/2027", "1/4/27").first == "day"
    assert order("03/04/2027", "03/25/2027").first == "month"
    assert order("03/04/2027", "Thu 03/04/2027").first == "month"
    assert order("Thu 3/4/2027", "Fri 3/5/2027", "Sat 3/7/2027").first == "month"
    assert order("3/25/2027", "Sat 3/7/2027").first == "month"
    assert order("Thu 3/4/2027", "Sat 3/7/2027").first == order("3/25/2027").first == ""
    assert order("27/03/04", "29/02/27").first == "year"
    assert order("03/04/2027", "05/06/2027", others=["25/03/1980", ""]).first == "day"


def test_where_the_file_does_not_say_it_a_person_is_asked():
    asked = order("2027-03-25", "05/05/2027", "03/04/2027")
    assert (asked.first, asked.is_open, asked.choices) == ("", True, ("day", "month"))
    assert order("27/03/04", "26/12/31").choices == ("day", "year")
    assert (asked.example, asked.example_line, asked.readings) == ("03/04/2027", 4, EITHER)
    assert not order("2027-03-25", "05/05/2027", "25/03/2027").is_open


def test_a_file_that_contradicts_itself_is_asked_about_with_its_odd_lines():
    asked = order("25/03/2027", "03/25/2027", "26/03/2027", "03/04/2027")
    assert (asked.first, asked.choices, asked.odd_lines) == ("", ("day", "month"), (3,))


CELLS = st.text("0123456789/-:. apmhmTZ+,Marédieu'", max_size=25)


@settings(max_examples=100, deadline=None)
@given(CELLS)
def test_any_cell_is_read_or_a_problem(cell):
    for read in (reading, times_in, length, zone_named):
        or_problem(read, cell)
