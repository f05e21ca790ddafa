"""The whole way of a patient, with the keyboard alone and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from booking.models import Appointment, Service
from tests.browser.conftest import open_context
from tests.browser.keyboard import PHONE, Keyboard


@pytest.fixture
def treatment(site):
    """The demo's treatment, for which patients can ask for a course."""
    one = Service.objects.booked_online().earliest("order", "name")
    one.longest_course = 6
    one.save()
    return one


def test_a_course_is_asked_for_changed_moved_and_withdrawn(chromium, site, treatment, watched):
    home, _ = site
    context = open_context(chromium, home, watched, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    keys = Keyboard(page)

    page.goto(f"/book/?service={treatment.pk}")
    keys.open("1 visit")
    keys.press("link", re.compile("^3 visits$"))
    keys.press("link", re.compile(r"^\d+:00 [AP]M ?, \w+day, \w+ \d+$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your 3 weekly visits")
    keys.press("link", re.compile("^Change "))
    keys.press("link", re.compile("^Skip this week"))
    keys.press("link", "Continue with these dates")

    keys.write("name", "Keyboard Patient")
    keys.write("email", "keyboard@example.com")
    keys.press("button", "Continue")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_label("Your full name")).to_have_value("Keyboard Patient")
    keys.write("phone", "416 555 0123")
    keys.press("button", "Continue")

    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    keys.press("button", re.compile("^Change the treatment or the time"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your 3 weekly visits")
    keys.press("button", "Choose a different first time")
    expect(page.get_by_text("We have kept what you typed.")).to_be_visible()
    keys.open("3 visits")
    keys.press("button", re.compile("^2 visits$"))
    keys.press("button", re.compile(r"^\d+:30 [AP]M"))
    keys.press("button", re.compile("^Continue with"))
    expect(page.get_by_text("Keyboard Patient")).to_be_visible()
    keys.press("button", "Send request")

    expect(page.get_by_text("Your 2 visits")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")
    keys.unfold(page.locator("summary").first)
    keys.press("link", re.compile("^Move to another time"))
    keys.press("link", re.compile(r"^\d+:00 [AP]M"))
    keys.press("button", "Yes, move it")
    keys.unfold(page.locator("summary").first)
    keys.press("link", re.compile("^Cancel this visit"))
    keys.press("button", "Yes, cancel it")
    keys.unfold(page.locator("summary").first)
    keys.press("button", re.compile("^Tell me if an earlier time opens"))
    expect(page.get_by_text("You are on the waiting list for an earlier time.")).to_be_visible()

    booking = Appointment.objects.latest("pk").booking
    assert booking.name == "Keyboard Patient"
    assert sorted(booking.visits().values_list("state", flat=True)) == ["requested", "withdrawn"]
    assert context.cookies() == []
    # Chromium reports the answer to the form sent without a phone number, as it should be.
    watched[:] = [line for line in watched if "422" not in line]
