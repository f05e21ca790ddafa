"""The shape of the house: which floor may import which, and what the entrance explains."""

import ast
import os
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOWEST = {"typed"}
TOOLS = {"clinic", "inbox"} | LOWEST
MAY_IMPORT = {
    "clinic_site": {"booking", "comments", "contact", "pages"} | TOOLS,
    "booking": TOOLS,
    "comments": TOOLS,
    "contact": TOOLS,
    "pages": TOOLS,
    "clinic": LOWEST,
    "inbox": LOWEST,
    "typed": set(),
}
READ_ELSEWHERE = {
    # by gunicorn and compose.yaml
    *("PORT", "WEB_CONCURRENCY", "POSTGRES_PASSWORD", "POSTGRES_OWNER_PASSWORD", "WWW_URL"),
    # by boto3
    *("AWS_ENDPOINT_URL_S3", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"),
}


def imported(source):
    """The full names of all that a source imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize(
    "name", ["admin.css", "choosing.css", "menu.css", "site.css", "tokens.css"]
)
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
        if name.partition(".")[0] in {"", *MAY_IMPORT} - {app} - below
    }


def arrows(house):
    """Which modules each module imports; a package's `__init__` only where it is named itself."""
    modules = {}
    for path in (path for app in MAY_IMPORT for path in (house / app).rglob("*.py")):
        name = ".".join(path.relative_to(house).with_suffix("").parts)
        modules[name.removesuffix(".__init__")] = path.read_text()
    return {
        module: {
            found
            for name in imported(source)
            for found in [name if name in modules else name.rpartition(".")[0]]
            if found in modules and found != module
        }
        for module, source in modules.items()
    }


def circle(house):
    """The modules of an import circle, or none."""
    try:
        TopologicalSorter(arrows(house)).prepare()
    except CycleError as error:
        return error.args[1]


def test_no_modules_import_each_other():
    assert circle(ROOT) is None


@pytest.mark.parametrize("line", ["from pages import b", "from pages.b import x", "import pages.b"])
def test_a_circle_is_seen(tmp_path, line):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.py").write_text(f"def later():\n    {line}\n")
    (tmp_path / "pages" / "b.py").write_text("from pages.c import y\n")
    (tmp_path / "pages" / "c.py").write_text("from pages import a\n")
    assert set(circle(tmp_path)) == {"pages.a", "pages.b", "pages.c"}


def test_arrows_go_down_only():
    assert not wrong_arrows(ROOT)


@pytest.mark.parametrize(
    ("app", "line"),
    [
        ("pages", "from booking.models import Service"),
        ("pages", "import comments"),
        ("comments", "from pages.models import Page"),
        ("clinic", "import inbox.guard"),
        ("inbox", "from clinic import models"),
        ("typed", "from clinic.models import Clinic"),
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


def test_every_variable_is_explained():
    settings = (ROOT / "clinic_site" / "settings.py").read_text()
    read = re.findall(r'\b(?:read|env\.\w+)\(\s*"([A-Z_]+)"', settings)
    explained = re.findall(r"^# .+\n#?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.M)
    assert sorted(explained) == sorted({*read, *READ_ELSEWHERE})


ONLY_FOR_SOME_PAGES = {"twilio", "holidays", "icalendar", "nh3", "phonenumbers", "rapidfuzz"}


def test_production_starts_without_what_it_may_never_need():
    """As in production, `manage.py` and the WSGI module load nothing that only developers need, and
    none of the large libraries that only some pages need.
    """
    settings = {"DEBUG": "false", "SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "clinic.example"}
    settings |= {"DATABASE_URL": "postgres://clinic.example/clinic", "TRUSTED_PROXIES": "1"}
    start = (
        "import runpy, sys\n"
        "import clinic_site.wsgi, clinic_site.urls\n"
        "sys.argv = ['manage.py', 'check']\n"
        "runpy.run_path('manage.py', run_name='__main__')\n"
        f"needless = {sorted(ONLY_FOR_SOME_PAGES)}\n"
        "print([name for name in sys.modules"
        " if name.startswith('clinic_site.dev') or name in needless])"
    )
    environ = os.environ | settings | {"SITE_URL": "https://clinic.example"}
    run = subprocess.run(
        [sys.executable, "-c", start], cwd=ROOT, env=environ, capture_output=True, text=True
    )
    assert run.stdout.splitlines()[-1] == "[]", run.stderr


def test_migrations_import_nothing_of_ours():
    """They are kept for years, while what they would import is renamed."""
    for path in ROOT.glob("*/migrations/*.py"):
        names = {name.partition(".")[0] for name in imported(path.read_text())}
        assert not names & {*MAY_IMPORT}, path
