"""Code of templates and formats is text like any other, wherever it is typed and read."""

import re
import uuid
from email.utils import parseaddr
from html import unescape
from urllib.parse import unquote

import pytest
from icalendar import Calendar

from booking.fields import start_as_text
from booking.models import Booking
from comments.models import Comment
from contact.models import Message
from tests import mail_server, make
from tests.mail_server import text_of
from tests.markup import Markup

pytestmark = pytest.mark.django_db

BROWSER = {"Sec-Fetch-Site": "same-origin"}
# Each with the part that can be in an email or web address: no spaces, brackets or quotes.
CODES = {
    '{% include "admin/login.html" %}': "{%include%}",
    "{{ x }}": "{{x}}",
    "{# y #}": "{#y#}",
    "{% endautoescape %}": "{%endautoescape%}",
    "%s %(name)s {0} {name}": "%s{0}{name}",
}


@pytest.fixture(params=CODES, ids=CODES)
def code(request):
    return request.param


@pytest.fixture
def email(code):
    return f"{CODES[code]}@example.com"


@pytest.fixture
def server(settings):
    with mail_server.running(settings) as server:
        yield server


@pytest.fixture
def reception(client):
    client.force_login(make.staff("Reception"))
    return client


def within(code, field):
    """The code between words of which each field has its own, so that no part is taken for all."""
    return f"[{field} {code} end]"


def shown(page):
    """All that a page says, in its text and in its fields, and where it links to."""
    markup = Markup(page)
    return "\n".join([markup.words, *markup.fields.values(), *markup.links])


def missing(typed, page):
    everything = shown(page)
    return {name: value for name, value in typed.items() if value not in everything}


def unfolded(header):
    return re.sub(r"\r?\n(?=[ \t])", "", header)


def test_a_comment_and_its_answer_arrive_unchanged(reception, code, email):
    page = make.page(allows_comments=True)
    typed = {field: within(code, field) for field in ("name", "text")}
    typed |= {"email": email, "website": f"https://example.com/?{CODES[code]}"}
    response = reception.post("/comments/a-page/", typed, headers=BROWSER)
    assert response.status_code == 303
    comment = Comment.objects.get()
    assert {name: getattr(comment, name) for name in typed} == typed

    admin = reception.get(f"/admin/comments/comment/{comment.pk}/change/").text
    assert missing(typed, admin) == {}
    reply = within(code, "reply")
    comment.moderate(
        by=None,
        seen=comment.version,
        state=Comment.State.APPROVED,
        show_website=True,
        reply=reply,
    )
    comment.refresh_from_db()
    assert comment.reply == reply
    admin = reception.get(f"/admin/comments/comment/{comment.pk}/change/").text
    public = reception.get(page.get_absolute_url()).text
    typed["reply"] = reply
    assert missing(typed, admin) == {}
    assert missing(typed, public) == {"email": email}
    (entry,) = re.findall("<entry>.*</entry>", reception.get("/feed/comments/").text)
    words = Markup(unescape(entry)).words
    assert [typed[name] in words for name in ("name", "text", "reply")] == [True] * 3


def test_a_message_and_its_mail_arrive_unchanged(reception, server, code, email):
    typed = {field: within(code, field) for field in ("name", "text")} | {"email": email}
    assert reception.post("/contact/", typed, headers=BROWSER).status_code == 303
    message = Message.objects.get()
    assert {name: getattr(message, name) for name in typed} == typed
    admin = reception.get(f"/admin/contact/message/{message.pk}/change/").text
    assert missing(typed, admin) == {}

    (queued,) = make.queued_mail()
    make.call("work", "--once")
    (mail,) = server.mails
    assert parseaddr(unfolded(mail["Reply-To"])) == (typed["name"], email)
    assert (mail["To"], mail["Subject"]) == (queued.to[0], queued.subject)
    assert text_of(mail) == queued.body


def test_a_booking_and_its_mails_arrive_unchanged(reception, server, code, email, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    reception.force_login(make.staff("Reception", "by-todays-clock"))
    service = make.service()
    make.therapist(service, name=within(code, "therapist"))
    typed = {field: within(code, field) for field in ("name", "note")} | {"email": email}
    form = typed | {
        "key": uuid.uuid4(),
        "service": service.pk,
        "start": start_as_text(make.TOMORROW_AT_NINE),
        "phone": "416 555 0123",
        "contact_by": "email",
    }
    check = reception.post("/book/request/", form, headers=BROWSER)
    assert missing(typed, check.text) == {}
    sent = reception.post("/book/request/", form | {"confirmed": "yes"}, headers=BROWSER)
    assert sent.status_code == 303
    booking = Booking.objects.get()
    assert {name: getattr(booking, name) for name in typed} == typed
    visit = booking.appointments.get()
    admin = reception.get(f"/admin/booking/appointment/{visit.pk}/change/").text
    assert missing(typed, admin) == {}

    booking.confirm(by=None)
    queued = make.queued_mail()
    make.call("work", "--once")
    assert [mail["To"] for mail in server.mails] == [email, "reception@example.com", email]
    assert [text_of(mail) for mail in server.mails] == [one.body for one in queued]
    confirmed = server.mails[-1]
    # Long lines are broken between words.
    words = " ".join(text_of(confirmed).split())
    assert f", with {within(code, 'therapist')} " in words
    assert within(code, "note") not in text_of(confirmed)
    calendar = next(p for p in confirmed.walk() if p.get_content_type() == "text/calendar")
    (event,) = Calendar.from_ical(calendar.get_payload(decode=True)).walk("VEVENT")
    assert unquote(event["ATTENDEE"]) == f"mailto:{email}"
