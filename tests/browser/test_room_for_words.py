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
from tests.browser.checks import overhang
from tests.browser.conftest import open_context

# Each word that is broken although a line of its own would hold it, and each cell over another.
SPLIT = r"""
() => {
  const found = [], range = document.createRange();
  const pen = document.createElement("canvas").getContext("2d");
  const SILENT = "textarea, select, script, style, svg, .visually-hidden";
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode()); ) {
    const parent = text.parentElement;
    if (!parent.checkVisibility() || parent.closest(SILENT)) continue;
    const style = getComputedStyle(parent);
    let block = parent;
    while (getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
    const { paddingLeft, paddingRight } = getComputedStyle(block);
    const room = block.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    for (const word of text.data.matchAll(/[^\s\u00ad\u200b-]+/g)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const boxes = [...range.getClientRects()].filter((one) => one.width > 0.5);
      const lines = new Set(boxes.map((one) => Math.round(one.top)));
      if (lines.size < 2) continue;
      pen.font = style.font;
      // In a narrow box too, where the box is at fault: the screen has room for the word.
      const least = word[0].length < 14 ? 0.7 * document.documentElement.clientWidth : 0;
      if (pen.measureText(word[0]).width + 1 < Math.max(room, least)) {
        found.push(`“${word[0]}” is split`);
      }
    }
  }
  for (const cell of document.querySelectorAll("td, th")) {
    const next = cell.nextElementSibling;
    if (!next || !cell.checkVisibility() || !next.checkVisibility()) continue;
    for (const part of cell.querySelectorAll("[aria-hidden], a, button")) {
      const { right, top } = part.getBoundingClientRect();
      const box = next.getBoundingClientRect();
      const beside = part.checkVisibility() && top < box.bottom && top >= box.top - 1;
      if (beside && right > box.left + 1) found.push(`“${cell.textContent.trim()}” lies over`);
    }
  }
  return [...new Set(found)];
}
"""
DESK = [
    "/admin/?day={day}",
    "/admin/booking/appointment/?state=all",
    "/admin/?day={day}&show=week",
    "/admin/booking/appointment/sheet/?day={day}",
    "/admin/booking/appointment/book/",
    "/admin/booking/service/",
    "/admin/booking/therapist/{therapist}/away/",
    "/admin/pages/page/",
]


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


def without_room(page, widths, sizes):
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        for size in sizes:
            page.evaluate(f"document.documentElement.style.fontSize = '{size}%'")
            said = page.evaluate(SPLIT)
            said += [f"{overhang(page)} px too wide"] if overhang(page) else []
            yield from (f"{width} px, text at {size} %: {one}" for one in said)


@pytest.mark.parametrize("address", DESK)
def test_the_desk_splits_no_word_that_fits(desk, service, address):
    therapist = service.therapists.first()
    desk.goto(address.format(day=busy_day(), therapist=therapist.pk))
    assert list(without_room(desk, (360, 820, 1280), (100, 150, 200))) == []


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


@pytest.mark.parametrize("width", [900, 960, 1280, 1680])
def test_the_headers_buttons_are_in_one_row(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/")
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
    desk.goto(f"/admin/booking/appointment/sheet/?day={busy_day()}")
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


# The ink of each control that is too pale on what lies behind it.
PALE = """
async () => {
  document.getAnimations().forEach((one) => one.finish()); // the desk's links fade
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 })
    .getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => colour.slice(0, 3).map((one) => one / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = (one) => {
    for (; one; one = one.parentElement) {
      const colour = rgba(getComputedStyle(one).backgroundColor);
      if (colour[3] > 250) return colour;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll("a, button, input[type=submit]")]
    .filter((one) => one.checkVisibility() && (one.textContent.trim() || one.value))
    .filter((one) => rgba(getComputedStyle(one).color)[3] > 0)  // shown only when pointed at
    .map((one) => {
      const [dark, pale] = [light(rgba(getComputedStyle(one).color)), light(behind(one))].sort();
      return [Math.round((100 * (pale + 0.05)) / (dark + 0.05)) / 100, one.outerHTML.slice(0, 80)];
    })
    .filter(([found]) => found < 4.5);
}
"""


# The first of the controls that look alike at rest: a busy day's board has hundreds.
MARK_LOOKS = """() => {
  const seen = new Set();
  for (const one of document.querySelectorAll("a, button, input[type=submit]")) {
    const { color, backgroundColor, borderColor, fontWeight } = getComputedStyle(one);
    const around = one.parentElement.className;
    const look = [one.localName, one.className, around, color, backgroundColor, borderColor,
      fontWeight].join();
    one.toggleAttribute("data-look", !seen.has(look));
    seen.add(look);
  }
}"""


def force(page, states):
    """Put a control of each look into these states at once."""
    tools = page.context.new_cdp_session(page)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    which = {"nodeId": root, "selector": "[data-look]"}
    for node in tools.send("DOM.querySelectorAll", which)["nodeIds"]:
        tools.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": states})
    return tools


def pale(page):
    # A board that is refreshed would have other controls than those marked.
    page.route("**/appointment/board/**", lambda route: route.fulfill(status=304))
    page.evaluate(MARK_LOOKS)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for states in ([], ["hover"], ["focus", "focus-visible"], ["hover", "active"], ["visited"]):
            tools = force(page, states)
            yield from ((scheme, *states, *one) for one in page.evaluate(PALE))
            tools.detach()


@pytest.mark.parametrize("address", ["/", "/ims/", "/book/?service={service}&time_of_day=morning"])
def test_controls_can_be_read_in_every_state(page, service, address):
    page.goto(address.format(service=service.pk))
    assert list(pale(page)) == []


@pytest.mark.parametrize("address", DESK[:4])
def test_the_desks_controls_can_be_read_in_every_state(desk, address):
    desk.goto(address.format(day=busy_day()))
    assert list(pale(desk)) == []
