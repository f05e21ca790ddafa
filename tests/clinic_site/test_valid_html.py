"""Every page is valid HTML, with headings, labels and names in order."""

import re

import pytest

from clinic.models import Clinic
from pages.models import Document, Page, Revision
from tests import make, seeding
from tests.each import each
from tests.markup import Markup
from tests.valid_html import faults, title

pytestmark = pytest.mark.usefixtures("whole_dates")

PLAIN = [
    "/",
    "/ims/",
    "/privacy/",
    "/accessibility/",
    "/book/",
    "/book/link/",
    "/book/link/sent/",
    "/book/waiting-list/",
    "/contact/",
    "/contact/thanks/",
    "/comments/ims/thanks/",
    "/nowhere/",
    "/appointments/none/",
    "/ims/?x=%00",
]
REFUSED = ["/contact/", "/comments/ims/", "/book/link/", "/book/request/", "/book/waiting-list/"]


def check(response, status):
    assert response.status_code == status
    assert faults(response.text) == []


@pytest.fixture
def clinic(db, time_machine):
    """The site with everything that it can show: notice, hours, comments, images, reviews."""
    time_machine.move_to(make.NOW, tick=False)
    seeding.seed()
    Clinic.objects.update(
        address="1 Sample Street\nToronto",
        map_link="https://maps.example.com/?a=1&b=2",
        notice="No heating & no light.\n\nSorry.",
    )
    for weekday in (0, 0, 2):
        hours = Clinic.current().hours
        hours.create(
            weekday=weekday, opens=f"{9 + hours.count()}:00", closes=f"{10 + hours.count()}:00"
        )
    Revision.objects.update(reviewed_on=make.TOMORROW, reviewed_by="Sample & Reviewer")
    page = Page.objects.get(slug="ims")
    make.approved(make.comment(page, text="Words & <b>signs</b>\n\nMore."), reply="An answer.")
    make.approved(make.comment(page, text="Another.", website="https://example.com/?a=1&b=2"))
    return page


@pytest.fixture
def booking(clinic):
    service = make.service()
    return make.booking(service, make.therapist(service))


def test_a_page_is_valid(client, clinic, subtests):
    other = {"/nowhere/": 404, "/appointments/none/": 404, "/ims/?x=%00": 400}
    for path in PLAIN:
        with subtests.test(path):
            check(client.get(path), other.get(path, 200))


def test_no_two_pages_have_the_same_title(client, clinic):
    titles = [title(client.get(path).text) for path in PLAIN if path != "/appointments/none/"]
    assert len(set(titles)) == len(titles)


def test_a_refused_form_is_valid(client, clinic, subtests):
    for path in REFUSED:
        with subtests.test(path):
            check(client.post(path, {"name": "<b>&", "email": "x", "text": ""}), 422)


def test_a_refused_stranger_sees_a_valid_page(client, clinic):
    check(client.post("/contact/", {}, headers={"Sec-Fetch-Site": "cross-site"}), 403)


def test_a_closed_page_gives_the_words_back_in_a_valid_page(client, clinic):
    Page.objects.update(allows_comments=False)
    check(client.post("/comments/ims/", {"name": "N", "text": "<p>&"}), 409)


def test_the_steps_of_booking_are_valid(client, booking):
    page = client.get("/book/?visits=3")
    check(page, 200)
    for path in sorted({one for one in Markup(page.text).links if one.startswith("/book/")}):
        response = client.get(path, follow=True)
        assert (path, faults(response.text)) == (path, [])


@each("state", ["requested", "confirmed", "declined"])
def test_a_private_page_is_valid(client, booking, state):
    booking.appointments.update(state=state, holds_time=state != "declined")
    path = booking.get_absolute_url()
    check(client.get(path), 200)
    pk = booking.appointments.get().pk
    for step in (f"{pk}/cancel/", f"{pk}/move/", "cancel/"):
        response = client.get(path + step, follow=True)
        assert (step, faults(response.text)) == (step, [])


@each("state", ["waiting", "offered", "booked", "left", "ended"])
def test_a_private_page_of_the_waiting_list_is_valid(client, booking, state):
    entry = make.waiting_entry(booking.appointments.get().service)
    is_open = state in ("waiting", "offered")
    closed_at = None if is_open else make.NOW
    type(entry).objects.update(state=state, booking=booking, closed_at=closed_at)
    for step in ("", "change/", "leave/") if is_open else ("",):
        check(client.get(entry.private_path() + step), 200)


def test_an_empty_site_is_valid(client, db):
    check(client.get("/contact/"), 200)
    check(client.get("/"), 404)


# Rows in a table refer to their help text, which stock admin puts into the head of the column.
STOCK = re.compile(
    r"aria-describedby of a \w+ names 'id_\w+-(\d+|__prefix__)-\w+_helptext', which is not there"
)
# Our own screens of the desk, and those of stock admin that editors and reception use most.
EDITORS = [
    "/admin/",
    "/admin/pages/document/",
    "/admin/pages/document/{document}/",
    "/admin/pages/document/{document}/remove/",
    "/admin/pages/document/{document}/replace/",
    "/admin/pages/image/",
    "/admin/pages/image/add/",
    "/admin/pages/image/{image}/",
    "/admin/pages/image/{image}/remove/",
    "/admin/pages/page/",
    "/admin/pages/page/add/",
    "/admin/pages/page/{page}/change/",
    "/admin/pages/revision/{draft}/change/",
    "/admin/clinic/clinic/1/change/",
    "/admin/password_change/",
]
RECEPTION = [
    "/admin/",
    "/admin/booking/appointment/",
    "/admin/booking/appointment/{visit}/change/",
    "/admin/?show=week",
    "/admin/?show=week&therapist={therapist}",
    "/admin/?moving={visit}",
    "/admin/booking/appointment/sheet/",
    "/admin/booking/appointment/export/",
    "/admin/booking/appointment/figures/",
    "/admin/booking/appointment/book/",
    "/admin/booking/appointment/waiting-list/",
    "/admin/booking/patient/",
    "/admin/booking/patient/{patient}/change/",
    "/admin/booking/patient/{patient}/correct/",
    "/admin/booking/waitinglistentry/",
    "/admin/booking/waitinglistentry/add/",
    "/admin/booking/waitinglistentry/{wait}/change/",
    "/admin/undelivered/",
    "/admin/booking/closure/",
    "/admin/booking/closure/add/",
    "/admin/booking/closure/holidays/",
    "/admin/booking/therapist/{therapist}/change/",
    "/admin/booking/therapist/{therapist}/away/?leaves=on",
    "/admin/booking/service/{service}/change/",
    "/admin/comments/comment/",
    "/admin/comments/comment/{comment}/change/",
    "/admin/contact/message/",
    "/admin/contact/message/{message}/change/",
    "/admin/inbox/blockedword/",
]


@pytest.fixture
def keys(booking, clinic, media):
    visit = booking.appointments.get()
    return {
        "image": make.image().pk,
        "document": Document.objects.create(name=f"{'0' * 32}.pdf", size=1).pk,
        "page": clinic.pk,
        "draft": clinic.edit(by=None).pk,
        "visit": visit.pk,
        "therapist": visit.therapist_id,
        "service": visit.service_id,
        "comment": make.comment(clinic, text="Waiting.", wants_email=True).pk,
        "message": make.message(wants_email=True).pk,
        "wait": make.waiting_entry(visit.service).pk,
        "patient": visit.booking.patient_id,
    }


def test_a_screen_of_the_editors_is_valid(client, keys, subtests):
    for path in EDITORS:
        with subtests.test(path), make.undone():
            check_screen(client, "Editors", path.format(**keys))


def test_a_screen_of_reception_is_valid(client, keys, subtests):
    for path in RECEPTION:
        with subtests.test(path), make.undone():
            check_screen(client, "Reception", path.format(**keys))


def test_a_list_is_named_after_what_it_lists(client, keys):
    client.force_login(make.staff("Reception"))
    for path, name in {"booking/closure/": "Closures", "comments/comment/": "Comments"}.items():
        page = client.get(f"/admin/{path}").text
        assert title(page).startswith(f"{name} |")
        assert f"<h1>{name}</h1>" in page


def check_screen(client, group, path):
    client.force_login(make.staff(group))
    response = client.get(path)
    assert response.status_code == 200
    assert [one for one in faults(response.text) if not STOCK.fullmatch(one)] == []


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ("<p><div></div></p>", "Unexpected"),
        ("<h1>Again</h1>", "2 first headings"),
        ("<h2>A</h2><h4>B</h4>", "level 4 follows one of level 2"),
        ("<h2></h2>", "an empty h2"),
        ('<p id="a"></p><p id="a"></p>', "2 elements have the id 'a'"),
        ('<label for="none">A</label>', "names 'none', which is not there"),
        ('<p aria-describedby="none"></p>', "names 'none', which is not there"),
        ('<a href="#none">A</a>', "leads to #none"),
        ('<img src="a.png">', "an image without alt"),
        ('<input name="a">', "a field without a label: a"),
        ("<button></button>", "a button without words"),
        ('<a href="/"></a>', "a a without words"),
        ("<ul><p>A</p></ul>", "<p> stands directly in <ul>"),
        ('<p style="color: red">A</p>', "a style or script in an attribute"),
        ("<center>A</center>", "<center> is no longer HTML"),
        ('<a href="/">A <button>B</button></a>', "something to press stands inside"),
    ],
)
def test_a_fault_is_found(broken, fault):
    page = '<!DOCTYPE html><html lang="en"><head><title>A</title></head><h1>A</h1>{}</html>'
    assert faults(page.format("<p>Fine.</p>")) == []
    assert any(fault in one for one in faults(page.format(broken)))


def test_a_page_without_language_or_title_is_found():
    assert faults("<!DOCTYPE html><html><body><h1>A</h1></body></html>") == [
        "the page has no language",
        "the page has no title of its own",
    ]
