"""The night when the clocks go back: two visits at 1:30 AM, an hour apart, are told apart."""

from datetime import UTC, datetime, time, timedelta

import pytest

from booking.models import Appointment
from clinic.clock import clock_time, hours, in_full, moment
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("night")]

FIRST = datetime(2027, 11, 7, 5, 30, tzinfo=UTC)
SECOND = FIRST + timedelta(hours=1)


@pytest.fixture
def night(clock):
    clock.move_to(datetime(2027, 11, 4, 14, tzinfo=UTC))


@pytest.fixture
def night_clinic(db):
    service = make.service()
    return service, make.therapist(service, opens=time(0), closes=time(4))


def test_the_times_shown_name_their_zone_where_they_come_twice(client, night_clinic):
    page = client.get("/book/", {"service": night_clinic[0].pk, "day": "2027-11-07"}).text
    for shown in ("1:00 AM EDT", "1:30 AM EDT", "1:00 AM EST", "1:30 AM EST"):
        assert f">{shown}</time>" in page
    assert ">12:30 AM</time>" in page


@pytest.mark.parametrize(("start", "zone"), [(FIRST, "EDT"), (SECOND, "EST")])
def test_page_mail_and_desk_name_the_zone(client, reception, night_clinic, start, zone):
    one = make.booking(*night_clinic, start).visits().get()
    one.confirm(by=reception.user)
    private = client.get(one.booking.get_absolute_url()).text
    mails = make.queued_mail()
    said = "1:30 AM EDT – 1:00 AM EST" if zone == "EDT" else "1:30 – 2:00 AM EST"
    for text in (private, mails[0].body, mails[-1].body):
        assert said in text.replace("\xa0", " ")
    assert f"1:30 AM {zone}" in moment(start)
    assert said in reception.get(one.get_admin_url()).text
    assert f"1:30 AM {zone}" in reception.get("/admin/booking/appointment/?state=all").text


def test_both_can_be_booked(night_clinic):
    for start in (FIRST, SECOND):
        make.booking(*night_clinic, start, **make.contact(start.hour))
    lengths = {one.ends_at - one.starts_at for one in Appointment.objects.all()}
    assert lengths == {timedelta(minutes=30)}


def test_on_an_ordinary_day_the_page_names_the_zone():
    nine = datetime(2027, 11, 8, 14, tzinfo=UTC)
    assert clock_time(nine) == "9:00 AM"
    assert hours(nine, nine + timedelta(hours=1)) == "9:00 – 10:00 AM"
    assert moment(nine) == "Monday, November 8, 9:00 AM"
    assert in_full(nine) == "Monday, November 8, 2027, 9:00 AM EST"


def test_the_spring_night_skips_an_hour(night_clinic, client, clock):
    clock.move_to(datetime(2028, 3, 10, 14, tzinfo=UTC))
    page = client.get("/book/", {"service": night_clinic[0].pk, "day": "2028-03-12"})
    _, times = page.context["days"][0]
    assert [f"{start:%H:%M}" for start, _ in times][2:6] == ["01:00", "01:30", "03:00", "03:30"]
    assert hours(*(datetime(2028, 3, 12, *at, tzinfo=UTC) for at in ((6, 45), (7, 15)))) == (
        "1:45 AM EST – 3:15 AM EDT"
    )
