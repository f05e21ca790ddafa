"""The site behind PgBouncer, where no two transactions can count on one session."""

import subprocess
import sys
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import connection
from django.utils import timezone
from mailer.models import Message as Mail

from booking.fields import start_as_text
from booking.models import Booking, Closure
from booking.models.rules import ZONE
from contact.models import Message
from tests import elsewhere, mail_server, make, rivals, serve
from tests.mail_server import ROOT
from tests.pool import pool, sessions_of
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
PRODUCTION = {"DEBUG": "false", "DJANGO_SETTINGS_MODULE": "tests.served_settings"}


@pytest.fixture(scope="module")
def url(django_db_setup):
    with pool() as url:
        yield url


@pytest.fixture(scope="module")
def port(url):
    changes = {"DATABASE_URL": url, "WEB_CONCURRENCY": "1", "TRUSTED_PROXIES": "1"}
    with serve.site(**PRODUCTION | changes) as port:
        yield port


@pytest.fixture
def ask(port):
    """A function that asks as a superuser of the desk, and returns the status."""
    cookies = rivals.logged_in(User.objects.create_superuser("boss"))
    line = "; ".join(f"{name}={value}" for name, value in cookies.items())

    def status(path, **typed):
        if not typed:
            return rivals.send(port, "GET", path, Cookie=line).status
        form = typed | {"csrfmiddlewaretoken": rivals.CSRF}
        return rivals.post(port, path, form, cookies=cookies).status

    return status


@pytest.fixture
def therapist():
    return make.therapist(make.service())


def test_no_two_transactions_in_a_row_get_the_same_session(url):
    assert all(one != following for one, following in pairwise(sessions_of(url, 6)))


def test_pages_and_screens_open_while_many_ask_for_them(ask, therapist):
    make.page()
    public = ["/a-page/", "/book/", "/contact/", "/search/?q=text", "/feed/", "/feed/comments/"]
    desk = [
        "/admin/",
        "/admin/booking/closure/add/",
        "/admin/booking/closure/",
        f"/admin/booking/therapist/{therapist.pk}/change/",
        "/admin/booking/appointment/",
        "/admin/booking/appointment/book/",
        "/admin/comments/comment/",
        "/admin/contact/message/",
        "/admin/pages/page/",
        "/admin/auth/user/add/",
        "/admin/auth/group/add/",
        "/admin/undelivered/",
    ]
    with ThreadPoolExecutor(4) as together:
        assert set(together.map(ask, 2 * ["/healthz", *public, *desk])) == {200}


def test_a_closure_is_saved(ask, therapist):
    days = {"first_day": "2031-01-02", "last_day": "2031-01-03"}
    assert ask("/admin/booking/closure/add/", therapist=therapist.pk, **days) == 302
    assert Closure.objects.get().therapist == therapist


def test_a_patient_books_and_writes(ask, therapist):
    at = (timezone.now() + timedelta(days=3)).astimezone(ZONE)
    start = start_as_text(at.replace(hour=10, minute=0, second=0, microsecond=0))
    who = {"name": "Sample Patient", "email": "patient@example.com"}
    more = {"phone": "416 555 0123", "contact_by": "email", "note": "", "confirmed": "yes"}
    choice = {"key": str(uuid.uuid4()), "service": therapist.services.get().pk, "start": start}
    assert ask("/book/request/", **who, **more, **choice) == 303
    assert ask("/contact/", **who, text="A sample message.") == 303
    assert (Booking.objects.count(), Message.objects.count()) == (1, 1)


def test_a_moderator_logs_in_and_approves_a_comment_which_readers_then_see(port):
    User.objects.create_superuser("boss", password="a sample password")
    comment = make.comment(make.page(allows_comments=True))
    form = {"csrfmiddlewaretoken": rivals.CSRF}
    who = {"username": "boss", "password": "a sample password"}
    cookies = {"csrftoken": rivals.CSRF}
    answer = rivals.post(port, "/admin/login/", form | who, cookies=cookies)
    assert answer.status == 302
    cookies |= rivals.cookies_of(answer)
    form |= {
        "csrfmiddlewaretoken": cookies["csrftoken"],
        "seen": comment.version,
        "state": "approved",
        "reply": "",
    }
    form |= {"shown_name": "Sample Visitor", "shown_text": "Approved words."}
    screen = f"/admin/comments/comment/{comment.pk}/change/"
    assert rivals.post(port, screen, form, cookies=cookies).status == 302
    wait_until(lambda: "Approved words." in rivals.send(port, "GET", "/a-page/").text)


def test_two_workers_send_each_email_once(url, settings):
    people = [f"patient{number}@example.com" for number in range(30)]
    with (
        mail_server.running(settings) as server,
        mail_server.workers(server, DATABASE_URL=url) as start_worker,
    ):
        for person in people:
            send_mail("A subject", "A text", None, [person])
        server.limit = 10
        start_worker(), start_worker()
        wait_until(lambda: len(server.mails) == 12)  # ten are delivered, and each worker holds one
        server.limit = 1000
        wait_until(lambda: not Mail.objects.exists())
        assert Counter(mail["To"] for mail in server.mails) == Counter(people)


def test_a_new_database_is_migrated_and_seeded(url):
    name = f"{connection.settings_dict['NAME']}_new"
    elsewhere.drop(name)
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        script = (
            "import django; from django.core.management import call_command; django.setup()\n"
            "call_command('migrate', verbosity=0); call_command('seed', verbosity=0)\n"
            "from pages.models import Page; print(Page.objects.count())"
        )
        new = serve.environment(**PRODUCTION | {"DATABASE_URL": f"{url}_new"})
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, env=new, capture_output=True, text=True)
        assert done.stdout.strip() not in ("", "0"), done.stderr
    finally:
        elsewhere.drop(name)


def test_a_backup_through_it_is_refused(url, tmp_path):
    """What pg_dump sets for its session would stay on in others'."""
    command = [sys.executable, ROOT / "manage.py", "backup", tmp_path]
    environ = serve.environment(**PRODUCTION | {"DATABASE_URL": url})
    done = subprocess.run(command, env=environ, capture_output=True, text=True)
    assert "names a pooler" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())
