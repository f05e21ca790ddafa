"""Each public page, for every screen, in all colours, by the keyboard alone."""

import re

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import expect

from booking.models import Service, Therapist
from clinic_site.dev.sample_pages import add_pages
from tests import make
from tests.browser.checks import hold
from tests.browser.conftest import open_context

ADDRESSES = {
    "home": "/",
    "questions and answers": "/ims/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "contact": "/contact/",
    "message sent": "/contact/thanks/",
    "comment sent": "/comments/ims/thanks/",
    "search": "/search/",
    "found": "/search/?q=needle",
    "nothing found": "/search/?q=xylophone",
    "not found": "/no-such-page/",
    "unreadable": "/contact/?a=%00",
    "booking": "/book/",
    "lost link": "/book/link/",
    "link sent": "/book/link/sent/",
    "waiting list": "/book/waiting-list/",
    "link that has ended": "/appointments/no-such-token/",
    "preview that has ended": "/preview/no-such-token/",
}
REFUSED = {
    "message refused": ("/contact/", "Send message"),
    "comment refused": ("/ims/", "Send comment"),
    "lost link refused": ("/book/link/", "Send me the link"),
    "waiting list refused": ("/book/waiting-list/", "Join the waiting list"),
}

FAULTS = {"not allowed": "403.html", "our fault": "500.html", "down": "503.html"}


def open_fault(page, template):
    """The page of a fault that no address has."""
    clinic = {"name": "Sample Clinic", "phone": "416 555 0123", "phone_link": "+14165550123"}
    body = render_to_string(template, {"clinic": clinic})
    answer = {"status": 500, "content_type": "text/html", "body": body}
    page.route("**/fault/", lambda route: route.fulfill(**answer))
    page.goto("/fault/")


@pytest.fixture(scope="module")
def long_page(home, django_db_blocker):
    """The address of a page whose list of contents is higher than a window."""
    with django_db_blocker.unblock():
        draft = make.page("long-page", title="A long page").edit(by=None)
        for number in range(2, 30):
            draft.sections.create(heading=f"Heading {number}", body="<p>A text.</p>", order=number)
        draft.publish()
    return "/long-page/"


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_a_page_works_for_everyone(page, address):
    page.goto(address)
    hold(page)


def test_a_page_of_many_sections_works_for_everyone(page, long_page):
    page.goto(long_page)
    hold(page)


@pytest.fixture(scope="module")
def samples(home, django_db_blocker):
    """The sample pages, with which the menu is long. They stay for the tests that follow."""
    with django_db_blocker.unblock():
        found = {one.name: one for one in (*Therapist.objects.all(), *Service.objects.all())}
        add_pages(found, found)


def test_a_long_menu_opens_on_a_phone_and_its_pages_work_for_everyone(page, samples):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/team/anna-sample/")
    menu = page.get_by_role("navigation", name="Main")
    button, link = menu.get_by_role("button", name="Menu", exact=True), menu.get_by_text("Fees")
    expect(link).to_be_hidden()
    button.click()
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(button).to_be_focused()
    hold(page)
    expect(link).to_be_visible()  # on a desktop


@pytest.mark.parametrize("template", FAULTS.values(), ids=FAULTS)
def test_the_page_of_a_fault_works_for_everyone(page, template):
    open_fault(page, template)
    hold(page)


@pytest.mark.parametrize(("address", "button"), REFUSED.values(), ids=REFUSED)
def test_a_refused_form_works_for_everyone(page, address, button):
    page.goto(address)
    page.get_by_role("button", name=button).click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".summary")).to_be_focused()
    hold(page)


def test_a_form_from_elsewhere_is_answered_by_a_page_that_works_for_everyone(page, home):
    form = f'<form method=post action="{home}/contact/"><button>Send</button></form>'
    page.goto(f"data:text/html,{form}")
    page.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please send it again from our site")
    hold(page)


@pytest.mark.parametrize("address", ["/", "/ims/", "/book/", "/contact/", "/search/?q=needle"])
def test_without_javascript_a_page_says_the_same(chromium, home, watched, address):
    said = []
    for javascript in (True, False):
        context = open_context(chromium, home, watched, java_script_enabled=javascript)
        page = context.new_page()
        page.goto(address)
        said.append(page.locator("body").inner_text().split())
        assert page.locator("main").bounding_box()["height"] > 300
        context.close()
    assert said[0] == said[1]
