"""What the clinic says for after a visit, sent to those who came."""

from datetime import timedelta

import pytest

from booking.models import Appointment
from tests import make
from tests.booking.test_growth import history, plans, queries_of  # noqa: F401 a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

WORDS = "Please drink some water.\n\nCall us if you have questions: we are glad to help."


@pytest.fixture
def clinic():
    service = make.service(after_visit=WORDS, longest_course=4)
    return service, make.therapist(service)


@pytest.fixture
def visit(clinic):
    """A confirmed visit tomorrow from 9:00 to 9:30."""
    one = make.booking(*clinic).visits().get()
    one.confirm(by=None)
    return one


def sent():
    return [mail for mail in make.queued_mail() if mail.subject.startswith("After your visit")]


def come(clock, visit, state="attended", after=timedelta(hours=2)):
    clock.move_to(visit.starts_at + after)
    visit.mark(state, by=None)
    make.call("work", "--once")


def test_a_patient_who_came_is_sent_the_words_once(clock, visit):
    make.call("work", "--once")
    assert sent() == []
    come(clock, visit)
    make.call("work", "--once")
    (mail,) = sent()
    assert mail.to == ["patient@example.com"]
    assert WORDS in mail.body
    assert visit.booking.private_url() in mail.body
    assert "IMS" not in mail.subject
    assert str(visit.events.last()).startswith("follow-up sent by the system")


@pytest.mark.parametrize("state", ["missed", "confirmed", "cancelled"])
def test_others_are_not(clock, visit, state):
    clock.move_to(visit.starts_at + timedelta(hours=2))
    Appointment.objects.update(state=state, holds_time=state != "cancelled")
    make.call("work", "--once")
    assert sent() == []


def test_it_waits_until_an_hour_after_the_visit(clock, visit):
    come(clock, visit, after=timedelta(minutes=80))
    assert sent() == []
    clock.shift(timedelta(minutes=20))
    make.call("work", "--once")
    assert len(sent()) == 1


@pytest.mark.parametrize(("days", "mails"), [(4, 1), (7, 0)])
def test_it_is_sent_after_a_long_weekend_but_not_a_week_later(clock, visit, days, mails):
    come(clock, visit, after=timedelta(days=days))
    assert len(sent()) == mails


def test_a_service_without_words_sends_nothing(clock, visit):
    type(visit.service).objects.update(after_visit="")
    come(clock, visit)
    assert sent() == []


def test_a_patient_without_an_address_gets_nothing(clock, clinic):
    booking = make.booking(*clinic, email="")
    booking.confirm(by=None)
    come(clock, booking.visits().get())
    assert sent() == []


def test_a_course_is_followed_up_once(clock, clinic):
    starts = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in range(2)]
    booking = make.booking(*clinic, starts=starts)
    booking.confirm(by=None)
    for one in booking.visits():
        come(clock, one)
    assert len(sent()) == 1
    assert not Appointment.objects.due_for_follow_up()
    first, second = booking.visits()
    assert second.followed_up_at == first.followed_up_at


def test_a_visit_found_due_by_two_workers_is_followed_up_once(clock, visit):
    clock.move_to(visit.starts_at + timedelta(hours=2))
    visit.mark("attended", by=None)
    found = [Appointment.objects.due_for_follow_up().get() for _ in range(2)]
    for one in found:
        one.follow_up()
    assert len(sent()) == 1


def test_looking_for_them_never_reads_the_whole_history(history):  # noqa: F811
    service, _ = history
    type(service).objects.update(after_visit=WORDS)
    statements, _ = queries_of(lambda: Appointment.objects.due_for_follow_up().exists())
    ((plan, _),) = plans(statements)
    assert "Seq Scan on booking_appointment" not in plan
    assert "Seq Scan on booking_booking" not in plan
