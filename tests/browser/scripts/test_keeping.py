"""What was typed survives a reload, in its tab alone, until it is sent."""

import json

import pytest
from playwright.sync_api import expect

from booking.models import Booking
from inbox.forms import HONEYPOT
from tests.browser.scripts.acts import MESSAGE, details, write

KEPT = "We kept what you typed in this tab."
STORED = "() => JSON.stringify(sessionStorage)"
IS_EMPTY = "() => sessionStorage.length === 0"
STORE = """
([key, words, age]) =>
  sessionStorage.setItem(key, JSON.stringify({ at: Date.now() - age * 60_000, words }))
"""


def test_what_was_typed_is_back_after_a_reload_until_cleared(page):
    write(page, **MESSAGE)
    page.locator("[name=topic]").select_option(index=1)
    page.reload()
    expect(page.get_by_role("status").filter(has_text=KEPT)).to_be_visible()
    for name, text in MESSAGE.items():
        expect(page.locator(f"[name={name}]")).to_have_value(text)
    expect(page.locator("[name=topic]")).not_to_have_value("")
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_label("Message")).to_be_empty()
    expect(page.get_by_label("Name")).to_be_focused()
    page.reload()
    expect(page.get_by_label("Message")).to_be_empty()
    expect(page.get_by_text(KEPT)).to_have_count(0)


def test_an_empty_form_says_nothing(page):
    write(page, text="A")
    page.get_by_label("Message").fill("")
    page.reload()
    page.wait_for_function("() => document.querySelector('.sending')")
    expect(page.get_by_text(KEPT)).to_have_count(0)
    assert page.evaluate(STORED) == "{}"


def test_only_what_people_type_is_kept_and_only_until_it_is_sent(page):
    details(page)
    page.locator(f"[name={HONEYPOT}]").evaluate("one => { one.value = 'a machine' }")
    page.get_by_label("Note").fill("Kept words")
    page.reload()
    expect(page.get_by_label("Note")).to_have_value("Kept words")
    ((key, kept),) = json.loads(page.evaluate(STORED)).items()
    assert key == "kept:/book/request/"
    names = {name for name, _ in json.loads(kept)["words"]}
    assert names == {
        *("visit_for", "patient_name", "name"),
        *("email", "phone", "contact_by", "note"),
    }
    page.get_by_label("Email").first.fill("kept@example.com")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")
    page.wait_for_function(IS_EMPTY)  # once the page's script has run


@pytest.mark.parametrize(("minutes", "shown"), [(59, "Older words"), (61, "")])
def test_after_an_hour_it_is_forgotten(page, minutes, shown):
    page.goto("/contact/")
    page.evaluate(STORE, ["kept:/contact/", [["text", "Older words"]], minutes])
    page.reload()
    page.wait_for_function("() => document.querySelector('.sending')")
    expect(page.get_by_label("Message")).to_have_value(shown)
    assert (page.evaluate(STORED) == "{}") == (not shown)


def test_a_look_at_an_older_visit_takes_no_words_of_a_new_request(page):
    details(page)
    page.get_by_label("Note").fill("Kept words")
    form = page.url
    page.wait_for_function("() => JSON.stringify(sessionStorage).includes('Kept words')")
    page.goto(Booking.objects.first().get_absolute_url())
    page.goto(form)
    expect(page.get_by_label("Note")).to_have_value("Kept words")


@pytest.mark.parametrize(
    ("path", "button"), [("/contact/", "Send message"), ("/ims/", "Send comment")]
)
def test_what_was_sent_is_forgotten(page, path, button):
    write(page, path, **MESSAGE | {"text": f"Sent from {path}"})
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    page.wait_for_function(IS_EMPTY)
    page.goto(path)
    page.wait_for_function("() => document.querySelector('.sending')")
    expect(page.locator("[name=text]")).to_be_empty()


def test_a_refused_form_shows_what_the_server_says_and_is_kept_too(page):
    write(page, "/ims/", text="Refused words")
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.evaluate(STORE, ["kept:/comments/ims/", [["text", "Older words"]], 0])
    page.get_by_role("button", name="Send comment").click()
    expect(page.locator("[name=text]")).to_have_value("Refused words")
    expect(page.get_by_text(KEPT)).to_have_count(0)


def test_words_survive_a_server_that_cannot_be_reached(page):
    write(page, **MESSAGE)
    page.route("**/contact/", lambda route: route.abort())
    page.get_by_role("button", name="Send message").click()
    page.wait_for_url("chrome-error://**")
    page.unroute("**/contact/")
    page.goto("/contact/")
    expect(page.get_by_label("Message")).to_have_value(MESSAGE["text"])


def test_another_tab_knows_nothing(page):
    write(page, **MESSAGE)
    page.goto("/")
    other = page.context.new_page()
    other.goto("/contact/")
    expect(other.get_by_label("Message")).to_be_empty()


def test_where_nothing_can_be_kept_the_form_works(page):
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage',"
        " { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    write(page, **MESSAGE | {"text": "Written in private."})
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
