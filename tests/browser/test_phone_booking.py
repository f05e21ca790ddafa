"""Reception books for a caller: the times on offer follow what is chosen."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from booking.models import Booking
from tests.browser.conftest import open_context


@pytest.fixture
def page(chromium, site, client, watched):
    home, _ = site
    client.force_login(User.objects.get(username="reception"))
    context = open_context(chromium, home, watched)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": home}
    context.add_cookies([cookie])
    yield context.new_page()
    context.close()
    # What Chromium says of the lost answer and of the refused form that this test makes.
    watched[:] = [line for line in watched if not line.startswith("Failed to load resource")]


def test_the_times_follow_the_therapist_and_none_of_the_old_is_booked(page):
    before = Booking.objects.count()
    page.goto("/admin/booking/appointment/book/")
    page.get_by_label("Name").fill("Phone Caller")
    page.get_by_label("Phone").fill("416 555 0177")
    page.get_by_label("Therapist", exact=True).focus()
    page.get_by_label("Therapist", exact=True).select_option(label="Ben Sample")
    told = page.get_by_role("status").filter(has_text="The times now match your choices.")
    expect(told).to_be_visible()
    expect(page.get_by_label("Therapist", exact=True)).to_be_focused()
    assert page.get_by_role("group", name=re.compile("^(Tuesday|Thursday)")).count() == 0
    page.locator(".times-day input").first.check()
    page.route("**/book/", lambda route: route.abort(), times=1)
    page.get_by_label("Times from").fill("2099-01-01")
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing has been changed yet.")
    expect(page.get_by_label("Name")).to_have_value("Phone Caller")
    assert Booking.objects.count() == before


def test_enter_shows_times_and_books_nothing(page):
    before = Booking.objects.count()
    page.goto("/admin/booking/appointment/book/")
    page.get_by_label("Phone").fill("416 555 0177")
    page.locator(".times-day input").first.check()
    for label, words in (("Times from", "2099-01-01"), ("Name", "Phone Caller")):
        page.get_by_label(label).fill(words)
        with page.expect_navigation():
            page.get_by_label(label).press("Enter")
        assert page.url.endswith("/book/#times")
        expect(page.get_by_label("Phone")).to_have_value("416 555 0177")
        assert page.get_by_role("alert").count() == 0
    assert Booking.objects.count() == before


def test_errors_have_the_focus_after_other_times_were_looked_at(page):
    page.goto("/admin/booking/appointment/book/")
    page.get_by_role("button", name="Later times").click()
    expect(page.locator("#times")).to_be_focused()
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="Enter a phone number or an email address.").click()
    expect(page.get_by_label("Phone")).to_be_focused()


def test_what_cannot_be_sent_stays_in_the_form_and_the_page_says_so(page):
    page.goto("/admin/booking/appointment/book/")
    page.get_by_label("Name").fill("Phone Caller")
    book, said = (
        page.get_by_role("button", name="Book", exact=True),
        page.locator(".book-form .sending"),
    )
    page.route("**/healthz/database", lambda route: route.abort())
    book.click()
    expect(said).to_contain_text("The website can’t be reached right now")
    page.unroute_all()
    page.route("**/healthz/database", lambda route: route.fulfill(status=503))
    book.click()
    expect(said).to_contain_text("What you typed is still here.")
    page.unroute_all()
    page.context.set_offline(True)
    book.click()
    expect(said).to_contain_text("You seem to be offline")
    expect(page.get_by_label("Name")).to_have_value("Phone Caller")
    page.context.set_offline(False)
    book.click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a phone number or an email")
    expect(page.get_by_label("Name")).to_have_value("Phone Caller")


def test_a_caller_is_found_while_typing_and_fills_the_form_in(page):
    page.goto("/admin/booking/appointment/book/")
    page.get_by_label("Name").press_sequentially("patient 2 samp")
    page.get_by_role("button", name="Sample Patient 2").wait_for()
    read_out = page.get_by_role("status").filter(has_text="found")
    expect(read_out).to_have_text(re.compile(r"^\d+ patients? found\.$"))
    page.get_by_role("button", name="Sample Patient 2").click()
    expect(page.get_by_label("Phone")).to_have_value("416 555 0102")
    expect(page.get_by_text("who is already a patient")).to_be_visible()
    page.get_by_role("button", name="Somebody else").click()
    expect(page.get_by_role("button", name="Find a patient")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Sample Patient 2")
