"""Whatever strangers type stays text: on the pages, in the admin and in mail, in a real browser.

Each screen is opened under the site's Content-Security-Policy, which must have nothing to say, and
without it, because escaping has to hold alone.
"""

import uuid
import xml.etree.ElementTree as ET
from datetime import datetime, time, timedelta
from itertools import cycle
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from booking.models import Appointment, Booking, BookingRules, Service
from comments.models import PER_PAGE, Comment
from contact.models import Message
from inbox.models import Attempt
from tests import make
from tests.browser.conftest import wait_for
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
ONE_OF_EACH = [group[0] for group in TECHNIQUES.values()]
# All of them to each form would take minutes.
COMMENTED = PAYLOADS[::2]
SENT = {
    "/comments/a-page/": COMMENTED,
    "/contact/": PAYLOADS[1::4],
    "/book/request/": PAYLOADS[3::4],
}
THERAPISTS = 10
DECLINED = 50
SAMPLE = 8  # every eighth row has its own screen in the admin opened; the lists show all
HEADERS = {
    *("Subject", "From", "To", "Date", "Message-ID", "Reply-To", "Auto-Submitted"),
    *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
}
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def home(served, transactional_db):
    """A running site with room for a visit per payload, all on the same day."""
    make.page(allows_comments=True)
    service = make.service()
    for number in range(THERAPISTS):
        make.therapist(service, name=f"Therapist {number}", opens=time(8), closes=time(20))
    BookingRules.objects.update_or_create(pk=1, defaults={"horizon_days": 4})
    return served


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
    free = make.open_times(service, therapists[:1])
    for start in (one for one in free if timezone.localdate(one) == day):
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
    """Post each payload in a field of one line and in the text, which is refused, then in each
    field that takes it. One of each technique is refused in every field, and in a page with its
    scripts at least in one field of one line and in the text.
    """
    fields, payloads = FORMS[path], SENT[path]
    *lines, text = fields
    refused = [send(path, spread(some, lines, text)) for some in in_turn(payloads, len(lines))]
    everywhere = [send(path, dict.fromkeys(fields, payload)) for payload in ONE_OF_EACH]
    for visitor in visitors:
        shown = visitor.show_together(refused)
        assert all(shown.count(plain(payload)) >= 2 for payload in payloads)
        shown = visitor.show_together(everywhere)
        assert all(shown.count(plain(payload)) >= len(fields) for payload in ONE_OF_EACH)
        for some in in_turn(ONE_OF_EACH, len(lines)):
            Attempt.objects.all().delete()
            shown = visitor.post(path, spread(some, lines, text))
            assert all(shown.count(plain(payload)) >= 2 for payload in some)
    form = refused[0].context["form"]
    rest = list(places()) if path == "/book/request/" else [{}] * len(payloads)
    for number, payload in enumerate(payloads):
        values = {name: dressed(form.fields[name], name, payload, number) for name in fields}
        assert send(path, values | rest[number]).status_code == 303, values


def spread(payloads, lines, text):
    """Each in a field of one line, and all of them in the text."""
    return dict(zip(lines, cycle(payloads), strict=False)) | {text: "\n".join(payloads)}


def in_turn(payloads, count):
    return [payloads[first : first + count] for first in range(0, len(payloads), count)]


def send(path, values):
    Attempt.objects.all().delete()
    return Client(headers={"origin": "http://testserver"}).post(path, values)


def dressed(form_field, name, payload, number):
    """The payload in the first dress in which the field takes it, or else something valid."""
    harmless = {
        "name": "Sample Patient",
        "email": f"patient{number}@example.com",
        "website": "",
        "phone": f"416 555 {number:04}",
        "text": f"Sample text {number}",
        "note": "",
    }
    dresses = [payload, *(dress.format(payload, number) for dress in DRESSES.get(name, []))]
    return next((one for one in dresses if accepts(form_field, one)), harmless[name])


def accepts(field, value):
    try:
        field.clean(value)
    except ValidationError:
        return False
    return True


def stored(payload):
    """The payload as a database can hold it."""
    return payload.replace("\0", "")


def assert_shown(text, *expected):
    assert [one for one in expected if plain(one) not in text] == []


def test_there_are_enough_payloads_and_each_leaves_a_trace():
    assert len(set(PAYLOADS)) >= 200
    assert all("xss" in payload.lower() for payload in PAYLOADS)


def test_comments_stay_text(visitors, chief, home):
    send_each(visitors, "/comments/a-page/")
    approve_each()
    comments = list(Comment.objects.order_by("pk"))
    assert sum(bool(one.website) for one in comments) >= 10
    for visitor in visitors:
        for shown, part in parts(visitor):
            assert_shown(shown, *(words for one in part for words in (one.name, one.text)))
            assert_shown(shown, *(one.reply for one in part))
            follow_websites(visitor, part)
    redact_each(comments)
    for shown, part in parts(visitor):
        assert_shown(shown, *(one.shown_text for one in part))
    in_admin(visitors, chief, home, comments, "name", "email", "website", "text", "reply")
    read_the_feed(visitors)


def parts(visitor):
    """What is shown of the comments on the page and on each of the older parts, with its rows."""
    rows = list(Comment.objects.order_by("-created_at", "-pk"))
    for number, first in enumerate(range(0, len(rows), PER_PAGE), start=1):
        address = "/a-page/" if number == 1 else f"/comments/a-page/{number}/"
        yield visitor.go(address), rows[first : first + PER_PAGE]


def approve_each():
    """Approve the comments, each with its payload as the clinic's answer."""
    for payload, comment in zip(COMMENTED, Comment.objects.order_by("pk"), strict=True):
        make.approved(comment, reply=stored(payload), show_website=True)


def redact_each(comments):
    for payload, comment in zip(COMMENTED, comments, strict=True):
        text = stored(payload)
        comment.handle(None, comment.version, shown_name=text[:80], shown_text=text)


def follow_websites(visitor, comments):
    """Each link of a commenter goes where they said, and says that it is theirs."""
    typed = [comment.website for comment in comments if comment.website]
    links = visitor.page.locator("article a").all()
    assert len(links) == len(typed)
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
        entries = ET.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314
        for visitor in visitors:
            shown = visitor.show("".join(one.findtext(f"{ATOM}summary") for one in entries)) + shown
        newest = Comment.objects.visible().order_by("-created_at", "-pk")[: len(entries)]
        Comment.objects.filter(pk__in=[one.pk for one in newest]).update(state="rejected")
    assert_shown(shown, *COMMENTED)


def test_messages_stay_text(visitors, chief, home):
    send_each(visitors, "/contact/")
    messages = list(Message.objects.order_by("pk"))
    for payload, message in zip(SENT["/contact/"], messages, strict=True):
        message.handle(None, message.version, note=stored(payload))
    in_admin(visitors, chief, home, messages, "name", "email", "phone", "text", "note")
    read_mail(visitors)


def in_admin(visitors, chief, home, rows, *fields):
    """The first screen, the lists, a search and rows' own screens, which show these fields."""
    path = rows[0].get_admin_url().split(str(rows[0].pk))[0]
    sample = rows[::SAMPLE]
    screens = [chief.get(row.get_admin_url()) for row in sample]
    cookie = {"name": "sessionid", "value": chief.cookies["sessionid"].value, "url": home}
    for desk in visitors:
        desk.context.add_cookies([cookie])
        desk.go("/admin/")
        for number in (1, 2):
            assert "xss" in desk.go(f"{path}?state=all&p={number}")
        desk.go(f"{path}?q={quote(PAYLOADS[0])}")
        for row in sample[:3]:
            desk.go(row.get_admin_url())
        shown = desk.show_together(screens)
        for row in sample:
            told = getattr(row, "booking", row)
            assert_shown(shown, *(getattr(told, field) for field in fields))


def read_mail(visitors):
    """Show the queued emails without any filter, twenty as one document; returns their text.

    One by one would take half a minute. What would run in one email runs here too, and text that an
    email swallowed would be missing.
    """
    contents = []
    for mail in make.queued_mail():
        ((content, kind),) = mail.alternatives
        assert kind == "text/html"
        assert "xss" not in mail.subject
        assert set(mail.message().keys()) <= HEADERS
        contents.append(content)
    shown = range(0, len(contents), 20)
    return "".join(visitors[0].show("".join(contents[one : one + 20])) for one in shown)


def test_bookings_stay_text(visitors, chief, home):
    send_each(visitors, "/book/request/")
    for booking in Booking.objects.suspected_spam():  # one visitor has sent too many
        booking.restore(by=None)
    visits = list(Appointment.objects.select_related("booking").order_by("pk"))
    in_admin(visitors, chief, home, visits, "name", "email", "phone", "note")
    day = f"/admin/?day={timezone.localdate(visits[0].starts_at)}"
    checks = [send("/book/request/", answers) for answers in unconfirmed(visits)]
    settle(visits)
    pages = [Client().get(visit.booking.get_absolute_url()) for visit in visits[:DECLINED]]
    for visitor in visitors:
        shown = visitor.go(day)
        kept = [visit.booking for visit in visits[DECLINED:]]
        assert_shown(shown, *(text for one in kept for text in (one.name, one.phone)))
        visitor.go("/admin/booking/appointment/waiting-list/")
        shown = visitor.show_together(checks)
        assert_shown(shown, *(visit.booking.note for visit in visits[::SAMPLE]))
        assert_shown(visitor.show_together(pages), *PAYLOADS)
        visitor.go(visits[0].booking.get_absolute_url())
    assert_shown(read_mail(visitors), *PAYLOADS)


def unconfirmed(visits):
    """What leads to the page that shows the answers once more."""
    for visit, place in zip(visits[::SAMPLE], places(), strict=False):
        del place["confirmed"]
        booking = visit.booking
        details = {field: getattr(booking, field) for field in FORMS["/book/request/"]}
        yield place | details


def settle(visits):
    """Decline some with every payload among the reasons, and confirm others."""
    reasons = [""]
    for payload in map(stored, PAYLOADS):
        if len(reasons[-1]) + len(payload) < 600:
            reasons[-1] += f"\n{payload}"
        else:
            reasons.append(payload)
    assert len(reasons) < DECLINED
    for visit, reason in zip(visits[:DECLINED], reasons, strict=False):
        visit.decline(by=None, line=reason)
    for visit in visits[DECLINED : DECLINED + 10]:
        visit.confirm(by=None)
        visit.join_waiting_list()


def test_a_calendar_file_is_never_a_page(home):
    service, place = Service.objects.get(), next(places())
    start = datetime.fromisoformat(place["start"])
    booking = make.booking(service, service.therapists.earliest("pk"), start, name=PAYLOADS[0])
    response = Client().get(f"{booking.get_absolute_url()}visit.ics")
    assert response.headers["Content-Type"].startswith("text/calendar")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment")


PLANTED = [
    "<script>alert('xss')</script>",
    "<img src=x onerror=alert('xss')>",
    '<input value="" onfocus=alert(1) autofocus="">',
    '<a href="javascript:alert(1)">xss</a>',
    '<a href="data:text/html,1">xss</a>',
    "<svg><title>xss</title></svg>",
    "<iframe srcdoc=1></iframe>",
    "<base href=https://xss.example/>",
    "<meta http-equiv=refresh content=90>",
    "<style>/* xss */</style>",
    "<p style=color:red;--xss:1>styled</p>",
    "<template>xss</template>",
    "<b xss>named</b>",
    "<button formaction=javascript:alert(1)>go</button>",
    "<link rel=stylesheet href=http://localhost:9/xss.css>",
]


def test_what_is_not_inert_is_noticed(chromium, subtests):
    visitor = Guarded(chromium, "http://localhost:1")
    inert = "<p>Inert: &lt;script&gt;alert('xss')&lt;/script&gt;</p><input value='xss'>"
    visitor.show(inert)
    for planted in PLANTED:
        with subtests.test(planted), pytest.raises(AssertionError):
            visitor.show(f"<p>{planted}</p>")
    visitor.heard()
    visitor.show(inert)
    visitor.context.close()


def test_a_dialog_a_page_and_a_foreign_request_are_noticed(chromium):
    visitor = Guarded(chromium, "http://localhost:1")
    for script in ("alert('a')", "window.open('about:blank')", "fetch('http://localhost:9/')"):
        visitor.page.evaluate(f"() => {{ {script} }}")
        wait_for(visitor.page, visitor.complaints)
        assert visitor.heard(), script
    visitor.context.close()
