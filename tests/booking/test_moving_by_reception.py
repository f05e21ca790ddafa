"""Reception moves a visit to another time, agreed with the patient."""

from datetime import timedelta

import pytest
from django.utils import timezone

from booking.models import Service
from tests import make
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ELEVEN = "2026-11-24T16:00Z"  # tomorrow in Toronto
TWO_HOURS = timedelta(hours=2)


def move(reception, one, **typed):
    typed = {"seen": make.version(one), "therapist": one.therapist_id} | typed
    response = reception.post(f"/admin/booking/appointment/{one.pk}/move/", typed)
    one.refresh_from_db()
    return response


def typed_time(day, time, **more):
    return {"start": "typed", "other_day": day, "other_time": time} | more


def test_a_visit_moves_at_once(reception, appointment):
    appointment.confirm(by=reception.user)
    assert move(reception, appointment, start=ELEVEN).status_code == 302
    assert (appointment.state, appointment.starts_at) == (
        "confirmed",
        make.TOMORROW_AT_NINE + TWO_HOURS,
    )
    assert "moved by sample-staff" in reception.get(appointment.get_admin_url()).text


def test_a_visit_moves_to_a_colleague(reception, appointment):
    colleague = make.therapist(appointment.service, name="A Colleague")
    move(reception, appointment, therapist=colleague.pk, start=ELEVEN)
    assert appointment.therapist == colleague


def test_a_therapist_who_does_not_offer_it_is_refused(reception, appointment):
    other = make.therapist(name="Somebody Else")
    response = move(reception, appointment, therapist=other.pk, start=ELEVEN)
    assert response.status_code == 422
    assert appointment.starts_at == make.TOMORROW_AT_NINE


def test_a_visit_of_a_service_no_longer_offered_can_still_move(reception, appointment):
    Service.objects.update(is_active=False)
    assert move(reception, appointment, start=ELEVEN).status_code == 302


def test_any_time_can_be_typed(reception, appointment):
    move(reception, appointment, **typed_time("2026-11-25", "10:10"))
    local = timezone.localtime(appointment.starts_at)
    assert f"{local:%Y-%m-%d %H:%M}" == "2026-11-25 10:10"
    assert not appointment.outside_hours


def test_a_time_outside_hours_is_taken_only_on_purpose(reception, appointment):
    late = typed_time("2026-11-25", "20:00")
    response = move(reception, appointment, **late)
    assert response.status_code == 422
    assert "Select this to book it anyway" in response.text
    assert 'value="20:00"' in response.text
    assert move(reception, appointment, **late, outside_hours="on").status_code == 302
    assert appointment.outside_hours


def test_no_purpose_puts_a_visit_over_another(reception, open_clinic, appointment):
    make.booking(*open_clinic, make.TOMORROW_AT_NINE + TWO_HOURS, **make.contact(1))
    on_purpose = typed_time("2026-11-24", "11:15", outside_hours="on")
    response = move(reception, appointment, **on_purpose)
    assert response.status_code == 409
    assert "Another visit takes up that time" in response.text
    assert appointment.starts_at == make.TOMORROW_AT_NINE


@each(
    ("typed", "said"),
    [
        ({}, "Choose a time."),
        ({"start": "typed"}, "Enter the day and the time."),
        ({"other_day": "2026-11-25"}, "Enter the day and the time."),
        ({"other_time": "10:00"}, "Enter the day and the time."),
        (typed_time("2026-11-25", "10:00", start=ELEVEN), "not both"),
        (typed_time("2027-03-14", "02:30", outside_hours="on"), "The clocks go forward"),
        (typed_time("2026-11-23", "08:00"), "That time has passed."),
        (typed_time("2026-11-22", "10:00"), "Enter a day from today"),
        (typed_time("0001-01-01", "10:00"), "Enter a day from today"),
        (typed_time("9999-12-31", "23:59"), "Enter a day from today"),
        (typed_time("tomorrow", "noon"), "Enter a day, such as"),
        ({"start": "2026-11-22T16:00Z"}, "That time has passed."),
        ({"start": "8999-01-01T16:00Z"}, "within a year"),
        ({"start": "nonsense"}, "Choose one of the available times"),
        ({"start": ELEVEN, "therapist": "9" * 30}, "Select a valid choice"),
        ({"start": ELEVEN, "therapist": "\x00"}, "errorlist"),
    ],
)
def test_a_wrong_choice_is_said_and_nothing_moves(reception, appointment, typed, said):
    response = move(reception, appointment, **typed)
    assert response.status_code == 422
    assert said in response.text
    assert appointment.starts_at == make.TOMORROW_AT_NINE


def test_of_the_hour_that_comes_twice_the_first_is_meant(reception, appointment, clock):
    clock.move_to("2027-11-01T14:00:00Z")
    booking = make.booking(
        appointment.service,
        appointment.therapist,
        timezone.datetime(2027, 11, 3, 14, tzinfo=timezone.get_fixed_timezone(0)),
    )
    one = booking.visits().get()
    reception.force_login(reception.user)
    move(reception, one, **typed_time("2027-11-07", "01:30", outside_hours="on"))
    assert f"{one.starts_at:%Y-%m-%d %H:%M}" == "2027-11-07 05:30"


@each("day", ["0001-01-01", "9999-12-31", "nonsense", ""])
def test_times_are_shown_from_any_day(reception, appointment, day):
    response = reception.post(
        f"/admin/booking/appointment/{appointment.pk}/move/", {"show": day, "from_day": day}
    )
    assert response.status_code == 200


def test_a_cancelled_visit_does_not_move(reception, appointment):
    appointment.cancel()
    move(reception, appointment, start=ELEVEN)
    assert appointment.starts_at == make.TOMORROW_AT_NINE


def test_what_was_confirmed_meanwhile_does_not_move_unseen(reception, appointment):
    seen = make.version(appointment)
    appointment.confirm(by=make.staff("Reception", "a-colleague"))
    response = move(reception, appointment, start=ELEVEN, seen=seen)
    assert response.status_code == 409
    assert "Nothing was changed. This was already confirmed by a-colleague" in response.text
    assert appointment.starts_at == make.TOMORROW_AT_NINE


def test_typing_the_time_that_it_has_changes_and_mails_nothing(reception, appointment):
    mails = len(make.queued_mail())
    response = move(reception, appointment, **typed_time("2026-11-24", "09:00"))
    assert response.status_code == 409
    assert "The visit is already at that time" in response.text
    assert appointment.events.count() == 1
    assert len(make.queued_mail()) == mails


def test_the_second_time_of_that_hour_is_ticked(reception, appointment, clock):
    clock.move_to("2027-11-01T14:00:00Z")
    start = timezone.datetime(2027, 11, 3, 14, tzinfo=timezone.get_fixed_timezone(0))
    one = make.booking(appointment.service, appointment.therapist, start).visits().get()
    reception.force_login(reception.user)
    page = reception.get(f"/admin/booking/appointment/{one.pk}/move/").text
    assert "after the clocks go back (EST)" in page
    again = typed_time("2027-11-07", "01:30", outside_hours="on", second_time="on")
    move(reception, one, **again)
    assert f"{one.starts_at:%Y-%m-%d %H:%M}" == "2027-11-07 06:30"
    assert "1:30 – 2:00 AM EST" in reception.get(one.get_admin_url()).text


def test_on_other_days_nothing_is_asked_about_the_clocks(reception, appointment):
    page = reception.get(f"/admin/booking/appointment/{appointment.pk}/move/").text
    assert "clocks go back" not in page
