from datetime import timedelta

import pytest

from booking.conflicts import NoLongerPossible
from booking.models import Appointment, Booking
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def link(appointment):
    return f"{appointment.booking.get_absolute_url()}{appointment.pk}/cancel/"


def press(client, appointment, **options):
    """The button on the page that asks."""
    return client.post(link(appointment), {"seen": make.version(appointment)}, **options)


def state(appointment):
    appointment.refresh_from_db()
    return appointment.state


def test_following_the_link_asks_and_changes_nothing(client, appointment):
    page = client.get(link(appointment))
    assert "Cancel this request?" in page.text
    assert "no-store" in page["Cache-Control"]
    assert state(appointment) == "requested"


def test_a_patient_withdraws_a_request_and_the_time_is_open_again(client, open_clinic, appointment):
    response = press(client, appointment, follow=True)
    assert "This request is cancelled" in response.text
    assert state(appointment) == "withdrawn"
    make.booking(*open_clinic)


def test_a_patient_cancels_a_confirmed_visit(client, appointment):
    appointment.confirm(by=None)
    assert "Cancel this visit?" in client.get(link(appointment)).text
    response = press(client, appointment, follow=True)
    assert "This visit is cancelled" in response.text
    assert state(appointment) == "cancelled"


def test_both_sides_are_told(client, appointment):
    press(client, appointment)
    patient, reception = make.queued_mail()[-2:]
    assert patient.to == ["patient@example.com"]
    assert "is cancelled" in patient.body
    assert reception.to == ["reception@example.com"]
    assert "Sample Patient" not in reception.subject + reception.body


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_who_cancels_one_of_several_visits_is_told_of_the_others(client, open_clinic, is_confirmed):
    service, therapist = open_clinic
    starts = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in range(3)]
    booking = make.booking(service, therapist, starts=starts)
    if is_confirmed:
        booking.confirm(by=None)
    press(client, booking.appointments.order_by("starts_at")[0])
    patient, _ = make.queued_mail()[-2:]
    assert patient.subject.startswith("One of your visits is cancelled")
    asked = "the visits you asked for" if not is_confirmed else "your visits"
    assert patient.body.startswith(f"One of {asked} at ")
    assert "These visits stay as they were:\nTuesday, December 1," in patient.body
    assert booking.private_url() in patient.body


def test_the_button_twice_is_one_cancellation(client, appointment):
    press(client, appointment)
    response = press(client, appointment, follow=True)
    assert "This request is cancelled" in response.text
    assert appointment.events.filter(verb="withdrawn").count() == 1


def test_another_site_cannot_cancel(client, appointment):
    response = press(client, appointment, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert state(appointment) == "requested"


def test_what_is_over_cannot_be_cancelled(client, appointment, clock):
    clock.move_to(appointment.starts_at)
    assert "Cancel this request" not in client.get(appointment.booking.get_absolute_url()).text
    assert press(client, appointment).status_code == 303
    assert state(appointment) == "requested"


def test_a_wrong_link_says_nothing(client, appointment):
    assert client.get("/appointments/not-a-token/cancel/").status_code == 404
    assert client.post("/appointments/not-a-token/cancel/").status_code == 404


def test_reception_cancels_a_confirmed_visit(reception, appointment):
    appointment.confirm(by=reception.user)
    page = reception.get(f"/admin/booking/appointment/{appointment.pk}/change/").text
    assert "Cancel this visit" in page
    seen = {"seen": make.version(appointment)}
    reception.post(f"/admin/booking/appointment/{appointment.pk}/cancel/", seen)
    assert state(appointment) == "cancelled"
    assert make.queued_mail()[-1].to == ["patient@example.com"]


def desk(reception, appointment, **typed):
    seen = {"seen": make.version(appointment)}
    address = f"/admin/booking/appointment/{appointment.pk}/cancel/"
    return reception.post(address, seen | typed, follow=True)


def test_reception_says_why_it_cancels(reception, appointment):
    appointment.confirm(by=reception.user)
    assert "A line to the patient (optional)" in reception.get(appointment.get_admin_url()).text
    desk(reception, appointment, line="Our therapist is ill.")
    assert state(appointment) == "cancelled"
    assert "Our therapist is ill." in reception.get(appointment.get_admin_url()).text
    assert "Our therapist is ill." in reception.get(appointment.booking.get_absolute_url()).text
    assert "Our therapist is ill." in make.queued_mail()[-1].body


def test_all_visits_to_come_are_cancelled_with_the_same_line(reception, open_clinic):
    starts = [make.TOMORROW_AT_NINE + week * timedelta(weeks=1) for week in range(2)]
    booking = make.booking(*open_clinic, starts=starts)
    booking.confirm(by=reception.user)
    desk(reception, booking.visits()[0], all=make.version(booking), line="We move house.")
    assert [one.line for one in booking.visits()] == ["We move house."] * 2


def test_too_long_a_line_cancels_nothing_and_is_kept(reception, appointment):
    appointment.confirm(by=reception.user)
    response = desk(reception, appointment, line="x" * 601)
    assert response.status_code == 422
    assert "x" * 601 in response.text
    assert '<a href="#id_cancel_line">' in response.text
    assert state(appointment) == "confirmed"


def test_no_line_stays_when_the_patient_is_erased(reception, appointment):
    appointment.confirm(by=reception.user)
    desk(reception, appointment, line="Their sister is ill.")
    Booking.objects.erase()
    appointment.refresh_from_db()
    assert appointment.line == ""


def test_reception_declines_a_request_and_does_not_cancel_it(reception, appointment):
    seen = {"seen": make.version(appointment)}
    reception.post(f"/admin/booking/appointment/{appointment.pk}/cancel/", seen)
    assert state(appointment) == "requested"


def test_a_visit_cancelled_meanwhile_cannot_be_confirmed(reception, appointment):
    same = Appointment.objects.get(pk=appointment.pk)
    appointment.cancel()
    with pytest.raises(NoLongerPossible, match="already withdrawn by the patient"):
        same.confirm(by=reception.user)


def test_a_cancelled_time_can_be_asked_for_again_with_the_same_details(client, open_clinic):
    first = make.booking(*open_clinic)
    first.appointments.get().cancel()
    make.booking(*open_clinic, starts_at=make.TOMORROW_AT_NINE)
    make.booking(*open_clinic, starts_at=make.TOMORROW_AT_NINE + timedelta(minutes=30))
    assert Booking.objects.count() == 3
