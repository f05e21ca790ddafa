"""Every public form, sent what nobody should send: no 500, nothing lost, nothing unescaped."""

import re
import uuid
from html import unescape
from itertools import product

import pytest
import time_machine

from booking.models import Booking
from comments.models import Comment
from contact.models import Message
from tests import make

pytestmark = pytest.mark.django_db

FORMS = {
    "/comments/a-page/": (Comment, ["name", "email", "website", "text"]),
    "/contact/": (Message, ["name", "email", "phone", "text"]),
    "/book/request/": (Booking, ["name", "email", "phone", "note"]),
}
SCRIPT = "<script>alert('x')</script>"
INVISIBLE = "\u200b\u200d\u2060"  # phone numbers lose these: contact lists add them
HOSTILE = {
    "too long": "x" * 10_000,
    "too long by one": f"{'x' * 63}@{'example.' * 23}example.com",  # 255 characters
    "a NUL byte": "zero\0byte",
    "a line break": "broken\nline@example.com\nBcc: c@example.com",
    "turned writing": "abc\u202edef",
    "nothing to see": INVISIBLE,
    "markup": SCRIPT,
    "an attribute": '" onfocus="alert(1)" autofocus="',
    "a template": '{% include "admin/login.html" %}{{ x }}{# y #}',
    "emoji": "👩🏽‍⚕️ 🙂",
    "other scripts": "李小龙 Ελένη عائشة",
    "SQL": "'); DROP TABLE booking_booking; --",
}


@pytest.fixture(autouse=True)
def clinic():
    with time_machine.travel(make.NOW, tick=False):
        make.page(allows_comments=True)
        service = make.service()
        make.therapist(service)
        yield service


def valid(path, service):
    typed = {"name": "Sample Patient", "email": "patient@example.com"}
    if path == "/book/request/":
        return typed | {
            "key": str(uuid.uuid4()),
            "service": service.pk,
            "start": "2026-11-24T14:00Z",
            "phone": "416 555 0123",
            "contact_by": "email",
            "note": "",
            "confirmed": "yes",
        }
    return typed | {"text": "A sample text."}


@pytest.mark.parametrize("path", FORMS)
def test_the_valid_form_is_stored(client, clinic, path):
    assert client.post(path, valid(path, clinic)).status_code == 303
    assert FORMS[path][0].objects.count() == 1


@pytest.mark.parametrize("path", FORMS)
def test_an_empty_form_is_refused_with_a_summary(client, path):
    response = client.post(path, {})
    assert response.status_code == 422
    assert "There is a problem" in response.text
    assert "<title>Error: " in response.text


def kept(page, field):
    """The value of a field of the page, as the browser would show it."""
    area = re.search(rf'<textarea name="{field}"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    line = re.search(rf'<input [^>]*name="{field}"[^>]*?value="([^"]*)"', page)
    return unescape((area or line)[1])


@pytest.mark.parametrize("path", FORMS)
def test_a_hostile_field_is_stored_unchanged_or_refused_and_kept(client, clinic, subtests, path):
    model, fields = FORMS[path]
    for field, (what, value) in product(fields, HOSTILE.items()):
        with subtests.test(what, field=field), make.undone():
            assert_stored_or_kept(client, clinic, path, model, field, value)


def assert_stored_or_kept(client, clinic, path, model, field, value):
    response = client.post(path, valid(path, clinic) | {field: value})
    if response.status_code == 303:
        stored = "" if value == INVISIBLE and field == "phone" else value.strip()
        assert getattr(model.objects.get(), field) == stored
    else:
        assert response.status_code == 422
        assert not model.objects.exists()
        assert kept(response.text, field) == value
    assert SCRIPT not in response.text
    assert '" onfocus=' not in response.text


@pytest.mark.parametrize("path", FORMS)
def test_a_form_that_is_no_form_is_refused(client, path):
    for content_type in ("application/json", "multipart/form-data", "text/plain"):
        response = client.generic("POST", path, b'{"a": [', content_type=content_type)
        assert response.status_code in (400, 422)


@pytest.mark.parametrize("path", FORMS)
def test_text_in_another_encoding_is_refused(client, path):
    body = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n\\ud800\r\n--x--\r\n'
    for charset in ("unicode_escape", "utf-7", "utf-16", "nonsense"):
        content_type = f"multipart/form-data; boundary=x; charset={charset}"
        response = client.generic("POST", path, body, content_type=content_type)
        assert response.status_code in (400, 422), charset


def test_a_website_that_is_no_plain_web_page_is_refused(client, clinic):
    path = "/comments/a-page/"
    for website in (
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.com/",
        "https://user:secret@example.com/",
        "http://exa mple.com/",
        "https://[",
        "https://example.com/\nx",
    ):
        answer = client.post(path, valid(path, clinic) | {"website": website})
        assert answer.status_code == 422, website


@pytest.mark.parametrize("path", FORMS)
def test_an_address_that_mail_cannot_reach_is_refused(client, clinic, path):
    for email in ("a@localhost", "a@b", "no", "a@example.com, b@example.com"):
        answer = client.post(path, valid(path, clinic) | {"email": email})
        assert answer.status_code == 422, email


def test_a_browser_cuts_nothing_off(client):
    assert "maxlength" not in client.get("/contact/").text
