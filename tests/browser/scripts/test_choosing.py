"""The treatment and the time are chosen without a reload, and by the browser where that fails."""

import re
from contextlib import suppress

from playwright.sync_api import Error, expect

from booking.models import Appointment
from tests.browser.conftest import wait_for
from tests.browser.scripts.acts import (
    DETAILS,
    choose,
    details,
    other_document,
    same_document,
    when_fetched,
)

IS_ON_TOP = """
(selector) => {
  const one = document.querySelector(selector), box = one.getBoundingClientRect();
  return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === one;
}
"""
TIME = re.compile(r"^\d+:\d\d [AP]M")


def test_a_treatment_is_chosen_without_a_reload_and_back_undoes_it(page):
    page.goto("/book/")
    with same_document(page):
        page.get_by_role("main").get_by_role("link", name="IMS treatment").click()
        expect(page.get_by_role("heading", name="Choose a time")).to_be_focused()
        expect(page.get_by_role("heading", name="Choose a time")).to_be_in_viewport()
        expect(page).to_have_title(re.compile("^Choose a time .step 2 of 4."))
        assert "service=" in page.url
        page.go_back()
        expect(page.get_by_role("heading", name="Choose a time")).to_have_count(0)
        page.go_forward()
        expect(page.get_by_role("heading", name="Choose a time")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Choose a time")).to_be_visible()


def test_a_month_is_turned_in_its_place_and_told(page):
    choose(page)
    page.goto(
        f"{page.url}&start=2026-01-05T14:00Z"
    )  # with a note at the top that the next page does not have
    month, later = page.locator(".month-name h3").first, open_dates(page)
    before = month.inner_text()
    later.focus()
    place = later.bounding_box()["y"]
    with same_document(page):
        page.keyboard.press("Enter")
        expect(month).not_to_have_text(before)
    told = rf"^{month.inner_text()}, \d+ days? with available times\. Times from \w+day, "
    expect(page.locator("#choosing + [role=status]")).to_have_text(re.compile(told))
    focused = later if later.count() else month
    expect(focused).to_be_focused()
    assert abs(focused.bounding_box()["y"] - place) < 12
    page.go_back()
    expect(month).to_have_text(before)


def test_a_control_keeps_the_focus_and_says_what_is_chosen(page):
    choose(page)
    summary = page.locator("#visits summary")
    with same_document(page):
        summary.click()
        page.get_by_role("link", name="3 visits").click()
        expect(page.get_by_role("heading", name="Choose the first time")).to_be_in_viewport()
        expect(summary).to_be_focused()
        expect(summary).to_have_text(re.compile("3 visits$"))
    expect(page.locator(".controls [open]")).to_have_count(0)


def test_a_control_closes_on_escape_and_on_a_press_elsewhere(page):
    choose(page)
    summary, is_open = page.locator("#therapist summary"), page.locator(".controls [open]")
    summary.click()
    page.get_by_role("link", name="Ben Sample").focus()
    page.keyboard.press("Escape")
    expect(is_open).to_have_count(0)
    expect(summary).to_be_focused()
    summary.click()
    expect(is_open).to_have_count(1)
    page.get_by_role("heading", level=1).click()
    expect(is_open).to_have_count(0)


def open_dates(page):
    """The month at a glance; returns the way to the next one."""
    page.get_by_text("Other dates").click()
    return page.get_by_role("link", name="Later month")


def test_later_dates_lead_to_the_first_of_them(page):
    choose(page)
    first = page.locator(".days h3").first
    before = first.inner_text()
    with same_document(page):
        page.get_by_role("link", name="Later dates").click()
        expect(first).not_to_have_text(before)
        expect(first).to_be_focused()
    expect(first).to_be_in_viewport()


def turn_the_month(page):
    """To one that has more days than the rest of this one."""
    open_dates(page).click()
    expect(page.get_by_role("link", name="Earlier month")).to_be_visible()


def test_the_later_of_two_choices_counts(page):
    choose(page)
    turn_the_month(page)
    held, before = [], page.url
    page.route("**/book/?*day=*", lambda route: route.continue_() if held else held.append(route))
    page.locator(".month td a").nth(1).click()
    wait_for(page, held)
    with same_document(page):
        page.locator(".month td a").nth(2).click()
        expect(page).not_to_have_url(before)
        chosen = page.url
        with suppress(Error):  # it has been given up already
            held[0].continue_()
        page.wait_for_timeout(300)
        assert page.url == chosen


def test_a_day_leads_to_its_times(page):
    choose(page)
    turn_the_month(page)
    with same_document(page):
        page.locator(".month td a").nth(4).click()
        expect(page.locator(".days h3").first).to_be_focused()
    expect(page.locator(".month [aria-current]")).to_have_count(1)


def test_the_rest_of_a_day_leads_to_all_its_times(page):
    choose(page)
    day = page.locator(".days h3").nth(3).inner_text()
    with same_document(page):
        page.get_by_role("link", name=re.compile(f"more on {day}")).click()
        expect(page.locator(".days h3").first).to_have_text(day)
        expect(page.locator(".days h3").first).to_be_focused()
    assert page.locator(".times").first.locator(".more").count() == 0


def test_a_page_that_was_left_again_is_not_shown(page):
    choose(page)
    turn_the_month(page)
    month, held = page.locator(".month-name h3").first.inner_text(), []
    page.route("**/book/?*", lambda route: held.append(route))
    with same_document(page):
        page.go_back()
        wait_for(page, held)
        page.go_forward()
        page.wait_for_timeout(100)
        with suppress(Error):  # it has been given up already
            held[0].continue_()
        page.wait_for_timeout(300)
        expect(page.locator(".month-name h3").first).to_have_text(month)


def test_choosing_again_carries_what_was_typed_and_leaves_no_address(page):
    details(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Change the treatment or the time").click()
    entries, address = page.evaluate("() => [history.length, location.href]")
    with same_document(page):
        page.get_by_role("button", name="Later dates").click()
        expect(page.locator(".days h3").first).to_be_focused()
    assert page.evaluate("() => [history.length, location.href]") == [entries, address]
    page.locator(".times button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    expect(page.get_by_text(DETAILS["email"])).to_be_visible()


def test_the_new_time_of_a_visit_is_chosen_without_a_reload(page):
    visit = next(one for one in Appointment.objects.all() if one.can_be_changed_by_patient())
    page.goto(f"{visit.booking.get_absolute_url()}{visit.pk}/move/")
    with same_document(page):
        page.get_by_role("link", name="Later dates").click()
        expect(page.locator(".days h3").first).to_be_focused()
    fetched = []
    page.on("request", lambda one: fetched.append(one) if one.resource_type == "fetch" else None)
    with other_document(page):
        page.locator(".times a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Move your visit?")
    assert fetched == []


FAILURES = {
    "no answer at all": lambda route: route.abort(),
    "an error": lambda route: route.fulfill(status=500, body='<p id="choosing">'),
    "another page": lambda route: route.fulfill(body="<p>Elsewhere</p>", content_type="text/html"),
    "a redirect": lambda route: route.fulfill(status=302, headers={"location": "/contact/"}),
}


def test_where_a_script_gets_no_page_the_browser_loads_it(page):
    for answer in FAILURES.values():
        choose(page)
        when_fetched(page, "**/book/?*day=*", answer)
        with other_document(page):
            page.get_by_role("link", name="Later dates").click()
        assert "day=" in page.url
        expect(page.get_by_role("link", name="Earlier dates")).to_be_visible()


def test_a_slow_answer_is_told_and_then_left_to_the_browser(page):
    page.clock.install()
    choose(page)
    when_fetched(page, "**/book/?*day=*", lambda route: None)
    with other_document(page):
        page.get_by_role("link", name="Later dates").click()
        page.clock.run_for(1000)
        expect(page.get_by_text("Loading… please wait.")).to_be_visible()
        assert page.evaluate(IS_ON_TOP, ".waiting")
        page.clock.run_for(3000)
    expect(page.get_by_role("link", name="Earlier dates")).to_be_visible()


def test_typed_details_survive_a_failure_while_choosing(page):
    details(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Change the treatment or the time").click()
    when_fetched(page, "**/book/", lambda route: route.abort())
    with other_document(page):
        page.get_by_role("button", name="Later dates").click()
    expect(page.get_by_role("button", name="Earlier dates")).to_be_visible()
    expect(page.locator("[name=email]")).to_have_value(DETAILS["email"])


def test_a_choice_for_another_tab_is_left_to_the_browser(page):
    choose(page)
    address = page.url
    later = page.get_by_role("link", name="Later dates")
    expect(later).to_have_attribute("href", re.compile("day="))
    with page.context.expect_page():  # what it shows there is the browser's affair
        later.click(modifiers=["Control"])
    expect(page.get_by_role("link", name="Earlier dates")).to_have_count(0)
    assert page.url == address
