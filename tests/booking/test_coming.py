"""“I will be there”: said by the patient on their page, seen at the desk."""

from datetime import timedelta

import pytest

from booking.models import Appointment
from booking.models.deadlines import DeadlineQuerySet
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NEXT_WEEK = make.TOMORROW_AT_NINE + timedelta(days=7)


@pytest.fixture
def visit(clock, open_clinic):
    """Confirmed a week ago, and reminded of just now."""
    one = make.booking(*open_clinic, NEXT_WEEK).appointments.get()
    one.confirm(by=None)
    clock.move_to(NEXT_WEEK - timedelta(hours=20))
    DeadlineQuerySet.remind(Appointment.objects.all())
    one.refresh_from_db()
    return one


def press(client, visit, **changes):
    url = f"{visit.booking.get_absolute_url()}{visit.pk}/will-come/"
    return client.post(url, {"seen": visit.version} | changes, follow=True)


def test_the_reminder_and_the_page_ask_whether_the_patient_will_come(client, visit):
    assert "Tell us that you will be there" in make.queued_mail()[-1].body
    assert "I will be there" in client.get(visit.booking.get_absolute_url()).text


def test_before_the_reminder_nobody_is_asked(client, open_clinic):
    one = make.booking(*open_clinic, NEXT_WEEK).appointments.get()
    one.confirm(by=None)
    assert "I will be there" not in client.get(one.booking.get_absolute_url()).text


def test_said_once_or_twice_it_is_noted_once(client, visit):
    for _ in range(2):
        page = press(client, visit)
    assert page.status_code == 200
    assert "Thank you for telling us" in page.text
    assert "You have told us that you will be there." in page.text
    assert visit.events.filter(verb="“Will be there” said").count() == 1


def test_it_is_noted_with_its_line_in_the_history_or_not_at_all(visit, monkeypatch):
    def crash(*args):
        raise ZeroDivisionError

    monkeypatch.setattr(Appointment, "record", crash)
    with pytest.raises(ZeroDivisionError):
        visit.will_come(seen=visit.version)
    assert Appointment.objects.get().will_come_at is None


def test_reception_is_not_held_up_by_it(client, visit):
    seen = visit.version
    press(client, visit)
    visit.cancel(by=make.staff("Reception"), seen=seen)


def test_looking_or_following_the_link_says_nothing(client, visit):
    client.get(f"{visit.booking.get_absolute_url()}{visit.pk}/will-come/")
    client.get(visit.booking.get_absolute_url())
    assert Appointment.objects.get().will_come_at is None


def test_it_is_said_of_the_time_that_was_seen(client, visit):
    visit.move(visit.therapist, NEXT_WEEK + timedelta(hours=1), by=make.staff("Reception"))
    page = press(client, visit, seen=visit.version - 1)
    assert page.status_code == 409
    assert Appointment.objects.get().will_come_at is None


def test_another_time_has_to_be_said_again(client, visit):
    press(client, visit)
    visit.refresh_from_db()
    visit.move(visit.therapist, NEXT_WEEK + timedelta(hours=1), by=make.staff("Reception"))
    assert Appointment.objects.get().will_come_at is None


def test_any_version_gets_an_answer(client, visit):
    for seen in ("", "x", "9" * 40, "\0"):
        assert press(client, visit, seen=seen).status_code in (400, 409)


def test_a_cancelled_visit_is_not_expected(client, visit):
    visit.cancel(by=make.staff("Reception"))
    assert press(client, visit).status_code == 409


def test_the_desk_sees_it_on_the_board_and_on_the_visit(client, visit):
    press(client, visit)
    client.force_login(make.staff("Reception"))
    day = NEXT_WEEK.date().isoformat()
    assert "Said they will be there" in client.get("/admin/", {"day": day}).text
    assert "said that they will be there" in client.get(visit.get_admin_url()).text


def test_the_desk_sees_nothing_that_was_not_said(client, visit):
    client.force_login(make.staff("Reception"))
    day = NEXT_WEEK.date().isoformat()
    assert "Said they will be there" not in client.get("/admin/", {"day": day}).text
    assert "said that they will be there" not in client.get(visit.get_admin_url()).text
