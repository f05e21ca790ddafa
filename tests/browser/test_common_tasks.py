"""Reception's commonest tasks, each in three clicks at most from the first screen."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from tests import make
from tests.browser.conftest import open_context

MOST = 3


class Desk:
    """A browser of reception's that counts its clicks; choosing from a list is one as well."""

    def __init__(self, page):
        self.page = page

    def start(self):
        self.page.goto("/admin/")
        self.clicks = 0

    def click(self, role, name, within="main", nth=0):
        self.clicks += 1
        place = self.page.locator(within)
        place.get_by_role(role, name=re.compile(name)).nth(nth).click()

    def open(self, words):
        self.clicks += 1
        self.page.locator("summary", has_text=words).first.click()

    def shows(self, words):
        expect(self.page.locator("body")).to_contain_text(re.compile(words))


@pytest.fixture(scope="module")
def cookie(home, django_db_blocker):
    """Of somebody in reception; with a therapist who works every day, and whom nobody booked."""
    client = Client()
    with django_db_blocker.unblock():
        make.therapist(make.service(name="A sample service"), name="Sample Therapist 0", order=0)
        client.force_login(make.staff("Reception"))
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": home}


@pytest.fixture
def desk(chromium, home, cookie, db, watched):
    context = open_context(chromium, home, watched, viewport={"width": 1280, "height": 900})
    context.add_cookies([cookie])
    yield Desk(context.new_page())
    context.close()


def confirm_the_oldest_request(desk):
    desk.click("link", "^Sample Patient 1$")
    desk.click("button", "^Confirm this visit")
    desk.shows("is confirmed")


def decline_a_request(desk):
    desk.click("link", "^Sample Patient 2$")
    desk.open("Decline…")
    desk.click("button", "^Decline$")
    desk.shows("is declined")


def confirm_a_course(desk):
    desk.click("link", "^Sample Patient 4$")
    desk.click("button", "^Confirm all 3 visits")
    desk.shows("confirmed")


def book_a_caller_into_a_gap(desk):
    desk.click("link", "^Next$")
    tomorrow = timezone.localdate() + timedelta(days=1)
    desk.page.wait_for_url(f"**day={tomorrow}*")
    desk.click("link", "^Free 9:00 AM")
    desk.page.get_by_label("Name", exact=True).fill("Sample Caller")
    desk.page.get_by_label("Phone", exact=True).fill("416 555 0155")
    desk.click("button", "^Book$")
    desk.shows("Booked, with reference")


def see_the_week(desk):
    desk.shows(r"\(today\)")
    desk.clicks += 1
    desk.page.get_by_label("Show", exact=True).select_option(label="The week")
    desk.click("button", "^Show$")
    desk.page.wait_for_url("**show=week*")
    desk.shows("Sunday")


def print_the_day(desk):
    desk.click("link", "^Print the day")
    desk.shows("To print it")


def see_a_patients_history(desk):
    desk.page.get_by_label("Find a patient").fill("Sample Patient 3")
    desk.click("button", "^Find$")
    desk.click("link", "^Sample Patient 3$")
    desk.shows("Earlier visits")


def add_a_note(desk):
    desk.page.get_by_label("Find a patient").fill("5550103")
    desk.click("button", "^Find$")
    desk.click("link", "^Sample Patient 3$")
    desk.page.get_by_label("New note").fill("Prefers mornings.")
    desk.click("button", "^Add the note")
    desk.shows("Prefers mornings.")


def approve_a_comment(desk):
    desk.click("link", "^Comments$", within="nav")
    desk.click("button", "^Approve ")
    desk.shows("approved")


def add_to_the_waiting_list(desk):
    desk.click("link", "^Waiting list$")
    desk.click("link", "^Add to the waiting list")
    desk.page.get_by_label("Name", exact=True).fill("Sample Waiter")
    desk.page.get_by_label("Phone", exact=True).fill("416 555 0156")
    desk.click("button", "^Add to the waiting list")
    desk.shows("Sample Waiter")


TASKS = [
    confirm_the_oldest_request,
    decline_a_request,
    confirm_a_course,
    book_a_caller_into_a_gap,
    see_the_week,
    print_the_day,
    see_a_patients_history,
    add_a_note,
    approve_a_comment,
    add_to_the_waiting_list,
]


def test_the_commonest_tasks_take_three_clicks_at_most(desk, subtests):
    for task in TASKS:
        with subtests.test(task.__name__):
            desk.start()
            task(desk)
            assert desk.clicks <= MOST
