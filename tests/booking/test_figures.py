"""Figures about a span of days: each number counts what its sentence says."""

import uuid
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.availability import Days
from booking.figures import counts
from booking.figures.open_hours import minutes_open
from booking.figures.report import Report
from booking.models import Appointment, Booking, Closure, Therapist
from booking.models.rules import ZONE
from booking.models.state import State
from booking.spans import Span, month_before, months_before, this_month
from booking.working_time import Closed, Hours
from inbox.verdict import Verdict
from tests import make
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/admin/booking/appointment/figures/"
TODAY = date(2026, 11, 23)
WEEK = Span(TODAY, TODAY + timedelta(days=6))
BEFORE = Span(TODAY - timedelta(days=7), TODAY - timedelta(days=1))


def by_phone(open_clinic, by, starts_at=make.TOMORROW_AT_NINE, number=1, **details):
    service, therapist = open_clinic
    details = {"name": f"Caller {number}", "note": ""} | make.contact(number) | details
    return Booking.objects.by_staff(
        by=by,
        form_key=uuid.uuid4(),
        service=service,
        therapists=[therapist],
        starts=[starts_at],
        **details,
    )


def test_requests_are_counted_by_when_they_were_sent_and_what_became_of_them(
    reception, open_clinic, clock
):
    sent = [
        make.booking(
            *open_clinic, make.TOMORROW_AT_NINE + timedelta(hours=number), **make.contact(number)
        )
        for number in range(4)
    ]
    clock.shift(timedelta(hours=1))
    sent[0].confirm(by=reception.user)
    clock.shift(timedelta(hours=2))
    sent[1].decline(by=reception.user)
    sent[2].cancel()
    by_phone(open_clinic, reception.user, make.TOMORROW_AT_NINE + timedelta(hours=5), 9)
    assert counts.requests(WEEK) == {
        "sent": 4,
        "answered_count": 2,
        "median": timedelta(hours=2),
        "confirmed": 1,
        "declined": 1,
        "waiting": 1,
        "ended": 1,
    }
    assert counts.requests(BEFORE)["sent"] == 0


def test_the_first_answer_counts_and_an_offer_is_one(reception, open_clinic, appointment, clock):
    clock.shift(timedelta(minutes=30))
    later = appointment.starts_at + timedelta(hours=2)
    appointment.propose(open_clinic[1], later, by=reception.user)
    clock.shift(timedelta(hours=5))
    Appointment.objects.get(pk=appointment.pk).accept()
    found = counts.requests(WEEK)
    assert found["median"] == timedelta(minutes=30)
    assert (found["confirmed"], found["waiting"]) == (1, 0)


def test_without_an_answer_there_is_no_median(appointment):
    assert counts.requests(WEEK)["median"] is None


def test_spam_is_no_request_until_it_is_restored(reception, open_clinic):
    booking = make.booking(*open_clinic, verdict=Verdict(100, ["A sample signal"]))
    assert booking.appointments.get().state == State.SPAM
    assert counts.requests(WEEK)["sent"] == 0
    booking.restore(by=reception.user)
    assert counts.requests(WEEK)["sent"] == 1


def test_visits_are_counted_by_what_came_of_them(reception, open_clinic, clock):
    hours = [make.TOMORROW_AT_NINE + timedelta(hours=number) for number in range(6)]
    visits = [
        by_phone(open_clinic, reception.user, start, number).appointments.get()
        for number, start in enumerate(hours)
    ]
    visits[3].cancel(by=reception.user)
    with time_machine.travel(make.NOW - timedelta(days=1), tick=False):
        visits[4].cancel()
        visits[5].cancel()
    clock.move_to(make.TOMORROW_AT_NINE + timedelta(hours=8))
    visits[0].mark(State.ATTENDED, by=reception.user)
    visits[1].mark(State.MISSED, by=reception.user)
    found = Report(WEEK).all
    assert (found.visits, found.attended, found.missed, found.unmarked) == (3, 1, 1, 1)
    assert (found.by_clinic, found.by_patient) == (1, 2)
    assert found.percent_missed == 50
    assert found.booked_hours == 1.5
    assert found.open_hours == 7 * 8


def test_requests_and_offers_are_no_visits_yet(reception, open_clinic, appointment):
    assert (Report(WEEK).all.visits, Report(WEEK).all.cancelled) == (0, 0)
    appointment.confirm(by=reception.user)
    later = appointment.starts_at + timedelta(hours=2)
    appointment.propose(open_clinic[1], later, by=reception.user)
    assert Report(WEEK).all.visits == 1


def test_each_breakdown_adds_up_to_the_whole(reception, open_clinic):
    service, therapist = open_clinic
    colleague = make.therapist(service, name="Sample Colleague", opens=time(12))
    for number in range(3):
        start = make.TOMORROW_AT_NINE + timedelta(days=number, hours=number)
        by_phone((service, therapist), reception.user, start, number)
    by_phone((service, colleague), reception.user, make.TOMORROW_AT_NINE + timedelta(hours=4), 5)
    report = Report(WEEK)
    for breakdown in report.breakdowns():
        assert sum(row.tally.visits for row in breakdown.rows) == report.all.visits == 4
        if breakdown.has_hours:
            assert sum(row.tally.open for row in breakdown.rows) == report.all.open
    by_therapist, _, by_weekday, by_hour = report.breakdowns()
    assert {row.label: row.tally.visits for row in by_therapist.rows} == {
        "Sample Therapist": 3,
        "Sample Colleague": 1,
    }
    assert [row.tally.visits for row in by_weekday.rows] == [0, 2, 1, 1, 0, 0, 0]
    assert [row.label for row in by_hour.rows if row.tally.visits] == [
        "9 AM",
        "10 AM",
        "11 AM",
        "1 PM",
    ]


def test_a_closure_and_the_clinics_holiday_are_not_open(open_clinic):
    day = {"first_day": make.TOMORROW, "last_day": make.TOMORROW}
    Closure.objects.create(**day, from_time="12:00", until_time="14:00")
    Closure.objects.create(**day, therapist=open_clinic[1], from_time="13:00", until_time="15:00")
    assert Report(Span(make.TOMORROW, make.TOMORROW)).all.open_hours == 5


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (TODAY, 24)]
)
def test_a_day_has_the_hours_that_its_clock_shows(day, hours):
    whole = [Hours(weekday, time.min, time.min) for weekday in range(7)]
    found = minutes_open(Days(whole, [], [], ZONE), Span(day, day), ZONE)
    assert found.total() == hours * 60
    closed = [Closed(day, day)]
    assert not minutes_open(Days(whole, closed, [], ZONE), Span(day, day), ZONE)


def test_days_end_at_midnight_in_toronto():
    begins, ends = Span(date(2026, 11, 1), date(2026, 11, 1)).bounds(ZONE)
    assert begins == datetime(2026, 11, 1, 4, tzinfo=UTC)
    assert ends == datetime(2026, 11, 2, 5, tzinfo=UTC)


def test_a_patient_is_new_once(reception, open_clinic):
    with time_machine.travel(make.NOW - timedelta(days=8), tick=False):
        by_phone(open_clinic, reception.user, make.NOW - timedelta(days=7), 1)
        by_phone(open_clinic, reception.user, make.NOW - timedelta(days=6), 2).cancel(
            by=reception.user
        )
    for number in range(1, 4):
        start = make.TOMORROW_AT_NINE + timedelta(hours=number)
        by_phone(open_clinic, reception.user, start, number)
    by_phone(open_clinic, reception.user, make.TOMORROW_AT_NINE + timedelta(days=1), 3)
    assert counts.patients(WEEK) == {"people": 3, "returning": 1, "new": 2, "unknown": 0}
    Booking.objects.filter(name="Caller 3").erase()
    assert counts.patients(WEEK) == {"people": 2, "returning": 1, "new": 1, "unknown": 2}


def test_somebody_who_left_is_shown_with_their_visits(reception, open_clinic):
    by_phone(open_clinic, reception.user)
    Therapist.objects.update(is_active=False)
    assert [row.label for row in Report(WEEK).breakdowns()[0].rows] == ["Sample Therapist"]
    assert Report(BEFORE).breakdowns()[0].rows == []


def test_the_last_full_month_is_shown_unless_asked_otherwise(reception):
    assert "October 1, 2026 to October 31, 2026" in reception.get(PAGE).text
    page = reception.get(PAGE, {"first": "2026-11-23", "last": "2026-11-29"}).text
    assert "November 23, 2026 to November 29, 2026" in page


def test_months_of_a_january_reach_into_the_year_before():
    day = date(2026, 1, 31)
    assert month_before(day) == Span(date(2025, 12, 1), date(2025, 12, 31))
    assert months_before(day, 3) == Span(date(2025, 10, 1), date(2025, 12, 31))
    assert this_month(date(2028, 2, 5)) == Span(date(2028, 2, 1), date(2028, 2, 29))


@each(
    "days",
    [
        {"first": "", "last": ""},
        {"first": "nonsense"},
        {"first": "2026-11-24", "last": "2026-11-23"},
        {"first": "2024-02-29", "last": "2026-03-01"},
        {"first": "0001-01-01", "last": "9999-12-31"},
    ],
)
def test_days_that_make_no_span_are_refused(reception, days):
    response = reception.get(PAGE, days)
    assert response.status_code == 422
    assert "Please fix" in response.text
    assert "By therapist" not in response.text


def test_many_visits_take_as_few_queries_as_one(reception, open_clinic):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            reception.get(PAGE, {"first": "2026-11-23", "last": "2026-12-06"})
        return len(captured)

    by_phone(open_clinic, reception.user)
    few = queries()
    for number in range(2, 7):
        start = make.TOMORROW_AT_NINE + timedelta(days=number, hours=number)
        by_phone(open_clinic, reception.user, start, number)
        make.booking(*open_clinic, start + timedelta(hours=1), **make.contact(20 + number))
    assert queries() == few <= 14
