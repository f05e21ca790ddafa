"""A form is sent once, however often its button is pressed, and a slow network is told."""

import re

import pytest
from playwright.sync_api import expect

from booking.models import Appointment
from contact.models import Message
from tests.browser.conftest import wait_for
from tests.browser.scripts.acts import DETAILS, MESSAGE, details, write


@pytest.fixture
def posts(page):
    """Posts that load no other page, with a stopped clock."""
    page.clock.install()
    posts = []

    def hold(route):
        if route.request.method == "POST":
            posts.append(route.request)
            route.fulfill(status=204)
        else:
            route.continue_()

    page.route(re.compile("/(contact|book/request)/"), hold)
    return posts


def press(page, name, times=1):
    page.get_by_role("button", name=name).evaluate(
        "(one, times) => { while (times--) one.click() }", times
    )
    page.wait_for_timeout(50)  # for a post too many


def test_a_button_pressed_twice_sends_once(page, posts):
    write(page, **MESSAGE)
    page.get_by_role("button", name="Send message").evaluate("one => one.scrollIntoView(false)")
    press(page, "Send message", times=2)
    wait_for(page, posts)
    press(page, "Send message")
    expect(page.locator(".sending")).to_be_empty()
    page.clock.run_for(1000)
    expect(page.locator("[role=status].sending")).to_have_text("Sending… please wait.")
    expect(page.locator(".sending")).to_be_in_viewport(ratio=1)
    assert len(posts) == 1
    page.clock.run_for(9000)
    expect(page.locator(".sending")).to_contain_text("press the button again")
    press(page, "Send message")
    wait_for(page, posts, 2)
    assert len(posts) == 2


def test_a_form_put_in_place_of_another_is_sent_once_too(page, posts):
    write(page, **MESSAGE)
    button = page.get_by_role("button", name="Send message")
    button.evaluate("one => one.form.replaceWith(one.form.cloneNode(true))")
    press(page, "Send message", times=2)
    wait_for(page, posts)
    page.clock.run_for(1000)
    expect(page.locator(".sending").last).to_have_text("Sending… please wait.")
    assert len(posts) == 1


def test_the_button_says_its_own_name_when_pressed(page):
    details(page)
    page.get_by_role("button", name="Continue").click()
    with page.expect_request(lambda request: request.method == "POST") as sent:
        press(page, "Send request", times=2)
    assert "confirmed=yes" in sent.value.post_data
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")
    assert Appointment.objects.filter(booking__email=DETAILS["email"]).count() == 1


def test_what_is_not_sent_yet_is_not_called_so(page, posts):
    details(page)
    press(page, "Continue")
    page.clock.run_for(1100)
    expect(page.locator(".sending")).to_have_text("One moment, please.")


def test_a_page_shown_again_by_back_can_be_sent_again(page, posts):
    write(page, **MESSAGE)
    press(page, "Send message")
    wait_for(page, posts)
    page.clock.run_for(1100)
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator(".sending")).to_be_empty()
    press(page, "Send message")
    wait_for(page, posts, 2)
    assert len(posts) == 2


def test_offline_nothing_is_lost_and_online_it_is_sent(page):
    write(page, **MESSAGE | {"text": "Written in a tunnel."})
    page.context.set_offline(True)
    page.get_by_role("button", name="Send message").click()
    expect(page.locator(".sending")).to_contain_text("You seem to be offline")
    expect(page.get_by_label("Message")).to_have_value("Written in a tunnel.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    assert Message.objects.filter(text="Written in a tunnel.").count() == 1


def test_a_device_that_wrongly_calls_itself_offline_can_send(page):
    page.add_init_script("Object.defineProperty(navigator, 'onLine', { get: () => false })")
    write(page, **MESSAGE | {"text": "Written on a bridge."})
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def test_a_network_that_does_not_answer_is_explained_too(page, posts):
    page.add_init_script("Object.defineProperty(navigator, 'onLine', { get: () => false })")
    write(page, **MESSAGE)
    page.unroute_all()
    page.route("**/contact/", lambda route: None)
    press(page, "Send message")
    page.clock.run_for(1100)
    expect(page.locator(".sending")).to_have_text("Sending… please wait.")
