"""Everything works where no script runs, and a page has only those it has use for."""

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from tests.browser.scripts.acts import (
    MESSAGE,
    write,
)

STATIC = Path(__file__).resolve().parents[3] / "static"


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
    expect(page.get_by_label("Your full name")).to_be_focused()
    with page.expect_navigation():
        page.get_by_role("button", name="Change the treatment or the time").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Earlier dates").click()
    for one in (".sending", ".count", "#choosing + [role=status]"):
        expect(page.locator(one)).to_have_count(0)
    write(page, "/ims/", **MESSAGE)
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def test_all_works_when_no_script_arrives(page):
    page.route("**/*.js", lambda route: route.abort())
    walk(page)
    assert Comment.objects.filter(text=MESSAGE["text"]).exists()


# Weight


PAGES = {
    "/": {"bar"},
    "/ims/": {"bar", "count", "kept", "sending"},
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
    ours = ["bar", "count", "kept", "sending", "summary", "steps"]
    assert not [name for name in ours if re.search(r"^\s*import\b|\bimport\(", sources[name], re.M)]
    weight = {name: len(gzip.compress(sources[name].encode())) for name in ours}
    assert sum(weight.values()) - weight["steps"] < 5000
    assert weight["steps"] + weight["summary"] < 5000
