"""Words have room: in one piece on a phone with large text, on a desktop, and on paper.

And each control can be read in each of its states.
"""

import re
from datetime import datetime, time, timedelta
from functools import cache

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from tests import make
from tests.browser.conftest import open_context
from tests.browser.contrast import pale_controls
from tests.browser.room import without_room

BOARDS = ["/admin/?day={day}", "/admin/?day={day}&show=week"]
SHEET = "/admin/booking/appointment/sheet/?day={day}"
CONTROLS = [BOARDS[0], "/admin/booking/appointment/?state=all", "/admin/booking/appointment/book/"]


@cache
def busy_day():
    """A day that the sample visits, all within four weeks, leave empty."""
    return timezone.localdate() + timedelta(days=30)


@pytest.fixture(scope="module")
def service(home, django_db_blocker):
    """A service with open times, and one day that is full for six therapists."""
    with django_db_blocker.unblock():
        one = make.service(name="Sample treatment")
        start = datetime.combine(busy_day(), time(9), timezone.get_current_timezone())
        for number in range(6):
            therapist = make.therapist(one, name=f"Therapist Number {number}")
            for slot in range(10):
                visit = make.contact(number * 10 + slot)
                make.booking(one, therapist, start + timedelta(minutes=30 * slot), **visit)
        return one


@pytest.fixture(scope="module")
def log_in(home, django_db_blocker):
    """The cookie of somebody who may do everything."""
    client = Client()
    with django_db_blocker.unblock():
        client.force_login(User.objects.create_superuser("sample-chief"))
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": home}


@pytest.fixture
def desk(chromium, home, service, log_in, db, watched):
    context = open_context(chromium, home, watched, reduced_motion="reduce")
    context.add_cookies([log_in])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("address", [*BOARDS, SHEET])
def test_a_busy_day_splits_no_word_that_fits(desk, address):
    desk.goto(address.format(day=busy_day()))
    sizes = [(width, size) for width in (360, 820, 1280) for size in (100, 150, 200)]
    assert list(without_room(desk, sizes)) == []


def test_a_month_too_narrow_for_its_columns_is_a_list_of_its_open_days(page, service):
    page.goto(f"/book/?service={service.pk}")
    page.get_by_text("Other dates").click()
    page.set_viewport_size({"width": 360, "height": 800})
    heads = page.locator(".month th:visible")
    assert heads.count() == 7
    page.evaluate("document.documentElement.style.fontSize = '150%'")
    assert heads.count() == 0
    open_days = page.locator(".month td:visible")
    assert open_days.count() == page.locator(".month td a").count() > 0
    shown = r"[A-Z]\w+day, [A-Z]\w+ \d+, \d+ available times?"
    assert re.search(shown, open_days.first.inner_text())


def test_the_headers_buttons_are_in_one_row(page):
    page.goto("/")
    for width in (901, 960, 1280, 1680):  # up to 900 they are in the bar at the bottom
        page.set_viewport_size({"width": width, "height": 800})
        boxes = [one.bounding_box() for one in page.locator(".top .actions .button").all()]
        assert len(boxes) == 2
        assert len({box["y"] for box in boxes}) == 1


WHITE = ("rgb(255, 255, 255)", "color(srgb 1 1 1)", "rgba(0, 0, 0, 0)")
DISPLAY = "one => getComputedStyle(one).display"
PRINTED = """(one) => {
  const style = getComputedStyle(one);
  return [style.color, style.backgroundColor, parseFloat(style.fontSize)];
}"""


def test_a_busy_day_is_one_sheet_without_buttons(desk):
    desk.emulate_media(color_scheme="dark")
    desk.goto(SHEET.format(day=busy_day()))
    assert desk.locator("tbody tr").count() == 60
    for paper in ("Letter", "A4"):
        assert len(re.findall(rb"/Type\s*/Page\b", desk.pdf(format=paper))) == 1
    desk.emulate_media(media="print")
    assert desk.locator("button:visible, .button:visible, input:visible").count() == 0
    assert desk.locator("thead").evaluate(DISPLAY) == "table-header-group"  # on each sheet
    for kind in ("body", "h2", "td", "td a", "th", ".sheet-printed"):
        ink, ground, size = desk.locator(kind).first.evaluate(PRINTED)
        assert ink == "rgb(0, 0, 0)"
        assert ground in WHITE
        assert size >= 9.9, "smaller than 7.5 points"


@pytest.mark.parametrize("address", CONTROLS)
def test_the_desks_controls_can_be_read_in_every_state(desk, address):
    # A board that is refreshed would have other controls than those that are looked at.
    desk.route("**/appointment/board/**", lambda route: route.fulfill(status=304))
    desk.goto(address.format(day=busy_day()))
    assert list(pale_controls(desk)) == []
