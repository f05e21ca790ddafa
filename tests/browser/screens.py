"""Pictures of every page, for people to look at: `make screens` writes screens/.

A sheet shows one page at 360, 768 and 1280 pixels, half as large: above in light, below in dark.
"""

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.test_every_page import (
    ADDRESSES,
    FAULTS,
    REFUSED,
    open_fault,
    samples,  # noqa: F401 (a fixture)
)
from tests.browser.test_every_step import visits  # noqa: F401 (a fixture)

SHEETS = Path(__file__).resolve().parents[2] / "screens"
WIDTHS = (360, 768, 1280)
GAP = 12
SAMPLES = {
    "treatments": "/treatments/",
    "a treatment": "/treatments/ims-treatment/",
    "team": "/team/",
    "a person": "/team/anna-sample/",
    "fees": "/fees/",
    "first visit": "/first-visit/",
}


def picture(page, width, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    height = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(height, 800)})
    shot = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    return shot.resize((shot.width // 2, shot.height // 2), Image.Resampling.LANCZOS)


def keep(page, name):
    rows = [[picture(page, width, scheme) for width in WIDTHS] for scheme in ("light", "dark")]
    heights = [max(shot.height for shot in row) for row in rows]
    width = sum(shot.width + GAP for shot in rows[0]) + GAP
    sheet = Image.new("RGB", (width, sum(heights) + 3 * GAP), "#777")
    top = GAP
    for row, height in zip(rows, heights, strict=True):
        left = GAP
        for shot in row:
            sheet.paste(shot, (left, top))
            left += shot.width + GAP
        top += height + GAP
    SHEETS.mkdir(exist_ok=True)
    sheet.save(SHEETS / f"{name.replace(' ', '-')}.webp", quality=60, method=6)


@pytest.mark.parametrize("name", ADDRESSES)
def test_page(page, name):
    page.goto(ADDRESSES[name])
    keep(page, name)


@pytest.mark.parametrize("name", FAULTS)
def test_fault(page, name):
    open_fault(page, FAULTS[name])
    keep(page, name)


@pytest.mark.parametrize("name", REFUSED)
def test_refused(page, name):
    address, button = REFUSED[name]
    page.goto(address)
    page.get_by_role("button", name=button).click()
    page.locator(".summary").wait_for()
    keep(page, name)


def test_steps(page):
    page.goto("/book/")
    page.get_by_role("main").get_by_role("link", name="IMS treatment").click()
    page.get_by_role("heading", name="Choose a time").wait_for()
    keep(page, "choose a time")
    page.locator("#visits summary").click()
    page.get_by_role("link", name="3 visits").click()
    page.get_by_role("heading", name="Choose the first time").wait_for()
    page.locator(".times a").first.click()
    keep(page, "course")
    page.get_by_role("link", name="Continue").click()
    page.get_by_label("Your full name").fill("Sample Patient")
    page.get_by_role("textbox", name="Email").fill("patient@example.com")
    keep(page, "details")
    page.get_by_role("button", name="Continue").click()
    page.locator(".summary").wait_for()
    keep(page, "details refused")
    page.get_by_role("textbox", name="Phone").fill("416 555 0123")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Check your answers").wait_for()
    keep(page, "check")


@pytest.mark.parametrize("state", ["requested", "confirmed", "offered", "declined", "cancelled"])
def test_private_page(page, visits, state):  # noqa: F811 (the fixture)
    page.goto(f"/appointments/{visits[state].booking.token}/")
    keep(page, f"appointment {state}")


@pytest.mark.parametrize("what", ["cancel", "move"])
def test_change(page, visits, what):  # noqa: F811 (the fixture)
    visit = visits["requested"]
    page.goto(f"/appointments/{visit.booking.token}/{visit.pk}/{what}/")
    keep(page, f"appointment {what}")


@pytest.mark.parametrize("name", SAMPLES)
def test_sample(page, samples, name):  # noqa: F811 (the fixture)
    page.goto(SAMPLES[name])
    keep(page, name)
