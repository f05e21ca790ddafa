"""The bar at the bottom of a small screen, and the header on a large one."""

from pathlib import Path

from playwright.sync_api import expect

FONTS = Path(__file__).resolve().parents[3] / "static" / "fonts"


def test_the_bar_is_away_while_the_pages_own_button_is_in_sight(page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/")
    bar = page.get_by_role("navigation", name="Book or call")
    expect(bar).to_be_hidden()
    page.get_by_role("heading", name="Read more").scroll_into_view_if_needed()
    expect(bar).to_be_visible()
    page.goto("/privacy/")
    expect(bar).to_be_visible()


def test_from_900_pixels_the_header_is_one_row(page):
    page.set_viewport_size({"width": 900, "height": 700})
    page.goto("/")
    assert page.get_by_role("banner").bounding_box()["height"] <= 80
    expect(bar := page.get_by_role("navigation", name="Book or call")).to_be_hidden()
    assert bar.count() == 0


def test_the_letters_are_our_own_and_light(page):
    assert sum(file.stat().st_size for file in FONTS.glob("*.woff2")) < 25_000
    page.goto("/ims/")
    page.evaluate("() => document.fonts.ready")
    assert page.evaluate("() => document.fonts.check('16px Figtree')")
