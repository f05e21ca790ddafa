"""How long a time is held, said the same everywhere, and what its patient is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from booking.models import Appointment
from booking.models.state import State
from tests import make
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NEXT_WEEK = make.TOMORROW_AT_NINE + timedelta(weeks=1)
IN_TWO_WEEKS = make.TOMORROW_AT_NINE + timedelta(weeks=2)
FREE_DAY = make.TOMORROW_AT_NINE + timedelta(days=9)


@pytest.fixture
def stale(clock, open_clinic):
    """A request for next week whose hold has just ended, before anybody has noticed."""
    one = make.booking(*open_clinic, NEXT_WEEK).visits().get()
    clock.move_to(one.held_until)
    return one


@pytest.fixture
def stale_offer(stale, reception, clock):
    """The same patient is offered another time, and its hold has just ended too."""
    stale.propose(stale.therapist, IN_TWO_WEEKS, by=reception.user)
    clock.move_to(stale.held_until)
    return stale


def subjects(since=0):
    """What each mail to the patient is about, without the reference."""
    mails = [mail for mail in make.queued_mail() if mail.to == ["patient@example.com"]]
    return [mail.subject.partition(" (")[0] for mail in mails[since:]]


HELD_OR_NOT = [(state, True) for state in (*State.held_for_a_while(), *State.kept())] + [
    (state, False) for state in (*State.held_for_a_while(), *State.over())
]


@each(("state", "flag"), HELD_OR_NOT)
def test_a_row_and_the_database_agree_on_what_is_held(appointment, state, flag):
    now = timezone.now()
    for seconds in (-1, 0, 1):
        ends = now + timedelta(seconds=seconds)
        Appointment.objects.update(state=state, holds_time=flag, held_until=ends)
        one = Appointment.objects.get()
        assert one.is_held() == Appointment.objects.holding(now).exists()


def test_the_page_promises_a_time_only_while_others_cannot_have_it(client, stale, clock):
    clock.shift(-timedelta(seconds=1))
    page = client.get(stale.booking.get_absolute_url()).text
    assert "Held for you until" in page
    clock.shift(timedelta(seconds=1))
    page = client.get(stale.booking.get_absolute_url()).text
    assert "Held for you until" not in page
    assert "We are not holding this time at the moment" in page


def test_the_page_promises_an_offered_time_only_as_long(client, stale_offer):
    page = client.get(stale_offer.booking.get_absolute_url()).text
    assert "We are holding this time for you" not in page
    assert "you can accept it while it is still available" in page


@pytest.mark.parametrize("screen", ["", "?state=all", "{pk}/change/"])
def test_the_desk_does_not_call_it_held_either(reception, stale, screen):
    reception.force_login(reception.user)  # days have passed
    page = reception.get("/admin/booking/appointment/" + screen.format(pk=stale.pk)).text
    assert "no longer held" in page.lower()


VERBS = {
    "confirm": (lambda one, by: one.confirm(by), "Your appointment is confirmed"),
    "decline": (lambda one, by: one.decline(by), "About your request"),
    "offer": (
        lambda one, by: one.propose(one.therapist, FREE_DAY, by),
        "We can offer you another time",
    ),
    "move": (
        lambda one, by: one.move(one.therapist, FREE_DAY, by),
        "Your request has a new time",
    ),
    "withdraw": (lambda one, by: one.cancel(), "Your request is cancelled"),
    "move by the patient": (
        lambda one, by: one.move(one.therapist, FREE_DAY),
        "Your request has a new time",
    ),
}


@pytest.mark.parametrize("verb", VERBS)
def test_an_answer_after_the_hold_is_the_only_mail(reception, stale, verb):
    act, subject = VERBS[verb]
    act(stale, reception.user)
    make.call("work", "--once")
    assert subjects(since=1) == [subject]


OFFER_VERBS = {
    "accept": (lambda one, by: one.accept(), ["Your appointment is confirmed"]),
    "accept by phone": (lambda one, by: one.accept(by), ["Your appointment is confirmed"]),
    "refuse": (lambda one, by: one.refuse(), []),
    "take back": (lambda one, by: one.cancel(by), ["About the time we offered"]),
    "offer again": (
        lambda one, by: one.propose(one.therapist, FREE_DAY, by),
        ["We can offer you another time"],
    ),
}


@pytest.mark.parametrize("verb", OFFER_VERBS)
def test_an_answer_to_an_offer_after_its_hold_is_the_only_mail(reception, stale_offer, verb):
    before = len(subjects())
    act, expected = OFFER_VERBS[verb]
    act(stale_offer, reception.user)
    make.call("work", "--once")
    assert subjects(since=before) == expected


@pytest.mark.parametrize("verb", ["confirm", "decline"])
def test_an_answer_for_a_whole_course_is_the_only_mail_too(reception, open_clinic, clock, verb):
    booking = make.booking(*open_clinic, starts=[NEXT_WEEK, IN_TWO_WEEKS])
    clock.move_to(booking.visits()[1].held_until)
    getattr(booking, verb)(by=reception.user)
    make.call("work", "--once")
    assert len(subjects(since=1)) == 1


def test_of_a_course_half_answered_only_the_other_half_is_worked_on(reception, open_clinic, clock):
    booking = make.booking(*open_clinic, starts=[NEXT_WEEK, IN_TWO_WEEKS])
    clock.move_to(booking.visits()[1].held_until)
    booking.visits()[0].confirm(reception.user)
    make.call("work", "--once")
    confirmed, lapsed = make.queued_mail()[-2:]
    assert "December 1" in confirmed.body
    assert "still working" in lapsed.body
    assert "December 1" not in lapsed.body
    assert "December 8" in lapsed.body


def test_a_request_moved_after_its_hold_is_not_said_to_be_held(client, stale):
    stale.move(stale.therapist, FREE_DAY)
    assert "We are not holding the new time for you" in make.queued_mail()[-2].body
    assert not Appointment.objects.get().is_held()
