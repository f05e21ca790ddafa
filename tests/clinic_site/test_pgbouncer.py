"""The site behind PgBouncer, where no two transactions can count on one session."""

import http.client
import tempfile
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from booking.fields import start_as_text
from booking.models import Booking, Closure
from booking.models.rules import ZONE
from contact.models import Message
from tests import make, serve
from tests.pool import pool

pytestmark = pytest.mark.django_db(transaction=True)
BROWSER = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Sec-Fetch-Site": "same-origin",
}


@pytest.fixture
def port():
    settings = {"DEBUG": "false", "DJANGO_SETTINGS_MODULE": "tests.served_settings"}
    with (
        tempfile.TemporaryDirectory() as folder,  # where anybody may look, as pytest's own is not
        pool(Path(folder)) as url,
        serve.site(DATABASE_URL=url, WEB_CONCURRENCY="1", **settings) as port,
    ):
        yield port


@pytest.fixture
def ask(port):
    """A function that asks as a superuser of the desk, and returns the status."""
    client = Client()
    client.force_login(User.objects.create_superuser("boss"))
    session, token = client.cookies["sessionid"].value, 32 * "x"
    cookies = {"Cookie": f"sessionid={session}; csrftoken={token}"}

    def status(path, **typed):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        body = urlencode(typed | {"csrfmiddlewaretoken": token}) if typed else None
        line.request("POST" if typed else "GET", path, body, BROWSER | cookies)
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer.status

    return status


@pytest.fixture
def therapist():
    return make.therapist(make.service())


def test_forms_of_the_desk_with_a_choice_of_rows_open_and_are_saved(ask, therapist):
    paths = [
        "/admin/booking/closure/add/",
        "/admin/booking/closure/",
        f"/admin/booking/therapist/{therapist.pk}/change/",
        "/admin/booking/appointment/book/",
        "/admin/auth/user/add/",
        "/admin/auth/group/add/",
    ]
    with ThreadPoolExecutor(4) as together:  # so that their transactions change sessions
        assert set(together.map(ask, 4 * paths)) == {200}
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
