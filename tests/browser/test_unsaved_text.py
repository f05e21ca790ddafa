"""Nothing that an editor types is lost when a tab closes, the network fails or the session ends."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from clinic_site.models import Session
from pages.models import Page, Presence, UnsavedText
from tests.browser.test_editing import desk, open_draft, text_boxes  # noqa: F401 (a fixture)


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


def test_writing_goes_on_offline_after_a_log_out_and_in_another_tab(site, desk):  # noqa: F811
    _, passwords = site
    page = desk()
    open_draft(page)
    state = page.locator(".keeping-state")
    page.context.set_offline(True)
    expect(state).to_contain_text("You are offline. What you type is kept on this computer")
    write(page, "typed offline")
    page.wait_for_timeout(2500)
    assert not kept("typed offline")
    page.context.set_offline(False)
    wait_until_kept(page, "typed offline")
    expect(state).to_contain_text("Not saved yet. What you type is kept")

    write(page, "typed at the end")
    draft = page.url
    tab = page.context.new_page()
    page.close(run_before_unload=False)
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.goto(draft)
    offer = tab.locator("#keeping .warning-note")
    expect(offer).to_contain_text("on this computer")
    tab.get_by_role("link", name="Continue with it").click()
    expect(text_boxes(tab).first).to_contain_text("typed offline typed at the end")

    Session.objects.all().end()
    write(tab, "after the session")
    tab.evaluate("() => dispatchEvent(new Event('online'))")
    expect(tab.locator(".keeping-state")).to_contain_text("You have been logged out")
    assert not kept("after the session")
    elsewhere = tab.context.new_page()
    elsewhere.goto("/admin/login/")
    elsewhere.get_by_label("Username").fill("editor")
    elsewhere.get_by_label("Password").fill(passwords["editor"])
    elsewhere.get_by_role("button", name="Log in").click()
    expect(elsewhere.get_by_role("button", name="Log out")).to_be_visible()
    elsewhere.close()
    Presence.objects.note(
        Page.objects.get(slug="ims"), User.objects.get(username="reception"), None
    )
    tab.evaluate("() => dispatchEvent(new Event('focus'))")
    wait_until_kept(tab, "after the session")
    tab.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(tab.locator(".others-here")).to_have_text("reception has this page open, too.")
