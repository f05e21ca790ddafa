"""Ontario's holidays, suggested to reception."""

from datetime import date, datetime

import pytest
import time_machine

from booking.models import Closure
from tests import make
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HOLIDAYS = "/admin/booking/closure/holidays/"
CHRISTMAS, BOXING_DAY = "2026-12-25", "2026-12-26"


def days():
    return [one.first_day.isoformat() for one in Closure.objects.order_by("first_day")]


def test_the_holidays_to_come_are_suggested_and_ticked(reception):
    page = reception.get(HOLIDAYS).text
    assert "Friday, December 25: Christmas Day" in page
    assert "Monday, October 11, 2027: Thanksgiving Day" in page
    assert "Thanksgiving Day" in page
    assert "October 12, 2026" not in page
    assert page.count("checked") == 14 + 1


def test_looking_adds_nothing(reception):
    reception.get(HOLIDAYS)
    assert days() == []


def test_the_ticked_become_closures_of_whole_days(reception):
    response = reception.post(HOLIDAYS, {"days": [CHRISTMAS, BOXING_DAY], "is_public": "on"})
    assert response["Location"] == "/admin/booking/closure/"
    assert days() == [CHRISTMAS, BOXING_DAY]
    one = Closure.objects.first()
    assert (one.therapist, one.from_time, one.last_day) == (None, None, date(2026, 12, 25))
    assert (one.reason, one.is_public) == ("Christmas Day", True)


def test_they_are_shown_to_patients_only_when_that_is_ticked(reception):
    reception.post(HOLIDAYS, {"days": [CHRISTMAS]})
    assert not Closure.objects.get().is_public


def test_what_is_closed_already_is_shown_as_done(reception):
    Closure.objects.create(first_day="2026-12-24", last_day="2027-01-01")
    response = reception.get(HOLIDAYS)
    done = ["Christmas Day", "Boxing Day", "Boxing Day (observed)", "New Year's Day"]
    assert list(response.context["done"].values()) == done
    assert CHRISTMAS not in response.text


def test_a_part_of_the_day_or_a_day_off_is_not_enough(reception):
    day = {"first_day": CHRISTMAS, "last_day": CHRISTMAS}
    Closure.objects.create(from_time="09:00", until_time="12:00", **day)
    Closure.objects.create(therapist=make.therapist(), **day)
    assert not reception.get(HOLIDAYS).context["done"]


def test_the_same_sent_twice_closes_the_day_once(reception):
    reception.post(HOLIDAYS, {"days": [CHRISTMAS]})
    assert reception.post(HOLIDAYS, {"days": [CHRISTMAS]}).status_code == 422
    assert days() == [CHRISTMAS]


@each("nonsense", ["2026-12-24", "2026-10-12", "9999-99-99", "x", "\0", "9" * 40])
def test_nonsense_is_refused_and_nothing_is_added(reception, nonsense):
    response = reception.post(HOLIDAYS, {"days": [CHRISTMAS, nonsense]})
    assert response.status_code == 422
    assert days() == []


def test_nothing_ticked_is_asked_about(reception):
    response = reception.post(HOLIDAYS, {})
    assert response.status_code == 422
    assert "Select at least one day." in response.text


def test_today_is_the_clinics_day(reception):
    with time_machine.travel(datetime.fromisoformat("2026-12-26T04:30Z"), tick=False):
        reception.force_login(reception.user)
        assert CHRISTMAS in reception.get(HOLIDAYS).text
    with time_machine.travel(datetime.fromisoformat("2026-12-26T05:30Z"), tick=False):
        assert CHRISTMAS not in reception.get(HOLIDAYS).text


@pytest.fixture
def on_christmas(open_clinic):
    """A request for Christmas at noon."""
    return make.booking(*open_clinic, datetime.fromisoformat("2026-12-25T17:00Z"))


def test_visits_on_a_holiday_are_shown_first(reception, on_christmas):
    response = reception.post(HOLIDAYS, {"days": [CHRISTMAS, BOXING_DAY]})
    assert response.status_code == 422
    assert "Sample Patient" in response.text
    assert days() == []


def test_saved_anyway_the_holidays_are_added(reception, on_christmas):
    form = {"days": [CHRISTMAS, BOXING_DAY], "_anyway": on_christmas.appointments.get().pk}
    page = reception.post(HOLIDAYS, form, follow=True).text
    assert "2 holidays are added." in page
    assert "1 visit now needs another time." in page
    assert days() == [CHRISTMAS, BOXING_DAY]


def test_back_keeps_what_was_ticked(reception, on_christmas):
    page = reception.post(HOLIDAYS, {"days": [CHRISTMAS], "_back": "yes"}).text
    assert page.count("checked") == 1
    assert days() == []


def test_who_may_not_add_closures_may_not_open_this(client):
    client.force_login(make.staff("Editors"))
    assert client.get(HOLIDAYS).status_code == 403
    assert client.post(HOLIDAYS, {"days": [CHRISTMAS]}).status_code == 403
    assert days() == []


def test_the_list_of_closures_leads_there(reception):
    assert f'href="{HOLIDAYS}"' in reception.get("/admin/booking/closure/").text
