"""Undelivered email: shown, tried again or dealt with at the desk, and not kept for ever."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, transaction
from mailer.models import Message, MessageLog

from booking.models import Booking
from tests import mail_server, make, rivals

pytestmark = pytest.mark.django_db

PAGE = "/admin/undelivered/"
AGAIN = "/admin/undelivered/again/"


@pytest.fixture
def server(settings):
    with mail_server.running(settings) as server:
        yield server


@pytest.fixture
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def reception(client, clock):
    client.user = make.staff("Reception")
    client.force_login(client.user)
    return client


@pytest.fixture
def refused(server, reception):
    """A confirmation for a patient whose mail server takes nothing for that address."""
    server.refused = {"patient@example.com"}
    service = make.service()
    booking = make.booking(service, make.therapist(service))
    Message.objects.all().delete()
    booking.confirm(by=reception.user)
    make.call("work", "--once")
    return Message.objects.get()


def dealt_with(pk):
    return f"/admin/undelivered/{pk}/dealt-with/"


def test_the_desk_leads_to_what_has_not_left_and_why(reception, refused):
    desk = reception.get("/admin/").text
    assert "Undelivered email" in desk
    assert "Your appointment is confirmed" in desk
    assert "The address was refused. It may be mistyped." in desk
    page = reception.get(PAGE).text
    for words in (
        "To patient@example.com.",
        "Your appointment is confirmed",
        "The address was refused. It may be mistyped.",
        "Tried 1 time",
        "It will be tried again.",
        Booking.objects.get().visits().get().get_admin_url(),
    ):
        assert words in page


def test_mail_to_reception_that_has_not_left_is_listed_too(server, reception):
    server.stop()
    make.message()
    make.call("work", "--once")
    page = reception.get(PAGE).text
    assert "To reception@example.com." in page
    assert "The mail server could not be reached." in page


def test_what_has_left_is_not_listed(server, reception):
    make.message()
    make.call("work", "--once")
    assert "All emails have been sent." in reception.get(PAGE).text


def test_tried_again_it_leaves_at_once(reception, server, refused):
    server.refused = set()
    answer = reception.post(AGAIN, {"mail": refused.pk}, follow=True)
    assert "1 email is being tried again now." in answer.text
    make.call("work", "--once")
    assert len(server.mails) == 1
    assert not Message.objects.exists()


def test_only_what_was_listed_is_tried_again(reception, refused):
    make.message()
    Message.objects.update(priority=4, retry_count=12)
    reception.post(AGAIN, {"mail": [refused.pk, "x", "9" * 40, "9" * 5000, "²"]})
    assert list(Message.objects.filter(retry_count=0)) == [refused]


def test_what_was_dealt_with_is_deleted_with_its_address(reception, refused, clock):
    clock.shift(timedelta(minutes=10))
    assert Booking.objects.undelivered().exists()
    answer = reception.post(dealt_with(refused.pk), follow=True)
    assert "Marked as dealt with" in answer.text
    assert not Message.objects.exists()
    assert not Booking.objects.undelivered().exists()
    visit = Booking.objects.get().visits().get()
    assert visit.events.last().verb == "patient phoned"


def test_an_email_sent_in_the_meantime_says_so(reception, server, refused):
    Message.objects.all().delete()
    for url in (dealt_with(refused.pk), AGAIN):
        answer = reception.post(url, {"mail": refused.pk}, follow=True)
        assert "has since been sent or marked as dealt with" in answer.text


def test_a_mail_that_cannot_be_read_is_listed_and_dealt_with(reception, refused):
    Message.objects.update(message_data="gASVBg==")
    assert "An email that cannot be read" in reception.get(PAGE).text
    reception.post(dealt_with(refused.pk))
    assert not Message.objects.exists()


def test_given_up_it_says_so_and_is_gone_after_a_month(reception, refused, clock, server):
    Message.objects.update(retry_count=12)
    assert "It will not be tried again." in reception.get(PAGE).text
    clock.shift(timedelta(days=30))
    make.call("work", "--once")
    assert Message.objects.exists()
    clock.shift(timedelta(seconds=1))
    make.call("work", "--once")
    assert not Message.objects.exists()
    assert server.mails == []


def test_what_is_still_tried_is_not_given_up(reception, refused, clock, server):
    clock.shift(timedelta(days=40))
    server.refused = set()
    make.call("work", "--once")
    assert len(server.mails) == 1


def test_looking_or_following_a_link_changes_nothing(reception, refused):
    for url in (AGAIN, dealt_with(refused.pk)):
        assert reception.get(url).status_code in (302, 405)
    assert Message.objects.get().retry_count == 0


def test_only_reception_sees_addresses(client, refused):
    client.force_login(make.staff("Editors", "sample-editor"))
    assert client.get(PAGE).status_code == 403
    assert client.post(dealt_with(refused.pk)).status_code == 403
    assert "Undelivered email" not in client.get("/admin/").text


def test_the_log_of_failures_names_nobody(refused):
    assert "@example.com" not in str(list(MessageLog.objects.values_list("log_message")))


@pytest.mark.django_db(transaction=True)
def test_dealing_with_an_email_and_erasing_do_not_deadlock(refused, reception):
    has_booking, waits = threading.Event(), threading.Event()

    def erase(number):
        """As the erasing of a person does: the booking first, then its emails."""
        with suppress(OperationalError), transaction.atomic():
            list(Booking.objects.select_for_update(no_key=True))
            has_booking.set()
            waits.wait(0.5)
            Message.objects.filter(pk=refused.pk).delete()

    def deal_with(number):
        has_booking.wait(10)
        return reception.post(dealt_with(refused.pk)).status_code

    answers = rivals.in_parallel(2, lambda number: (erase, deal_with)[number](number))
    assert answers == [None, 302]
