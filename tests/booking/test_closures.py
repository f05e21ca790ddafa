"""Closures in admin, and those that patients read of on the pages."""

from datetime import time, timedelta

import pytest

from booking.models import Closure
from tests import make
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ADD = "/admin/booking/closure/add/"
NEW_YEARS_EVE = {"first_day": "2026-12-22", "reason": "Winter break"}
IN_A_MONTH = make.TOMORROW + timedelta(days=29)


def closed(first_day=make.TOMORROW, last_day=None, reason="Winter break", **fields):
    public = {"is_public": "therapist" not in fields} | fields
    return Closure.objects.create(
        first_day=first_day, last_day=last_day or first_day, reason=reason, **public
    )


@each("path", ["/", "/ims/", "/book/", "/contact/", "/nowhere/"])
def test_every_page_tells_of_a_coming_closure(client, seeded, path):
    closed()
    assert "Closed Tuesday, November 24: Winter break" in client.get(path).text


def test_a_part_of_a_day_is_told_with_times_and_zone(client, seeded):
    closed(from_time=time(13), until_time=time(17))
    page = client.get("/ims/").text
    assert "Tuesday, November 24, 1:00 PM – 5:00 PM: Winter break" in page


def test_several_days_are_told_as_a_range(client, seeded):
    closed(last_day=IN_A_MONTH, from_time=time(13), until_time=time(17))
    days = "Closed Tuesday, November 24 to Wednesday, December 23"
    assert f"{days}, 1:00 PM – 5:00 PM each day" in client.get("/ims/").text


@each("offset", [-1, 61])
def test_what_is_over_or_far_ahead_is_not_told(client, seeded, offset):
    closed(make.NOW.date() + timedelta(days=offset))
    assert "Winter break" not in client.get("/ims/").text


@each("offset", [0, 60])
def test_today_and_the_thirtieth_day_are(client, seeded, offset):
    closed(make.NOW.date() + timedelta(days=offset))
    assert "Winter break" in client.get("/ims/").text


def test_staff_closures_and_days_off_are_never_told(client, seeded):
    closed(is_public=False, reason="Kept among staff")
    closed(therapist=make.therapist(), reason="A day off")
    for path in ("/", "/ims/", "/book/"):
        page = client.get(path).text
        assert "Kept among staff" not in page
        assert "A day off" not in page
        assert "Closed " not in page


def test_a_reason_is_shown_as_text(client, seeded):
    closed(reason="<b>Break</b> & rest")
    assert "&lt;b&gt;Break&lt;/b&gt; &amp; rest" in client.get("/ims/").text


def test_the_home_page_shows_it_twice_and_tells_machines_for_one_query(
    client, seeded, django_assert_max_num_queries
):
    closed()
    with django_assert_max_num_queries(9):
        page = client.get("/").text
    assert page.count("Winter break") == 3  # the third is for machines


def test_reception_announces_a_closure(reception, seeded):
    assert reception.post(ADD, NEW_YEARS_EVE | {"is_public": "on"}).status_code == 302
    assert "Closed Tuesday, December 22: Winter break" in reception.get("/ims/").text


def test_what_patients_read_needs_a_reason(reception):
    response = reception.post(ADD, NEW_YEARS_EVE | {"is_public": "on", "reason": ""})
    assert "Enter a reason: patients will read it." in response.text
    assert not Closure.objects.exists()


def test_what_staff_alone_read_needs_none(reception):
    assert reception.post(ADD, NEW_YEARS_EVE | {"reason": ""}).status_code == 302


def test_a_day_off_cannot_be_announced(reception):
    own = {"is_public": "on", "therapist": make.therapist().pk}
    response = reception.post(ADD, NEW_YEARS_EVE | own)
    assert "Only a closure of the whole clinic is shown to patients." in response.text
    assert not Closure.objects.exists()


@each(
    "nonsense",
    [
        {"first_day": "2026-02-30"},
        {"last_day": "2026-01-01"},
        {"from_time": "13:00"},
        {"from_time": "13:00", "until_time": "12:00"},
        {"therapist": "9" * 40},
        {"reason": "\0"},
    ],
)
def test_nonsense_is_refused(reception, nonsense):
    assert reception.post(ADD, NEW_YEARS_EVE | nonsense).status_code == 200
    assert not Closure.objects.exists()


def test_a_closure_of_all_time_breaks_no_page(reception, seeded, appointment):
    forever = {"first_day": "0001-01-01", "last_day": "9999-12-31", "is_public": "on"}
    response = reception.post(ADD, NEW_YEARS_EVE | forever | {"_anyway": str(appointment.pk)})
    assert response.status_code == 302
    for path in ("/", "/book/", "/admin/", "/admin/booking/closure/"):
        assert reception.get(path).status_code == 200
