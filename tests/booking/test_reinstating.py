"""Reception undoes a decline or a cancellation."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from booking.conflicts import NoLongerPossible, PatientHasVisit, TimeTaken
from booking.models import Appointment, Booking, Closure
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def press(reception, appointment, **typed):
    seen = {"seen": make.version(appointment)}
    address = f"/admin/booking/appointment/{appointment.pk}/reinstate/"
    return reception.post(address, seen | typed, follow=True)


def cancelled(appointment, by):
    appointment.confirm(by)
    appointment.cancel(by)
    return appointment


def states():
    return [(one.state, one.holds_time) for one in Appointment.objects.order_by("starts_at", "pk")]


def sequence(mail):
    (part,) = mail.attachments
    (event,) = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    return event["SEQUENCE"]


def test_a_cancelled_visit_is_confirmed_again_and_told_once(client, reception, appointment):
    cancelled(appointment, reception.user)
    removed = sequence(make.queued_mail()[-1])
    before = len(make.queued_mail())
    page = press(reception, appointment, line="Our mistake.").text
    assert "The visit of Sample Patient is confirmed again." in page
    assert states() == [("confirmed", True)]
    (mail,) = make.queued_mail()[before:]
    assert "confirmed again" in mail.subject
    assert appointment.booking.reference in mail.subject
    assert "From reception:\nOur mistake." in mail.body
    assert sequence(mail) > removed
    assert "reinstated by sample-staff" in reception.get(appointment.get_admin_url()).text
    assert "Confirmed" in client.get(appointment.booking.get_absolute_url()).text


def test_a_declined_request_waits_again_with_its_time(reception, appointment):
    appointment.decline(reception.user)
    press(reception, appointment)
    assert states() == [("requested", True)]
    assert "looking at your request again" in make.queued_mail()[-1].subject
    assert not make.queued_mail()[-1].attachments


def test_a_declined_request_whose_time_is_taken_waits_without_it(
    reception, open_clinic, appointment
):
    appointment.decline(reception.user)
    make.booking(*open_clinic, **make.contact(1))
    press(reception, appointment)
    assert states() == [("requested", False), ("requested", True)]


def test_a_cancelled_visit_whose_time_is_taken_stays_cancelled(reception, open_clinic, appointment):
    cancelled(appointment, reception.user)
    make.booking(*open_clinic, **make.contact(1))
    page = press(reception, appointment).text
    assert "another visit now has this time" in page
    assert "Book another visit" in page
    assert states() == [("cancelled", False), ("requested", True)]


def test_a_cancelled_visit_on_a_day_closed_since_stays_cancelled(reception, appointment):
    cancelled(appointment, reception.user)
    Closure.objects.create(first_day=make.TOMORROW, last_day=make.TOMORROW)
    with pytest.raises(NoLongerPossible, match="no longer works"):
        appointment.reinstate(reception.user)
    assert states() == [("cancelled", False)]


def test_a_course_is_reinstated_with_one_email(reception, open_clinic):
    open_clinic[0].longest_course = 7
    open_clinic[0].save()
    starts = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in range(3)]
    booking = make.booking(*open_clinic, starts=starts)
    booking.confirm(reception.user)
    booking.cancel(reception.user)
    before = len(make.queued_mail())
    first = booking.visits()[0]
    assert "Undo it for all 3 visits" in reception.get(first.get_admin_url()).text
    press(reception, first, all=make.version(booking))
    assert states() == [("confirmed", True)] * 3
    (mail,) = make.queued_mail()[before:]
    (file,) = mail.attachments
    assert len(Calendar.from_ical(file.get_payload(decode=True)).walk("VEVENT")) == 3


def test_only_what_the_same_decision_ended_is_undone_together(reception, open_clinic, clock):
    starts = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in range(5)]
    booking = make.booking(*open_clinic, None, starts=starts)
    first, second, third, fourth, fifth = booking.visits()
    fifth.decline(reception.user)
    clock.shift(timedelta(minutes=5))
    booking.confirm(reception.user)
    for one in (third, fourth):
        one.cancel(reception.user)
        clock.shift(timedelta(minutes=5))
    booking.cancel(reception.user)  # the first two
    clock.shift(timedelta(minutes=5))
    reception.force_login(reception.user)
    assert "Undo it for all" not in reception.get(third.get_admin_url()).text
    assert "Undo it for all 2 visits" in reception.get(first.get_admin_url()).text
    press(reception, second, all=make.version(booking))
    assert [state for state, _ in states()] == [
        *["confirmed"] * 2,
        *["cancelled"] * 2,
        "declined",
    ]
    booking.reinstate(reception.user, like=fifth)
    assert [state for state, _ in states()][2:] == ["cancelled", "cancelled", "requested"]


def test_a_patient_is_told_again_if_the_hold_of_a_reinstated_request_lapses(
    reception, appointment, clock
):
    for _ in range(2):
        appointment.refresh_from_db()
        Appointment.objects.update(held_until=timezone.now())
        before = len(make.queued_mail())
        Appointment.objects.end_stale_holds()
        assert len(make.queued_mail()) == before + 1
        appointment.decline(reception.user)
        appointment.reinstate(reception.user)
        assert states() == [("requested", True)]


def test_nothing_of_an_erased_patient_is_reinstated_or_restored(reception, appointment):
    appointment.decline(reception.user)
    with Appointment.objects.locking_schedules([appointment.therapist]):
        Booking.objects.erase()
    assert "Undo the" not in reception.get(appointment.get_admin_url()).text
    with pytest.raises(NoLongerPossible, match="erased"):
        appointment.reinstate(reception.user)
    Appointment.objects.update(state="spam")
    page = reception.get(appointment.get_admin_url()).text
    assert "Not spam" not in page
    assert "It is spam" in page
    with pytest.raises(NoLongerPossible, match="erased"):
        appointment.booking.restore(reception.user)


def test_a_request_turned_away_as_spam_has_a_patient_once_it_is_reinstated(reception, appointment):
    booking = appointment.booking
    Booking.objects.update(patient=None)
    booking.patient.delete()
    booking.refresh_from_db()
    Booking.objects.turn_away(by=reception.user, seen={booking.pk: booking.version})
    appointment.reinstate(reception.user)
    booking.refresh_from_db()
    assert booking.patient.name == "Sample Patient"


def test_a_course_is_reinstated_whole_or_not_at_all(reception, open_clinic):
    open_clinic[0].longest_course = 7
    open_clinic[0].save()
    starts = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in range(2)]
    booking = make.booking(*open_clinic, starts=starts)
    booking.confirm(reception.user)
    booking.cancel(reception.user)
    make.booking(*open_clinic, starts_at=starts[1], **make.contact(1))
    with pytest.raises(TimeTaken):
        booking.reinstate(reception.user)
    assert Appointment.objects.filter(state="cancelled").count() == 2


def test_a_patient_with_another_visit_then_is_asked_about(reception, open_clinic, appointment):
    cancelled(appointment, reception.user)
    other = make.therapist(open_clinic[0], name="Sample Colleague")
    make.booking(open_clinic[0], other)
    with pytest.raises(PatientHasVisit):
        appointment.reinstate(reception.user)
    appointment.reinstate(reception.user, as_well=True)
    assert ("confirmed", True) in states()


def test_what_has_passed_cannot_be_reinstated(reception, appointment, clock):
    cancelled(appointment, reception.user)
    clock.move_to(appointment.starts_at)
    reception.force_login(reception.user)
    assert "Undo the" not in reception.get(appointment.get_admin_url()).text
    assert "That time has passed." in press(reception, appointment).text
    assert states() == [("cancelled", False)]


@pytest.mark.parametrize("end", [None, "confirm", "withdraw"])
def test_only_a_decline_or_a_cancellation_is_undone(reception, appointment, end):
    if end == "confirm":
        appointment.confirm(reception.user)
    if end == "withdraw":
        appointment.cancel()
    before = states()
    with pytest.raises(NoLongerPossible):
        appointment.reinstate(reception.user)
    with pytest.raises(NoLongerPossible):
        appointment.booking.reinstate(reception.user)
    assert states() == before


def test_following_a_link_reinstates_nothing(reception, appointment):
    cancelled(appointment, reception.user)
    address = f"/admin/booking/appointment/{appointment.pk}/reinstate/"
    assert reception.get(address).status_code in (302, 405)
    assert states() == [("cancelled", False)]


def test_undo_is_a_click_away_right_after_a_decline(reception, appointment):
    seen = {"seen": make.version(appointment)}
    address = f"/admin/booking/appointment/{appointment.pk}/decline/"
    page = reception.post(address, seen, follow=True).text
    assert f'<a href="{appointment.get_admin_url()}">View it again</a>' in page
    assert "Undo the decline" in reception.get(appointment.get_admin_url()).text
