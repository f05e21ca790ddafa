"""What the outbox promises, with a real mail server and real workers."""

import logging
import signal
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import connection, transaction
from icalendar import Calendar
from mailer.models import Message, MessageLog

from clinic_site import mail_queue
from clinic_site.management.commands.work import Command
from tests import mail_server, make
from tests.waiting import wait_until


@pytest.fixture
def server(settings):
    with mail_server.running(settings) as server:
        yield server


def send(to="patient@example.com"):
    """Send a mail as any part of the site does; return the Message-ID it was queued with."""
    EmailMessage("A secret subject", "A text.", to=[to]).send()
    return Message.objects.latest("pk").email.extra_headers["Message-ID"]


def test_mail_is_delivered_with_the_id_it_was_queued_with(db, server):
    queued = send()
    assert server.ids == []
    make.call("work", "--once")
    assert server.ids == [queued]
    assert server.mails[0]["To"] == "patient@example.com"
    assert not Message.objects.exists()


def test_text_html_and_calendar_file_arrive_intact(db, server, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    service = make.service()
    make.booking(service, make.therapist(service, name="Élodie Sample")).confirm(by=None)
    queued = make.queued_mail()[-1]
    make.call("work", "--once")
    mail = server.mails[-1]
    kinds = ("text/plain", "text/html", "text/calendar")
    parts = {part.get_content_type(): part for part in mail.walk()}
    text, html, file = (parts[kind].get_payload(decode=True).decode() for kind in kinds)
    assert text.replace("\r\n", "\n") == queued.body
    assert "Élodie Sample" in text
    assert html.replace("\r\n", "\n") == queued.alternatives[0].content
    assert parts["text/calendar"].get_params()[1:] == [("charset", "utf-8"), ("method", "REQUEST")]
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    assert event.decoded("dtstart") == make.TOMORROW_AT_NINE
    assert mail["Auto-Submitted"] == "auto-generated"


def test_mail_of_a_change_that_is_undone_is_undone_too(db, server):
    with suppress(ZeroDivisionError), transaction.atomic():
        send()
        raise ZeroDivisionError
    make.call("work", "--once")
    assert server.ids == []


def test_mail_for_a_stopped_server_is_kept(db, server, caplog):
    server.stop()
    send()
    make.call("work", "--once")
    assert Message.objects.count() == 1
    assert "was postponed: ConnectionRefusedError" in caplog.text


def test_mail_put_off_is_tried_again_after_a_pause_that_doubles(db, server, time_machine):
    def work_at(minute):
        time_machine.move_to(make.NOW + timedelta(minutes=minute), tick=False)
        make.call("work", "--once")

    time_machine.move_to(make.NOW, tick=False)
    queued = send()
    server.stop()
    work_at(0)
    work_at(1)
    server.start()
    work_at(2.9)
    assert server.ids == []
    for minute in (3, 5, 9, 60):
        work_at(minute)
        assert server.ids == [queued]


def test_mail_that_waited_for_days_is_not_given_up_at_once(db, server, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    send()
    server.stop()
    time_machine.move_to(make.NOW + timedelta(days=3), tick=False)
    for _ in range(5):
        make.call("work", "--once")
    assert Message.objects.get().retry_count == 0


def test_mail_that_cannot_be_read_does_not_hold_up_the_others(db, server):
    send()
    Message.objects.update(message_data="gASVBg==")  # a pickle cut short
    queued = send()
    make.call("work", "--once")
    make.call("work", "--once")
    assert server.ids == [queued]


def test_refused_recipient_does_not_hold_up_the_others(db, server):
    server.refused = {"nobody@example.com"}
    ids = [send(to) for to in ("first@example.com", "nobody@example.com", "third@example.com")]
    make.call("work", "--once")
    assert server.ids == [ids[0], ids[2]]
    assert Message.objects.get().email.to == ["nobody@example.com"]


def test_log_names_neither_people_nor_subjects(db, server, caplog):
    caplog.set_level(logging.DEBUG)
    server.refused = {"nobody@example.com"}
    send("somebody@example.com"), send("nobody@example.com")
    make.call("work", "--once")
    ours = [line.getMessage() for line in caplog.records if line.name != "mail.log"]
    ours += MessageLog.objects.values_list("log_message", flat=True)
    assert any("SMTPRecipientsRefused" in line for line in ours)
    assert not [line for line in ours if "body@" in line or "secret" in line]


def test_an_idle_worker_sends_new_email_at_its_next_check(db, server):
    worker = Command()
    while not worker.checks_left:
        worker.look()
    queued = send()
    worker.look()
    assert server.ids == [queued]
    assert worker.checks_left


def test_of_a_long_queue_a_round_reads_only_what_it_sends(db, server, settings):
    settings.MAILER_EMAIL_MAX_BATCH = 2
    ids = [send() for _ in range(5)]
    queued, read = set(Message.objects.values_list("pk", flat=True)), []

    def note(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if "message_data" in sql and sql.startswith("SELECT"):
            read.append(set(params))
        return result

    with connection.execute_wrapper(note):
        mail_queue.deliver()  # a new worker first reads all of it once, to seal it
    assert server.ids == ids[:2]
    unsent = set(Message.objects.values_list("pk", flat=True))
    assert len(unsent) == 3
    assert len(read) > 2
    assert all(keys and keys <= queued - unsent for keys in read)


@pytest.fixture
def start_worker(server, transactional_db):
    with mail_server.workers(server) as start:
        yield start


def test_workers_share_the_queue_and_a_killed_one_loses_nothing(server, start_worker):
    ids = {send() for _ in range(30)}
    server.limit = 10
    killed, _ = start_worker(), start_worker()
    wait_until(lambda: len(server.mails) == 12)  # ten are delivered, and each worker holds one
    assert len(set(server.ids)) == 12
    killed.kill()
    killed.wait()
    server.limit = 1000
    wait_until(lambda: not Message.objects.exists())
    assert set(server.ids) == ids
    # What was being sent at the kill may come again, with the same id, and nothing else may.
    assert len(server.ids) <= 31


def test_worker_ends_soon_after_sigterm(server, start_worker):
    send()
    worker = start_worker()
    wait_until(lambda: server.mails)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
