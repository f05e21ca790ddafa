"""The mail server is down all day: everything sent is stored, and every mail arrives once."""

import signal
import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.db import models
from django.utils import timezone
from mailer.models import PRIORITY_DEFERRED
from mailer.models import Message as Mail

from booking.fields import start_as_text
from booking.models import Booking
from comments.models import Comment
from contact.models import Message
from tests import mail_server, make, rivals, serve
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

EACH = 6  # submissions of each form, half of them before a worker is killed
BROWSER = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def server(settings):
    with mail_server.running(settings) as server:
        server.stop()
        yield server


@pytest.fixture
def start_worker(server):
    with mail_server.workers(server) as start:
        yield start


@pytest.fixture
def port():
    with serve.site(TRUSTED_PROXIES="1") as port:
        yield port


def open_starts(service, therapist):
    """Times some days ahead, by the real clock that the server goes by."""
    soon = timezone.now() + timedelta(days=3)
    return [start for start in make.open_times(service, [therapist]) if start > soon][::2]


def submit(port, numbers, service, starts):
    """One of each form for each of these numbers; returns the answers' statuses."""
    answers = []
    for number in numbers:
        sender = {"name": f"Sample Sender {number}", **make.contact(number)}
        text = {"text": f"The words of the sender with the number {number}."}
        booking = {
            "key": uuid.uuid4(),
            "service": service.pk,
            "start": start_as_text(starts[number]),
            "contact_by": "email",
            "confirmed": "yes",
        }
        comment = {"name": sender["name"], "email": sender["email"]} | text
        for path, form in (
            ("/book/request/", sender | booking),
            ("/contact/", sender | text),
            ("/comments/a-page/", comment),
        ):
            answers.append(rivals.post(port, path, form, number, **BROWSER))
    return rivals.statuses(answers)


def long_ago():
    """A day passes for what was put off."""
    day = timedelta(days=1)
    Mail.objects.update(when_added=models.F("when_added") - day)


def queued():
    """What waits in the outbox, by Message-ID."""
    return {
        mail.extra_headers["Message-ID"]: (mail.to, mail.subject, mail.body)
        for mail in make.queued_mail()
    }


def delivered(server):
    """How often each mail came, by Message-ID and by what it says to whom."""
    ids, contents = Counter(server.ids), Counter()
    for mail in server.mails:
        contents[mail["To"], mail["Subject"], mail_server.text_of(mail)] += 1
    return ids, contents


def test_all_is_stored_and_all_mail_arrives_once_after_the_outage(server, start_worker, port):
    make.page(allows_comments=True)
    service = make.service()
    starts = open_starts(service, make.therapist(service))
    killed, _ = start_worker(), start_worker()

    assert submit(port, range(EACH // 2), service, starts) == [303] * 3 * (EACH // 2)
    wait_until(lambda: Mail.objects.filter(priority=PRIORITY_DEFERRED).exists())
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    start_worker()
    assert submit(port, range(EACH // 2, EACH), service, starts) == [303] * 3 * (EACH // 2)
    assert [model.objects.count() for model in (Booking, Comment, Message)] == [EACH] * 3
    assert set(Comment.objects.values_list("state", flat=True)) == {"pending"}
    assert set(Message.objects.values_list("state", flat=True)) == {"open"}

    wait_until(lambda: not Mail.objects.exclude(priority=PRIORITY_DEFERRED).exists())
    waiting = queued()
    assert len(waiting) >= 3 * EACH  # to each patient, and to reception of each booking, message
    assert server.mails == []

    server.start()
    long_ago()
    wait_until(lambda: not Mail.objects.exists())
    ids, contents = delivered(server)
    assert set(waiting) <= set(ids)
    assert set(ids.values()) == set(contents.values()) == {1}
    by_id = {mail["Message-ID"]: mail for mail in server.mails}
    for message_id, (to, subject, body) in waiting.items():
        mail = by_id[message_id]
        assert [mail["To"]] == to
        assert (mail["Subject"], mail_server.text_of(mail)) == (subject, body)
