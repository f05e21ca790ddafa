"""The clinic's main job from end to end, as people do it, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import open_context

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_patients_ask_and_reception_answers(chromium, site, watched, javascript):
    home, passwords = site
    patient = open_context(chromium, home, watched, viewport=PHONE, java_script_enabled=javascript)
    page = patient.new_page()

    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Intramuscular Stimulation Q & A").click()
    expect(page.get_by_role("heading", level=2, name="How does IMS work?")).to_be_visible()

    page.get_by_label("Name").fill("Sample Reader")
    page.get_by_label("Email", exact=True).fill("reader@example.com")
    page.get_by_label("Website (optional)").fill("www.example.com")
    page.get_by_label("Comment", exact=True).fill("A comment from the journey.")
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for your comment")

    page.get_by_role("link", name="Contact").first.click()
    page.get_by_label("Name").fill("Sample Writer")
    page.get_by_role("textbox", name="Phone").fill("416 555 0123")
    page.get_by_label("Message").fill("A message from the journey.")
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")

    page.get_by_role("link", name="Request an appointment").first.click()
    page.get_by_role("main").get_by_role("link", name="IMS treatment").click()
    page.locator(".times a").first.click()
    page.get_by_label("Your full name").fill("Journey Patient")
    page.get_by_role("textbox", name="Email").fill("journey@example.com")
    page.get_by_role("textbox", name="Phone").fill("416 555 0123")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")
    expect(page.get_by_text(re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}"))).to_be_visible()
    private_page = page.url
    assert patient.cookies() == []

    reception = open_context(chromium, home, watched, viewport=DESK, java_script_enabled=javascript)
    desk = reception.new_page()
    desk.goto("/admin/")
    desk.get_by_label("Username").fill("reception")
    desk.get_by_label("Password").fill(passwords["reception"])
    desk.get_by_role("button", name="Log in").click()

    desk.get_by_role("link", name="Journey Patient").first.click()
    desk.get_by_role("button", name="Confirm this visit").click()
    expect(desk.get_by_text("The visit of Journey Patient is confirmed.")).to_be_visible()

    desk.goto("/admin/")
    desk.get_by_role("link", name="Comments").first.click()
    desk.get_by_role("link", name="Answer or edit (Sample Reader)").click()
    desk.get_by_label("Answer from the clinic").fill("An answer from the desk.")
    desk.get_by_role("button", name="Approve").click()
    expect(desk.get_by_text("The comment by Sample Reader is now approved.")).to_be_visible()

    desk.goto("/admin/")
    desk.get_by_role("link", name="Messages not assigned").click()
    expect(desk.get_by_text("A message from the journey.")).to_be_visible()
    desk.get_by_role("button", name="Mark as answered (Sample Writer)").last.click()
    expect(desk.get_by_text("The message by Sample Writer is now answered.")).to_be_visible()

    page.goto(private_page)
    # “Confirmed for today”, if there was a time left today.
    expect(page.get_by_role("heading", level=1)).to_contain_text("Confirmed")
    page.goto("/ims/")
    expect(page.get_by_text("A comment from the journey.")).to_be_visible()
    expect(page.get_by_text("An answer from the desk.")).to_be_visible()
    assert "reader@example.com" not in page.content()
