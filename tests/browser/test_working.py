"""The page of work that takes long says how far it is, and takes the focus from nobody."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from clinic_site.models import WordPressImport
from tests.browser.conftest import open_context


@pytest.fixture
def page(chromium, site, client, watched):
    home, _ = site
    client.force_login(User.objects.get(username="editor"))
    context = open_context(chromium, home, watched)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": home}
    context.add_cookies([cookie])
    yield context.new_page()
    context.close()


def test_progress_is_shown_in_place_and_its_end_loads_the_page(page):
    later = timezone.now() + timedelta(hours=1)
    work = WordPressImport.objects.create(name="old.xml", step="read", claimed_until=later)
    rows = WordPressImport.objects.filter(pk=work.pk)
    page.goto(f"/admin/wordpress/{work.pk}/")
    said = page.get_by_role("status").filter(has_text="The file")
    expect(said).to_have_text("The file is waiting to be read.")
    page.get_by_role("link", name="Check progress").focus()
    rows.update(state="working")
    expect(said).to_have_text("The file is being read.")
    said.evaluate("element => { window.kept = element.firstChild }")
    rows.update(done=1, total=4)
    expect(page.get_by_role("progressbar", name="Progress")).to_have_attribute("value", "25")
    assert said.evaluate("element => element.firstChild === window.kept")  # not announced again
    expect(page.get_by_role("link", name="Check progress")).to_be_focused()
    rows.update(state="failed", problem="A sample problem.")
    expect(page.get_by_role("alert")).to_contain_text("A sample problem.")
