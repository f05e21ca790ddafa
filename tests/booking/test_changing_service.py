"""Reception gives a visit another service or length."""

from datetime import timedelta

import pytest

from booking.admin.moving import OtherTimeForm
from booking.conflicts import TimeTaken
from booking.fields import start_as_text
from booking.models import Appointment, Service
from tests import make
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def longer(open_clinic):
    service = make.service("A longer one", duration=60, buffer_after=15)
    open_clinic[1].services.add(service)
    return service


def change(reception, appointment, service, **typed):
    form = {"seen": make.version(appointment), "service": service.pk, "minutes": ""}
    address = f"/admin/booking/appointment/{appointment.pk}/service/"
    return reception.post(address, form | typed, follow=True)


def now(appointment):
    appointment.refresh_from_db()
    return appointment.service.name, appointment.minutes


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_visit_gets_another_service_with_its_length_and_buffers(
    client, reception, appointment, longer, confirmed
):
    if confirmed:
        appointment.confirm(reception.user)
    before = len(make.queued_mail())
    page = change(reception, appointment, longer, line="As we said.").text
    assert "The visit of Sample Patient is changed. We are emailing them." in page
    assert now(appointment) == ("A longer one", 60)
    assert appointment.starts_at == make.TOMORROW_AT_NINE
    assert appointment.period.upper == make.TOMORROW_AT_NINE + timedelta(minutes=75)
    (mail,) = make.queued_mail()[before:]
    assert "It now takes 60 minutes." in mail.body
    assert "From reception:\nAs we said." in mail.body
    assert ("A longer one" in mail.body) == confirmed
    assert "A longer one" not in mail.subject
    assert len(mail.attachments) == confirmed
    assert "60 minutes" in client.get(appointment.booking.get_absolute_url()).text


def test_only_the_length_is_changed(reception, appointment):
    change(reception, appointment, appointment.service, minutes="45")
    assert now(appointment) == ("IMS treatment", 45)


def test_there_is_no_room_for_a_length_that_meets_the_next_visit(
    reception, open_clinic, appointment, longer
):
    make.booking(*open_clinic, make.TOMORROW_AT_NINE + HALF_AN_HOUR, **make.contact(1))
    response = change(reception, appointment, longer, line="Kept words")
    assert response.status_code == 409
    assert "Another visit is too close" in response.text
    assert "Kept words" in response.text
    assert now(appointment) == ("IMS treatment", 30)


def test_a_buffer_that_meets_the_next_visit_leaves_no_room_either(
    reception, open_clinic, appointment, longer
):
    make.booking(*open_clinic, make.TOMORROW_AT_NINE + 2 * HALF_AN_HOUR, **make.contact(1))
    assert change(reception, appointment, longer).status_code == 409


def test_a_change_that_the_patient_cannot_see_is_not_emailed(reception, appointment):
    type(appointment.service).objects.update(buffer_after=10)
    before = len(make.queued_mail())
    page = change(reception, appointment, appointment.service).text
    assert "is changed." in page
    assert "We are emailing them" not in page
    assert len(make.queued_mail()) == before
    appointment.refresh_from_db()
    assert appointment.period.upper == appointment.ends_at + timedelta(minutes=10)


@each("minutes", ["0", "-5", "4", "481", "x", "9" * 400, "1.5"])
def test_a_length_that_cannot_be_is_refused(reception, appointment, minutes):
    response = change(reception, appointment, appointment.service, minutes=minutes)
    assert response.status_code == 422
    assert now(appointment) == ("IMS treatment", 30)


def test_a_service_that_the_therapist_does_not_offer_is_refused(reception, appointment):
    other = make.service("Another")
    assert change(reception, appointment, other).status_code == 422
    assert now(appointment) == ("IMS treatment", 30)


def test_the_same_again_changes_nothing(reception, appointment):
    response = change(reception, appointment, appointment.service)
    assert "Nothing was changed. The visit is already IMS treatment, 30 minutes." in response.text


def test_a_change_over_an_unseen_one_is_refused(reception, appointment, longer):
    seen = make.version(appointment)
    appointment.move(appointment.therapist, make.TOMORROW_AT_NINE + HALF_AN_HOUR)
    response = change(reception, appointment, longer, seen=seen)
    assert response.status_code == 409
    assert "already moved by the patient" in response.text


def test_what_is_over_is_not_changed(reception, appointment, longer):
    appointment.cancel()
    page = change(reception, appointment, longer).text
    assert "already withdrawn" in page
    assert Appointment.objects.get().minutes == 30


def test_outside_working_hours_it_is_asked_about(reception, open_clinic, longer):
    last = make.TOMORROW_AT_NINE + timedelta(hours=7, minutes=30)  # until 5:00 PM
    late = make.booking(*open_clinic, last).visits().get()
    response = change(reception, late, longer)
    assert "Nobody works then" in response.text
    change(reception, late, longer, outside_hours="on")
    assert now(late) == ("A longer one", 60)


def test_the_email_about_it_is_shown_first(reception, appointment, longer):
    page = change(reception, appointment, longer, preview="one").text
    assert "Your request has changed" in page
    assert now(appointment) == ("IMS treatment", 30)


def test_the_length_of_a_service_that_is_no_longer_offered_can_be_changed(
    reception, appointment, longer
):
    Service.objects.filter(pk=appointment.service_id).update(is_active=False)
    page = reception.get(f"/admin/booking/appointment/{appointment.pk}/service/")
    assert f'<option value="{appointment.service_id}" selected>' in page.text
    change(reception, appointment, appointment.service, minutes="45")
    assert now(appointment) == ("IMS treatment", 45)


@pytest.fixture
def of_45(reception, appointment):
    """A visit that was made longer than its service usually is, and confirmed."""
    appointment.change_service(appointment.service, 45, by=reception.user)
    appointment.confirm(reception.user)
    return appointment


@pytest.mark.parametrize("by_patient", [True, False])
def test_a_visit_with_a_length_of_its_own_keeps_it_when_it_moves(reception, of_45, by_patient):
    colleague = make.therapist(of_45.service, name="A Colleague")
    later = make.TOMORROW_AT_NINE + timedelta(weeks=1)
    of_45.move(colleague, later, by=None if by_patient else reception.user)
    assert now(of_45) == ("IMS treatment", 45)


def test_it_keeps_its_length_when_it_is_offered_another_time(reception, of_45):
    later = make.TOMORROW_AT_NINE + timedelta(days=1)
    offer = of_45.propose(of_45.therapist, later, by=reception.user)
    assert offer.minutes == 45
    offer.accept()
    assert now(of_45) == ("IMS treatment", 45)


def test_only_times_with_room_for_its_length_are_shown_and_taken(
    client, reception, open_clinic, of_45
):
    taken = make.TOMORROW_AT_NINE + timedelta(weeks=1, hours=1)
    make.booking(*open_clinic, taken, **make.contact(1))
    short = taken - HALF_AN_HOUR
    with pytest.raises(TimeTaken):
        of_45.move(of_45.therapist, short, by=reception.user)
    with pytest.raises(TimeTaken):
        of_45.move(of_45.therapist, short)
    form = OtherTimeForm(initial={"from_day": "2026-12-01"}, visit=of_45, verb="move")
    by_desk = [start for _, choices in form.times()["days"] for _, start, _ in choices]
    page = client.get(f"{of_45.booking.get_absolute_url()}{of_45.pk}/move/?day=2026-12-01")
    by_patient = [start for _, of_day in page.context["days"] for start, _ in of_day]
    for times in (by_desk, by_patient):
        assert short - HALF_AN_HOUR in times
        assert short not in times
    board = reception.get(f"/admin/?day=2026-12-01&moving={of_45.pk}").text
    assert f"start={start_as_text(short - HALF_AN_HOUR)}".replace(":", "%3A") in board
    assert f"start={start_as_text(short)}".replace(":", "%3A") not in board


def test_the_usual_length_of_whom_a_visit_moves_to_is_used_otherwise(reception, appointment):
    slower = make.therapist(appointment.service, name="A Colleague")
    slower.offerings.update(duration=60)
    appointment.move(slower, make.TOMORROW_AT_NINE + timedelta(days=1), by=reception.user)
    assert now(appointment) == ("IMS treatment", 60)
