"""The board as somebody at the desk uses it, while a colleague books at another."""

from datetime import datetime, time, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from booking.models import Therapist
from tests import make
from tests.browser.conftest import open_context


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
        therapist = Therapist.objects.get(name="Sample Therapist 1")
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
    while "Connected again" not in said.inner_text():  # the browser takes a moment
        mine.clock.fast_forward(10_000)
        mine.wait_for_timeout(100)
    mine.context.clear_cookies()
    mine.clock.fast_forward(10_000)
    expect(said).to_contain_text("You are logged out")


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
    page.keyboard.press("b")
    expect(page).to_have_url(f"{page.url}")
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.reload()
    expect(page.get_by_label("Use these single keys")).not_to_be_checked()

    free = page.locator(".board-start").filter(has_text="1:15 PM").first
    page.locator(f"#visit-{moving.pk}").drag_to(free)
    expect(page.get_by_text("New time:")).to_contain_text("1:15 PM")
    page.get_by_role("button", name="Move to this time").click()
    expect(page.locator(f"#visit-{moving.pk}")).to_contain_text("1:15")
