"""The day on paper, for everyone or for one therapist."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Closure
from tests import make
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/admin/booking/appointment/sheet/"
TOMORROW = {"day": "2026-11-24"}


def test_a_sheet_has_the_visits_of_its_day_in_order(reception, open_clinic, appointment):
    next_day = make.TOMORROW_AT_NINE + timedelta(days=1)
    make.booking(*open_clinic, next_day, name="Later Patient", **make.contact(1))
    an_hour_later = make.TOMORROW_AT_NINE + timedelta(hours=1)
    make.booking(*open_clinic, an_hour_later, name="Second Patient", **make.contact(2))
    page = reception.get(PAGE, TOMORROW).text
    assert page.index("Sample Patient") < page.index("Second Patient")
    assert "416 555 0123" in page
    assert "IMS treatment, 30 min <em>(not confirmed)</em>" in page
    assert "Later Patient" not in page


def test_a_visit_that_will_not_take_place_is_not_on_it(reception, appointment):
    appointment.cancel()
    assert "No visits on this day." in reception.get(PAGE, TOMORROW).text


def test_a_therapist_can_have_a_sheet_of_their_own(reception, open_clinic, appointment):
    service, own = open_clinic
    colleague = make.therapist(service, name="Sample Colleague")
    make.booking(service, colleague, name="Second Patient", **make.contact(1))
    page = reception.get(PAGE, TOMORROW | {"therapist": colleague.pk}).text
    assert "Second Patient" in page
    assert "Day sheet: Sample Colleague" in page
    assert "Sample Patient" not in page
    assert f"<strong>{own}</strong>" not in page


def test_hours_and_closures_are_named(reception, open_clinic):
    day = {"first_day": make.TOMORROW, "last_day": make.TOMORROW}
    Closure.objects.create(**day, from_time="13:00", until_time="15:00", reason="Fire drill")
    Closure.objects.create(**day, therapist=open_clinic[1], reason="Training")
    page = reception.get(PAGE, TOMORROW).text
    assert "Sample Therapist</strong>: 9:00 AM – 5:00 PM; away (Training)" in page
    assert "The clinic is closed from 1:00 PM to 3:00 PM: Fire drill." in page
    assert "Fire drill" not in reception.get(PAGE).text


def test_somebody_who_takes_no_more_bookings_is_on_it_with_their_visits(reception, appointment):
    type(appointment.therapist).objects.update(is_active=False)
    assert "Sample Therapist</strong>: 9:00 AM" in reception.get(PAGE, TOMORROW).text


@each("day", ["", "nonsense", "0001-01-01", "9999-12-31", "2026-02-30"])
@each("therapist", ["", "nobody", "9" * 40])
def test_nonsense_is_today_and_everyone(reception, open_clinic, day, therapist):
    page = reception.get(PAGE, {"day": day, "therapist": therapist}).text
    assert "Monday, November 23" in page
    assert "<strong>Sample Therapist</strong>" in page


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


def test_looking_is_all_one_can_do_there(reception):
    assert reception.post(PAGE).status_code == 405
