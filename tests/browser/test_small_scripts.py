"""What the small scripts add for patients, and that everything works where they do not run."""

import gzip
import json
import re
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from playwright.sync_api import Error, expect

from antispam.fields import TextField
from antispam.forms import HONEYPOT
from booking.models import Appointment, Service
from comments.models import Comment
from contact.models import Message
from tests.browser.conftest import open_context

STATIC = Path(__file__).resolve().parents[2] / "static"
# Without smooth scrolling, which a test would wait for.
PHONE = {"viewport": {"width": 360, "height": 740}, "reduced_motion": "reduce"}
KEPT = "We kept what you typed in this tab."
STORED = "() => JSON.stringify(sessionStorage)"
TIME = re.compile(r"^\d+:\d\d [AP]M")


@pytest.fixture
def page(chromium, home, db, watched):
    context = open_context(chromium, home, watched, **PHONE)
    context.on("weberror", lambda error: watched.append(str(error.error)))
    yield context.new_page()
    context.close()
    # What Chromium says of a refused form and of the failures that tests make.
    watched[:] = [line for line in watched if not line.startswith("Failed to load resource")]


@contextmanager
def same_document(page):
    """Fail if what happens here loads another document."""
    page.evaluate("() => { window.isOld = true }")
    yield
    assert page.evaluate("() => window.isOld")


@contextmanager
def other_document(page):
    page.evaluate("() => { window.isOld = true }")
    yield
    page.wait_for_function("() => !window.isOld && document.readyState === 'complete'")


def write(page, path="/contact/", **typed):
    page.goto(path)
    for name, text in typed.items():
        page.locator(f"[name={name}]").fill(text)


def choose(page):
    page.goto(f"/book/?service={Service.objects.booked_online().earliest('order', 'name').pk}")


def details(page):
    """On the form for a patient's details, at the first open time."""
    choose(page)
    page.locator(".times a").first.click()
    for name, text in DETAILS.items():
        page.locator(f"[name={name}]").fill(text)


DETAILS = {"name": "Sample Patient", "email": "small@example.com", "phone": "416 555 0123"}
MESSAGE = {"name": "Sample Writer", "email": "writer@example.com", "text": "Sample words."}


# Focus


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
    page.get_by_role("link", name="Choose e-mail or phone.").click()
    expect(page.locator("[name=contact_by]").first).to_be_focused()
    expect(page.locator("legend")).to_be_in_viewport()


def test_a_form_that_was_not_refused_takes_no_focus(page):
    page.goto("/contact/")
    page.wait_for_function("() => document.querySelector('.sending')")
    expect(page.locator("body")).to_be_focused()


# Choosing


def test_a_treatment_is_chosen_without_a_reload_and_back_undoes_it(page):
    page.goto("/book/")
    with same_document(page):
        page.get_by_role("main").get_by_role("link", name="IMS treatment").click()
        expect(page.get_by_role("heading", name="Choose a time")).to_be_visible()
        expect(page.get_by_role("heading", name="Choose a therapist")).to_be_focused()
        expect(page.get_by_role("heading", name="Choose a therapist")).to_be_in_viewport()
        assert "service=" in page.url
        page.go_back()
        expect(page.get_by_role("heading", name="Choose a time")).to_have_count(0)
        page.go_forward()
        expect(page.get_by_role("heading", name="Choose a time")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Choose a time")).to_be_visible()


def test_a_month_is_turned_in_its_place_and_told(page):
    choose(page)
    page.goto(f"{page.url}&gone=yes")  # with a note at the top that the next page does not have
    month, later = page.locator(".month-name h3"), page.get_by_role("link", name="Later month")
    before = month.inner_text()
    later.focus()
    place = later.bounding_box()["y"]
    with same_document(page):
        page.keyboard.press("Enter")
        expect(month).not_to_have_text(before)
    told = rf"^{month.inner_text()}, \d+ days? with open times\. Times from \w+day, "
    expect(page.locator("#choosing + [role=status]")).to_have_text(re.compile(told))
    focused = later if later.count() else month
    expect(focused).to_be_focused()
    assert abs(focused.bounding_box()["y"] - place) < 12
    page.go_back()
    expect(month).to_have_text(before)


def test_a_step_ahead_leads_to_its_heading(page):
    choose(page)
    with same_document(page):
        page.get_by_role("link", name="3 visits").click()
        heading = page.get_by_role("heading", name="Choose the first time")
        expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    expect(page.get_by_role("link", name="3 visits")).to_have_attribute("aria-current", "true")


def test_later_dates_lead_to_the_first_of_them(page):
    choose(page)
    first = page.locator(".days h3").first
    before = first.inner_text()
    with same_document(page):
        page.get_by_role("link", name="Later dates").click()
        expect(first).not_to_have_text(before)
        expect(first).to_be_focused()
    expect(first).to_be_in_viewport()


def test_the_later_of_two_choices_counts(page):
    choose(page)
    held = []
    page.route("**/book/?*day=*", lambda route: route.continue_() if held else held.append(route))
    page.locator(".month td a").nth(1).click()
    with same_document(page):
        page.locator(".month td a").nth(2).click()
        expect(page).to_have_url(re.compile("day="))
        chosen = page.url
        with suppress(Error):  # it has been given up already
            held[0].continue_()
        page.wait_for_timeout(300)
        assert page.url == chosen


def test_choosing_again_carries_what_was_typed_and_leaves_no_address(page):
    details(page)
    page.get_by_role("button", name="Choose another time").click()
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


def when_fetched(page, pattern, answer):
    def handle(route):
        answer(route) if route.request.resource_type == "fetch" else route.continue_()

    page.route(pattern, handle)


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
        page.clock.run_for(3000)
    expect(page.get_by_role("link", name="Earlier dates")).to_be_visible()


def test_typed_details_survive_a_failure_while_choosing(page):
    details(page)
    page.get_by_role("button", name="Choose another time").click()
    when_fetched(page, "**/book/", lambda route: route.abort())
    with other_document(page):
        page.get_by_role("button", name="Later dates").click()
    expect(page.get_by_role("button", name="Earlier dates")).to_be_visible()
    expect(page.locator("[name=email]")).to_have_value(DETAILS["email"])


def test_a_choice_for_another_tab_is_left_to_the_browser(page):
    choose(page)
    address = page.url
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Later dates").click(modifiers=["Control"])
    expect(opened.value.get_by_role("link", name="Earlier dates")).to_be_visible()
    assert page.url == address


# Counting

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


# Sending


@pytest.fixture
def posts(page):
    """Posts that bring no other page, and a clock that stands."""
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
    page.wait_for_timeout(50)


def test_a_button_pressed_twice_sends_once(page, posts):
    write(page, **MESSAGE)
    page.get_by_role("button", name="Send message").evaluate("one => one.scrollIntoView(false)")
    press(page, "Send message", times=2)
    press(page, "Send message")
    expect(page.locator(".sending")).to_be_empty()
    page.clock.run_for(1000)
    expect(page.locator("[role=status].sending")).to_have_text("Sending… please wait.")
    expect(page.locator(".sending")).to_be_in_viewport(ratio=1)
    assert len(posts) == 1
    page.clock.run_for(9000)
    expect(page.locator(".sending")).to_contain_text("press the button again")
    press(page, "Send message")
    assert len(posts) == 2


def test_the_button_says_its_own_name_when_pressed(page):
    details(page)
    page.get_by_role("button", name="Continue").click()
    with page.expect_request(lambda request: request.method == "POST") as sent:
        press(page, "Send request", times=2)
    assert "confirmed=yes" in sent.value.post_data
    expect(page.get_by_role("heading", level=1)).to_contain_text("not confirmed yet")
    assert Appointment.objects.filter(booking__email=DETAILS["email"]).count() == 1


def test_what_is_not_sent_yet_is_not_called_so(page, posts):
    details(page)
    press(page, "Continue")
    page.clock.run_for(1100)
    expect(page.locator(".sending")).to_have_text("One moment, please.")


def test_a_page_shown_again_by_back_can_be_sent_again(page, posts):
    write(page, **MESSAGE)
    press(page, "Send message")
    page.clock.run_for(1100)
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator(".sending")).to_be_empty()
    press(page, "Send message")
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


# Keeping


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
    names = {name for name, _ in json.loads(kept)}
    assert names == {"name", "email", "phone", "contact_by", "note"}
    page.get_by_label("E-mail").first.fill("kept@example.com")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("not confirmed yet")
    assert page.evaluate(STORED) == "{}"


@pytest.mark.parametrize(
    ("path", "button"), [("/contact/", "Send message"), ("/ims/", "Send comment")]
)
def test_what_was_sent_is_forgotten(page, path, button):
    write(page, path, **MESSAGE | {"text": f"Sent from {path}"})
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    assert page.evaluate(STORED) == "{}"
    page.goto(path)
    page.wait_for_function("() => document.querySelector('.sending')")
    expect(page.locator("[name=text]")).to_be_empty()


def test_a_refused_form_shows_what_the_server_says_and_is_kept_too(page):
    write(page, "/ims/", text="Refused words")
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.evaluate("sessionStorage.setItem('kept:/comments/ims/', '[[\"text\", \"Older words\"]]')")
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


# Without


def walk(page):
    """Everything that the scripts help with, without a word of theirs."""
    page.goto("/book/")
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("link", name="IMS treatment").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Later dates").click()
    page.locator(".times a").first.click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Enter your full name.").click()
    expect(page.get_by_label("Full name")).to_be_focused()
    with page.expect_navigation():
        page.get_by_role("button", name="Choose another time").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Earlier dates").click()
    for one in (".sending", ".count", "#choosing + [role=status]"):
        expect(page.locator(one)).to_have_count(0)
    write(page, "/ims/", **MESSAGE)
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def test_all_works_without_javascript(chromium, home, db):
    context = open_context(chromium, home, [], **PHONE, java_script_enabled=False)
    walk(context.new_page())
    context.close()


def test_all_works_when_no_script_arrives(page):
    page.route("**/*.js", lambda route: route.abort())
    walk(page)
    assert Comment.objects.filter(text=MESSAGE["text"]).exists()


# Weight


PAGES = {
    "/": set(),
    "/ims/": {"count", "kept", "sending"},
    "/privacy/": set(),
    "/contact/": {"count", "kept", "sending"},
    "/contact/thanks/": {"kept"},
    "/comments/ims/thanks/": {"kept"},
    "/book/": {"steps"},
    "/book/link/": {"sending"},
}


@pytest.mark.parametrize(("path", "names"), PAGES.items())
def test_a_page_has_the_scripts_that_it_has_use_for(client, seeded, path, names):
    found = re.findall(r'<script type="module" src="/static/js/(\w+)\.js"', client.get(path).text)
    assert sorted(found) == sorted(names)


@pytest.mark.parametrize("path", ["/contact/", "/comments/ims/", "/book/link/", "/book/request/"])
def test_a_refused_form_has_help_with_its_errors(client, seeded, path):
    assert "/static/js/summary.js" in client.post(path).text


def test_all_scripts_of_a_page_are_light_and_need_no_other():
    """They import nothing, since in production files have a hash in their names."""
    sources = {path.stem: path.read_text() for path in (STATIC / "js").glob("*.js")}
    ours = ["count", "kept", "sending", "summary", "steps"]
    assert not [name for name in ours if re.search(r"^\s*import\b|\bimport\(", sources[name], re.M)]
    weight = {name: len(gzip.compress(sources[name].encode())) for name in ours}
    assert sum(weight.values()) - weight["steps"] < 5000
    assert weight["steps"] + weight["summary"] < 5000
