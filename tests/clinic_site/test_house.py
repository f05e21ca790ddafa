"""The shape of the house: which floor may import which, and what the entrance explains."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CELLAR = {"typed"}
GROUND = {"inbox", "pages"} | CELLAR
MAY_IMPORT = {
    "clinic_site": {"booking", "comments", "contact"} | GROUND,
    "booking": GROUND,
    "comments": GROUND,
    "contact": GROUND,
    "inbox": CELLAR,
    "pages": CELLAR,
    "typed": set(),
}
READ_ELSEWHERE = {"PORT", "WEB_CONCURRENCY", "POSTGRES_PASSWORD"}  # by gunicorn and compose.yaml


def imported(source):
    """The first names of all modules that a source imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." if node.level else node.module.partition(".")[0]


@pytest.mark.parametrize("name", ["admin.css", "site.css"])
def test_a_style_sheet_closes_each_rule_before_the_next(name):
    depth = 0
    for line in (ROOT / "static" / "css" / name).read_text().splitlines():
        is_rule = line and not line.startswith((" ", "}", "/*"))
        assert not (is_rule and depth), line
        depth += line.count("{") - line.count("}")
    assert depth == 0


def wrong_arrows(house):
    return {
        f"{path.relative_to(house)} imports {name}"
        for app, below in MAY_IMPORT.items()
        for path in (house / app).rglob("*.py")
        for name in imported(path.read_text())
        if name == "." or name in set(MAY_IMPORT) - {app} - below
    }


def test_arrows_go_down_only():
    assert not wrong_arrows(ROOT)


@pytest.mark.parametrize(
    ("app", "line"),
    [
        ("pages", "from booking.models import Service"),
        ("pages", "import inbox.guard"),
        ("inbox", "from pages import models"),
        ("typed", "from pages.models import Clinic"),
        ("contact", "def later():\n    from comments.models import Comment"),
        ("comments", "import os, clinic_site"),
        ("booking", "from ..contact import models"),
    ],
)
def test_wrong_arrow_is_seen(tmp_path, app, line):
    (tmp_path / app / "deep").mkdir(parents=True)
    (tmp_path / app / "deep" / "planted.py").write_text(f"import datetime\n{line}\n")
    assert len(wrong_arrows(tmp_path)) == 1


def test_every_room_is_on_the_plan(settings):
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert rooms == set(MAY_IMPORT)
    assert rooms <= set(settings.INSTALLED_APPS)


def test_every_variable_is_explained_to_whoever_sets_the_site_up():
    settings = (ROOT / "clinic_site" / "settings.py").read_text()
    read = re.findall(r'\b(?:read|env\.\w+)\(\s*"([A-Z_]+)"', settings)
    explained = re.findall(r"^# .+\n#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M)
    assert sorted(explained) == sorted({*read, *READ_ELSEWHERE})
