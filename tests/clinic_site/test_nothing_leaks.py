"""Every public byte, read by a stranger: nobody's address, no hash of it, no unapproved word."""

import base64
import hashlib
import re
from collections import Counter
from datetime import timedelta
from functools import partial
from html import unescape
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from django.test import Client

from booking.fields import start_as_text
from booking.models import Booking, WaitingListEntry
from comments.models import Comment
from contact.models import Message
from pages.models import Page
from tests import make, seeding
from tests.markup import Markup

STARTS = (
    "/",
    "/ims/",
    "/book/",
    "/book/request/",
    "/book/link/",
    "/book/link/sent/",
    "/book/waiting-list/",
    "/contact/",
    "/contact/thanks/",
    "/comments/ims/",
    "/comments/ims/thanks/",
    "/search/",
    "/sitemap.xml",
    "/robots.txt",
    "/feed/",
    "/feed/comments/",
    "/.well-known/security.txt",
    "/healthz",
    "/healthz/database",
    "/readyz",
    "/favicon.ico",
)
ALIKE = 2  # pages read of those that differ in the values of their query alone
OF_ONE_PATH = 10  # pages read that differ only in their query: the times have thousands
AT_LEAST = 40  # pages, or the crawl has lost its way
HASHES = (hashlib.md5, hashlib.sha1, hashlib.sha256)
COMMENTER = " Zebulon.Quillfeather@Example.COM "
WRITER = "Ottoline.Marzipan@Example.com"
PATIENT = "Bartholomew.Fenugreek@Example.com"
WAITER = "Isolde.Kumquat@Example.com"
ADDRESSES = (COMMENTER, WRITER, PATIENT, WAITER)
UNSEEN = ("pending", "rejected", "spam")
BROWSER = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def demo(db, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    seeding.seed()
    make.call("demo", "--on-a-real-site", "--without-pages")


@pytest.fixture
def few(db, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    seeding.seed()
    service = make.service()
    make.booking(service, make.therapist(service))


def write_to_us(client):
    """Three people wrote to the clinic, and one of their comments is approved and answered."""
    typed = {"name": "Zeb Q.", "email": COMMENTER, "website": "zeb.example.org"}
    client.post("/comments/ims/", typed | {"text": "A comment for all to see."}, headers=BROWSER)
    comment = Comment.objects.get(name="Zeb Q.")
    comment.moderate(
        by=make.staff("Reception"),
        seen=comment.version,
        state=Comment.State.APPROVED,
        show_website=True,
        reply="An answer for all to see.",
    )
    page = Page.objects.get(slug="ims")
    for state in UNSEEN:
        one = make.comment(
            page,
            name=f"Unseen {state} Pomegranate",
            email=f"{state}.pomegranate@example.com",
            website=f"https://{state}-pomegranate.example.org",
            text=f"Words of a {state} comment about pomegranates.",
        )
        Comment.objects.filter(pk=one.pk).update(state=state)
    typed = {"name": "Ottoline Marzipan", "email": WRITER, "phone": "647 555 0177"}
    client.post("/contact/", typed | {"text": "A marzipan question."}, headers=BROWSER)
    visit = Booking.objects.latest("pk").appointments.latest("starts_at")
    make.booking(
        visit.service,
        visit.therapist,
        min(make.open_times(visit.service, [visit.therapist])),
        name="Bartholomew Fenugreek",
        email=PATIENT,
        phone="437 555 0188",
        note="A fenugreek note.",
        arranged_by="Clothilde Fenugreek",
        intake=[{"question": "A sample question?", "answer": "A fenugreek answer."}],
    )
    make.waiting_entry(
        visit.service, name="Isolde Kumquat", email=WAITER, phone="289 555 0166", note="A kumquat."
    )


def secrets():
    """What may be in no public byte, each with what it is called when it is found."""
    found = {"647 555 0177": "the writer's number", "437 555 0188": "the patient's number"}
    for typed in (*ADDRESSES, *(f"{state}.pomegranate@example.com" for state in UNSEEN)):
        address = typed.strip()
        found |= {address: address, address.partition("@")[0]: f"the name in {address}"}
        for form in (typed, address, typed.lower(), address.lower()):
            found[in_base64(form.encode())] = f"{address} in base64"
            for kind in HASHES:
                digest = kind(form.encode())
                found[digest.hexdigest()] = f"{digest.name} of {address}"
                found[in_base64(digest.digest())] = f"{digest.name} of {address} in base64"
    for one in [*Comment.objects.all(), *Message.objects.all()]:
        found |= {one.digest: f"the digest of {one}", one.text_digest: f"the text's, of {one}"}
    for one in Comment.objects.all():
        found[one.token] = f"the token of {one}"
    for one in Comment.objects.exclude(state="approved"):
        for field in ("name", "website", "text"):
            found[getattr(one, field)] = f"the {field} of the {one.state} comment"
    for one in Message.objects.all():
        found[one.text] = f"the text of {one}"
    for one in Booking.objects.all():
        for field in ("name", "arranged_by", "email", "note", "reference", "token"):
            found.setdefault(getattr(one, field), f"the {field} of {one}")
        for said in one.intake:
            found.setdefault(said["answer"], f"an answer of {one}")
    for one in WaitingListEntry.objects.all():
        for field in ("name", "email", "phone", "note", "token"):
            found.setdefault(getattr(one, field), f"the {field} of {one}")
    return {value: what for value, what in found.items() if value}


def in_base64(content):
    return base64.b64encode(content).decode().rstrip("=")


def readings(answer):
    """All bytes of an answer as text, in every way in which somebody might read them."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    raw = f"{headers}\n\n{body.decode(errors='replace')}"
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), raw)
    return raw, "\n".join([raw, unescape(plain), unquote(unescape(plain))]).lower()


def leaks(answer, secrets):
    raw, text = readings(answer)
    raw = raw.replace("-", "+").replace("_", "/")  # the two alphabets of base64
    return [
        what
        for value, what in secrets.items()
        if (value in raw if what.endswith("base64") else value.lower() in text)
    ]


def addresses(answer, url):
    """Where an answer leads to, on this site."""
    raw, _ = readings(answer)
    body = raw.partition("\n\n")[2]
    found = [answer.headers.get("Location", "")]
    if "html" in answer.headers.get("Content-Type", ""):
        found += Markup(body).links
    found += re.findall(r"url\(['\"]?([^'\")]+)", body)
    found += re.findall(r"https?://testserver[^\s<>\"']*", body)
    for one in filter(None, found):
        full, _ = urldefrag(urljoin(f"http://testserver{url}", unescape(one)))
        parts = urlsplit(full)
        if parts.scheme in ("http", "https") and parts.netloc == "testserver":
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def crawl(starts=STARTS, alike=ALIKE):
    """Every answer that can be reached without knowing anything, by its address."""
    stranger, answers, waiting, seen = Client(), {}, list(starts), Counter()
    while waiting:
        url = waiting.pop(0)
        path, _, query = url.partition("?")
        kind = path, frozenset(re.findall(r"(\w+)=", query))
        if url in answers or path.startswith("/admin/"):
            continue
        if seen[kind] < alike and seen[path] < OF_ONE_PATH:
            seen.update([kind, path])
            answers[url] = read(stranger.get(url))
            waiting += addresses(answers[url], url)
    return answers


def read(answer):
    """The answer with its bytes at hand: a file's can be read only once."""
    if answer.streaming:
        answer.streaming_content = list(answer.streaming_content)
    return answer


def refusals():
    """What a stranger is answered to wrong addresses and forms, with data of their own."""
    stranger = Client()
    other = {"name": "Other Person", "email": "other@example.com", "phone": "905 555 0199"}
    taken = Booking.objects.get(email=PATIENT).appointments.get()
    booking = other | {
        "key": "8a3e1a44-9ac1-4a5e-9b7e-2f2f6b1f8d10",
        "service": taken.service_id,
        "start": start_as_text(taken.starts_at),
        "contact_by": "email",
        "confirmed": "yes",
    }
    post = partial(stranger.post, headers=BROWSER)
    yield from map(stranger.get, ["/nowhere/", "/%00/", "/comments/nowhere/", "/book/?start=x"])
    yield stranger.get("/appointments/no-such-token/")
    yield stranger.get("/calendars/no-such-token/visits.ics")
    yield stranger.delete("/contact/")
    yield stranger.post("/contact/", other, headers={"Sec-Fetch-Site": "cross-site"})
    yield post("/contact/thanks/", other)
    yield post("/comments/ims/", other)
    yield post("/comments/privacy/", other | {"text": "A text for a page that is closed."})
    yield post("/book/request/", other)
    yield post("/book/request/", booking)
    yield post("/book/link/", {"email": "no address"})
    yield post("/book/link/", {"email": PATIENT})
    yield stranger.get("/appointments/no-such-token/waiting/")
    yield post("/book/waiting-list/", other)
    for number in range(100):
        answer = post("/contact/", {"name": f"Other Person {number}"})
        yield answer
        if answer.status_code == 429:
            return


def all_leaks(answers):
    """What was found where, for answers by their address."""
    known = secrets()
    return {url: found for url, answer in answers.items() if (found := leaks(answer, known))}


def test_a_stranger_reads_nobodys_address_and_no_unapproved_word_and_gets_no_cookie(demo, client):
    write_to_us(client)
    answers = crawl()
    assert len(answers) >= AT_LEAST
    assert {"/", "/ims/", "/privacy/", "/static/css/site.css"} <= set(answers)
    answered = {url: answer.status_code for url, answer in answers.items()}
    assert answered.pop("/readyz") in (200, 503)  # as the worker runs
    assert set(answered.values()) <= {200, 301, 302, 404}
    assert all_leaks(answers) == {}
    assert not [url for url, answer in answers.items() if answer.cookies]
    for shown in ("Zeb Q.", "A comment for all to see.", "An answer for all to see."):
        assert shown in answers["/ims/"].text
        assert shown in answers["/feed/comments/"].text


def test_no_refusal_tells_a_stranger_of_somebody_else(few, client):
    write_to_us(client)
    answers = dict(enumerate(refusals()))
    assert {400, 403, 404, 405, 409, 422, 429} <= {one.status_code for one in answers.values()}
    assert all_leaks(answers) == {}
    assert not [number for number, answer in answers.items() if answer.cookies]


def test_the_crawl_finds_what_is_planted(few, client, time_machine):
    write_to_us(client)
    md5, sha1, sha256 = HASHES
    plain = COMMENTER.strip()
    planted = {
        f"md5 of {plain}": md5(plain.lower().encode()).hexdigest(),
        f"sha1 of {plain}": sha1(plain.encode()).hexdigest().upper(),
        f"sha256 of {plain} in base64": base64.urlsafe_b64encode(
            sha256(COMMENTER.encode()).digest()
        ).decode(),
        WRITER: WRITER.lower().replace("@", "&#64;"),
        PATIENT: "https://example.org/?to=" + PATIENT.replace("@", "%40"),
        "the text of the pending comment": "Words of a &#x70;ending comment about pomegranates.",
    }
    draft = Page.objects.get(slug="privacy").edit(by=None)
    for body in planted.values():
        draft.sections.create(heading="Planted", body=f"<p>{body}</p>", order=99)
    draft.publish()
    time_machine.move_to(make.NOW + timedelta(minutes=1), tick=False)
    found = all_leaks(crawl(["/accessibility/"], alike=1))
    assert list(found) == ["/privacy/"]
    assert set(planted) <= set(found["/privacy/"])
