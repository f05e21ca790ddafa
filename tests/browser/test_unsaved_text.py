"""Nothing that an editor types is lost when a tab closes, the network fails or the session ends."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from clinic_site.models import Session
from pages.models import Page, Presence, Remark, UnsavedText
from tests.browser.conftest import open_context, wait_for
from tests.browser.test_editing import open_draft, text_boxes

SEND = "() => dispatchEvent(new Event('focus'))"
IN_THIS_BROWSER = """() => new Promise((done) => {
  const asked = indexedDB.open("unsaved text", 1);
  asked.onsuccess = () => {
    const store = asked.result.transaction("unsaved text").objectStore("unsaved text");
    const all = store.getAll();
    all.onsuccess = () => done(all.result.map((one) => JSON.stringify(one.fields)));
  };
})"""


def log_in(page, passwords):
    page.goto("/admin/login/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill(passwords["editor"])
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()


def write(page, words):
    text_boxes(page).first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(f" {words}")


def kept(words):
    return UnsavedText.objects.filter(done_at=None, fields__icontains=words).exists()


def wait_until_kept(page, words):
    for _ in range(300):
        if kept(words):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"“{words}” is not on the website")


def test_writing_goes_on_offline_after_a_log_out_and_in_another_tab(chromium, site):
    home, passwords = site
    page = open_context(chromium, home, complaints := []).new_page()
    log_in(page, passwords)
    open_draft(page)
    state = page.locator(".keeping-state")
    page.context.set_offline(True)
    expect(state).to_contain_text("You are offline. What you type is kept on this computer")
    write(page, "typed offline")
    page.wait_for_timeout(2500)
    assert not kept("typed offline")
    page.context.set_offline(False)
    wait_until_kept(page, "typed offline")
    expect(page.locator(".draft-acts .saved")).to_contain_text("Not saved yet, kept")
    expect(state).to_be_hidden()

    held = []
    page.route("**/keep/", lambda route: held.append(route))
    write(page, "while an answer")
    page.evaluate(SEND)
    wait_for(page, held)
    page.keyboard.type(" takes long")
    page.wait_for_timeout(2500)
    with page.expect_response("**/keep/"):
        held[0].continue_()
    page.wait_for_timeout(300)
    assert ["while an answer takes long" in one for one in page.evaluate(IN_THIS_BROWSER)] == [True]
    page.unroute("**/keep/")

    page.get_by_text("Add a remark").click()
    page.locator("#new-remark textarea").fill("Said to a colleague")
    page.locator("#new-remark").get_by_role("button").click()
    said = page.locator("#together .remark")
    expect(said.get_by_text("Said to a colleague")).to_be_visible()
    page.get_by_text("Add a remark").click()
    page.locator("#new-remark textarea").fill("Half written")
    said.get_by_role("textbox").fill("An answer, too")
    said.get_by_role("button", name="Answer").click()
    expect(said.locator(".reply")).to_contain_text("An answer, too")
    assert Remark.objects.count() == 2
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist")).to_contain_text("The draft is saved.")
    expect(page.locator("#new-remark textarea")).to_have_value("Half written")
    page.locator("#new-remark textarea").fill("")

    write(page, "typed at the end")
    for _ in range(100):
        if any("typed at the end" in str(one) for one in page.evaluate(IN_THIS_BROWSER)):
            break
        page.wait_for_timeout(100)
    draft = page.url
    tab = page.context.new_page()
    page.close(run_before_unload=False)
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.goto(draft)
    offer = tab.locator("#keeping .warning-note")
    expect(offer).to_contain_text("on this computer")
    tab.get_by_role("link", name="Continue with it").click()
    expect(text_boxes(tab).first).to_contain_text("takes long typed at the end")

    Session.objects.all().end()
    write(tab, "after the session")
    tab.evaluate("() => dispatchEvent(new Event('online'))")
    expect(tab.locator(".keeping-state")).to_contain_text("You have been logged out")
    assert not kept("after the session")
    elsewhere = tab.context.new_page()
    log_in(elsewhere, passwords)
    elsewhere.close()
    key = tab.locator("#sections [name$=-key]").first.input_value()
    colleague = User.objects.get(username="reception")
    Presence.objects.note(Page.objects.get(slug="ims"), colleague, key)
    tab.evaluate("() => dispatchEvent(new Event('focus'))")
    wait_until_kept(tab, "after the session")
    tab.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    heading = tab.locator("#sections [name$=-heading]").first.input_value()
    others = tab.locator(".others-here")
    expect(others).to_have_text(f"reception is writing in “{heading}”.")
    expect(tab.get_by_text("reception is writing here")).to_have_count(1)
    refused = ("ERR_INTERNET_DISCONNECTED", "status of 403")
    assert [line for line in complaints if not any(one in line for one in refused)] == []
