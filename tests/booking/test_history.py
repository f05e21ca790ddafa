"""What is shown and what is accepted agree, and a long history costs nothing."""

import uuid
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking import free_times
from booking.conflicts import TimeTaken
from booking.models import Appointment, Booking, Closure
from booking.models.state import State
from booking.models.visits import occupied
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

A_MONTH = (make.NOW.date(), make.NOW.date() + timedelta(days=31))


def accepted(service, therapists, start):
    try:
        visits = free_times.visits_of(service, therapists)
        free_times.share_out(visits, [start], Appointment.objects.busy())
    except TimeTaken:
        return False
    return True


def test_every_time_shown_is_accepted_and_no_other(clock):
    service = make.service(buffer_after=15, start_every=20)
    one = make.therapist(service, closes=time(13))
    other = make.therapist(service, name="Somebody Else", opens=time(11), closes=time(18))
    other.offerings.update(duration=50)
    Closure.objects.create(
        first_day=make.TOMORROW, last_day=make.TOMORROW, from_time=time(15), until_time=time(16)
    )
    Closure.objects.create(therapist=one, first_day=date(2026, 11, 25), last_day=date(2026, 11, 26))
    for number, start in enumerate(make.open_times(service, [one, other])[2:40:7]):
        make.booking(service, None, start, therapists=[one, other], **make.contact(number))
    shown = set(make.open_times(service, [one, other]))
    for minutes in range(0, 3 * 24 * 60, 10):
        start = make.NOW + timedelta(minutes=minutes)
        assert accepted(service, [one, other], start) == (start in shown), start


def add_visits(service, therapists, count):
    """So many confirmed visits, back to back through years before and after now."""
    bookings = Booking.objects.bulk_create(
        Booking(form_key=uuid.uuid4(), name="Sample Patient", phone="416 555 0123")
        for _ in range(count)
    )
    visit = service.visit()
    Appointment.objects.bulk_create(
        Appointment(
            booking=booking,
            service=service,
            therapist=therapists[number % len(therapists)],
            state=State.CONFIRMED,
            held_until=make.NOW,
            **occupied(visit, make.NOW + timedelta(hours=number - count // 2)),
        )
        for number, booking in enumerate(bookings)
    )


@pytest.mark.parametrize("count", [10, 2_000])
def test_a_month_of_everyone_takes_at_most_six_queries(django_assert_max_num_queries, count):
    service = make.service()
    therapists = [make.therapist(service, name=f"Sample Therapist {n}") for n in range(5)]
    add_visits(service, therapists, count)
    with django_assert_max_num_queries(6):
        busy = Appointment.objects.busy()
        open_to = free_times.open_times(service, therapists, busy, days=A_MONTH)
    assert any(open_to.values())


def test_the_page_takes_as_many_queries_with_ten_visits_as_with_thousands(client):
    service = make.service()
    therapists = [make.therapist(service, name=f"Sample Therapist {n}") for n in range(3)]

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/book/").status_code == 200
        return len(captured)

    add_visits(service, therapists, 10)
    few = queries()
    add_visits(make.service("Another"), [make.therapist(name="Somebody Else")], 2_000)
    assert queries() == few
