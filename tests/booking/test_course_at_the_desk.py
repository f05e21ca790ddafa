"""Reception sees the dates of a caller's course, and settles the weeks that clash."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Booking, Service
from tests import make
from tests.each import each
from tests.markup import Markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/admin/booking/appointment/book/"
FIRST = make.TOMORROW_AT_NINE + timedelta(hours=2)  # 11:00 AM
BLOCKED = 'December 1, 11:00 AM</strong> <strong class="warning">is not available'


@pytest.fixture
def busy_second_week(open_clinic):
    Service.objects.update(longest_course=7)
    make.booking(*open_clinic, FIRST + timedelta(weeks=1))


def form(**typed):
    fields = {
        "key": uuid.uuid4(),
        "name": "Phone Caller",
        "phone": "416 555 0177",
        "service": Service.objects.get().pk,
        "visits": 3,
        "start": "2026-11-24T16:00Z",
    }
    return fields | typed


def shown(reception, **typed):
    """The page with the dates, and everything that a browser would send with Book."""
    page = reception.post(PAGE, form(**typed) | {"show": ""})
    assert page.status_code == 200
    return page.text, Markup(page.text[page.text.index("book-form") :]).fields


def dates():
    visits = Booking.objects.get(name="Phone Caller").visits()
    return [one.starts_at - FIRST for one in visits]


def test_every_date_is_shown_and_a_clash_has_its_ways_out(reception, busy_second_week):
    text, _ = shown(reception)
    for day in ("November 24, 11:00 AM", "December 8, 11:00 AM"):
        assert f"{day}</strong>" in text
    assert BLOCKED in text
    assert text.count("Skip this week and add one at the end") == 2
    assert 'name="week_1" value="2026-12-01T16:30Z"' in text
    assert not Booking.objects.filter(name="Phone Caller").exists()


def test_a_week_is_skipped_and_one_added_at_the_end(reception, busy_second_week):
    _, fields = shown(reception)
    text, fields = shown(reception, **fields | {"week_1": "skip"})
    assert "December 1</s> skipped" in text
    assert "December 15, 11:00 AM</strong>" in text
    reception.post(PAGE, fields)
    assert dates() == [timedelta(weeks=week) for week in (0, 2, 3)]


def test_a_week_gets_another_time_without_being_shown_again(reception, busy_second_week):
    _, fields = shown(reception)
    reception.post(PAGE, fields | {"week_1": "2026-12-01T16:30Z"})
    assert dates() == [timedelta(0), timedelta(weeks=1, minutes=30), timedelta(weeks=2)]


def test_what_is_not_settled_books_nothing_and_shows_the_dates(reception, busy_second_week):
    _, fields = shown(reception)
    response = reception.post(PAGE, fields)
    assert response.status_code == 409
    assert "Tuesday, December 1, 11:00 AM" in response.text
    assert BLOCKED in response.text
    assert not Booking.objects.filter(name="Phone Caller").exists()


def test_a_clash_shows_the_dates_also_to_who_has_not_asked_for_them(reception, busy_second_week):
    response = reception.post(PAGE, form())
    assert response.status_code == 409
    assert BLOCKED in response.text


def test_dates_chosen_for_another_first_time_are_not_booked_unseen(reception, busy_second_week):
    _, fields = shown(reception)
    changed = fields | {"week_1": "skip", "start": "2026-11-24T17:00Z"}
    response = reception.post(PAGE, changed)
    assert response.status_code == 422
    assert "The dates below match your new choices." in response.text
    assert "November 24, 12:00 PM</strong>" in response.text
    assert not Booking.objects.filter(name="Phone Caller").exists()


def test_a_typed_first_time_off_the_grid_has_dates_too(reception, busy_second_week):
    typed = {"start": "typed", "other_day": "2026-11-24", "other_time": "14:10"}
    text, fields = shown(reception, **typed)
    assert "December 8, 2:10 PM</strong>" in text
    assert "is not available" not in text
    reception.post(PAGE, fields)
    assert dates() == [timedelta(weeks=week, hours=3, minutes=10) for week in range(3)]


def test_a_single_visit_has_no_dates_to_show(reception, open_clinic):
    text, _ = shown(reception, visits=1)
    assert 'id="dates"' not in text


@each("sent", ["x", "2026", "9" * 400, "٣", "2026-12-01T16:30Z"])
def test_damaged_answers_break_nothing(reception, busy_second_week, sent):
    typed = form(week_1=sent, week_11=sent, plan_of=sent, show="")
    assert reception.post(PAGE, typed).status_code == 200
    del typed["show"]
    assert reception.post(PAGE, typed).status_code in (409, 422)


def test_as_many_queries_for_a_long_course_off_the_grid_as_for_a_short_one(reception, open_clinic):
    make.therapist(open_clinic[0], name="Sample Colleague")

    def queries(visits):
        with CaptureQueriesContext(connection) as captured:
            page = shown(reception, visits=visits, start="2026-11-24T16:05Z")[0]
        assert "11:05 AM" in page
        return len(captured)

    queries(2)  # what is read once and kept
    assert queries(7) == queries(2)
