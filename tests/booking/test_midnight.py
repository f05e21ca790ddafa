"""Hours that end at midnight: entered, kept apart, shown, and offered to the last visit."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection

from booking.models import Closure, WorkingHours
from booking.working_time import Closed, Hours
from clinic.models import Clinic
from tests import make
from tests.booking.test_availability import TORONTO, TUESDAY, starts, toronto
from tests.booking.test_hours import save

EVENINGS = [Hours(weekday, time(22), time(0)) for weekday in range(7)]


@pytest.mark.parametrize("day", [TUESDAY, date(2027, 3, 14), date(2027, 11, 7)])
def test_the_last_visit_ends_at_midnight(day):
    assert starts(first=day, hours=EVENINGS) == ["22:00", "22:30", "23:00", "23:30"]


@pytest.mark.parametrize(
    ("day", "hours"), [(TUESDAY, 24), (date(2027, 3, 14), 23), (date(2027, 11, 7), 25)]
)
def test_a_whole_day_has_as_many_hours_as_it_has(day, hours):
    all_day = [Hours(weekday, time(0), time(0)) for weekday in range(7)]
    assert len(starts(first=day, hours=all_day)) == 2 * hours


def test_a_closure_until_midnight_leaves_the_day_before_it_and_the_next():
    closed = [Closed(TUESDAY, TUESDAY, time(16), time(0))]
    assert starts(closures=closed)[-1] == "15:30"
    assert starts(first=TUESDAY + timedelta(days=1), closures=closed) == starts()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["00:00", "24:00", "midnight"])
def test_reception_enters_hours_until_midnight(reception, typed):
    therapist = make.therapist()
    therapist.working_hours.all().delete()
    row = {"opens": "18:00", "closes": typed}
    row = {f"hours-0-1-0-{name}": value for name, value in row.items()}
    response = save(reception, therapist, **row)
    assert response.status_code == 302
    hours = therapist.working_hours.get()
    assert (hours.closes, str(hours)) == (time(0), "Tuesday 18:00–24:00")


@pytest.mark.django_db
@pytest.mark.parametrize(("opens", "closes"), [("23:00", "23:30"), ("12:00", "18:30")])
def test_hours_until_midnight_overlap_as_others_do(opens, closes):
    therapist = make.therapist(opens=time(18), closes=time(0))
    WorkingHours.objects.create(therapist=therapist, weekday=1, opens=opens, closes=closes)
    with pytest.raises(IntegrityError):
        connection.check_constraints()


@pytest.mark.django_db
def test_hours_that_end_where_the_evening_begins_do_not():
    therapist = make.therapist(opens=time(18), closes=time(0))
    WorkingHours.objects.create(therapist=therapist, weekday=1, opens="12:00", closes="18:00")
    connection.check_constraints()


@pytest.mark.django_db
def test_a_closure_until_midnight_is_entered_and_said(reception):
    typed = {"first_day": "2026-11-24", "from_time": "18:00", "until_time": "24:00"}
    response = reception.post("/admin/booking/closure/add/", typed)
    assert response.status_code == 302
    assert Closure.objects.get().when() == "Tuesday, November 24, 6:00 PM – midnight"


@pytest.mark.django_db
def test_the_clinic_is_open_until_midnight_in_words(client, seeded):
    Clinic.objects.get().hours.create(weekday=6, opens=time(18), closes=time(0))
    page = client.get("/book/").text
    assert "6:00 PM – midnight" in page.replace("\xa0", " ")


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_a_visit_until_midnight_is_booked(client):
    service = make.service()
    therapist = make.therapist(service, opens=time(20), closes=time(0))
    start = toronto(TUESDAY, time(23, 30))
    booking = make.booking(service, therapist, start)
    booking.confirm(by=None)
    assert booking.visits().get().ends_at.astimezone(TORONTO) == datetime(
        2026, 11, 25, tzinfo=TORONTO
    )
    assert "11:30 PM – 12:00 AM" in client.get(booking.get_absolute_url()).text
