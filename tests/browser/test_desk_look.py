"""The screens that staff work in all day: readable by all, in one width, by light and by night."""

import pytest
from django.contrib.auth.models import User
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client
from django.utils import timezone

from booking.models import Appointment, BookImport, Closure, Therapist
from comments.models import Comment
from contact.models import Message
from pages.models import Page
from tests import make, wxr
from tests.appointment_book import run
from tests.browser.checks import violations
from tests.browser.conftest import open_context
from tests.browser.contrast import pale_words
from tests.browser.room import SIZES, without_room
from tests.clinic_site import test_wordpress as wordpress

RULES = {
    "target-size": {"enabled": True},
    "empty-table-header": {"enabled": False},  # stock admin's, over the names of a table's rows
}
# A quarter of axe's time. `pale_words` reads the same words, by day and by night.
BESIDE_PALE_WORDS = RULES | {"color-contrast": {"enabled": False}}


@pytest.fixture(scope="module")
def screens(home, django_db_blocker):
    with django_db_blocker.unblock():
        return stored()


def stored():
    """The addresses of the screens, where each has something to show."""
    visit, comment = Appointment.objects.first(), Comment.objects.first()
    Closure.objects.create(first_day=make.TOMORROW, last_day=make.TOMORROW, reason="Sample reason")
    draft = Page.objects.get(slug="ims").edit(by=None)
    dead = '<p>More of it is on <a href="/gone/">a page that is gone</a>, as it was.</p>'
    draft.sections.update(body=Concat("body", Value(dead)))
    few = wxr.export(wordpress.ABOUT, wordpress.NEEDLING, wordpress.MENU, wordpress.ROOM)
    preview, done = wordpress.run(wordpress.begun()), wordpress.brought_in(few)
    return [
        "/admin/wordpress/",
        f"/admin/wordpress/{preview.pk}/",
        f"/admin/wordpress/{done.pk}/?show=left",
        f"/admin/wordpress/{done.pk}/publish/",
        "/admin/",
        "/admin/booking/appointment/",
        f"/admin/booking/appointment/{visit.pk}/change/",
        "/admin/?show=week",
        f"/admin/?show=week&therapist={visit.therapist_id}",
        f"/admin/?moving={visit.pk}",
        "/admin/booking/appointment/book/",
        "/admin/booking/appointment/sheet/",
        "/admin/booking/appointment/export/",
        f"/admin/booking/appointment/figures/?first={timezone.localdate()}&last={timezone.localdate()}",
        "/admin/booking/appointment/waiting-list/",
        "/admin/booking/patient/",
        visit.booking.patient.get_admin_url(),
        f"/admin/booking/patient/{visit.booking.patient_id}/correct/",
        f"/admin/booking/waitinglistentry/{make.waiting_entry(visit.service).pk}/change/",
        "/admin/booking/closure/",
        "/admin/booking/service/",
        f"/admin/booking/therapist/{Therapist.objects.first().pk}/change/",
        f"/admin/booking/therapist/{visit.therapist_id}/away/?leaves=on",
        "/admin/comments/comment/",
        f"/admin/comments/comment/{comment.pk}/change/",
        "/admin/contact/message/",
        f"/admin/contact/message/{Message.objects.first().pk}/change/",
        "/admin/pages/page/",
        f"/admin/pages/revision/{draft.pk}/change/",
        f"/admin/pages/revision/{draft.pk}/wording/",
        "/admin/pages/page/dead-links/",
        "/admin/pages/image/",
        "/admin/clinic/clinic/1/change/",
        "/admin/account/",
        "/admin/auth/user/",
        "/admin/signed-in/",
        "/admin/view-log/",
        "/admin/account-log/",
        f"/admin/booking/patient/{visit.booking.patient_id}/who-has-looked/",
        "/admin/retention/",
        "/admin/personal-data/",
        "/admin/health/",
        f"/admin/booking/appointment/flood/?of={visit.booking_id}",
        "/admin/account/app/",
        *screens_of_imports(visit),
    ]


def screens_of_imports(visit):
    """Those on which another program's appointment book comes in, each with something to ask."""
    start = timezone.localtime(visit.starts_at)
    rows = [
        f"{name},{phone},{start:%Y-%m-%d %H:%M},{visit.therapist},{visit.service},{status}"
        for name, phone, status in (
            ("Ada Exemplar", "416 555 0102", "Booked"),
            ("Ada M. Exemplar", "416 555 0102", "Booked"),
            ("Bo Testcase", "n/a", "Deleted"),
        )
    ]
    text = "\n".join(["Name,Phone,Start,Therapist,Service,Status", *rows]).encode()
    one = run(BookImport.objects.upload("visits.csv", [text], by=None))
    one.decide(one.version, "sort")
    one = run(one)
    one.decide(one.version, "plan")
    one = run(one)
    done = run(BookImport.objects.upload("again.csv", [text, b"\n"], by=None))
    done.begin(done.version, None)
    done = run(done)
    at = "/admin/booking/bookimport"
    return [
        f"{at}/{done.pk}/",
        *(f"{at}/{one.pk}/{step}/" for step in ("columns", "names", "preview", "twins")),
        f"{at}/{one.pk}/rows/?kind=overlaps",
    ]


@pytest.fixture(scope="module")
def log_in(home, django_db_blocker):
    """Gives a browser the log-in of somebody who may do everything."""
    client = Client()
    with django_db_blocker.unblock():
        client.force_login(User.objects.create_superuser("sample-staff"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": home}
    return lambda context: context.add_cookies([cookie])


CUT = """() => [...document.querySelectorAll(".results, .inline-group")]
  .some((one) => one.scrollWidth > one.clientWidth)"""


FADED = "document.getAnimations().forEach((one) => one.finish())"  # links fade into other colours
# What a wider page can break; the rest of axe's rules read the same markup again.
OF_WIDTH = ["target-size", "scrollable-region-focusable"]
LARGE = [*((360, size) for size in SIZES), (820, 175)]


def check(page, only=None, rules=RULES):
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]
    assert not page.evaluate(CUT), "a table goes on where nobody sees it"
    what = {"runOnly": {"type": "rule", "values": only}} if only else {"rules": rules}
    found = violations(page, **what)
    assert not found, "\n".join(found)


@pytest.fixture
def open_page(chromium, home, db, watched):
    def open_page(width, scheme):
        size = {"width": width, "height": 800}
        # axe writes styles, which the policy would refuse; other tests watch over the policy.
        options = {"viewport": size, "color_scheme": scheme, "bypass_csp": True}
        contexts.append(open_context(chromium, home, watched, **options))
        return contexts[-1].new_page()

    contexts = []
    yield open_page
    for context in contexts:
        context.close()


def test_each_screen_on_a_phone_and_on_a_desk_by_day_and_night_in_small_and_large_text(
    open_page, screens, log_in, subtests
):
    page = open_page(360, "light")
    log_in(page.context)
    for path in screens:
        page.emulate_media(color_scheme="light")
        page.goto(path)
        for width, only in ((360, None), (1280, OF_WIDTH)):
            with subtests.test(path, width=width):
                page.set_viewport_size({"width": width, "height": 800})
                page.evaluate(FADED)
                check(page, only, BESIDE_PALE_WORDS)
        with subtests.test(path, look="colours"):
            found = list(pale_words(page))
            assert not found, "\n".join(found)
        with subtests.test(path, look="large text"):
            found = list(without_room(page, LARGE, unfolded=None))
            assert not found, "\n".join(found)


def test_the_filter_is_folded_on_a_phone_and_open_beside_the_rows_on_a_desktop(open_page, log_in):
    page = open_page(360, "light")
    log_in(page.context)
    page.goto("/admin/booking/appointment/?state=all")
    choice = page.get_by_role("link", name="Declined")
    assert not choice.is_visible()
    page.get_by_text("Filter (in use)").click()
    assert choice.is_visible()
    page.goto("/admin/booking/appointment/?state=all")
    page.set_viewport_size({"width": 1280, "height": 800})
    rows = page.locator("#result_list").bounding_box()
    assert choice.bounding_box()["x"] > rows["x"] + rows["width"]
    choice.click()
    page.get_by_text("Nothing found.").wait_for()


def test_the_way_in(open_page):
    page = open_page(360, "light")
    for path in ("/admin/login/", "/admin/password_reset/", "/admin/password_reset/done/"):
        page.goto(path)
        check(page)
        assert page.get_by_role("heading", level=1).count() == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_opening_what_asks_once_more_moves_no_button(open_page, log_in, width):
    page = open_page(width, "light")
    log_in(page.context)
    visit = Appointment.objects.filter(state="requested").first()
    page.goto(visit.get_admin_url())
    buttons = page.locator(".verbs > a, .verbs > form button, .verbs summary").all()
    page.get_by_text("Decline…").scroll_into_view_if_needed()
    before = [one.bounding_box() for one in buttons]
    page.get_by_text("Decline…").click()
    assert [one.bounding_box() for one in buttons] == before
    reason = page.locator("details[open] textarea").bounding_box()
    assert reason["y"] >= max(one["y"] + one["height"] for one in before)
    check(page)
