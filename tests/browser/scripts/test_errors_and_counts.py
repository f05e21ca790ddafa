"""The focus goes to the errors, and the count of characters matches the server's."""

import re

from django.core.exceptions import ValidationError
from playwright.sync_api import expect

from inbox.fields import TextField
from tests.browser.scripts.acts import details, write


def without_autofocus(page):
    """Answer as to a browser that does not know the attribute, such as Safari."""

    def answer(route):
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace(" autofocus", ""))

    page.route(re.compile(r"/(contact|book/request)/"), answer)


def test_the_summary_has_the_focus_in_a_browser_that_ignores_autofocus(page):
    without_autofocus(page)
    write(page, text="Kept words")
    page.get_by_role("button", name="Send message").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Enter your name.").click()
    expect(page.get_by_label("Name")).to_be_focused()
    expect(page.get_by_text("Name", exact=True)).to_be_in_viewport()


def test_an_error_of_a_group_leads_to_its_first_choice(page):
    details(page)
    page.get_by_label("Phone").last.evaluate("one => { one.name = '' }")
    page.locator("[name=contact_by]").first.evaluate("one => { one.checked = false }")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Choose email or phone.").click()
    expect(page.locator("[name=contact_by]").first).to_be_focused()
    expect(page.get_by_text("how should we reach you?")).to_be_in_viewport()


def test_a_form_that_was_not_refused_takes_no_focus(page):
    page.goto("/contact/")
    page.wait_for_function("() => document.querySelector('.sending')")
    expect(page.locator("body")).to_be_focused()


TEXTS = {
    "plain": "a" * 3500,
    "composed": "e\u0301" * 2000 + "a" * 1500,
    "lines": "line\n" * 700,
    "emoji": "👩🏽‍⚕️" * 700,
    "many emoji": "🙂" * 9000,
    "surrounded by space": " \n\u3000" * 100 + "b" * 3100 + "\ufeff" * 50 + "\t\u2003",
    "too long": "c" * 4015,
    "far too long, not composed": "e\u0301" * 8001,
}


def test_the_count_is_the_servers(page):
    page.goto("/contact/")
    for text in TEXTS.values():
        page.get_by_label("Message").evaluate(
            "(one, text) => { one.value = text; one.dispatchEvent(new Event('input')) }", text
        )
        left = 4000 - counted_by_server(text)
        words = f"{left:,} characters left" if left >= 0 else f"{-left:,} characters too many"
        expect(page.locator(".count")).to_have_text(words)


def counted_by_server(text):
    """As it is told with a refusal, or the length of what is taken."""
    field = TextField(max_length=4000)
    text = text.replace("\n", "\r\n")  # as browsers send it
    try:
        return len(field.clean(text))
    except ValidationError as error:
        return int(re.search("it has ([0-9]+) now", str(error))[1])


def test_what_is_left_is_shown_late_and_told_in_a_pause(page):
    page.clock.install()
    write(page, text="a" * 2999)
    count, told = page.locator(".count"), page.locator("textarea ~ [role=status]")
    expect(count).to_be_empty()
    page.clock.run_for(2000)
    expect(told).to_be_empty()
    page.get_by_label("Message").fill("a" * 3999)
    expect(count).to_have_text("1 character left")
    expect(told).to_be_empty()
    page.clock.run_for(1000)
    expect(told).to_have_text("1 character left")
    assert "id_text_count" in page.get_by_label("Message").get_attribute("aria-describedby")


def test_too_much_is_not_cut_off_and_its_count_comes_back(page):
    page.goto("/ims/")
    count = page.locator(".count")
    height = count.evaluate(
        "one => { one.hidden = true; const { scrollHeight } = document.documentElement;"
        " one.hidden = false; return scrollHeight }"
    )
    page.get_by_label("Comment", exact=True).fill("a" * 4001)
    expect(page.locator(".count.error")).to_have_text("1 character too many")
    assert page.evaluate("() => document.documentElement.scrollHeight") == height
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_role("alert")).to_contain_text("Shorten this to 4000 characters")
    expect(page.locator(".count.error")).to_have_text("1 character too many")
