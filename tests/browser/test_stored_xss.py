"""Whatever strangers type stays text: on the pages, in the admin and in mail, in a real browser.

Each screen is opened under the site's Content-Security-Policy, which must have nothing to say, and
without it, because escaping has to hold alone.
"""

import uuid
import xml.etree.ElementTree as ET
from datetime import time, timedelta
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from antispam.models import Attempt
from booking import diary
from booking.models import Appointment, BookingRules, Service
from comments.models import Comment
from contact.models import Message
from tests import make, serve
from tests.browser.inert import Guarded, plain
from tests.browser.payloads import PAYLOADS, TECHNIQUES

FORMS = {
    "/comments/a-page/": ["name", "email", "website", "text"],
    "/contact/": ["name", "email", "phone", "text"],
    "/book/request/": ["name", "email", "phone", "note"],
}
# A field that refuses a payload as it is may take it in one of these dresses.
DRESSES = {
    "email": ['"{}"@example.com'],
    "website": ["https://example.com/{}", "https://example.com/?q={}"],
    "phone": ["{}416555{:04}", "416555{1:04};isub={0}"],
}
ONE_OF_EACH = [PAYLOADS.index(group[0]) for group in TECHNIQUES.values()]
THERAPISTS = 10
HEADERS = {
    *("Subject", "From", "To", "Date", "Message-ID", "Reply-To", "Auto-Submitted"),
    *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
}
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def home(transactional_db):
    """A running site with room for a visit per payload, all on the same day."""
    make.page(allows_comments=True)
    service = make.service()
    for number in range(THERAPISTS):
        make.therapist(service, name=f"Therapist {number}", opens=time(8), closes=time(20))
    BookingRules.objects.update_or_create(pk=1, defaults={"horizon_days": 4})
    with serve.site() as port:
        yield f"http://localhost:{port}"


@pytest.fixture
def visitors(chromium, home):
    """Two browsers: one obeys the site's policy, one knows of none."""
    both = [Guarded(chromium, home, bypass_csp=without) for without in (False, True)]
    yield both
    for one in both:
        one.context.close()


@pytest.fixture
def chief(home):
    """Logged in, and allowed to do everything."""
    client = Client()
    client.force_login(User.objects.create_superuser("sample-chief"))
    return client


def places():
    """What a booking form carries along: for each payload another visit."""
    service = Service.objects.get()
    therapists = list(service.therapists.order_by("pk"))
    day = timezone.localdate() + timedelta(days=3)
    free = diary.open_times_of_any(service, therapists[:1])
    for start in (one for one in free if diary.local_day(one) == day):
        for therapist in therapists:
            yield {
                "key": str(uuid.uuid4()),
                "service": service.pk,
                "therapist": therapist.pk,
                "start": f"{start:%Y-%m-%dT%H:%MZ}",
                "contact_by": "email",
                "confirmed": "yes",
            }


def send_each(visitors, path):
    """Post each payload in every field at once, which is refused and given back as text; then in
    every field that takes it. Returns what was stored of each."""
    rest = list(places()) if path == "/book/request/" else [{}] * len(PAYLOADS)
    refused = [send(path, dict.fromkeys(FORMS[path], payload)) for payload in PAYLOADS]
    for visitor in visitors:
        shown = visitor.show_together(refused)
        assert all(shown.count(plain(payload)) >= len(FORMS[path]) for payload in PAYLOADS)
        for number in ONE_OF_EACH:
            Attempt.objects.all().delete()
            values = dict.fromkeys(FORMS[path], PAYLOADS[number])
            assert visitor.post(path, values).count(plain(PAYLOADS[number])) >= len(values)
    return [
        send_dressed(path, *each)
        for each in zip(range(len(PAYLOADS)), PAYLOADS, refused, rest, strict=False)
    ]


def send(path, values):
    Attempt.objects.all().delete()
    return Client(headers={"origin": "http://testserver"}).post(path, values)


def send_dressed(path, number, payload, refused, carried):
    """Post a payload in the first dress in which each field takes it, or else something valid."""
    harmless = {
        "name": "Sample Patient",
        "email": f"patient{number}@example.com",
        "website": "",
        "phone": f"416 555 {number:04}",
        "text": f"Sample text {number}",
        "note": "",
    }
    fields = refused.context["form"].fields
    values = {}
    for field in FORMS[path]:
        dresses = [payload, *(one.format(payload, number) for one in DRESSES.get(field, []))]
        taken = [one for one in dresses if accepts(fields[field], one)]
        values[field] = [*taken, harmless[field]][0]
    response = send(path, values | carried)
    assert response.status_code == 303, (values, response.context["form"].errors)
    return values


def accepts(field, value):
    try:
        field.clean(value)
    except ValidationError:
        return False
    return True


def stored(payload):
    """The payload as a database can hold it."""
    return payload.replace("\0", "")


def shows(text, *expected):
    return [one for one in expected if plain(one) not in text] == []


def test_there_are_enough_payloads_and_each_leaves_a_trace():
    assert len(set(PAYLOADS)) >= 200
    assert all("xss" in payload.lower() for payload in PAYLOADS)


def test_comments_stay_text(visitors, chief, home):
    sent = send_each(visitors, "/comments/a-page/")
    approve_each()
    for visitor in visitors:
        shown = visitor.go("/a-page/")
        assert shows(shown, *map(stored, PAYLOADS))
        assert shows(shown, *(values[field] for values in sent for field in ("name", "text")))
        follow_websites(visitor)
    shown = in_admin(visitors, chief, home, Comment)
    assert shows(shown, *(value for values in sent for value in values.values()))
    assert shows(shown, *map(stored, PAYLOADS))
    read_the_feed(visitors)


def approve_each():
    """Approve the comments, each with its payload as the clinic's answer, every other redacted."""
    for payload, comment in zip(PAYLOADS, Comment.objects.order_by("pk"), strict=True):
        text = stored(payload)
        shown = {"shown_name": text[:80], "shown_text": text} if comment.pk % 2 else {}
        make.approved(comment, reply=text, show_website=True)
        comment.handle(None, comment.version, **shown)


def follow_websites(visitor):
    """Each link of a commenter goes where they said, and says that it is theirs."""
    typed = [comment.website for comment in Comment.objects.order_by("pk") if comment.website]
    links = visitor.page.locator("article a").all()
    assert len(links) == len(typed) >= 20
    visitor.page.route("**", lambda route: route.fulfill(status=204))
    for link, website in zip(links, typed, strict=True):
        assert link.get_attribute("rel") == "ugc nofollow noopener noreferrer"
        assert link.get_attribute("href") == website
        with visitor.page.expect_request("**") as request:
            link.evaluate("link => link.click()")
        meant = visitor.page.evaluate("typed => new URL(typed).href", website)
        assert request.value.url.split("#")[0] == meant.split("#")[0]
    visitor.page.unroute("**")
    visitor.complaints.clear()  # of these requests, which were the point


def read_the_feed(visitors):
    """What a feed reader makes of each entry. The feed holds the newest; older ones move up."""
    shown = ""
    while Comment.objects.visible().exists():
        response = Client().get("/feed/comments/")
        assert response.headers["Content-Type"].startswith("application/atom+xml")
        entries = ET.fromstring(response.content).findall(f"{ATOM}entry")
        for visitor in visitors:
            shown = visitor.show("".join(one.findtext(f"{ATOM}summary") for one in entries)) + shown
        newest = Comment.objects.visible().order_by("-created_at", "-pk")[: len(entries)]
        Comment.objects.filter(pk__in=list(newest)).update(state="rejected")
    assert shows(shown, *map(stored, PAYLOADS))


def test_messages_stay_text(visitors, chief, home):
    sent = send_each(visitors, "/contact/")
    for payload, message in zip(PAYLOADS, Message.objects.order_by("pk"), strict=True):
        message.handle(None, message.version, note=stored(payload))
    shown = in_admin(visitors, chief, home, Message)
    assert shows(shown, *(value for values in sent for value in values.values()))
    assert shows(shown, *map(stored, PAYLOADS))
    read_mail(visitors)


def in_admin(visitors, chief, home, model):
    """The lists, the first screen, a search and every row's own screen; returns their text."""
    path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    rows = list(model.objects.order_by("pk"))
    screens = [chief.get(row.get_admin_url()) for row in rows]
    cookie = {"name": "sessionid", "value": chief.cookies["sessionid"].value, "url": home}
    for desk in visitors:
        desk.context.add_cookies([cookie])
        listed = 0
        for number in range(1, len(rows) // 25 + 2):
            listed += "xss" in desk.go(f"{path}?state=all&p={number}")
        assert listed > 3
        desk.go("/admin/")
        desk.go(f"{path}?q={quote(PAYLOADS[0])}")
        for number in ONE_OF_EACH:
            desk.go(rows[number].get_admin_url())
        shown = desk.show_together(screens)
    return shown


def read_mail(visitors):
    """Each queued mail in a program that filters nothing; returns the text of them all."""
    mails = {mail.alternatives[0][0]: mail for mail in make.queued_mail()}
    shown = ""
    for content, mail in mails.items():
        assert "xss" not in mail.subject
        assert set(mail.message().keys()) <= HEADERS
        shown += [visitor.show(content) for visitor in visitors][0]
    return shown


def test_bookings_stay_text(visitors, chief, home):
    sent = send_each(visitors, "/book/request/")
    answers = [send("/book/request/", values | place) for values, place in zip(sent, places())]
    assert answers
