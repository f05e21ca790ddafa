"""What an editor pastes into the real editor arrives clean, and saving again changes nothing."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from pages.models import Page
from tests import make
from tests.browser.checks import STANDARDS, overhang, violations
from tests.browser.conftest import open_context
from tests.pages.test_pastes import DOCS, ORDINARY, WORD
from tests.pages.test_tables import PASTED

PASTE = """(box, [html, text]) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", text);
    box.dispatchEvent(
        new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
    );
}"""

COPY = """(box) => {
    const data = new DataTransfer();
    box.dispatchEvent(
        new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true})
    );
    return data.getData("text/html");
}"""
PASTE_FILE = """(box) => {
    const data = new DataTransfer();
    data.items.add(new File(["x"], "picture.png", {type: "image/png"}));
    box.dispatchEvent(
        new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
    );
}"""
PASTE_PICTURE = """async (box) => {
    const canvas = new OffscreenCanvas(90, 60);
    canvas.getContext("2d").fillRect(0, 0, 90, 60);
    const data = new DataTransfer();
    data.items.add(new File([await canvas.convertToBlob()], "hands.png", {type: "image/png"}));
    box.dispatchEvent(
        new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
    );
}"""
DROP = """(box, html) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    const {left, top} = box.firstElementChild.getBoundingClientRect();
    const where = {clientX: left + 2, clientY: top + 5, bubbles: true, cancelable: true};
    box.dispatchEvent(new DragEvent("drop", {dataTransfer: data, ...where}));
}"""


@pytest.fixture
def draft(transactional_db):
    return make.page().edit(by=None)


@pytest.fixture
def desk(chromium, served, draft, watched):
    client = Client()
    client.force_login(make.staff("Editors"))
    context = open_context(chromium, served, watched)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": served}
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
    """Replace the first section's text, and wait until the pasted words appear."""
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


def test_what_our_editor_copied_comes_back_as_it_was(desk):
    paste(desk, "<h2>Title</h2><ul><li>One<ul><li>Deep</li></ul></li></ul><p>1. May</p>", "Deep")
    box = desk.locator(".prose-editor [contenteditable=true]").first
    before = box.inner_html()
    box.press("Control+a")
    copied = box.evaluate(COPY)
    assert "data-pm-slice" in copied
    paste(desk, copied, "Deep")
    assert box.inner_html() == before


def test_what_another_editor_of_the_family_copied_is_cleaned(desk):
    cells = "<table data-pm-slice='1 1 []'><tr><td><p>Mon</p></td><td><p>9 to 5</p></td></tr>"
    paste(desk, f"{cells}</table><h1>Hours</h1>", "Hours")
    save(desk)
    row = "<tr><td>Mon</td><td>9 to 5</td></tr>"
    assert body() == f"<table><tbody>{row}</tbody></table><h3>Hours</h3>"


def test_a_table_is_pasted_written_and_left_by_keyboard_and_reads_on_a_phone(desk):
    box = paste(desk, PASTED["excel"][0], "Massage")
    assert "Merged cells were split" in desk.locator(".paste-note").first.inner_text()
    box.get_by_text("$100.00").click()
    assert "Tab moves to the next cell" in desk.locator(".table-note").first.inner_text()
    for words in ("Assessment", "60 min", "$160.00"):
        box.press("Tab")
        box.press_sequentially(words)
    focused = "(box) => box.contains(document.activeElement)"
    for keys, words in (("Shift+Tab", "Row above"), ("Tab", "Drawing that explains the treatment")):
        box.press("Escape")
        box.press(keys)
        assert not box.evaluate(focused)
        assert desk.evaluate("document.activeElement.textContent") == words
        box.focus()
    assert violations(desk, runOnly=STANDARDS) == []
    desk.get_by_role("button", name="Column right").first.click()
    desk.get_by_role("button", name="Row below").first.click()
    box.press("Tab")
    box.press("Tab")
    desk.get_by_role("button", name="Delete row").first.click()
    box.press("Control+Enter")
    box.press_sequentially("With tax.")
    save(desk)
    added = "<tr><th>Assessment</th><td>60 min</td><td>$160.00</td></tr></tbody></table>"
    pasted = PASTED["excel"][1].replace("</tbody></table>", added)
    assert body() == f"{pasted}<p>With tax.</p>"
    Page.objects.get(slug="a-page").draft().publish()
    desk.goto("/a-page/")
    desk.set_viewport_size({"width": 320, "height": 800})
    assert overhang(desk) == 0
    cell = desk.get_by_role("row", name="Assessment").get_by_role("cell", name="$160.00")
    named = cell.evaluate("(cell) => getComputedStyle(cell, '::before').content")
    assert named.startswith('"Price: "')
    assert [one for one in violations(desk, runOnly=STANDARDS) if "<t" in one] == []


def test_a_picture_does_not_vanish_without_a_word(desk, watched):
    note = desk.locator(".paste-note").first
    paste(desk, "<p>Before <img src='data:image/gif;base64,R0'> after</p>", "Before after")
    expect(note).to_have_text("Left out: 1 image (upload it under “Image”).")
    box = paste(desk, "<p>Words alone</p>", "Words alone")
    expect(note).to_be_empty()
    box.evaluate(PASTE_FILE)
    section = desk.locator("[data-section]").first
    expect(section.locator(".picture-note")).to_contain_text("This file is not an image.")
    watched[:] = [line for line in watched if "status of 422" not in line]


def test_pictures_pasted_into_a_text_become_its_image_and_a_block_below(desk, media, watched):
    box = desk.locator(".prose-editor [contenteditable=true]").first
    for place, words in enumerate(("Two hands", "A door")):
        box.evaluate(PASTE_PICTURE)
        section = desk.locator("[data-section]").nth(place)
        expect(section.locator(".picture-note")).to_contain_text("The image is uploaded.")
        description = section.get_by_label("Image description")
        expect(description).to_be_focused()
        expect(section.locator("[data-stage] img")).to_be_visible()
        description.fill(words)
    shapes = section.get_by_text("Crop and focal point")
    shapes.click()
    section.locator(".focus-mark").press("ArrowLeft")
    expect(section.get_by_label("Focal point, from the left")).to_have_value("45")
    section.get_by_label("Focal point, from the top").fill("20")
    expect(
        section.get_by_role("button", name="45% from the left, 20% from the top")
    ).to_be_visible()
    assert [one for one in violations(desk, runOnly=STANDARDS) if "focus" in one] == []
    save(desk)
    first, second = Page.objects.get(slug="a-page").draft().sections.all()
    assert (first.kind, first.alt, second.kind, second.alt) == (
        *("text", "Two hands"),
        *("picture", "A door"),
    )
    assert (second.focus_x, second.focus_y) == (45, 20)
    section = desk.locator("[data-section]").first
    section.get_by_role("button", name="Choose from the library").click()
    dialog = desk.get_by_role("dialog", name="Choose an image")
    dialog.get_by_label("Search").fill("door")
    dialog.get_by_label("Search").press("Enter")
    expect(dialog.get_by_role("listitem")).to_have_count(1)
    dialog.get_by_role("button", name="A door").press("Enter")
    expect(section.get_by_label("Image description")).to_have_value("A door")
    save(desk)
    assert Page.objects.get(slug="a-page").draft().sections.first().image == second.image


def test_what_is_dropped_is_cleaned_like_a_paste(desk):
    box = desk.locator(".prose-editor [contenteditable=true]").first
    box.evaluate(DROP, "<h1>Dropped</h1><table><tr><td>One</td><td>Two</td></tr></table>")
    box.get_by_role("cell", name="Two").wait_for()
    save(desk)
    assert "<h3>Dropped</h3>" in body()


def test_a_link_is_completed_or_refused_in_its_dialog(desk, watched):
    box = paste(desk, "<p>Our page</p>", "Our page")
    box.press("Control+a")
    box.press("Control+k")
    dialog = desk.get_by_role("dialog", name="Link")
    address = dialog.get_by_label("Address")
    expect(address).to_be_focused()
    address.fill("javascript:alert(1)")
    address.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("can't be used for a link")
    address.fill("a-page")
    dialog.get_by_role("button", name="Save link").click()
    expect(box.get_by_role("link", name="Our page")).to_have_attribute("href", "/a-page/")
    box.get_by_role("link").click()
    box.press("Control+k")
    expect(address).to_have_value("/a-page/")
    address.fill("www.example.org")
    address.press("Enter")
    expect(box.get_by_role("link")).to_have_attribute("href", "https://www.example.org")
    save(desk)
    assert body() == '<p><a href="https://www.example.org">Our page</a></p>'
    watched[:] = [line for line in watched if "status of 422" not in line]


def test_arabic_is_written_from_the_right(desk):
    box = paste(desk, "<p>Words</p><p>مرحبا بكم</p>", "مرحبا")
    expect(box.get_by_text("مرحبا")).to_have_css("direction", "rtl")
    expect(box.get_by_text("Words")).to_have_css("direction", "ltr")
    save(desk)
    assert body() == "<p>Words</p><p>مرحبا بكم</p>"


def test_the_advice_follows_what_is_typed(desk):
    box = paste(desk, "<p>Words</p>", "Words")
    box.press("End")
    desk.keyboard.type(" with a guarantee.")
    expect(desk.locator("aside .advice")).to_contain_text("a result promised (“guarantee”)")


def test_who_is_logged_out_is_told_what_a_paste_lost(desk, watched):
    desk.context.clear_cookies()
    paste(desk, "<ul><li><b>Plain words</b></li></ul>", "Plain words", text="Plain words")
    expect(desk.locator(".paste-note").first).to_contain_text("you have been logged out")
    watched.clear()


def test_without_the_server_the_plain_words_are_pasted(desk, watched):
    desk.route("**/pasted/", lambda route: route.abort())
    paste(desk, "<h1>Never shown</h1>", "Plain words", text="Plain words")
    note = desk.locator(".paste-note").first
    expect(note).to_contain_text("without headings, lists, bold or links")
    save(desk)
    assert body() == "<p>Plain words</p>"
    assert all("ERR_FAILED" in line for line in watched)
    watched.clear()
