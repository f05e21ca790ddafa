"""A copy of the site, however it was made, sends nothing until somebody says so."""

from datetime import timedelta

import pytest
from django.core.mail import send_mail
from django.db import connection
from django.utils import timezone
from mailer.models import Message as Mail

from booking.models import Text
from clinic_site.backups.home import queued_before
from clinic_site.models import Home
from tests import mail_server, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    with mail_server.running(settings) as server:
        yield server


def queue(email="patient@example.com", **changes):
    send_mail("Your appointment", "Hello", None, [email])
    row = Mail.objects.latest("pk")
    Mail.objects.filter(pk=row.pk).update(**changes)
    return row


def copied():
    """As the row looks in a database restored from a dump with plain `pg_restore`."""
    Home.objects.may_act()
    Home.objects.update(database="7000000000000000001/16385")


def work():
    make.call("work", "--once")


def test_the_first_worker_of_a_database_makes_it_the_home_and_sends(server):
    queue()
    work()
    assert len(server.mails) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier FROM pg_control_system()")
        cluster = cursor.fetchone()[0]
    assert Home.objects.get().database.startswith(f"{cluster}/")
    assert Home.objects.get().host == "testserver"


def test_a_copy_sends_nothing(server):
    copied()
    queue()
    work()
    assert server.mails == []
    assert Mail.objects.count() == 1


def test_a_copy_under_another_name_sends_nothing_and_another_port_is_no_copy(server, settings):
    work()
    queue()
    settings.SITE_URL = "https://staging.example"
    work()
    assert server.mails == []
    settings.SITE_URL = "https://testserver:8443"
    work()
    assert len(server.mails) == 1


def test_a_worker_with_a_wrong_address_stops_no_other(server, settings):
    work()
    settings.SITE_URL = "https://staging.example"
    work()
    assert Home.objects.get().copied_at
    settings.SITE_URL = "http://testserver"
    work()
    assert Home.objects.get().copied_at is None


def test_once_it_may_send_only_what_was_queued_in_the_copy_goes_out(server):
    queue("old@example.com", when_added=timezone.now() - timedelta(hours=3))
    copied()
    work()
    queue("new@example.com")
    make.call("resume_sending", "--delete-old")
    work()
    assert [mail["To"] for mail in server.mails] == ["new@example.com"]
    assert not Home.objects.is_copy()


def test_what_was_queued_before_can_be_sent_too(server):
    queue("old@example.com", when_added=timezone.now() - timedelta(hours=3))
    copied()
    work()
    make.call("resume_sending", "--send-old")
    work()
    assert [mail["To"] for mail in server.mails] == ["old@example.com"]


def test_a_copy_that_no_worker_has_seen_yet_has_only_old_mail():
    queue()
    copied()
    assert queued_before(Home.objects.get().copied_at)[0].count() == 1
    assert not Text.objects.exists()


def test_starting_to_send_where_nothing_is_stopped_deletes_nothing():
    work()
    queue(when_added=timezone.now() - timedelta(hours=3))
    assert Home.objects.resume(send_old=False) is False
    assert Mail.objects.count() == 1


def test_a_backup_of_a_copy_does_not_count():
    Home.objects.note_backup()
    first = Home.objects.last_backup_at()
    assert first
    copied()
    Home.objects.note_backup()
    assert Home.objects.last_backup_at() == first


START = "/admin/copy/"
WORDS = "It sends no email or texts until"


def first_screen(client):
    return client.get("/admin/").content.decode()


def test_everybody_at_the_desk_reads_that_it_is_a_copy(client):
    client.force_login(make.staff("Editors"))
    assert WORDS not in first_screen(client)
    copied()
    assert f"{WORDS} an administrator" in first_screen(client)
    client.force_login(make.staff("Reception", "sample-reception"))
    assert START not in first_screen(client)


def test_an_administrator_starts_sending_and_chooses_about_what_was_waiting(admin_client):
    queue()
    copied()
    assert START in first_screen(admin_client)
    assert "waiting when the copy was made: 1 email<" in admin_client.get(START).content.decode()
    refused = admin_client.post(START).content.decode()
    assert "Choose what happens to what was already waiting." in refused
    assert Home.objects.is_copy()
    started = admin_client.post(START, {"old": "delete"}, follow=True)
    assert "now sends email" in started.content.decode()
    assert not Home.objects.is_copy()
    assert not Mail.objects.exists()


def test_nothing_is_asked_if_nothing_was_waiting(admin_client):
    copied()
    assert "already waiting" not in admin_client.get(START).content.decode().lower()
    admin_client.post(START)
    assert not Home.objects.is_copy()


def test_a_second_press_of_the_button_deletes_nothing(admin_client):
    copied()
    admin_client.post(START, {"old": "delete"})
    queue(when_added=timezone.now() - timedelta(hours=3))
    admin_client.post(START, {"old": "delete"})
    assert Mail.objects.count() == 1
