"""What an editor pastes into the real editor arrives clean, and saving again changes nothing."""

import pytest
from django.test import Client

from pages.models import Page
from tests import make, serve
from tests.browser.conftest import open_context
from tests.pages.test_pastes import DOCS, ORDINARY, WORD

PASTE = """(box, [html, text]) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", text);
    box.dispatchEvent(
        new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
    );
}"""


@pytest.fixture
def draft(transactional_db):
    return make.page().edit(by=None)


@pytest.fixture
def desk(chromium, draft, watched):
    client = Client()
    client.force_login(make.staff("Editors"))
    with serve.site() as port:
        home = f"http://localhost:{port}"
        context = open_context(chromium, home, watched)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": home}
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(draft.get_admin_url())
        yield page
        context.close()


def save(desk):
    with desk.expect_navigation():
        desk.get_by_role("button", name="Save draft").first.click()


def body():
    return Page.objects.get(slug="a-page").draft().sections.first().body


def paste(desk, html, shown, text=""):
    """Replace the first section's text, and wait until the pasted words stand there."""
    box = desk.locator(".prose-editor [contenteditable=true]").first
    box.press("Control+a")
    box.evaluate(PASTE, [html, text])
    box.get_by_text(shown).wait_for()
    return box


def test_a_paste_arrives_clean_and_stays_as_it_is(desk):
    for pasted, shown in ((WORD, "Before your visit"), (DOCS, "Needles")):
        paste(desk, pasted, shown)
        save(desk)
        assert body() == ORDINARY[pasted]
    box = desk.locator(".prose-editor [contenteditable=true]").first
    box.press("x")
    box.press("Backspace")
    written = desk.locator("textarea[name$=body]").first.input_value()
    save(desk)
    assert "<li><p>" in written  # the editor's own way of writing an item
    assert body() == ORDINARY[DOCS]


def test_without_the_server_the_plain_words_are_pasted(desk, watched):
    desk.route("**/pasted/", lambda route: route.abort())
    paste(desk, "<h1>Never shown</h1>", "Plain words", text="Plain words")
    save(desk)
    assert body() == "<p>Plain words</p>"
    assert all("ERR_FAILED" in line for line in watched)
    watched.clear()
