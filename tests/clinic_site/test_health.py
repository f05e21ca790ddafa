"""The site says when it is ill: one word to strangers, the rest to the desk."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core import mail as django_mail
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from mailer.models import PRIORITY_DEFERRED, RESULT_FAILURE, RESULT_SUCCESS, Message, MessageLog

from clinic import clock
from clinic_site.backups.home import Home
from clinic_site.health import pulse, watch
from clinic_site.health.pulse import Pulse
from clinic_site.health.report import Report, look
from clinic_site.health.rows import Heartbeat
from clinic_site.health.signs import Signs
from clinic_site.health.tell import tell
from clinic_site.health.watch import Watch
from clinic_site.mail_queue import put_off, try_again
from clinic_site.page_memory.door import Door
from tests import make, serve
from tests.door import Answer
from tests.waiting import wait_until


@pytest.fixture
def well(db):
    """A worker that has just been alive."""
    Heartbeat.objects.beat("sample-worker")


def ago(**stretch):
    return timezone.now() - timedelta(**stretch)


def queue(count=1, since=None):
    for number in range(count):
        django_mail.send_mail("A subject", "Words.", None, [f"{number}@example.com"])
    rows = list(Message.objects.order_by("-pk")[:count])
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(
        when_added=since or timezone.now()
    )
    return rows


def fail(rows, error, since):
    for row in rows:
        put_off(None, row, error)
    MessageLog.objects.filter(result=RESULT_FAILURE).update(when_attempted=since)


def test_a_site_on_which_all_works_is_ready(well):
    queue()
    assert look().is_ready


def test_a_dead_worker_is_seen_within_half_a_minute(well):
    Heartbeat.objects.update(at=ago(seconds=20))
    assert look().is_ready  # it is only late
    Heartbeat.objects.update(at=ago(seconds=29))  # and the answer may be a second old
    assert not look().is_ready
    Heartbeat.objects.beat("another-machine")
    assert look().is_ready


def test_a_site_without_a_worker_is_not_ready(db):
    assert not look().is_ready


def test_email_that_nobody_has_tried_to_send_is_seen(well):
    queue(since=ago(minutes=4))
    assert look().is_ready
    queue(7, since := ago(minutes=29))
    assert (look().is_ready, look().signs.mail_since) == (False, since)


def test_a_mail_server_that_is_away_is_seen_by_what_failed(well):
    (row,) = queue()
    fail([row], ConnectionRefusedError(), since := ago(minutes=6))
    assert look().signs.mail_since == since
    MessageLog.objects.create(
        when_added=timezone.now(), priority=1, result=RESULT_SUCCESS, log_message=""
    )
    assert look().is_ready  # something has gone out since


def test_one_refused_address_is_no_outage_but_the_refusal_of_all_is(well):
    refused = type("SMTPRecipientsRefused", (Exception,), {})()
    fail(queue(), refused, ago(minutes=6))
    assert look().is_ready
    fail(queue(2), refused, since := ago(minutes=6))
    assert look().signs.mail_since == since


def test_an_old_email_that_reception_tries_again_is_no_outage(well):
    (row,) = queue(since=ago(days=1))
    Message.objects.update(priority=PRIORITY_DEFERRED)
    assert try_again([row.pk]) == 1
    assert look().is_ready


def test_a_missing_migration_is_seen(well):
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE name = '0001_initial' AND app = 'booking'"
        )
    assert (look().is_ready, look().missing) == (False, ["booking.0001_initial"])


def test_a_database_that_takes_no_changes_is_seen(well):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
    assert (look().is_ready, look().is_writable) == (False, False)


# What strangers and machines get


@pytest.fixture
def fresh(monkeypatch):
    """Each request looks anew."""
    monkeypatch.setattr(watch, "FRESH_FOR", -1)


@pytest.mark.django_db(transaction=True)
def test_strangers_learn_one_word(client, fresh):
    def asked(path):
        answer = client.get(path)
        assert answer["Cache-Control"] == "no-store"
        return answer.status_code, answer.text

    assert asked("/readyz") == (503, "not ready")
    Heartbeat.objects.beat("sample-worker")
    assert asked("/readyz") == (200, "ready")
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        try:
            assert asked("/readyz") == (503, "not ready")
        finally:
            cursor.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    assert asked("/healthz") == asked("/healthz/database") == (200, "ok")
    assert client.post("/readyz").status_code == client.post("/healthz").status_code == 405


def test_a_process_is_alive_whatever_is_away():
    """Without a database: this test may not touch one."""
    assert Answer(Door(), "/healthz").status == 200


@pytest.mark.django_db(transaction=True)
def test_many_questions_ask_the_database_once_a_second(monkeypatch):
    looks = []
    monkeypatch.setattr(watch, "look", lambda: looks.append(1) or Report())
    one = Watch()
    for _ in range(50):
        one.current()
    assert len(looks) == 1


@pytest.mark.django_db(transaction=True)
def test_a_database_that_never_answers_keeps_nobody_waiting(monkeypatch):
    monkeypatch.setattr(watch, "PATIENCE", 0.2)
    monkeypatch.setattr(watch, "look", lambda: time.sleep(1))
    one, began = Watch(), time.monotonic()
    assert [one.current().answers for _ in range(20)] == [False] * 20
    assert time.monotonic() - began < 0.9  # together
    one.looking.join()


@pytest.mark.django_db(transaction=True)
def test_an_error_of_the_database_is_no_error_of_ours(monkeypatch):
    def fail():
        raise DatabaseError

    monkeypatch.setattr(watch, "look", fail)
    assert not Watch().current().answers


# The worker's heartbeat


def beats():
    return dict(Heartbeat.objects.values_list("worker", "at"))


@pytest.mark.django_db(transaction=True)
def test_the_heart_beats_while_the_worker_waits_for_a_slow_mail_server(monkeypatch):
    Heartbeat.objects.create(worker="long ago", at=ago(days=2))
    with Pulse(every=0.02) as ours, Pulse(every=0.02) as others:
        wait_until(lambda: len(beats()) == 2)  # a row each, and the old one is gone
        before = beats()
        wait_until(lambda: all(at > before[worker] for worker, at in beats().items()))
        # One that has been stuck in a round for too long is dead.
        ours.progressed_at -= pulse.LONGEST_ROUND
        time.sleep(0.1)
        before = beats()
        wait_until(lambda: beats()[others.worker] > before[others.worker])
        assert beats()[ours.worker] == before[ours.worker]
    assert beats()[others.worker]  # when it ended is remembered


@pytest.mark.django_db(transaction=True)
def test_the_heart_goes_on_after_the_database_was_away():
    with Pulse(every=0.02):
        wait_until(beats)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            )
        before = beats()
        wait_until(lambda: [*beats().values()] > [*before.values()])


# What the desk shows


def desk_of(client, group="Reception"):
    client.force_login(make.staff(group))
    return client.get("/admin/").text


def test_reception_reads_since_when_nothing_goes_out(client, db):
    with time_machine.travel(make.NOW, tick=False):
        assert "have not gone out" not in desk_of(client)
        Heartbeat.objects.create(worker="sample-worker", at=ago(minutes=47))
        page = client.get("/admin/").text
    assert "Emails and reminders have not gone out since" in page
    assert clock.moment(make.NOW - timedelta(minutes=47)) in page
    assert "/admin/health/" not in page


def test_an_editor_is_not_bothered_with_it(client, db):
    Heartbeat.objects.create(worker="sample-worker", at=ago(minutes=47))
    assert "have not gone out" not in desk_of(client, "Editors")


def test_only_administrators_read_that_no_backup_is_made(client, db):
    words = "There is no recent backup"
    assert words not in desk_of(client, "Administrators")  # no worker has run here
    Home.objects.settle()
    assert words in client.get("/admin/").text
    Home.objects.note_backup()
    assert words not in client.get("/admin/").text
    Home.objects.update(backed_up_at=ago(days=2))
    assert words in client.get("/admin/").text
    Home.objects.update(is_restored=True)
    assert words not in client.get("/admin/").text
    Home.objects.update(is_restored=False)
    client.force_login(make.staff("Reception", "sample-reception"))
    assert words not in client.get("/admin/").text


def test_administrators_see_each_part(client, settings, media, db, monkeypatch):
    settings.ADMINS, settings.SIGN_IN_RULES = [("", "admin@example.com")], {}
    client.force_login(make.staff("Administrators"))
    Heartbeat.objects.beat("sample-worker")
    Home.objects.note_backup()
    page = client.get("/admin/health/").text
    assert "Needs attention" not in page
    assert "admin@example.com" in page
    Heartbeat.objects.update(at=ago(minutes=5))
    page = client.get("/admin/health/").text
    assert "It is going out" not in page  # without the worker nothing does
    assert page.count("Needs attention") == 2
    assert "systemctl restart clinic-worker" in page
    queue(2, ago(minutes=6))
    Home.objects.update(backed_up_at=ago(days=3))
    monkeypatch.setattr("shutil.disk_usage", lambda place: SimpleNamespace(free=1, total=100))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'axes'")
    page = client.get("/admin/health/").text
    assert page.count("Needs attention") == 5
    assert "manage.py migrate" in page
    assert "/admin/health/" in client.get("/admin/").text


# Who is told


@pytest.fixture
def told(settings):
    """The emails to ADMINS, which do not go through the outbox."""
    settings.ADMINS = [("", "admin@example.com")]
    settings.MAILER_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return lambda: django_mail.outbox


def down(minutes):
    return Report(True, True, [], Signs(ago(minutes=minutes)))


def up():
    return Report(True, True, [], Signs(timezone.now()))


def test_administrators_are_told_once_after_ten_minutes_and_once_when_it_is_back(told, db):
    tell(down(minutes=9))
    assert told() == []
    for _ in range(3):
        tell(down(minutes=10))
    (mail,) = told()
    assert mail.to == ["admin@example.com"]
    assert mail.subject.startswith("The website’s worker has not run since")
    assert "http://testserver/admin/health/" in mail.body
    for _ in range(3):
        tell(up())
    assert [one.subject for one in told()[1:]] == ["The website’s worker is running again"]
    assert not Message.objects.exists()
    tell(down(minutes=10))
    assert len(told()) == 3  # another outage


def test_of_many_processes_one_tells(told, transactional_db):
    report = down(minutes=11)

    def process(_):
        tell(report)
        connection.close()

    with ThreadPoolExecutor(6) as processes:
        list(processes.map(process, range(6)))
    assert len(told()) == 1


def test_while_the_mail_server_is_away_it_is_tried_again_but_not_all_the_time(told, settings, db):
    settings.MAILER_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = serve.free_port()
    report = Report(True, True, [], Signs(timezone.now(), ago(minutes=30)))
    tell(report)
    settings.MAILER_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    tell(report)
    assert told() == []
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        tell(Report(True, True, [], Signs(timezone.now(), report.signs.mail_since)))
    (mail,) = told()
    assert mail.subject.startswith("The website has sent no email since")


def test_a_copy_tells_nobody(told, db):
    Home.objects.settle()
    Home.objects.update(host="elsewhere.example")
    tell(down(minutes=30))
    assert told() == []


def test_a_copy_made_during_an_outage_does_not_say_that_it_is_over(told, db):
    tell(down(minutes=30))
    Home.objects.settle()
    Home.objects.update(is_restored=True)
    tell(up())
    assert len(told()) == 1


def test_a_dead_worker_is_told_while_a_migration_is_missing(told, well):
    Heartbeat.objects.update(at=ago(minutes=30))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'axes'")
    tell(look())
    (mail,) = told()
    assert mail.subject.startswith("The website’s worker has not run since")


def test_nothing_is_told_while_the_tables_for_it_are_missing(told, well):
    tell(down(minutes=30))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE mailer_messagelog RENAME TO not_there")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'mailer'")
    report = look()
    assert report.missing
    tell(report)
    assert len(told()) == 1
