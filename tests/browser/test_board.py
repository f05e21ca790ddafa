"""The board as somebody at the desk uses it, while a colleague books at another."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from booking.models import Therapist
from tests import make
from tests.browser.conftest import open_context

# The link to book for a caller only says that it was followed.
HEAR_BOOKING = """() => {
  document.querySelector("[data-key-book]").onclick = () => {
    window.isHeard = true;
    return false;
  };
}"""


BROKEN = """(all) => {
  const lines = (one) => [...one.getClientRects()].filter((part) => part.width).map(({ y }) => y);
  return all.filter((one) => new Set(lines(one)).size > 1).map((one) => one.textContent);
}"""


@pytest.fixture(scope="module")
def day():
    """A working day that the sample visits leave empty."""
    today = timezone.localdate()
    return today + timedelta(days=35 - today.weekday())


@pytest.fixture(scope="module")
def stored(home, day, django_db_blocker):
    """The log-in of reception as a cookie, and two visits on that day by the patient's name."""
    client, visits = Client(), {}
    with django_db_blocker.unblock():
        client.force_login(User.objects.get(username="reception"))
        therapist = Therapist.objects.get(name="Anna Sample")
        service = therapist.services.order_by("order").first()
        for hour, name in ((16, "Board Patient"), (14, "Dragged Patient")):
            start = datetime.combine(day, time(hour), timezone.get_current_timezone())
            contact = make.contact(hour)
            visits[name] = (
                make.booking(service, therapist, start, name=name, **contact).visits().get()
            )
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": home}
    return cookie, visits


@pytest.fixture
def desks(chromium, home, stored, db, watched):
    """Two browsers in which reception is logged in; the clock of the first is the test's."""
    pages = []
    for _ in range(2):
        context = open_context(chromium, home, watched, viewport={"width": 1280, "height": 700})
        context.add_cookies([stored[0]])
        pages.append(context.new_page())
    pages[0].clock.install()
    yield pages
    for page in pages:
        page.context.close()
    # What Chromium says of the connection that a test cuts.
    watched[:] = [line for line in watched if not line.startswith("Failed to load resource")]


def test_a_colleagues_booking_appears_and_nothing_else_moves(desks, day):
    mine, other = desks
    mine.goto(f"/admin/?day={day}")
    region, said = mine.locator(".board-region"), mine.locator(".board-said")
    mine.get_by_label("Find a patient").fill("half a na")
    region.get_by_role("link", name="Board Patient", exact=True).focus()
    region.evaluate("(one) => (one.scrollTop = 100)")

    other.goto(f"/admin/?day={day}")
    other.locator(f'.board-start[href*="{day}T"]').filter(has_text="10:15 AM").first.click()
    other.get_by_label("Name").fill("Caller at Ten")
    other.get_by_label("Phone").fill("416 555 0177")
    other.get_by_role("button", name="Book", exact=True).click()
    expect(other.get_by_text("Booked, with reference")).to_be_visible()

    mine.clock.fast_forward(10_000)
    expect(region.get_by_role("link", name="Caller at Ten", exact=True)).to_be_attached()
    expect(said).to_have_text("The board has changed: 1 visit new or changed.")
    expect(region.get_by_role("link", name="Board Patient", exact=True)).to_be_focused()
    expect(mine.get_by_label("Find a patient")).to_have_value("half a na")
    assert region.evaluate("(one) => one.scrollTop") == 100

    mine.context.set_offline(True)
    mine.clock.fast_forward(10_000)
    expect(said).to_contain_text("No connection")
    mine.context.set_offline(False)
    for _ in range(50):  # the browser takes a moment
        if "Connected again" in said.inner_text():
            break
        mine.clock.fast_forward(10_000)
        mine.wait_for_timeout(100)
    expect(said).to_contain_text("Connected again")
    mine.context.clear_cookies()
    mine.clock.fast_forward(10_000)
    expect(said).to_contain_text("You are logged out")


def without_phones(route):
    """The board as after a correction of its patients."""
    answer = route.fetch()
    body = re.sub('<a class="board-phone".*?</a>', "", answer.text())
    route.fulfill(response=answer, body=body)


def test_what_is_focused_or_selected_is_left_alone(desks, stored, day):
    page, visit = desks[0], stored[1]["Board Patient"]
    page.goto(f"/admin/?day={day}")
    shown, name = page.locator(".board-shown"), page.locator(f"#visit-{visit.pk} .board-name")
    shown.evaluate("(one) => { one.dataset.version = ''; one.isOld = true }")
    with page.expect_response("**/board/*"):
        page.clock.fast_forward(10_000)
    expect(shown).to_have_attribute("data-version", re.compile("."))
    assert shown.evaluate("(one) => one.isOld"), "replaced although nothing had changed"

    page.locator(f"#visit-{visit.pk} .board-phone").focus()
    page.evaluate("(one) => getSelection().selectAllChildren(one)", name.element_handle())
    shown.evaluate("(one) => (one.dataset.version = '')")
    page.route("**/board/*", without_phones)
    with page.expect_response("**/board/*"):
        page.clock.fast_forward(10_000)
    page.wait_for_timeout(100)
    assert page.evaluate("`${getSelection()}`") == "Board Patient"
    page.clock.fast_forward(60_000)  # a selection left behind
    expect(page.locator(f"#visit-{visit.pk} .board-phone")).to_have_count(0)
    expect(name).to_be_focused()  # and not “Move”, which is where the number was


def test_a_ready_made_sentence_is_inserted_when_asked_and_a_file_is_not_being_sent(desks, stored):
    page, visit = desks[0], stored[1]["Board Patient"]
    page.goto(visit.get_admin_url())
    page.get_by_text("Decline…").click()
    asked = page.locator("details[open]")
    sentences = asked.get_by_label("Or a ready-made sentence")
    line = asked.get_by_label("A line to")
    sentences.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    words = sentences.evaluate("(one) => one.selectedOptions[0].text")
    assert line.input_value() == ""
    asked.get_by_role("button", name="Insert").click()
    expect(line).to_have_value(words)
    expect(line).to_be_focused()

    page.goto("/admin/booking/appointment/export/")
    for _ in range(2):
        with page.expect_download():
            page.get_by_role("button", name="Download").click()
        page.clock.fast_forward(1100)
        expect(page.locator("#content-main .sending")).to_be_empty()
    page.clock.fast_forward(10_000)
    page.wait_for_timeout(50)
    expect(page.locator("#content-main .sending")).to_be_empty()


def test_keys_move_on_the_board_and_a_visit_is_dragged_to_a_free_time(desks, stored, day):
    page, moving = desks[1], stored[1]["Dragged Patient"]
    page.goto(f"/admin/?day={day}")
    page.locator(".board-region").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('.board-region') !== null")
    page.keyboard.press("/")
    expect(page.get_by_label("Find a patient")).to_be_focused()
    page.keyboard.type("tb?")
    expect(page.get_by_label("Find a patient")).to_have_value("tb?")
    page.locator(".board-region").focus()
    page.keyboard.press("?")
    page.get_by_label("Use these single keys").uncheck()
    page.locator(".board-region").focus()
    page.evaluate(HEAR_BOOKING)
    page.keyboard.press("b")
    assert not page.evaluate("window.isHeard")
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.reload()
    expect(page.get_by_label("Use these single keys")).not_to_be_checked()

    free = page.locator(".board-start").filter(has_text="1:15 PM").first
    page.locator(f"#visit-{moving.pk}").drag_to(free)
    expect(page.get_by_text("New time:")).to_contain_text("1:15 PM")
    page.get_by_role("button", name="Move to this time").click()
    expect(page.locator(f"#visit-{moving.pk}")).to_contain_text("1:15")


def test_the_board_fits_a_phone_with_large_letters_and_a_week_breaks_no_time(desks, day):
    page = desks[1]
    page.goto(f"/admin/?day={day}&show=week")
    assert page.locator(".board-week .whole").count() > 5
    assert page.locator(".board-week .whole").evaluate_all(BROKEN) == []
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/admin/?day={day + timedelta(days=1)}")
    off = page.get_by_role("group", name="Ben Sample").get_by_text("Not working")
    expect(off).to_be_visible()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
