"""The colours that the site and the desk share can be read by everybody, in the light and at night.

The least contrasts are those of WCAG 2.2: 4.5 for text (1.4.3), 3 for controls and focus (1.4.11).
"""

import re
from itertools import product
from pathlib import Path

import pytest

from clinic.presented import Palette

PROJECT = Path(__file__).resolve().parents[2]
CSS = PROJECT / "static" / "css"
BEHIND = ("paper", "card", "wash", "calm")
TEXT = ("ink", "soft", "brand", "brand-strong", "warm", "error", "good")
ON_COLOUR = [
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    ("on-deep", "deep"),
    ("focus-on-deep", "deep"),
    ("paper", "error"),
    ("paper", "warm"),
]
DRAWN = [
    *product(("fibre", "nerve", "ink", "control"), ("card", "wash")),
    *product(("fibre", "nerve", "ink"), ("muscle",)),
    *product(("fibre", "brand", "good", "ink"), ("bone",)),
]


def themes(palette=Palette.TEAL):
    """The colours by their names: those of the light theme, and those of the dark."""
    light, dark = in_sheet(CSS / "tokens.css")
    if palette:
        own_light, own_dark = in_sheet(CSS / f"palette-{palette}.css")
        light, dark = light | own_light, dark | own_dark
    return light, light | dark


def in_sheet(sheet):
    blocks = re.findall(r":root \{.*?\}", sheet.read_text(), re.S)
    return [dict(re.findall(r"--([\w-]+): (#\w+);", block)) for block in blocks[:2]]


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("palette", Palette, ids=Palette.labels)
def test_words_and_controls_stand_out(palette, theme):
    colours = themes(palette)[theme]
    least = dict.fromkeys([*product(TEXT, BEHIND), *ON_COLOUR], 4.5)
    least |= dict.fromkeys([*product(("control", "focus"), BEHIND), *DRAWN], 3)
    found = {pair: contrast(*map(colours.get, pair)) for pair in least}
    assert {pair: round(found[pair], 2) for pair in least if found[pair] < least[pair]} == {}


def test_a_palette_changes_the_same_colours_by_day_and_by_night_and_none_that_means_something():
    for palette in filter(None, Palette):
        light, dark = in_sheet(CSS / f"palette-{palette}.css")
        assert {*light} == {*dark}
        assert {*light} <= {"wash", "brand", "brand-strong", "on-brand", "deep", "on-deep"}


@pytest.mark.parametrize("sheet", ["site.css", "choosing.css", "admin.css"])
def test_a_sheet_uses_the_shared_colours_and_has_none_of_its_own(sheet):
    rules = (CSS / sheet).read_text()
    assert re.findall(r"[:,(\s](#[0-9a-fA-F]{3,8}|(?:rgb|hsl|oklch)a?\(.*?\))[;,\s)]", rules) == []
    assert set(re.findall(r"var\(--(\w+)\)", rules)) >= {"card", "brand", "line", "soft"}


@pytest.mark.django_db
@pytest.mark.parametrize(("page", "sheet"), [("/contact/", "site"), ("/admin/login/", "admin")])
def test_the_shared_sheet_comes_before_the_own_one(client, page, sheet):
    links = client.get(page).text.split('<link rel="stylesheet" href="/static/css/')[1:]
    sheets = [link.partition(".css")[0] for link in links]
    assert sheets == ["tokens", sheet]


def test_mails_and_what_browsers_show_beside_a_page_have_them_too():
    known = {value for theme in themes() for value in theme.values()}
    files = [*(PROJECT / "templates").rglob("*.html"), *(PROJECT / "static" / "img").glob("*.svg")]
    used = {
        colour: file.name
        for file in files
        for colour in re.findall(r"[\"' ](#(?:[0-9a-f]{6}|[0-9a-f]{3}))\b", file.read_text())
    }
    assert {"#fff", "#fdfbf7"} <= set(used)
    assert {one: name for one, name in used.items() if one not in {*known, "#ffffff"}} == {}
