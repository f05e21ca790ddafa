"""Readers' pages come from memory and still show every change."""

import re
from datetime import time, timedelta
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from booking.models import Closure
from clinic.models import Clinic
from clinic.watched import WatchedChange
from clinic_site.page_memory.door import Door
from clinic_site.page_memory.memory import PageMemory
from clinic_site.page_memory.representations import Representations, preferred
from comments.models import Comment
from pages.blocks import BLOCKS
from pages.models import EmptySearch, Page, Revision, Section
from tests import make
from tests.door import Answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(settings):
    """The WSGI application; it knows at once what has changed."""
    settings.PAGES_FRESH_FOR = 0
    return Door()


@pytest.fixture
def lasting(settings):
    """A WSGI application that looks for changes once an hour."""
    settings.PAGES_FRESH_FOR = 3600
    return Door()


@pytest.fixture
def page(seeded):
    return Page.objects.get(slug="ims")


# From memory


@pytest.mark.parametrize("path", ["/", "/ims/", "/contact/", "/search/", "/feed/"])
def test_a_page_is_made_once_whatever_is_in_the_query(lasting, seeded, path):
    made = Answer(lasting, path)
    with CaptureQueriesContext(connection) as queries:
        again = Answer(lasting, path)
        if path != "/search/":
            assert Answer(lasting, path, query="utm_source=x").body == made.body
    assert (again.status, again.headers, again.body) == (200, made.headers, made.body)
    assert len(queries) == 0


@pytest.mark.parametrize(("path", "count"), [("/", 5), ("/ims/", 4)])  # what can be booked: one
def test_a_page_is_made_with_few_queries(client, page, path, count, django_assert_max_num_queries):
    approved = {"email": "a@example.com", "text": "Words.", "state": Comment.State.APPROVED}
    Comment.objects.bulk_create(
        Comment(page=page, name="Sample", digest=number, **approved) for number in range(20)
    )
    with django_assert_max_num_queries(count):
        client.get(path)


def test_a_kept_page_has_the_headers_that_django_gave_it(lasting, client, seeded):
    plain = client.get("/ims/").headers
    for _ in range(2):
        found = Answer(lasting, "/ims/").headers
        assert {**plain} == {name: found[name] for name in plain}
        assert "Set-Cookie" not in found


def test_a_cache_may_keep_it_for_a_second(lasting, seeded):
    assert Answer(lasting, "/").headers["Cache-Control"] == "public, max-age=0, s-maxage=1"
    assert Answer(lasting, "/").headers["Vary"] == "Accept-Encoding"


def test_a_search_that_finds_nothing_is_kept_and_counted_once_however_often_it_is_repeated(
    lasting, seeded
):
    for _ in range(3):
        answer = Answer(lasting, "/search/", query="q=massage")
    assert (answer.status, "Set-Cookie" in answer.headers) == (200, False)
    assert list(EmptySearch.objects.values_list("words", "times")) == [("massage", 1)]


def test_a_search_is_kept_by_its_words(lasting, seeded):
    needle = Answer(lasting, "/search/", query="q=needle")
    assert Answer(lasting, "/search/", query="q=pain").body != needle.body
    assert Answer(lasting, "/search/", query="q=needle").body == needle.body
    assert Answer(lasting, "/search/").body != needle.body


@pytest.mark.parametrize("host", ["clinic.invalid", "", "testserver@evil"])
def test_a_host_that_is_not_ours_gets_nothing_from_memory(lasting, seeded, host):
    assert Answer(lasting, "/").status == 200
    assert Answer(lasting, "/", host=host).status == 400


def test_http_is_redirected_although_https_is_in_memory(settings, seeded):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    lasting = Door()
    assert Answer(lasting, "/", x_forwarded_proto="https").status == 200
    assert Answer(lasting, "/", x_forwarded_proto="http").status == 301
    assert Answer(lasting, "/").status == 301


def test_what_belongs_to_one_person_is_neither_kept_nor_compressed(lasting, client, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    make.call("seed")
    service = make.service()
    booking = make.booking(service, make.therapist(service))
    draft = Page.objects.get(slug="ims").edit(by=None)
    client.force_login(User.objects.create_superuser("sample"))
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    for path in (
        booking.get_absolute_url(),
        "/admin/",
        f"/admin/pages/revision/{draft.pk}/preview/",
        "/nowhere/",
        "/healthz",
    ):
        answer = Answer(lasting, path, accept_encoding="gzip, br", cookie=cookie)
        assert "Content-Encoding" not in answer.headers
        assert "public" not in answer.headers.get("Cache-Control", "")
    assert len(lasting.memory.pages) == 0


def test_memory_is_bounded_whatever_is_requested(seeded):
    memory = PageMemory(None, room=10_000)
    for number in range(100):
        page = Representations(b"x" * 500, [])
        memory.keep(("/search/", f"q={number}"), page, [], True, {})
        memory.keep(("/", "") if number else ("/", "x"), Representations(b"", []), [], False, {})
    assert 0 < memory.taken <= 10_000
    assert memory.taken == sum(found[0].size for found in memory.pages.values())
    memory.keep(("/large/", ""), Representations(b"x" * 1_000_000, []), [], False, {})
    assert (("/large/"), "") not in memory.pages


# Every change


def publish(page, **values):
    draft = page.edit(by=None)
    Revision.objects.filter(pk=draft.pk).update(**values)
    draft.refresh_from_db()
    draft.publish()


def comment(page, **values):
    return Comment.objects.create(
        page=page, name="Sample", email="a@example.com", text="Words.", digest="1", **values
    )


def illustrate(page):
    image = make.image()
    page.live_revision().sections.update(image=image, alt="A sample picture")


CHANGES = {
    "revision": lambda page: publish(page, title="A new title"),
    "another page's menu": lambda page: Page.objects.filter(slug="privacy").update(in_menu=True),
    "order": lambda page: Page.objects.filter(pk=page.pk).update(order=99, in_menu=False),
    "page off the site": lambda page: Page.objects.get(slug="privacy").set_public(False),
    "section": lambda page: page.live_revision().sections.update(heading="A new heading"),
    "picture": illustrate,
    "clinic": lambda page: Clinic.objects.update(notice="We are closed today."),
    "hours": lambda page: Clinic.objects.get().hours.create(
        weekday=0, opens=time(9), closes=time(17)
    ),
    "closure": lambda page: Closure.objects.create(
        first_day=timezone.localdate(), last_day=timezone.localdate(), is_public=True
    ),
    "comment": lambda page: comment(page, state=Comment.State.APPROVED),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_kind_of_change_is_shown(door, media, page, change):
    before = Answer(door, "/ims/")
    assert Answer(door, "/ims/").headers["ETag"] == before.headers["ETag"]
    change(page)
    after = Answer(door, "/ims/")
    assert after.headers["ETag"] != before.headers["ETag"]
    assert Answer(door, "/ims/", if_none_match=before.headers["ETag"]).status == 200
    assert Answer(door, "/ims/", if_none_match=after.headers["ETag"]).status == 304


def test_a_purge_brings_back_no_version_that_was_kept_before(door, page):
    def purge():
        WatchedChange.objects.update(at=timezone.now() - timedelta(hours=3))
        assert WatchedChange.objects.outlived().exists()
        WatchedChange.objects.purge()
        assert not WatchedChange.objects.outlived().exists()

    purge()
    before = Answer(door, "/ims/")
    Clinic.objects.update(notice="We are closed today.")
    purge()
    assert Answer(door, "/ims/").body != before.body


def test_a_page_that_is_taken_off_the_site_is_gone(door, page):
    assert Answer(door, "/ims/").status == 200
    page.set_public(False)
    assert Answer(door, "/ims/").status == 404


def test_a_scheduled_text_and_the_end_of_a_closure_show_on_time(door, page, time_machine):
    noon = timezone.localtime() + timedelta(days=1)  # after the seed
    noon = noon.replace(hour=12, minute=0, second=0, microsecond=0)
    time_machine.move_to(noon, tick=False)
    today = timezone.localdate()
    Closure.objects.create(first_day=today, last_day=today, is_public=True, reason="A holiday")
    page.edit(by=None).publish(at=noon + timedelta(minutes=5))
    Revision.objects.filter(publish_at__gt=noon).update(title="The scheduled title")
    assert "A holiday" in Answer(door, "/ims/").text
    time_machine.move_to(noon + timedelta(minutes=4, seconds=59), tick=False)
    assert "The scheduled title" not in Answer(door, "/ims/").text
    time_machine.move_to(noon + timedelta(minutes=5), tick=False)
    assert "The scheduled title" in Answer(door, "/ims/").text
    time_machine.move_to(noon + timedelta(hours=11, minutes=59), tick=False)
    assert "A holiday" in Answer(door, "/ims/").text
    time_machine.move_to(noon + timedelta(hours=12), tick=False)
    assert "A holiday" not in Answer(door, "/ims/").text


def watched_tables(topics):
    for model in apps.get_models():
        for trigger in getattr(model._meta, "triggers", []):
            if trigger.name.removeprefix("shown_on_") in topics:
                yield model._meta.db_table


# Written when a page is made, and never shown on it.
COUNTED = {"pages_emptysearch"}
# An address for each view that is kept.
KEPT = [
    "/",
    "/ims/",
    "/contact/",
    "/contact/thanks/",
    "/comments/ims/2/",
    "/comments/ims/thanks/",
    "/feed/comments/",
    "/search/?q=needle",
    "/search/?q=nothing+here",
    "/book/",
    "/book/course/",
    "/book/link/",
    "/book/link/sent/",
    "/sitemap.xml",
    "/robots.txt",
    "/feed/",
    "/.well-known/security.txt",
]


def test_every_table_that_a_kept_page_shows_is_watched(client, time_machine):
    """Fails if a page shows a new model without a trigger."""
    time_machine.move_to(make.NOW, tick=False)
    make.call("seed")
    page, service = Page.objects.get(slug="ims"), make.service(longest_course=3, is_first=True)
    make.booking(service, make.therapist(service, make.service("Another treatment")))
    draft, data = page.edit(by=None), {"services": [str(service.pk)]}
    Section.objects.bulk_create(Section(revision=draft, kind=kind, data=data) for kind in BLOCKS)
    draft.publish()
    start = make.TOMORROW_AT_NINE + timedelta(hours=1)
    chosen = urlencode({"service": service.pk, "visits": 3, "start": start.isoformat()})
    Comment.objects.bulk_create(
        Comment(page=page, name="S", email="a@example.com", text="T", digest=n, state="approved")
        for n in range(30)
    )
    steps = [f"{one}?{chosen}" if "/book" in one else one for one in KEPT]
    for address in ["/book/", *steps]:  # it, before a treatment is chosen and after
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        topics, _ = response.kept
        read = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', " ".join(one["sql"] for one in queries)))
        assert read <= COUNTED | set(watched_tables(topics)), address


def test_every_kept_view_has_an_address_in_this_list():
    views = {one.callback for one in flat(get_resolver()) if hasattr(one.callback, "kept")}
    assert {get_resolver().resolve(one.split("?")[0]).func for one in KEPT} == views


def flat(resolver):
    for one in resolver.url_patterns:
        yield from flat(one) if hasattr(one, "url_patterns") else [one]


def test_the_times_on_a_page_are_those_that_are_free_now(door, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    service = make.service()
    therapist = make.therapist(service)
    query = f"service={service.pk}"

    def etag():
        return Answer(door, "/book/", query=query).headers["ETag"]

    seen = [etag()]
    assert etag() == seen[0]
    booking = make.booking(service, therapist, make.TOMORROW_AT_NINE + timedelta(days=1))
    seen.append(etag())
    booking.appointments.get().cancel()
    assert etag() == seen[0]
    time_machine.move_to(make.NOW + timedelta(hours=14), tick=False)  # the first are too soon
    seen.append(etag())
    make.booking(service, therapist, make.TOMORROW_AT_NINE + timedelta(days=2))
    seen.append(etag())
    assert len({*seen}) == len(seen)


# RFC 9110


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("gzip;q=0, br;q=0", "identity"),
        ("gzip ; q=0", "identity"),
        ("br;q=0, *", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("identity", "identity"),
        ("identity;q=1, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip;q=0.5", "identity"),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("gzip;q=none", "identity"),
        ("gzip;q=2", "identity"),
        ("gzip;q=nan", "identity"),
        ("gzipped, brotli", "identity"),
        (";;,,;q=1", "identity"),
    ],
)
def test_a_page_comes_in_the_coding_that_a_browser_prefers(accepted, sent):
    assert preferred(accepted) == sent


@pytest.fixture
def kept():
    return Representations(b"<p>Words</p>" * 50, [("Vary", "Accept-Encoding"), ("X-A", "b")])


def ask(page, method="GET", **headers):
    headers = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    status, answered, body = page.answer({"REQUEST_METHOD": method, **headers})
    return status, dict(answered), body


def test_each_coding_has_its_own_strong_etag(kept):
    etags = set()
    for coding in ("", "gzip", "br"):
        status, headers, body = ask(kept, accept_encoding=coding)
        assert (status, headers.get("Content-Encoding", "")) == (200, coding)
        assert headers["Content-Length"] == str(len(body))
        etags.add(headers["ETag"])
    assert len(etags) == 3
    assert all(re.fullmatch(r'"[\w-]+"', one) for one in etags)


def test_head_is_a_get_without_its_body(kept):
    for coding in ("", "gzip"):
        status, headers, _ = ask(kept, accept_encoding=coding)
        assert ask(kept, "HEAD", accept_encoding=coding) == (status, headers, b"")


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("if_none_match", "{}", 304),
        ("if_none_match", "W/{}", 304),
        ("if_none_match", '"other", {}', 304),
        ("if_none_match", "*", 304),
        ("if_none_match", '"other"', 200),
        ("if_none_match", "", 200),
        ("if_match", "{}", 200),
        ("if_match", '"other", {}', 200),
        ("if_match", "*", 200),
        ("if_match", "W/{}", 412),
        ("if_match", '"other"', 412),
        ("if_modified_since", "Fri, 31 Dec 2100 00:00:00 GMT", 200),
        ("range", "bytes=0-9", 200),
    ],
)
def test_conditional_requests(kept, header, value, status):
    etag = ask(kept)[1]["ETag"]
    for method in ("GET", "HEAD"):
        answered, headers, body = ask(kept, method, **{header: value.format(etag)})
        assert answered == status
        if status == 304:
            assert (headers, body) == ({"Vary": "Accept-Encoding", "ETag": etag}, b"")


def test_the_etag_of_another_coding_does_not_match(kept):
    etag = ask(kept, accept_encoding="gzip")[1]["ETag"]
    assert ask(kept, if_none_match=etag)[0] == 200
    assert ask(kept, if_none_match=etag, accept_encoding="gzip")[0] == 304
