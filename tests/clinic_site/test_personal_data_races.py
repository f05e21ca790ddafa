"""Erasing while others work: the worker that sends, the moderator who answers."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from mailer.models import Message as Mail

from booking.conflicts import ScheduleBusy
from booking.models import Booking
from clinic_site.models import PersonalDataRequest
from clinic_site.personal_data.erasing import StillNeeded, erase
from clinic_site.personal_data.held import Held
from comments.models import Comment
from contact.models import Message
from tests import make
from tests.waiting import until_somebody_waits
from typed.seen import ChangedMeanwhile

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "writer@example.com"


@contextmanager
def meanwhile(act):
    """Somebody else who acts in their own transaction, and ends it once we wait for them."""
    has_acted, may_end = threading.Event(), threading.Event()

    def one():
        try:
            with transaction.atomic():
                act()
                has_acted.set()
                may_end.wait(10)
        finally:
            has_acted.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(one)
        has_acted.wait(10)
        try:
            yield may_end
        finally:
            may_end.set()
            other.result()


def erase_soon(seen):
    """Erase in a thread; returns the pending result once it waits for a lock."""
    pool = ThreadPoolExecutor(1)

    def one():
        try:
            return erase({"address": ADDRESS}, None, seen)
        finally:
            connection.close()

    result = pool.submit(one)
    pool.shutdown(wait=False)
    until_somebody_waits()
    return result


def hold_the_mail():
    return Mail.objects.select_for_update().get()


def test_a_mail_that_is_just_being_sent_has_left():
    make.message()
    with meanwhile(lambda: hold_the_mail().delete()) as may_end:
        erasing = erase_soon(Held(ADDRESS).version())
        may_end.set()
        assert erasing.result(10).mails == 0
    assert not Message.objects.exists()


def test_a_mail_that_could_not_be_sent_just_now_is_deleted():
    make.message()
    with meanwhile(lambda: hold_the_mail().defer()) as may_end:
        erasing = erase_soon(Held(ADDRESS).version())
        may_end.set()
        assert erasing.result(10).mails == 1
    assert not Mail.objects.exists()


def test_while_the_mail_server_is_slow_nothing_is_erased(monkeypatch):
    monkeypatch.setattr("booking.models.therapist.LONGEST_WAIT", "100ms")
    make.message()
    with meanwhile(hold_the_mail), pytest.raises(ScheduleBusy):
        erase({"address": ADDRESS}, None, Held(ADDRESS).version())
    assert Message.objects.count() == Mail.objects.count() == 1
    assert not PersonalDataRequest.objects.exists()


def test_an_answer_written_meanwhile_is_not_erased_unseen():
    comment = make.comment(make.page(), email=ADDRESS)
    seen = Held(ADDRESS).version()
    with meanwhile(lambda: comment.moderate(None, 0, "An answer.")) as may_end:
        erasing = erase_soon(seen)
        may_end.set()
        with pytest.raises(ChangedMeanwhile):
            erasing.result(10)
    assert Comment.objects.get().reply == "An answer."


@pytest.fixture
def declined(time_machine):
    """A booking of the person in which nothing is to come."""
    time_machine.move_to(make.NOW, tick=False)
    service = make.service()
    booking = make.booking(service, make.therapist(service), email=ADDRESS)
    booking.decline(by=None)
    return booking


def test_a_visit_asked_for_meanwhile_is_not_taken_from_its_patient(declined):
    visit = declined.appointments.get()

    def ask():
        make.booking(visit.service, visit.therapist, email=ADDRESS)

    with meanwhile(ask) as may_end:
        erasing = erase_soon(Held(ADDRESS).version())
        may_end.set()
        with pytest.raises(StillNeeded):
            erasing.result(10)
    assert Booking.objects.filter(email=ADDRESS).count() == 2


def test_a_link_replaced_meanwhile_is_not_mailed_to_somebody_erased(declined):
    seen = Held(ADDRESS).version()
    with meanwhile(lambda: declined.replace_link(None, seen=0)) as may_end:
        erasing = erase_soon(seen)
        may_end.set()
        with pytest.raises(ChangedMeanwhile):
            erasing.result(10)
    erase({"address": ADDRESS}, None, Held(ADDRESS).version())
    assert not Mail.objects.exists()
