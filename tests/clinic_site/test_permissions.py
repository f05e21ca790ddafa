"""Every address of the site, asked by everybody with every method: no door is open by mistake."""

import logging
import re
from contextlib import contextmanager
from copy import deepcopy
from urllib.parse import urlsplit

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template import Template
from django.urls import URLResolver, get_resolver, resolve

from booking.models import (
    BookImport,
    BookingRules,
    CalendarFeed,
    Closure,
    FlowWords,
    LateChangePolicy,
    ReadySentence,
    Therapist,
)
from booking.models.at_once import RECEIPTS
from clinic.models import Clinic
from clinic_site.models import PersonalDataRequest, SignInRules, WordPressImport
from inbox.models import BlockedWord
from pages import document_files
from pages.models import Document, PublishingRules, Synonyms
from tests import make, remembered
from tests.clinic_site.doors import DESK, DOORS, ROLES, STOCK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("accounts_are_remembered")]
NUMBERED = (">/change/", "/password/")
VIEW_ON_SITE = "admin/r/<int:content_type_id>/<int:object_id>/"
SECRET = ("booking/booking/", "booking/calendarfeed/", "pages/sharelink/")
SAFE = ("GET", "HEAD", "OPTIONS")
OTHER_METHODS = ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
REFUSED = {403, 404, 405}
# What a request notes although nothing was changed by it.
SESSIONS = "clinic_site_session"
NOTED_IN = {SESSIONS, "booking_recordview", "clinic_site_accountevent"}
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
# Ways to spell a number that Python reads, or that are far too large.
FORMATS = ("%20{}", "{}%20", "+{}", "0{}", "-{}", "{}.0", "0_{}", "{}" + 30 * "0")
SPELLINGS = [
    *(one.format for one in (*FORMATS, "9" * 4300, "9" * 4301)),
    lambda number: str(number).translate(str.maketrans("0123456789", "०१२३४५६७८९")),
    lambda number: str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
]


@pytest.fixture(autouse=True)
def refused_quietly():
    """A traceback in the log of each refusal would take half of the time."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def samples():
    """One row of each kind, so that nothing is refused only because it is not there."""
    with time_machine.travel(make.NOW, tick=False):
        service = make.service()
        therapist = make.therapist(service)
        booking = make.booking(service, therapist)
        make.page("home")
        page = make.page(allows_comments=True)
        page.edit(by=None)
        pdf = SimpleUploadedFile("fees.pdf", b"%PDF-1.7\n%%EOF\n")
        rows = [
            *(service, therapist, booking.appointments.get(), booking, page, page.draft()),
            make.waiting_entry(service),
            booking.patient,
            Closure.objects.create(first_day=make.TOMORROW, last_day=make.TOMORROW),
            BookingRules.objects.get_or_create(pk=1)[0],
            FlowWords.objects.create(pk=1),
            Clinic.objects.get_or_create(pk=1)[0],
            make.approved(make.comment(page)),
            make.message(),
            BlockedWord.objects.create(word="sample"),
            ReadySentence.objects.create(text="Sample"),
            LateChangePolicy.objects.create(fee="$1"),
            SignInRules.objects.create(pk=1, is_second_factor_required=False),
            PersonalDataRequest.objects.create(kind="export"),
            User.objects.create_user("sample-somebody", "somebody@example.com"),
            Group.objects.get(name="Editors"),
            AccessAttempt.objects.create(username="sample", failures_since_start=1),
            AccessFailureLog.objects.create(username="sample"),
            AccessLog.objects.create(username="sample"),
            CalendarFeed.objects.create(therapist=therapist),
            page.draft().share_links.create(),
            make.image(),
            Document.objects.take(document_files.clean(pdf), by=None),
            PublishingRules.objects.create(pk=1),
            Synonyms.objects.create(words="fee, price"),
            BookImport.objects.create(
                state="asks",
                asks="preview",
                counts={"lines": 0, "people": 0, "known": 0, "twins": 0},
            ),
        ]
        named = {f"{row._meta.app_label}/{row._meta.model_name}/": row for row in rows}
        yield named | {"wordpress/<int:pk>/": WordPressImport.objects.create(name="old.xml")}


def routes(resolver=None, before=""):
    """Each address of the site as the resolver knows it."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one, route)
        elif one.name == "app_list":
            apps = re.search(r"<app_label>(.*?)\)", route)[1]
            yield from (f"admin/{app}/" for app in apps.split("|"))
        elif route != "admin/(?P<url>.*)$":  # which finds nothing
            yield route


def secret(link):
    """The secret part of a private link."""
    return next(iter(resolve(urlsplit(link).path).kwargs.values()))


def address(route, samples, spell=str):
    """Where this route leads to the sample of its model, with its numbers spelled so."""
    parts = route.split("/")
    row = samples.get("/".join(parts[1:3]) + "/", samples["pages/page/"])
    visit, comment = samples["booking/appointment/"], samples["comments/comment/"]
    if parts[0] in ("appointments", "comments"):
        row = visit if parts[0] == "appointments" else comment
    numbers = {
        "content_type_id": ContentType.objects.get_for_model(row).pk,
        "revision_pk": samples["pages/revision/"].pk,
        "link_pk": samples["pages/sharelink/"].pk,
        "number": 1,
    } | dict.fromkeys(("object_id", "pk", "id"), row.pk)
    behind = {
        "calendars": samples["booking/calendarfeed/"].get_absolute_url(),
        "preview": samples["pages/sharelink/"].get_absolute_url(),
        "appointments": visit.booking.private_url(),
    }
    if "/waiting/" in route:
        behind["appointments"] = samples["booking/waitinglistentry/"].private_url()
    words = {
        "state": "spam",
        "uidb64": "MQ",
        "writing": "00000000-0000-4000-8000-000000000000",
        "slug": samples["pages/page/"].slug,
        "signed": RECEIPTS.sign(visit.booking.pk),
        "name": samples["pages/image/"].file.name,
        "key": samples["pages/document/"].name.removesuffix(".pdf"),
        "token": secret(behind[parts[0]]) if parts[0] in behind else "set-password",
    }
    if parts[:2] == ["comments", "emails"]:
        words["token"] = comment.token

    def filled(part):
        return words.get(part[1]) or spell(numbers[part[1]])

    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", filled, route)


def log_in(client, role):
    name = ROLES[role]
    user, _ = User.objects.get_or_create(
        username=name, defaults={"is_staff": True, "is_superuser": role == "S"}
    )
    user.groups.set(Group.objects.filter(name=name))
    if role == "T":
        Therapist.objects.update(account=user)
    client.force_login(user)


def is_open(client, method, path, pages):
    """`pages` are those of rows that were asked for already: many buttons lead to one."""
    answer = client.generic(method, path, headers={"accept": "application/json"})  # quickly refused
    is_ill = path == "/readyz" and answer.status_code == 503  # no worker runs here
    assert is_ill or answer.status_code < 500, f"{method} {path}"
    leads_to = answer.headers.get("Location", "").partition("?")[0]
    if answer.status_code == 301:  # to the same address as it is written here
        return is_open(client, "GET", leads_to, pages)
    if leads_to.endswith("/change/"):  # of the row, or of the one that the button belongs to
        if leads_to not in pages:
            pages[leads_to] = is_open(client, "GET", leads_to, pages)
        return pages[leads_to]
    is_led_away = leads_to == "/admin/" or leads_to.startswith("/admin/login/")
    is_empty = method == "OPTIONS" and not answer.content  # which only names methods
    return not (answer.status_code in REFUSED or is_led_away or is_empty)


@contextmanager
def page_is_rendered(is_rendered):
    """Once at least for each door: for visitors and superusers, and where these are kept out.

    A page is much the same for others, and after other methods; whether it is shown was decided
    before. Its template takes most of the time.
    """
    with pytest.MonkeyPatch.context() as patch:
        if not is_rendered:
            patch.setattr(Template, "render", lambda template, context: "")
        yield


@contextmanager
def tables_written_to():
    written = set()

    def note(execute, sql, params, many, context):
        if found := WRITES.match(sql):
            written.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written


def test_every_address_of_the_site_has_a_line():
    known = set(routes())
    new = sorted(known - set(DOORS))
    assert not new, f"Add a line to tests/clinic_site/doors.py, with who may open it, for {new}"
    assert not set(DOORS) - known, f"Gone; remove its line: {sorted(set(DOORS) - known)}"


# What opened to the superuser, as pairs of method and address, once that has been asked.
OPENED_TO_SUPERUSER = set()


def is_worth_asking(method, route, role, opened):
    """Whether this method may open more than GET and POST, which everybody is asked with.

    A superuser passes every check of a permission: where even they are refused a method, nobody is
    let in with it. Only therapists have screens that superusers lack.
    """
    if not OPENED_TO_SUPERUSER or role in "AS" or method == "POST" or "S" not in DOORS[route]:
        return True
    return (method, route) in OPENED_TO_SUPERUSER and route not in opened


@pytest.mark.parametrize("role", sorted(ROLES, key="S".__ne__))
def test_each_door_opens_to_those_named_for_it_alone(client, samples, role):
    opened, pages, changed, pairs = {}, {}, [], set()
    asked = DOORS if role in "AS" else DESK | STOCK
    if role != "A":
        log_in(client, role)
    cookies = deepcopy(client.cookies)

    def ask(method, route):
        path = address(route, samples)
        with tables_written_to() as written:
            is_opened = is_open(client, method, path, pages)
        if is_opened:
            opened.setdefault(route, f"{method} {path}")
            pairs.add((method, route))
        if written - NOTED_IN and (method in SAFE or not is_opened):
            changed.append(f"{method} {path}: {sorted(written - NOTED_IN)}")
        if client.cookies.output() != cookies.output():  # one of the doors leads out
            client.cookies = deepcopy(cookies)
            remembered.SessionStore.rows.clear()
        return SESSIONS in written

    for route in asked:
        with page_is_rendered(role in "AS" or "S" not in asked[route]):
            ask("GET", route)
    for route in asked:
        with make.undone(), page_is_rendered(False):
            methods = [one for one in OTHER_METHODS if is_worth_asking(one, route, role, opened)]
            changes_of_session = [ask(method, route) for method in methods]
        if any(changes_of_session):  # they were undone
            remembered.SessionStore.rows.clear()
    named = {route for route, roles in asked.items() if role in roles}
    too_many = [how for route, how in opened.items() if route not in named]
    assert not too_many, f"Open to {ROLES[role]}, who is not named in doors.py"
    closed = sorted(named - set(opened))
    assert not closed, f"Closed to {ROLES[role]}, who is named in doors.py"
    assert not changed, f"These only read, or were refused, and yet they wrote: {changed}"
    if role == "S":
        OPENED_TO_SUPERUSER.update(pairs)


@pytest.mark.usefixtures("nothing_is_rendered")
@pytest.mark.parametrize("role", "NS")
def test_no_spelling_of_a_number_opens_another_door(client, samples, role):
    log_in(client, role)
    # Stock admin reads the number in one place for all screens of a row.
    numbered = [one for one in DESK | STOCK if "<int:" in one or one.endswith(NUMBERED)]
    for place, route in enumerate(numbered):
        # Each spelling at every sixth door: all read their numbers in one of two ways.
        spellings = SPELLINGS[place % 6 :: 6]
        paths = list(dict.fromkeys(address(route, samples, spell) for spell in spellings))
        opened = [path[:80] for path in paths if is_open(client, "GET", path, {})]
        opened += [path[:80] for path in paths[:1] if is_open(client, "POST", path, {})]
        assert not opened or role in DOORS[route], opened


@pytest.mark.usefixtures("nothing_is_rendered")
@pytest.mark.parametrize("role", "NS")
def test_nobody_is_led_to_a_secret_link(client, samples, role):
    log_in(client, role)
    for row in map(samples.get, SECRET):
        kind = ContentType.objects.get_for_model(row).pk
        for spell in (str, *SPELLINGS):
            paths = f"/admin/r/{spell(kind)}/{row.pk}/", f"/admin/r/{kind}/{spell(row.pk)}/"
            led = [client.get(path).headers.get("Location", "") for path in paths]
            assert not [one for one in led if row.get_absolute_url() in one]


def test_an_editor_is_led_to_a_page_and_to_no_comment(client, samples):
    client.force_login(make.staff("Editors"))
    led = client.get(address(VIEW_ON_SITE, samples))
    assert led["Location"] == "http://testserver/a-page/"
    comment = samples["comments/comment/"]
    kind = ContentType.objects.get_for_model(comment).pk
    assert client.get(f"/admin/r/{kind}/{comment.pk}/").status_code == 403
    assert client.get("/admin/r/999999/1/").status_code == 404


def test_reception_cannot_publish_and_an_editor_sees_no_patient(client, samples):
    reception, editor = make.staff("Reception", "sample-reception"), make.staff("Editors")
    assert not any(
        permission.startswith("pages.") for permission in reception.get_all_permissions()
    )
    assert {one.split(".")[0] for one in editor.get_all_permissions()} == {
        *("clinic", "pages"),
        "clinic_site",  # to bring pages in
    }
    client.force_login(editor)
    index = client.get("/admin/").text
    assert "appointment request" not in index
    assert "Sample Patient" not in index
