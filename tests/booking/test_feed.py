"""A therapist's private calendar: what it shows, and that it shows no more."""

from datetime import timedelta

import pytest
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from booking.ical import initials
from booking.models import CalendarFeed
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LATER = make.TOMORROW_AT_NINE + timedelta(hours=2)


@pytest.fixture
def feed(open_clinic):
    return CalendarFeed.objects.create(therapist=open_clinic[1])


def read(client, feed):
    response = client.get(feed.get_absolute_url())
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    IcsCalendarStream.calendar_from_ics(response.text)
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_a_visit_is_named_by_reference_and_initials_alone(client, feed, appointment):
    booking = appointment.booking
    type(booking).objects.update(note="A private note")
    appointment.confirm(by=None)
    (event,) = read(client, feed)
    assert event["summary"] == f"{booking.reference} SP"
    assert event.decoded("dtstart") == make.TOMORROW_AT_NINE
    text = client.get(feed.get_absolute_url()).text
    for private in ("Patient", "example.com\r\nATTENDEE", "555", "IMS", "note", booking.token):
        assert private not in text
    assert "patient@" not in text


def test_requests_and_offers_that_hold_their_time_are_tentative(client, feed, open_clinic):
    make.booking(*open_clinic).appointments.get().confirm(by=None)
    make.booking(*open_clinic, LATER)
    other = make.booking(*open_clinic, LATER + timedelta(hours=1)).appointments.get()
    other.propose(open_clinic[1], LATER + timedelta(hours=2), by=make.staff("Reception"))
    states = [event["status"] for event in read(client, feed)]
    assert states == ["CONFIRMED", "TENTATIVE", "TENTATIVE"]


def test_what_holds_no_time_is_not_in_it(client, clock, feed, open_clinic, appointment):
    appointment.cancel()
    late = make.booking(*open_clinic, make.TOMORROW_AT_NINE + timedelta(days=9))
    assert len(read(client, feed)) == 1
    clock.move_to(late.appointments.get().held_until)
    assert read(client, feed) == []


def test_visits_of_others_are_not_in_it(client, feed, open_clinic):
    service, _ = open_clinic
    make.booking(service, make.therapist(service, name="Another Therapist"))
    assert read(client, feed) == []


def test_visits_of_the_last_thirty_days_are_still_in_it(client, clock, feed, appointment):
    appointment.confirm(by=None)
    clock.move_to(appointment.starts_at + timedelta(days=29))
    assert len(read(client, feed)) == 1
    clock.shift(timedelta(days=2))
    assert read(client, feed) == []


def test_its_entries_are_not_the_patients_own(client, feed, appointment):
    appointment.confirm(by=None)
    (theirs,) = read(client, feed)
    file = client.get(appointment.booking.get_absolute_url() + "visit.ics").content
    (patients,) = Calendar.from_ical(file).walk("VEVENT")
    assert theirs["uid"] != patients["uid"]


def test_the_number_of_queries_does_not_grow(client, feed, open_clinic, django_assert_num_queries):
    for hour in range(5):
        at = make.TOMORROW_AT_NINE + timedelta(hours=hour)
        make.booking(*open_clinic, at, **make.contact(hour))
    read(client, feed)  # noted in the log once an hour
    with django_assert_num_queries(5):
        assert len(read(client, feed)) == 5


def test_a_revoked_or_wrong_link_says_nothing(client, feed):
    feed.delete()
    assert client.get(feed.get_absolute_url()).status_code == 404
    assert client.get("/calendars/not-a-token/visits.ics").status_code == 404


def test_no_cache_and_no_search_engine_keeps_it(client, feed):
    response = client.get(feed.get_absolute_url())
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Jane Mary Doe", "JMD"),
        ("élodie o'brien-smith", "ÉO"),
        ("李 小龙", "李小"),
        ("محمد علي", "مع"),
        ("(Bob) 3rd – Hill", "BRH"),
        ("a b c d e f", "ABCD"),
        ("123", ""),
    ],
)
def test_initials_in_any_script(name, expected):
    assert initials(name) == expected
