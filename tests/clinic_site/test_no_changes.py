"""A database that takes no changes (read-only, its disk full) loses nothing that was typed."""

import uuid
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from booking.fields import start_as_text
from booking.models import Booking
from clinic.models import Clinic
from comments.models import Comment
from contact.models import Message
from tests import make
from tests.markup import Markup
from tests.valid_html import faults

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clinic")]
PHONE = "416 555 0123"
BROWSER = {"Sec-Fetch-Site": "same-origin"}
WRITTEN = {"name": "Sample Writer", "email": "writer@example.com", "text": "My own “words” <b>."}
TABLES = ("contact_message", "comments_comment", "booking_booking", "inbox_attempt", "auth_user")


@pytest.fixture
def clinic(time_machine):
    time_machine.move_to(make.NOW)
    make.page(allows_comments=True)
    Clinic.objects.create(pk=1, name="Sample Clinic", phone=PHONE)
    Clinic.current()  # as a process does when it starts


@pytest.fixture
def client(client):
    client.raise_request_exception = False
    return client


@contextmanager
def read_only():
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
        try:
            yield
        finally:
            cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE")


@contextmanager
def full_disk():
    """PostgreSQL's answer when a table cannot grow; what is there can still be read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN RAISE EXCEPTION USING ERRCODE = ''53100''; END'"
        )
        for table in TABLES:
            cursor.execute(
                f"CREATE TRIGGER no_space BEFORE INSERT OR UPDATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION no_space()"
            )
        try:
            yield
        finally:
            cursor.execute("DROP FUNCTION no_space CASCADE")


stuck = pytest.mark.parametrize("stuck", [read_only, full_disk])


def request_form(service, therapist):
    start = start_as_text(make.open_times(service, [therapist])[3])
    who = {"name": "Sample Patient", "email": "patient@example.com", "phone": "416 555 0199"}
    choice = {"key": str(uuid.uuid4()), "service": service.pk, "start": start, "confirmed": "yes"}
    return who | choice | {"contact_by": "email", "note": "A note of mine."}


def sent_again(client, page):
    """Press the button of the page that said that nothing may have been saved."""
    again = Markup(page.text)
    to = page.wsgi_request.path
    assert to in again.links
    return client.post(to, again.fields, headers=BROWSER)


@stuck
@pytest.mark.parametrize("path", ["/contact/", "/comments/a-page/"])
def test_a_form_gets_a_polite_answer_with_the_number_and_what_was_typed(client, stuck, path):
    with stuck():
        answer = client.post(path, WRITTEN, headers=BROWSER)
        assert answer.status_code == 503
        assert faults(answer.text) == []
        assert PHONE in answer.text
        assert "My own “words” &lt;b&gt;." in answer.text
        assert answer["Cache-Control"] == "no-store"
    assert Message.objects.count() + Comment.objects.count() == 0


@stuck
def test_what_was_typed_is_sent_again_with_one_button_and_stored_once(client, stuck):
    with stuck():
        page = client.post("/contact/", WRITTEN, headers=BROWSER)
        page = sent_again(client, page)
        assert page.status_code == 503
    for _ in range(2):
        assert sent_again(client, page).status_code == 303
    assert Message.objects.get().text == WRITTEN["text"]


@stuck
def test_a_request_for_a_visit_is_sent_again_with_one_button(client, stuck):
    service = make.service()
    form = request_form(service, make.therapist(service))
    with stuck():
        page = client.post("/book/request/", form, headers=BROWSER)
        assert page.status_code == 503
        assert "A note of mine." in page.text
    assert sent_again(client, page).status_code == 303
    assert Booking.objects.count() == 1


@stuck
def test_public_pages_can_still_be_read(client, stuck):
    make.therapist(service := make.service())
    with stuck():
        for path in ("/a-page/", "/contact/", "/book/", f"/book/?service={service.pk}", "/healthz"):
            assert client.get(path).status_code == 200, path
        assert client.get("/search/?q=text").status_code == 200


@stuck
def test_a_log_in_that_cannot_be_kept_is_answered_politely_without_the_password(client, stuck):
    User.objects.create_superuser("boss", password="a sample password")
    form = {"username": "boss", "password": "a sample password"}
    with stuck():
        answer = client.post("/admin/login/", form)
        assert answer.status_code == 503
        assert PHONE in answer.text
        assert "a sample password" not in answer.text
    assert client.post("/admin/login/", form).status_code == 302


@stuck
def test_what_was_typed_at_the_desk_is_sent_again_with_one_button(stuck):
    message, colleague = make.message(), make.staff("Reception")
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(colleague)
    path = f"/admin/contact/message/{message.pk}/change/"
    browser.get(path)
    form = {"seen": message.version, "assigned_to": "", "note": "Phoned them back."}
    form["csrfmiddlewaretoken"] = browser.cookies["csrftoken"].value
    with stuck():
        page = browser.post(path, form)
        assert page.status_code == 503
        assert "Phoned them back." in page.text
    assert sent_again(browser, page).status_code == 302
    message.refresh_from_db()
    assert message.note == "Phoned them back."
