"""Each step of booking, for every screen, in all colours, by the keyboard alone."""

import re
import uuid

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from booking.models import Booking, LateChangePolicy, Service, Therapist
from tests import make
from tests.browser.checks import hold
from tests.browser.conftest import open_context


def visits_by_state():
    """One visit of a patient in each state that the private page tells."""
    service = Service.objects.booked_online().earliest("order", "name")
    therapists = list(Therapist.objects.offering(service))
    by = User.objects.get(username="reception")
    starts = make.open_times(service, therapists)[-20::2]
    later = starts.pop()
    acts = {
        "requested": lambda visit: None,
        "confirmed": lambda visit: visit.confirm(by=by),
        "offered": lambda visit: visit.propose(visit.therapist, later, by=by),
        "declined": lambda visit: visit.decline(by=by, line="We are full on that day."),
        "cancelled": lambda visit: visit.confirm(by=by) or visit.cancel(by=by),
    }
    for start, (state, act) in zip(starts[: len(acts)], acts.items(), strict=True):
        booking = Booking.objects.request(
            form_key=uuid.uuid4(),
            service=service,
            therapists=therapists,
            starts=[start],
            name="Sample Patient",
            email=f"{state}@example.com",
            phone=f"416 555 01{len(state):02}",
            note="",
        )
        act(booking.visits().get())
        yield state, booking.visits().get()


@pytest.fixture(scope="module")
def visits(home, django_db_blocker):
    with django_db_blocker.unblock():
        return dict(visits_by_state())


def choose_a_treatment(page):
    page.goto("/book/")
    page.get_by_role("main").get_by_role("link", name="IMS treatment").click()
    expect(page.get_by_role("heading", name="Choose a time")).to_be_visible()


def give_details(page):
    page.get_by_label("Your full name").fill("Sample Patient")
    page.get_by_role("textbox", name="Email").fill("patient@example.com")
    page.get_by_role("textbox", name="Phone").fill("416 555 0123")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")


@pytest.fixture
def asks_and_charges(home, django_db_blocker):
    """The clinic asks a question of each kind, and has a fee for late changes."""
    with django_db_blocker.unblock():
        service = Service.objects.booked_online().earliest("order", "name")
        kinds = {"text": "Who is your insurer?", "yes_no": "Is it for work?", "choice": "Which?"}
        asked = [
            service.questions.create(text=text, kind=kind, choices="A doctor\nA friend")
            for kind, text in kinds.items()
        ]
        made = [*asked, LateChangePolicy.objects.create(text="A sample policy.", fee="$40")]
    yield
    with django_db_blocker.unblock():
        for one in made:
            one.delete()


@pytest.mark.usefixtures("asks_and_charges")
def test_the_way_to_an_appointment_works_for_everyone_at_each_step(page):
    choose_a_treatment(page)
    page.reload()
    hold(page)
    page.locator(".times a").first.click()
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title(re.compile("^Error: "))
    hold(page)
    page.get_by_label("Somebody else").check()
    page.get_by_label("Patient’s full name").fill("Sample Child")
    give_details(page)
    hold(page)
    page.get_by_role("button", name="Send request").click()
    page.get_by_role("link", name="Select the box to agree").click()
    expect(page.get_by_role("checkbox")).to_be_focused()


def test_a_time_that_was_taken_meanwhile_works_for_everyone(page):
    choose_a_treatment(page)
    page.locator("#therapist summary").click()
    page.get_by_role("link", name="Anna Sample").click()
    expect(page.get_by_role("heading", name="Choose a time")).to_be_visible()
    page.wait_for_url("**therapist=**")
    address = page.url
    for one in (page, page.context.new_page()):
        one.goto(address)
        one.locator(".times a").first.click()
        give_details(one)
    one.get_by_role("button", name="Send request").click()
    expect(one.get_by_role("heading", level=1)).to_have_text("We have your request")
    page.get_by_role("button", name="Send request").click()
    expect(page).to_have_title(re.compile("^Error: "))
    hold(page)
    page.get_by_role("link", name="That time has just been taken").click()
    expect(page.get_by_role("radio").first).to_be_focused()
    expect(page.get_by_label("Your full name")).to_have_value("Sample Patient")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")


def test_a_course_works_for_everyone(page):
    page.goto("/book/")
    page.get_by_role("main").get_by_role("link", name="IMS treatment").click()
    page.locator("#visits summary").click()
    page.get_by_role("link", name="3 visits").click()
    expect(page.get_by_role("heading", name="Choose the first time")).to_be_visible()
    page.locator(".times a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your 3 weekly visits")
    hold(page)


@pytest.mark.parametrize("state", ["requested", "confirmed", "offered", "declined", "cancelled"])
def test_the_private_page_works_for_everyone(page, visits, state):
    page.goto(f"/appointments/{visits[state].booking.token}/")
    expect(page.locator(f".state.{state}")).to_be_visible()
    hold(page)


@pytest.mark.parametrize("what", ["cancel", "move"])
def test_what_a_patient_does_with_it_works_for_everyone(page, visits, what):
    visit = visits["requested"]
    answer = page.goto(f"/appointments/{visit.booking.token}/{visit.pk}/{what}/")
    assert answer.status == 200
    hold(page)


PHONE = {"width": 360, "height": 740}


def in_sight(page, locator):
    """Whether a phone shows all of it, above the bar with our number."""
    bar = page.locator(".bar").bounding_box()
    box = locator.bounding_box()
    bottom = bar["y"] if bar else PHONE["height"]
    return box["y"] >= 0 and box["y"] + box["height"] <= bottom


def test_the_bar_of_a_phone_leaves_away_only_what_is_in_sight_and_never_the_focus(page):
    page.set_viewport_size(PHONE)
    page.goto("/")
    bar, buttons = page.locator(".bar"), page.locator("main a.button[href^='/book/']")
    buttons.evaluate_all("found => found.slice(1).forEach((one) => one.remove())")
    page.locator("main a.button[href^='tel:']").evaluate_all("all => all.map((a) => a.remove())")
    buttons.scroll_into_view_if_needed()
    expect(bar.locator("[href='/book/']")).to_be_hidden()
    expect(bar.locator("[href^='tel:']")).to_be_visible()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(bar.locator("[href='/book/']")).to_be_visible()
    bar.locator("[href='/book/']").focus(timeout=5000)
    buttons.scroll_into_view_if_needed()
    expect(buttons).to_be_in_viewport()
    expect(bar.locator("[href='/book/']")).to_be_focused()
    expect(bar.locator("[href='/book/']")).to_be_visible()


def test_the_next_two_days_have_times_in_the_first_screen_of_a_phone(page):
    page.set_viewport_size(PHONE)
    page.goto("/book/")
    page.get_by_role("main").get_by_role("link", name="IMS treatment").click()
    expect(page.locator(".days h3")).to_have_count(5)
    assert page.evaluate("() => scrollY") == 0
    for day in range(2):
        assert in_sight(page, page.locator(".days h3").nth(day))
        assert in_sight(page, page.locator(".times").nth(day).locator("a").first)


def test_a_phone_shows_what_is_chosen_above_the_details_and_their_first_field(page):
    service = Service.objects.booked_online().earliest("order", "name")
    therapist = Therapist.objects.offering(service)[0]
    start = make.open_times(service, [therapist])[0].strftime("%Y-%m-%dT%H:%MZ")
    page.set_viewport_size(PHONE)
    page.goto(f"/book/request/?service={service.pk}&therapist={therapist.pk}&start={start}")
    visit = page.locator(".your-visit")
    for said in (service.name, f"with {therapist.name}", "minutes"):
        expect(visit.locator("dd", has_text=said)).to_be_visible()
    assert in_sight(page, page.get_by_label("Your full name"))
    assert visit.bounding_box()["height"] < 130


def test_in_text_of_200_percent_without_scripts_the_first_time_is_a_screen_away(
    chromium, home, watched, db
):
    options = {"java_script_enabled": False, "reduced_motion": "reduce"}
    context = open_context(chromium, home, watched, viewport=PHONE, **options)
    page = context.new_page()
    page.goto("/book/")
    page.get_by_role("main").get_by_role("link", name="IMS treatment").click()
    page.wait_for_url("**#time")
    page.evaluate("() => document.documentElement.style.setProperty('font-size', '200%')")
    page.evaluate("() => document.querySelector(location.hash).scrollIntoView()")
    assert in_sight(page, page.locator(".times a").first)
    context.close()


def test_what_is_chosen_stays_beside_the_times_on_a_wide_screen(page):
    service = Service.objects.booked_online().earliest("order", "name")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"/book/?service={service.pk}&visits=2")
    visit, first = page.locator(".your-visit"), page.locator(".times").first
    assert visit.bounding_box()["x"] > first.bounding_box()["x"] + first.bounding_box()["width"]
    page.mouse.wheel(0, 300)
    page.wait_for_function("() => scrollY > 200")
    assert visit.bounding_box()["y"] >= 0
