"""Reception offers the patient another time."""

from datetime import timedelta

import pytest

from booking.conflicts import TimeTaken
from booking.models import Appointment
from tests import make
from typed.seen import ChangedMeanwhile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ELEVEN = "2026-11-24T16:00Z"  # tomorrow in Toronto
ELEVEN_OCLOCK = make.TOMORROW_AT_NINE + timedelta(hours=2)


def address(appointment):
    return f"/admin/booking/appointment/{appointment.pk}/offer/"


def offer(reception, one, start=ELEVEN, **typed):
    typed = {"seen": make.version(one), "therapist": one.therapist_id, "start": start} | typed
    return reception.post(address(one), typed)


def test_a_request_becomes_an_offer(reception, appointment):
    assert "11:00 AM" in reception.get(address(appointment)).text
    assert offer(reception, appointment).status_code == 302
    appointment.refresh_from_db()
    assert appointment.state == "offered"
    assert appointment.starts_at == make.TOMORROW_AT_NINE + timedelta(hours=2)


def test_a_confirmed_visit_stays_until_the_patient_accepts(reception, appointment):
    appointment.confirm(by=reception.user)
    offer(reception, appointment)
    appointment.refresh_from_db()
    assert (appointment.state, appointment.starts_at) == ("confirmed", make.TOMORROW_AT_NINE)
    offered = appointment.open_offer()
    assert offered.get_admin_url() in reception.get(appointment.get_admin_url()).text
    assert appointment.get_admin_url() in reception.get(offered.get_admin_url()).text


def test_the_own_time_of_a_confirmed_visit_is_not_offered_instead_of_it(reception, appointment):
    nine = "2026-11-24T14:00Z"
    assert nine not in reception.get(address(appointment)).text
    appointment.confirm(by=reception.user)
    assert nine not in reception.get(address(appointment)).text


def test_a_second_offer_is_refused(reception, appointment):
    appointment.confirm(by=reception.user)
    offer(reception, appointment)
    assert "Offer another time" not in reception.get(appointment.get_admin_url()).text
    response = reception.get(address(appointment), follow=True)
    assert "already been offered for this visit" in response.text


def test_who_has_not_seen_an_offer_cannot_cancel_the_booking(reception, appointment):
    appointment.confirm(by=reception.user)
    before = appointment.booking.version
    offer(reception, appointment)
    with pytest.raises(ChangedMeanwhile):
        appointment.booking.cancel(seen=before)
    assert sorted(Appointment.objects.values_list("state", flat=True)) == ["confirmed", "offered"]


def test_an_offer_is_withdrawn_without_touching_the_visit(reception, appointment):
    appointment.confirm(by=reception.user)
    offer(reception, appointment)
    offered = appointment.open_offer()
    url = f"/admin/booking/appointment/{offered.pk}/cancel/"
    reception.post(url, {"seen": make.version(offered)})
    offered.refresh_from_db()
    appointment.refresh_from_db()
    assert (offered.state, appointment.state) == ("withdrawn", "confirmed")
    assert "About the time we offered" in make.queued_mail()[-1].subject


def test_a_time_that_another_visit_has_is_never_offered(reception, open_clinic, appointment):
    make.booking(*open_clinic, make.TOMORROW_AT_NINE + timedelta(hours=2), **make.contact(1))
    response = offer(reception, appointment, outside_hours="on")
    assert response.status_code == 409
    assert "Another visit takes up that time" in response.text
    assert not Appointment.objects.filter(state="offered").exists()


def test_what_was_cancelled_meanwhile_is_not_offered_another_time(reception, appointment):
    seen = make.version(appointment)
    appointment.cancel()
    response = reception.post(address(appointment), {"seen": seen, "start": ELEVEN}, follow=True)
    assert "Nothing was changed. This was already withdrawn by the patient" in response.text
    assert "Nothing was changed" not in reception.get(address(appointment), follow=True).text


def test_what_was_moved_meanwhile_says_so_and_keeps_what_was_typed(reception, appointment):
    seen = make.version(appointment)
    appointment.move(appointment.therapist, make.TOMORROW_AT_NINE + timedelta(hours=1))
    response = offer(reception, appointment, seen=seen)
    assert response.status_code == 409
    assert "already moved by the patient" in response.text
    assert f'value="{ELEVEN}" checked' in response.text
    assert offer(reception, appointment).status_code == 302


def test_looking_changes_nothing(reception, appointment):
    typed = {"seen": make.version(appointment), "show": "2026-11-30", "start": ELEVEN}
    response = reception.post(address(appointment), typed)
    assert response.status_code == 200
    assert "Mon, Nov 30" in response.text
    appointment.refresh_from_db()
    assert appointment.state == "requested"


def test_reception_takes_the_patients_yes_by_phone(reception, open_clinic, appointment):
    later = make.TOMORROW_AT_NINE + timedelta(weeks=1)
    appointment.propose(appointment.therapist, later, by=reception.user)
    page = reception.get(appointment.get_admin_url()).text
    assert "They accept this time" in page
    link = f"/admin/booking/appointment/{appointment.pk}"
    assert reception.get(f"{link}/accept/")["Location"] == f"{link}/change/"
    reception.post(f"{link}/accept/", {"seen": make.version(appointment)})
    appointment.refresh_from_db()
    assert (appointment.state, appointment.starts_at) == ("confirmed", later)


def test_reception_takes_the_patients_no_by_phone(reception, appointment):
    later = make.TOMORROW_AT_NINE + timedelta(weeks=1)
    appointment.propose(appointment.therapist, later, by=reception.user)
    link = f"/admin/booking/appointment/{appointment.pk}/refuse/"
    reception.post(link, {"seen": 0})
    assert Appointment.objects.get().state == "offered"
    reception.post(link, {"seen": make.version(appointment)})
    assert Appointment.objects.get().state == "withdrawn"


@pytest.mark.parametrize("state", ["requested", "confirmed", "offered"])
def test_the_time_that_it_has_is_not_offered(reception, appointment, state):
    if state == "confirmed":
        appointment.confirm(by=reception.user)
    if state == "offered":
        offer(reception, appointment)
        appointment.refresh_from_db()
    mails, version = len(make.queued_mail()), make.version(appointment)
    typed = {"other_day": "2026-11-24", "other_time": f"{appointment.starts_at.hour - 5}:00"}
    response = offer(reception, appointment, "typed", **typed)
    assert "The visit is already at that time" in response.text
    assert (len(make.queued_mail()), make.version(appointment)) == (mails, version)


def test_a_time_that_is_no_longer_held_can_be_offered_again(reception, appointment, clock):
    offer(reception, appointment, "2026-12-08T16:00Z")
    clock.shift(timedelta(days=3))
    Appointment.objects.end_stale_holds()
    appointment.refresh_from_db()
    reception.force_login(reception.user)
    typed = {"other_day": "2026-12-08", "other_time": "11:00"}
    assert offer(reception, appointment, "typed", **typed).status_code == 302
    appointment.refresh_from_db()
    assert appointment.holds_time


def an_hour_at_eleven(reception, **service):
    """A confirmed visit of an hour, which begins tomorrow at eleven in Toronto."""
    service = make.service("An hour", duration=60, **service)
    therapist = make.therapist(service, name="Sample Colleague")
    one = make.booking(service, therapist, ELEVEN_OCLOCK).appointments.get()
    one.confirm(by=reception.user)
    return one


@pytest.mark.parametrize("minutes", [-45, -30, 30, 45])
@pytest.mark.parametrize("buffers", [{}, {"buffer_before": 10, "buffer_after": 20}])
def test_a_visit_is_offered_a_time_that_overlaps_its_own(client, reception, minutes, buffers):
    one = an_hour_at_eleven(reception, **buffers)
    near = ELEVEN_OCLOCK + timedelta(minutes=minutes)
    offered = one.propose(one.therapist, near, by=reception.user)
    page = client.get(f"{one.booking.get_absolute_url()}{offered.pk}/offer/")
    assert page.status_code == 200
    offered.accept()
    one.refresh_from_db()
    assert (one.starts_at, one.ends_at - one.starts_at) == (near, timedelta(hours=1))
    assert one.period.lower == near - timedelta(minutes=buffers.get("buffer_before", 0))
    assert one.period.upper == one.ends_at + timedelta(minutes=buffers.get("buffer_after", 0))


def test_what_such_an_offer_adds_is_held_from_others_and_only_while_it_is_open(reception):
    one = an_hour_at_eleven(reception)
    near = ELEVEN_OCLOCK + timedelta(minutes=30)
    offered = one.propose(one.therapist, near, by=reception.user)
    beside = (one.service, one.therapist, ELEVEN_OCLOCK + timedelta(minutes=60))
    with pytest.raises(TimeTaken):
        make.booking(*beside, **make.contact(1))
    offered.refuse()
    make.booking(*beside, **make.contact(1))
    one.refresh_from_db()
    assert one.starts_at == ELEVEN_OCLOCK


def test_a_visit_moves_to_the_time_that_it_is_offered(reception):
    one = an_hour_at_eleven(reception)
    near = ELEVEN_OCLOCK + timedelta(minutes=30)
    offered = one.propose(one.therapist, near, by=reception.user)
    one.move(one.therapist, near, by=reception.user)
    offered.refresh_from_db()
    assert (one.starts_at, offered.state) == (near, "withdrawn")


def test_the_times_shown_for_a_confirmed_visit_reach_into_its_own(reception):
    one = an_hour_at_eleven(reception)
    page = reception.get(address(one)).text
    for shown in ("2026-11-24T15:30Z", "2026-11-24T16:30Z"):
        assert shown in page
    assert ELEVEN not in page


def test_a_time_in_the_way_of_somebody_else_is_still_refused(reception):
    one = an_hour_at_eleven(reception)
    make.booking(one.service, one.therapist, ELEVEN_OCLOCK + timedelta(hours=1), **make.contact(1))
    with pytest.raises(TimeTaken):
        one.propose(one.therapist, ELEVEN_OCLOCK + timedelta(minutes=30), by=reception.user)
