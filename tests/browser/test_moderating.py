"""Reception's work on comments with the keyboard alone, on a narrow screen, without JavaScript."""

import re

from playwright.sync_api import expect

from comments.models import Comment
from tests.browser.conftest import open_context
from tests.browser.keyboard import PHONE, Keyboard


def test_comments_are_answered_shortened_and_turned_away(chromium, site, watched):
    home, passwords = site
    context = open_context(chromium, home, watched, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    keys = Keyboard(page)
    first, second = Comment.objects.waiting()

    page.goto("/admin/")
    keys.write("username", "reception")
    keys.write("password", passwords["reception"])
    keys.press("button", "Log in")
    keys.press("link", "Comments")
    keys.press("link", re.compile(r"^Answer or edit \(Sample Visitor 1\)"))
    keys.write("reply", "An answer by keyboard.")
    keys.press("button", "Approve")

    expect(page.get_by_text("The comment by Sample Visitor 1 is now approved.")).to_be_visible()
    expect(page.get_by_role("article")).to_contain_text(second.text)
    expect(page.get_by_role("article")).to_contain_text("Contains a phone number.")
    keys.tab_to(page.get_by_text("Edit the comment as readers see it"))
    page.keyboard.press("Enter")
    keys.tab_to(page.get_by_label("Comment that readers see"))
    page.keyboard.press("Control+A")
    page.keyboard.type("A shorter sample.")
    keys.press("button", "Save and decide later")
    keys.press("link", "Sample Visitor 2")
    expect(page.get_by_text("Contains a phone number.")).not_to_be_visible()
    keys.press("button", "Reject")

    expect(page.get_by_text("The comment by Sample Visitor 2 is now rejected.")).to_be_visible()
    assert list(Comment.objects.filter(pk__in=[first.pk, second.pk]).values_list("state")) == [
        ("approved",),
        ("rejected",),
    ]
    page.goto("/ims/")
    expect(page.get_by_text("An answer by keyboard.")).to_be_visible()
    expect(page.get_by_text("A shorter sample.")).not_to_be_visible()
