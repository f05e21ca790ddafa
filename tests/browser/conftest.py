"""A real browser, Debian's Chromium, on a real server with the demo's data."""

import os
import re
import shutil

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import expect, sync_playwright

from booking.models import Service
from tests import emptying, seeding, serve
from tests.browser.checks import SHIFTS

QUIET = [  # without these Chromium calls its maker at each start
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
]
# The first is the same browser without windows, which would take half of the CPU.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PATIENCE = 10_000  # milliseconds: a machine that is busy otherwise is slow, not wrong
# Its error pages; and templates are compiled once, not for each request.
PRODUCTION = {"DEBUG": "false", "DJANGO_SETTINGS_MODULE": "tests.served_settings"}

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium():
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("There is no Chromium here: apt install chromium-headless-shell")
        pytest.skip("There is no Chromium here: install it to walk the site in a browser.")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    # Playwright runs an event loop in this thread, which Django would take for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET + as_root)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def served(django_db_setup, django_db_blocker):
    """The address of a server for all tests, each of which has its own data in the database."""
    with django_db_blocker.unblock(), serve.site(**PRODUCTION) as port:
        yield f"http://localhost:{port}"


@pytest.fixture
def site(chromium, served, transactional_db, capsys):
    """The address of the running site, and the passwords that the demo prints."""
    seeding.seed()
    call_command("demo", on_a_real_site=True, with_pages=False)
    lines = re.findall(r"“(\w+)” with the password (\S+)", capsys.readouterr().out)
    yield served, dict(lines)
    for context in chromium.contexts:  # nothing asks the server while the database is emptied
        context.close()


@pytest.fixture(scope="module")
def home(chromium, served, django_db_blocker):
    """The address of one site for all tests of a module, which only add to the demo's data."""
    with django_db_blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_")
        seeding.seed()
        call_command("demo", on_a_real_site=True, with_pages=False)
        Service.objects.booked_online().update(longest_course=3)
        yield served
        emptying.empty()


@pytest.fixture
def page(chromium, home, db, watched):
    """A reader's browser on that site, without smooth scrolling, which a test would wait for."""
    context = open_context(chromium, home, watched, reduced_motion="reduce")
    context.add_init_script(SHIFTS)
    yield context.new_page()
    assert context.cookies() == []
    context.close()
    # What Chromium says of a page that comes with 404 or 422.
    watched[:] = [line for line in watched if not line.startswith("Failed to load resource")]


@pytest.fixture
def watched():
    """What went wrong in the browser: nothing, or the test fails."""
    complaints = []
    yield complaints
    assert complaints == []


# Chromium's, when a busy machine takes seconds to draw what has arrived.
SLOW = "was preloaded using link preload but not used within a few seconds"


def open_context(browser, home, complaints, **options):
    """A visitor of their own, whose browser is watched for errors and for calls elsewhere."""
    context = browser.new_context(base_url=home, **options)
    context.set_default_timeout(PATIENCE)

    def note(line):
        if line.type in ("error", "warning") and SLOW not in line.text:
            complaints.append(f"{line.text} {line.location['url']}")

    context.on("console", note)
    context.on(
        "request",
        lambda request: (
            None if request.url.startswith((home, "data:")) else complaints.append(request.url)
        ),
    )
    return context


def wait_for(page, caught, count=1):
    """Until so many requests have been caught; the test says whether there were more."""
    for _ in range(1000):
        if len(caught) >= count:
            return
        page.wait_for_timeout(10)
