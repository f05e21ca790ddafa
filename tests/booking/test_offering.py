"""Reception offers the patient another time."""

from datetime import timedelta

import pytest

from booking.models import Appointment
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ELEVEN = "2026-11-24T16:00Z"  # tomorrow in Toronto


def address(appointment):
    return f"/admin/booking/appointment/{appointment.pk}/offer/"


def offer(reception, one, start=ELEVEN, **typed):
    typed = {"seen": one.version(), "therapist": one.therapist_id, "start": start} | typed
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
    assert "offered for this visit already" in response.text


def test_an_offer_is_withdrawn_without_touching_the_visit(reception, appointment):
    appointment.confirm(by=reception.user)
    offer(reception, appointment)
    offered = appointment.open_offer()
    url = f"/admin/booking/appointment/{offered.pk}/cancel/"
    reception.post(url, {"seen": offered.version()})
    offered.refresh_from_db()
    appointment.refresh_from_db()
    assert (offered.state, appointment.state) == ("withdrawn", "confirmed")
    assert "About the time we offered" in make.queued_mail()[-1].subject


def test_a_time_that_another_visit_has_is_never_offered(reception, open_clinic, appointment):
    make.booking(*open_clinic, make.TOMORROW_AT_NINE + timedelta(hours=2), **make.contact(1))
    response = offer(reception, appointment, outside_hours="on")
    assert response.status_code == 409
    assert "Another visit is in the way" in response.text
    assert not Appointment.objects.filter(state="offered").exists()


def test_what_was_cancelled_meanwhile_is_not_offered_another_time(reception, appointment):
    seen = appointment.version()
    appointment.cancel()
    response = reception.post(address(appointment), {"seen": seen, "start": ELEVEN}, follow=True)
    assert "not carried out. This was already withdrawn by the patient" in response.text
    assert "not carried out" not in reception.get(address(appointment), follow=True).text


def test_what_was_moved_meanwhile_says_so_and_keeps_what_was_typed(reception, appointment):
    seen = appointment.version()
    appointment.move(appointment.therapist, make.TOMORROW_AT_NINE + timedelta(hours=1))
    response = offer(reception, appointment, seen=seen)
    assert response.status_code == 409
    assert "already moved by the patient" in response.text
    assert f'value="{ELEVEN}" checked' in response.text
    assert offer(reception, appointment).status_code == 302


def test_looking_changes_nothing(reception, appointment):
    typed = {"seen": appointment.version(), "show": "2026-11-30", "start": ELEVEN}
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
    reception.post(f"{link}/accept/", {"seen": appointment.version()})
    appointment.refresh_from_db()
    assert (appointment.state, appointment.starts_at) == ("confirmed", later)


def test_reception_takes_the_patients_no_by_phone(reception, appointment):
    later = make.TOMORROW_AT_NINE + timedelta(weeks=1)
    appointment.propose(appointment.therapist, later, by=reception.user)
    link = f"/admin/booking/appointment/{appointment.pk}/refuse/"
    reception.post(link, {"seen": 0})
    assert Appointment.objects.get().state == "offered"
    reception.post(link, {"seen": appointment.version()})
    assert Appointment.objects.get().state == "withdrawn"


@pytest.mark.parametrize("state", ["requested", "confirmed", "offered"])
def test_the_time_that_it_has_is_not_offered(reception, appointment, state):
    if state == "confirmed":
        appointment.confirm(by=reception.user)
    if state == "offered":
        offer(reception, appointment)
        appointment.refresh_from_db()
    mails, version = len(make.queued_mail()), appointment.version()
    typed = {"other_day": "2026-11-24", "other_time": f"{appointment.starts_at.hour - 5}:00"}
    response = offer(reception, appointment, "typed", **typed)
    assert "This is the visit’s time already" in response.text
    assert (len(make.queued_mail()), appointment.version()) == (mails, version)


def test_a_time_that_is_no_longer_held_can_be_offered_again(reception, appointment, clock):
    offer(reception, appointment, "2026-12-08T16:00Z")
    clock.shift(timedelta(days=3))
    Appointment.objects.let_go()
    appointment.refresh_from_db()
    reception.force_login(reception.user)
    typed = {"other_day": "2026-12-08", "other_time": "11:00"}
    assert offer(reception, appointment, "typed", **typed).status_code == 302
    appointment.refresh_from_db()
    assert appointment.holds_time
