"""All visits of one day, for reception."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Closure
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/admin/booking/appointment/day/"
TOMORROW = {"day": "2026-11-24"}


def test_a_day_shows_its_visits_in_order_and_no_others(reception, open_clinic, appointment):
    next_day = make.TOMORROW_AT_NINE + timedelta(days=1)
    make.booking(*open_clinic, next_day, name="Later Patient")
    make.booking(*open_clinic, make.TOMORROW_AT_NINE + timedelta(hours=1), name="Second Patient")
    page = reception.get(PAGE, TOMORROW).text
    assert page.index("Sample Patient") < page.index("Second Patient")
    assert "416 555 0123" in page
    assert "Later Patient" not in page


def test_a_visit_that_will_not_take_place_is_not_shown(reception, appointment):
    appointment.cancel()
    assert "No visits on this day." in reception.get(PAGE, TOMORROW).text


def test_hours_and_closures_are_named(reception, open_clinic):
    day = {"first_day": make.TOMORROW, "last_day": make.TOMORROW}
    Closure.objects.create(**day, from_time="13:00", until_time="15:00", reason="Fire drill")
    Closure.objects.create(**day, therapist=open_clinic[1], reason="Training")
    page = reception.get(PAGE, TOMORROW).text
    assert "Sample Therapist: 9:00 AM to 5:00 PM; away (Training)" in page
    assert "The clinic is closed from 1:00 PM to 3:00 PM: Fire drill." in page
    assert "Fire drill" not in reception.get(PAGE).text


@pytest.mark.parametrize("day", ["", "nonsense", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_nonsense_is_today(reception, day):
    assert "November 23, 2026 (today)" in reception.get(PAGE, {"day": day}).text


def test_reception_marks_who_came_and_stays_on_the_day(reception, appointment, clock):
    appointment.confirm(by=reception.user)
    clock.move_to(appointment.starts_at)
    reception.force_login(reception.user)
    page = reception.get(PAGE).text
    assert f'name="seen" value="{make.version(appointment)}"' in page
    response = reception.post(
        f"/admin/booking/appointment/{appointment.pk}/attended/",
        {"seen": make.version(appointment), "back": "day"},
    )
    assert response.url == f"{PAGE}?day=2026-11-24"


def test_many_visits_take_as_few_queries_as_one(reception, open_clinic, appointment):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            reception.get(PAGE, TOMORROW)
        return len(captured)

    few = queries()
    for hour in range(1, 6):
        start = make.TOMORROW_AT_NINE + timedelta(hours=hour)
        make.booking(*open_clinic, start, **make.contact(hour))
    assert queries() == few


def test_editors_see_no_day(client):
    client.force_login(make.staff("Editors"))
    assert client.get(PAGE).status_code == 403


def test_looking_is_all_one_can_do_there(reception):
    assert reception.post(PAGE).status_code == 405
