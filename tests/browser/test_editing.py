"""An editor's work from end to end, as a person of the group Editors does it."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from pages.models import Page, Revision
from tests.browser.conftest import open_context

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def desk(chromium, site):
    home, _ = site
    complaints = []
    client = Client()
    client.force_login(User.objects.get(username="editor"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": home}

    def enter(**options):
        context = open_context(chromium, home, complaints, **{"viewport": DESK} | options)
        context.add_cookies([cookie])
        return context.new_page()

    yield enter
    # 403 offers the log-in to somebody who was logged out.
    asked_for = ("status of 422", "status of 403", "ERR_INTERNET_DISCONNECTED")
    assert [line for line in complaints if not any(one in line for one in asked_for)] == []


def find_draft(desk):
    desk.goto("/admin/pages/page/")
    with desk.expect_navigation():
        row = desk.get_by_role("row", name="Intramuscular")
        row.get_by_role("button", name="Edit text").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Draft of")


def open_draft(desk):
    desk.goto(f"/admin/pages/page/{Page.objects.get(slug='ims').pk}/draft/")
    expect(text_boxes(desk).last).to_be_visible()  # the editor fetches some of its scripts later


def open_short_draft(desk):
    """Of two sections: each has an editor, whose start costs more than all the rest."""
    live = Page.objects.get(slug="ims").live_revision()
    live.sections.exclude(pk__in=live.sections.values("pk")[:2]).delete()
    open_draft(desk)


def save(desk):
    with desk.expect_navigation():  # until the scripts of the page that comes run
        desk.get_by_role("button", name="Save draft").last.click()


def expect_saved(desk):
    """Wait until the page says so that has come after saving."""
    expect(desk.locator(".messagelist")).to_contain_text("The draft is saved.")


def text_boxes(desk):
    return desk.locator("#sections [contenteditable=true]")


def test_a_text_is_edited_previewed_scheduled_published_compared_and_restored(
    chromium, site, watched, desk
):
    home, _ = site
    reader = open_context(chromium, home, watched).new_page()
    before = reader.request.get(f"{home}/ims/").body()

    desk = desk()
    find_draft(desk)
    expect(text_boxes(desk).last).to_be_visible()
    text_boxes(desk).first.click()
    desk.keyboard.press("Control+Home")
    desk.keyboard.type("Typed in the editor. ")
    beside = desk.frame_locator("iframe[title='How the page will look']")
    expect(beside.get_by_text("Typed in the editor.")).to_be_in_viewport()
    desk.get_by_role("button", name="Move up: How does IMS work?").click()
    expect(beside.get_by_role("main").get_by_role("heading", level=2).nth(1)).to_have_text(
        "How does IMS work?"
    )
    desk.get_by_label("Note").fill("The second question first")
    expect(desk.get_by_text("Not saved yet").last).to_be_visible()
    with desk.expect_navigation():
        desk.keyboard.press("Control+s")
    expect_saved(desk)
    assert reader.request.get(f"{home}/ims/").body() == before

    desk.get_by_role("button", name="Preview").click()
    desk.wait_for_url("**/preview/")
    expect(desk.get_by_text("Typed in the editor.")).to_be_visible()
    headings = desk.get_by_role("main").get_by_role("heading", level=2).all_inner_texts()
    assert headings.index("How does IMS work?") < headings.index(
        "What is Intramuscular Stimulation (IMS)?"
    )
    assert reader.request.get(f"{home}/ims/").body() == before
    desk.go_back()

    tomorrow = timezone.localdate() + timedelta(days=1)
    desk.get_by_text("Publish later").click()
    desk.get_by_label("Day").fill(tomorrow.isoformat())
    desk.get_by_label("Time (Toronto)").fill("09:00")
    desk.get_by_role("button", name="Schedule").click()
    # The clinic's sentence about its success rate is asked about, once.
    expect(desk.get_by_role("heading", level=1)).to_contain_text("1 sentence to look at")
    desk.get_by_label("Why publish it as it is?").fill("From our own records, 2019 to 2025.")
    desk.get_by_role("button", name="Schedule anyway").click()
    expect(desk.get_by_text("This version goes live on").first).to_be_visible()
    assert reader.request.get(f"{home}/ims/").body() == before

    # A correction cannot wait: it is published now, and the schedule is decided about.
    open_draft(desk)
    desk.get_by_label("Summary").fill("A correction that could not wait.")
    desk.get_by_role("button", name="Publish now").click()
    problem = desk.locator(".errornote:not([hidden])")
    expect(problem).to_be_focused()
    expect(problem).to_contain_text("Choose what to do with it")
    desk.get_by_label("Cancel it").check()
    desk.get_by_role("button", name="Publish now").click()
    expect(desk.get_by_text("Published.").first).to_be_visible()
    reader.goto("/ims/")
    expect(reader.get_by_text("A correction that could not wait.")).to_be_visible()

    desk.get_by_role("link", name="versions").first.click()
    aside = desk.get_by_role("listitem").filter(has_text="The second question first")
    aside.get_by_role("radio", name="Newer").check()
    live = desk.get_by_role("listitem").filter(has_text="Live, published")
    live.get_by_role("radio", name="Older").check()
    desk.get_by_role("button", name="Compare the two selected").click()
    expect(desk.locator("ins").filter(has_text="Typed in the editor.")).to_be_visible()

    desk.go_back()
    aside.get_by_role("button", name="Restore").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Draft of")
    expect(text_boxes(desk).nth(1)).to_contain_text("Typed in the editor.")
    desk.get_by_role("button", name="Publish now").click()
    expect(desk.get_by_text("Published.").first).to_be_visible()
    reader.reload()
    expect(reader.get_by_text("Typed in the editor.")).to_be_visible()


def test_a_schedule_goes_live_with_no_process_but_the_web_server(chromium, site, watched):
    home, _ = site
    page = Page.objects.get(slug="ims")
    draft = page.edit(by=None)
    Revision.objects.filter(pk=draft.pk).update(title="Live by itself")
    reader = open_context(chromium, home, watched).new_page()
    draft.publish(at=timezone.now() + timedelta(days=1))
    heading = reader.get_by_role("heading", level=1)
    for seconds in (3, 20, 60):  # until the page was there before its time: a machine can be busy
        at = timezone.now() + timedelta(seconds=seconds)
        Revision.objects.filter(pk=draft.pk).update(publish_at=at)
        reader.goto("/ims/")
        shown, left = heading.inner_text(), at - timezone.now()
        if left > timedelta():
            break
    assert shown != "Live by itself"
    reader.wait_for_timeout(1000 * left.total_seconds() + 100)
    reader.goto("/ims/")
    expect(heading).to_have_text("Live by itself")


def add_section(desk, kind="Text", at="Add a section"):
    desk.get_by_role("button", name=at, exact=True).click()
    expect(desk.locator(".kinds button").first).to_be_focused()
    desk.locator(".kinds").get_by_role("button", name=kind).first.click()


def test_sections_are_inserted_copied_dragged_and_removed(desk):
    desk = desk(viewport={"width": 1280, "height": 4000})
    open_draft(desk)
    before = list(
        Page.objects.get(slug="ims").live_revision().sections.values_list("heading", flat=True)
    )
    add_section(desk)
    section = desk.locator("[data-section]").last
    expect(section.get_by_label("Heading")).to_be_focused()
    section.get_by_label("Heading").fill("Dragged to the top")
    section.locator("[contenteditable=true]").click()
    desk.keyboard.type("A new text.")
    desk.get_by_role("button", name="Fold all", exact=True).click()
    expect(text_boxes(desk).first).to_be_hidden()
    expect(desk.get_by_text("A new text.").first).to_be_visible()  # of its first words
    folded = section.locator(".section-content")
    expect(folded).to_have_attribute("hidden", "until-found")  # by the browser's own search
    first = desk.locator("[data-section]").first
    section.locator(".drag-handle").hover()
    desk.mouse.down()
    for down in (8, 5, 8):
        first.hover(position={"x": 60, "y": down})
    expect(desk.locator("[data-section] legend").first).to_have_text("Dragged to the top")
    desk.keyboard.press("Escape")
    desk.mouse.up()
    expect(desk.locator("[data-section] legend").first).to_have_text(before[0])
    section.locator(".drag-handle").hover()
    desk.mouse.down()
    for down in (8, 5, 8, 5):  # the browser tells of a drag once the mouse has moved twice
        first.hover(position={"x": 60, "y": down})
    desk.mouse.up()
    expect(desk.locator("[data-section] legend").first).to_have_text("Dragged to the top")
    desk.get_by_role("button", name="Duplicate: Dragged to the top").click()
    twin = desk.locator("[data-section]").nth(1)
    expect(twin.locator("[contenteditable=true]")).to_have_text("A new text.")
    twin.get_by_label("Heading").fill("The copy")
    twin.get_by_role("button", name="Move down: The copy").focus()
    desk.keyboard.press("Alt+ArrowDown")
    expect(desk.get_by_text(f"The copy: now 3 of {len(before) + 2}")).to_be_attached()

    desk.get_by_role("button", name=f"Remove: {before[0]}").click()
    desk.get_by_role("button", name=f"Undo removal: {before[0]}").click()
    desk.get_by_role("button", name=f"Remove: {before[1]}").click()
    save(desk)
    expect_saved(desk)
    stored = Page.objects.get(slug="ims").draft().sections.values_list("heading", flat=True)
    assert list(stored) == ["Dragged to the top", before[0], "The copy", *before[2:]]
    # What was folded is folded still.
    expect(desk.get_by_role("button", name=f"Text of {before[0]}")).to_have_attribute(
        "aria-expanded", "false"
    )
    # The page beside the text gets the style of a kind that it did not have.
    add_section(desk, "Highlighted box")
    desk.locator("[data-section]").last.locator("[contenteditable=true]").click()
    desk.keyboard.type("Closed today.")
    beside = desk.frame_locator(".beside iframe")
    expect(beside.locator(".block-callout")).to_have_css("border-inline-start-width", "5px")
    # A button's address is chosen from the places on this site.
    add_section(desk, "Button")
    leads_to = desk.locator("[data-section]").last.get_by_label("Leads to")
    leads_to.fill("privacy")
    desk.get_by_role("option", name="Privacy").first.click()
    expect(leads_to).to_have_value("/privacy/")


def test_everything_works_without_javascript_and_by_keyboard(desk):
    desk = desk(java_script_enabled=False, viewport=PHONE)
    find_draft(desk)
    sections = desk.locator("[data-section]")
    desk.get_by_role("button", name="Insert here, before How does IMS work?").click()
    desk.get_by_role("button", name="Question and answer").click()
    made = sections.nth(1)
    expect(made.get_by_label("Heading")).to_be_focused()
    made.get_by_label("Heading").fill("Written without a script")
    made.get_by_label("Text:").fill("<p>Plain marks.</p>")
    desk.get_by_role("button", name="Move up: Question and answer").click()
    desk.get_by_label("Title").focus()
    desk.keyboard.press("Enter")
    expect_saved(desk)
    assert Page.objects.get(slug="ims").draft().sections.first().heading == (
        "Written without a script"
    )


def test_leaving_with_unsaved_words_is_asked_about(desk):
    desk = desk()
    open_short_draft(desk)
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.get_by_label("Summary").fill("Not saved")
    desk.get_by_role("link", name="Home").click()
    expect(desk).to_have_url(re.compile("/admin/$"))
    assert asked == ["beforeunload"]


def test_a_refused_form_keeps_the_sections_and_their_order(desk):
    desk = desk()
    open_short_draft(desk)
    add_section(desk)  # left blank
    add_section(desk, at="Insert here, before What is Intramuscular Stimulation (IMS)?")
    desk.get_by_label("Heading").first.fill("Numbered after the blank one")
    text_boxes(desk).first.click()
    desk.keyboard.type("Its text.")
    desk.get_by_role("button", name="Move up: How does IMS work?").click()
    desk.get_by_label("Title").fill("")
    save(desk)
    expect(desk.get_by_role("link", name="Enter a title.")).to_be_visible()
    expect(desk.locator("[data-section] legend").nth(1)).to_have_text("How does IMS work?")
    desk.get_by_label("Title").fill("IMS")
    save(desk)
    expect_saved(desk)
    stored = Page.objects.get(slug="ims").draft().sections.values_list("heading", flat=True)
    assert list(stored)[:2] == ["Numbered after the blank one", "How does IMS work?"]


def test_a_new_section_that_was_refused_is_still_there(desk):
    desk = desk()
    open_short_draft(desk)
    add_section(desk)
    heading = desk.locator("[data-section]").last.get_by_label("Heading")
    heading.fill("A heading that lacks its text")
    save(desk)
    desk.get_by_role("link", name="Enter the text of this section.").click()
    expect(text_boxes(desk).last).to_be_focused()
    expect(heading).to_have_value("A heading that lacks its text")


def test_an_editor_who_was_logged_out_keeps_the_text_and_logs_in_beside_it(desk, site):
    _, passwords = site
    desk = desk()
    open_short_draft(desk)
    expect(desk.get_by_text("You have been logged out")).to_be_hidden()
    desk.get_by_label("Summary").fill("Written for an hour")
    desk.context.clear_cookies()
    desk.get_by_role("button", name="Save draft").last.click()
    told = desk.get_by_role("alert")
    expect(told).to_contain_text("You have been logged out")
    with desk.context.expect_page() as opened:
        told.get_by_role("link").click()
    beside = opened.value
    beside.get_by_label("Username").fill("editor")
    beside.get_by_label("Password").fill(passwords["editor"])
    with beside.expect_navigation():  # the form to log in has a heading, too
        beside.get_by_role("button", name="Log in").click()
    expect(beside.get_by_role("heading", level=1)).to_be_visible()
    save(desk)
    expect_saved(desk)
    expect(desk.get_by_label("Summary")).to_have_value("Written for an hour")


def test_without_a_connection_no_button_loses_the_words(desk, subtests):
    desk = desk()
    open_short_draft(desk)
    for button in ("Save draft", "Preview", "Publish now", "Save and create a link", "Enter"):
        with subtests.test(button):
            desk.get_by_label("Summary").fill(f"Written on a train before “{button}”")
            desk.context.set_offline(True)
            if button == "Enter":
                desk.get_by_label("Title").press("Enter")
            else:
                desk.get_by_role("button", name=button).last.click()
            told = desk.get_by_role("alert")
            expect(told).to_contain_text("You seem to be offline, so nothing was sent.")
            expect(told).to_be_focused()
            kept = expect(desk.get_by_label("Summary"))
            kept.to_have_value(f"Written on a train before “{button}”")
            desk.context.set_offline(False)
    save(desk)
    expect_saved(desk)
    kept.to_have_value("Written on a train before “Enter”")


def test_an_error_leads_into_the_text_box(desk):
    desk = desk()
    open_short_draft(desk)
    text_boxes(desk).first.click()
    desk.keyboard.press("Control+A")
    desk.keyboard.press("Delete")
    save(desk)
    desk.get_by_role("link", name="Section 1: Enter the text of this section.").click()
    expect(text_boxes(desk).first).to_be_focused()
