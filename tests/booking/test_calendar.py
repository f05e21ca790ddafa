from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from pages.models import Clinic
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def confirmed(starts_at=make.TOMORROW_AT_NINE):
    service = make.service()
    appointment = make.booking(service, make.therapist(service), starts_at).appointments.get()
    appointment.confirm(by=make.staff("Reception"))
    return appointment


def download(client, appointment):
    response = client.get(appointment.booking.get_absolute_url() + "visit.ics")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar"
    assert "no-store" in response["Cache-Control"]
    return Calendar.from_ical(response.content)


def test_a_confirmed_visit_goes_into_a_calendar_at_its_time(client, seeded):
    Clinic.objects.update(address="1 Sample Street\nToronto")
    (event,) = download(client, confirmed()).walk("VEVENT")
    assert event.decoded("dtstart").astimezone(UTC) == make.TOMORROW_AT_NINE
    assert event.decoded("dtstart").strftime("%H:%M") == "09:00"
    assert "Polyclinic" in event["summary"]
    assert "Sample Street" in event["location"]


def test_it_says_nothing_about_health_or_the_patient(client, seeded):
    text = download(client, confirmed()).to_ical().decode()
    for private in ("IMS", "Sample Patient", "patient@example.com", "555"):
        assert private not in text


@pytest.mark.parametrize("day", [12, 14, 15])
def test_nine_stays_nine_across_the_spring_change(client, clock, day):
    clock.move_to(datetime(2027, 3, 9, 14, tzinfo=UTC))
    hour = 14 if day < 14 else 13
    appointment = confirmed(datetime(2027, 3, day, hour, tzinfo=UTC))
    calendar = download(client, appointment)
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("dtstart").strftime("%d %H:%M") == f"{day} 09:00"
    assert event["dtstart"].params["TZID"] == "America/Toronto"
    assert calendar.walk("VTIMEZONE")


def test_before_confirmation_there_is_nothing_to_add(client):
    service = make.service()
    booking = make.booking(service, make.therapist(service))
    assert client.get(booking.get_absolute_url() + "visit.ics").status_code == 404
    assert "Add it to your calendar" not in client.get(booking.get_absolute_url()).text
