"""Which of day and month is first in the dates of an appointment book: shown, and never guessed."""

import pytest
import time_machine

from booking.models import BookImport
from booking.moving_in.columns import guessed
from booking.moving_in.lines import lines
from booking.moving_in.order import order_of
from booking.moving_in.table import read_table
from tests import make
from tests.appointment_book import run
from tests.booking.test_book_screens import at, goes_on

FIVE = ["03/04/2027", "04/05/2027", "05/04/2027", "06/04/2027", "07/04/2027"]


def table(*dates, heading="Date"):
    rows = [f"Ada Exemplar,{date},9:00 AM" for date in dates]
    return read_table("\n".join([f"Name,{heading},Time", *rows]).encode())


def order(*dates):
    found = table(*dates)
    return order_of(found, guessed(found))


def test_the_line_that_settles_the_order_is_named():
    settled = order(*FIVE, "31/12/2026")
    assert (settled.first, settled.doubt) == ("day", "")
    assert settled.settled == "Line 7, “31/12/2026”, can only be read with the day first."
    assert (settled.choices, len(settled.examples)) == (("day", "month"), 3)
    more = order("31/12/2026", "30/12/2026", *FIVE)
    assert more.settled.startswith("Line 2, “31/12/2026”, and 1 other can only")
    assert order("Thu 03/04/2027", "04/05/2027").settled == (
        "Line 2, “Thu 03/04/2027” on a Thursday, can only be read with the month first."
    )


def test_a_line_that_decides_about_many_others_is_doubted():
    doubted = order(*FIVE, "08/04/2027", "31/12/2026")
    assert doubted.first == "day"
    assert doubted.doubt == "But only one line says so, and 6 others could be read either way."
    assert not order(*FIVE, "08/04/2027", "30/12/2026", "31/12/2026").doubt


def test_an_order_that_puts_visits_on_weekends_is_doubted():
    as_months = ["12/01/2026", "12/04/2026", "12/07/2026", "12/09/2026", "11/04/2026"]
    on_weekends = order(*as_months, "31/12/2026", "30/12/2026").doubt
    assert on_weekends == (
        "But of 5 dates that can be read either way, 4 would then be on a Saturday or Sunday; "
        "with the month first, none."
    )


def test_lines_that_contradict_each_other_are_named():
    doubt = order("25/03/2027", "03/25/2027", "26/03/2027", "03/04/2027").doubt
    assert doubt == (
        "The file contradicts itself. Line 2, “25/03/2027”, and 1 other can only be read with the "
        "day first; line 3, “03/25/2027”, can only be read with the month first."
    )


def test_the_only_date_that_its_weekday_settles_is_remarked_on():
    def remarks(*dates):
        found = table(*dates)
        return [line.remark for line in lines(found, guessed(found))]

    assert remarks("Thu 03/04/2027") == [
        "“Thu 03/04/2027 – 9:00 AM” is read as Thursday, March 4, 2027, because of its weekday."
    ]
    assert remarks("Thu 03/04/2027", "Fri 03/05/2027") == ["", ""]


@pytest.fixture
def desk(db, client):
    with time_machine.travel(make.NOW, tick=False):
        make.therapist(make.service())
        client.force_login(make.staff("Reception"))
        yield client


def uploaded(*dates):
    rows = [f"Ada Exemplar,{date},9:00,30" for date in dates]
    content = "\n".join(["Name,Date,Time,Minutes", *rows]).encode()
    return run(BookImport.objects.upload("book.csv", [content], by=None))


def test_what_the_file_settles_is_shown_and_can_be_changed(desk):
    one = uploaded("03/12/2026", "15/12/2026")
    page = desk.get(at(one, "columns/"))
    assert "Line 3, “15/12/2026”, can only be read with the day first." in page.text
    assert "03/12/2026 is Thursday, December 3, 2026" in page.text
    assert page.context["form"]["order"].initial == "day"
    one = goes_on(desk, one, "columns/", order="month")
    one = goes_on(desk, one, "names/")
    assert one.rows.get(line=2).starts_at.month == 3
    assert "in a different order from the other dates" in one.rows.get(line=3).reason


def test_what_is_in_doubt_has_to_be_answered(desk):
    one = uploaded("03/12/2026", "15/12/2026", "12/15/2026")
    page = desk.get(at(one, "columns/"))
    assert "The file contradicts itself." in page.text
    assert not page.context["form"]["order"].initial
    sent = {"column_0": "name", "column_1": "start date", "column_2": "start time"}
    refused = desk.post(at(one, "columns/"), sent | {"seen": one.version})
    assert refused.status_code == 422
    assert "Choose which number is first" in refused.text
