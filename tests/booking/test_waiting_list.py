"""Patients on the waiting list, and the times that become available for them."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking import waiting_list
from booking.models import WorkingHours
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/admin/booking/appointment/waiting-list/"


@pytest.fixture
def wanting(reception, appointment):
    """Tomorrow at nine, and would rather come today."""
    appointment.confirm(by=reception.user)
    appointment.join_waiting_list()
    return appointment


def offer_first(reception, visit, **typed):
    start, therapist = waiting_list.rows()[0].times[0]
    typed = {
        "seen": make.version(visit),
        "therapist": therapist.pk,
        "start": start.isoformat(),
        "back": "waiting-list",
    } | typed
    return reception.post(f"/admin/booking/appointment/{visit.pk}/offer/", typed, follow=True)


def test_earlier_times_are_listed_before_the_own_one(reception, wanting):
    [row] = waiting_list.rows()
    assert (row.visit, row.offered, len(row.times)) == (wanting, None, 1)
    assert all(start < wanting.starts_at for start, _ in row.times)
    page = reception.get(PAGE).text
    assert "Sample Patient" in page
    assert "Offer this time" in page


def test_the_times_are_on_different_days_and_leave_a_course_in_order(reception, open_clinic):
    weeks = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in range(3)]
    booking = make.booking(*open_clinic, starts=weeks)
    booking.visits()[1].join_waiting_list()
    [row] = waiting_list.rows()
    days = [start.date() for start, _ in row.times]
    assert days == [weeks[0].date() + timedelta(days=number) for number in (1, 2, 3)]


def test_a_patient_who_moves_to_a_later_time_stays_on_the_list(reception, wanting):
    for days, waits in ((2, True), (1, False)):
        later = make.TOMORROW_AT_NINE + timedelta(days=days)
        wanting.move(wanting.therapist, later, by=reception.user)
        wanting.refresh_from_db()
        assert bool(wanting.waiting_list_since) == waits


def test_an_earlier_time_may_overlap_the_visits_own(reception):
    service = make.service("An hour", duration=60)
    therapist = make.therapist(service, name="A Colleague", opens=time(8, 30), closes=time(10))
    visit = make.booking(service, therapist, make.TOMORROW_AT_NINE).appointments.get()
    visit.confirm(by=reception.user)
    visit.join_waiting_list()
    half_past_eight = make.TOMORROW_AT_NINE - timedelta(minutes=30)
    [row] = waiting_list.rows()
    assert row.times == [(half_past_eight, therapist)]
    offer_first(reception, visit)
    assert visit.open_offer().starts_at == half_past_eight


def test_an_earlier_time_has_room_for_a_visit_with_a_length_of_its_own(reception):
    service = make.service("An hour", duration=60)
    therapist = make.therapist(service, name="Sample Therapist", closes=time(11, 30))
    nine, half_past_ten = make.TOMORROW_AT_NINE, make.TOMORROW_AT_NINE + timedelta(minutes=90)
    long, usual = (
        make.booking(service, therapist, start, **make.contact(number)).appointments.get()
        for number, start in enumerate((nine, half_past_ten))
    )
    long.confirm(by=reception.user)
    long.change_service(service, 90, reception.user)
    colleague = make.therapist(service, name="A Colleague", opens=time(8), closes=time(9))
    WorkingHours.objects.exclude(weekday=make.TOMORROW.weekday()).delete()
    for one in (long, usual):
        one.join_waiting_list()
    times = {row.visit: row.times for row in waiting_list.rows()}
    assert times == {long: [], usual: [(nine - timedelta(hours=1), colleague)]}
    colleague.working_hours.update(closes=time(9, 30))
    assert waiting_list.rows()[0].visit == long
    offer_first(reception, long)
    offered = long.open_offer()
    assert (offered.therapist, offered.minutes) == (colleague, 90)


def test_who_did_not_ask_is_not_listed(reception, appointment):
    assert "Nobody is on the waiting list." in reception.get(PAGE).text


def test_one_click_offers_the_time(reception, wanting):
    response = offer_first(reception, wanting)
    assert "Offered, not answered yet" in response.text
    assert "Offer this time" not in response.text
    wanting.refresh_from_db()
    assert wanting.state == "confirmed"
    assert wanting.open_offer().starts_at < wanting.starts_at


def test_what_was_cancelled_meanwhile_is_not_offered(reception, wanting):
    seen = make.version(wanting)
    found = waiting_list.rows()[0].times[0]
    wanting.cancel(by=reception.user)
    response = reception.post(
        f"/admin/booking/appointment/{wanting.pk}/offer/",
        {"seen": seen, "therapist": found[1].pk, "start": found[0].isoformat()},
        follow=True,
    )
    assert "already cancelled by sample-staff" in response.text
    assert not wanting.offers.exists()


def test_a_time_seen_with_another_version_is_not_offered(reception, wanting):
    response = offer_first(reception, wanting, seen="7")
    assert response.status_code == 409
    assert not wanting.offers.exists()


def test_a_colleague_who_offers_the_service_can_take_it(reception, wanting):
    WorkingHours.objects.update(weekday=2)
    WorkingHours.objects.exclude(pk=WorkingHours.objects.first().pk).delete()
    assert not waiting_list.rows()[0].times
    colleague = make.therapist(wanting.service, name="A Colleague")
    [row] = waiting_list.rows()
    assert {therapist for _, therapist in row.times} == {colleague}


def test_the_desk_counts_only_whom_a_time_fits(reception, wanting):
    assert "Times for the waiting list" in reception.get("/admin/").text
    offer_first(reception, wanting)
    assert "Times for the waiting list" not in reception.get("/admin/").text


def test_many_who_wait_take_as_few_queries_as_one(reception, open_clinic, wanting):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            reception.get(PAGE)
        return len(captured)

    few = queries()
    for hour in range(1, 5):
        start = make.TOMORROW_AT_NINE + timedelta(hours=hour)
        booking = make.booking(*open_clinic, start, **make.contact(hour))
        booking.visits().get().join_waiting_list()
    for number in range(5, 8):  # of other services
        service = make.service(f"Service {number}")
        start = make.TOMORROW_AT_NINE + timedelta(hours=number)
        therapist = make.therapist(service, name=f"Therapist {number}")
        booking = make.booking(service, therapist, start, **make.contact(number))
        booking.visits().get().join_waiting_list()
    assert queries() == few


def test_editors_see_nobody(client, appointment):
    client.force_login(make.staff("Editors"))
    assert client.get(PAGE).status_code == 403
