"""A day's hours are copied to others without leaving the page."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.browser.conftest import open_context


@pytest.fixture
def page(chromium, site, client, watched):
    home, _ = site
    client.force_login(User.objects.get(username="reception"))
    context = open_context(chromium, home, watched)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": home}
    context.add_cookies([cookie])
    yield context.new_page()
    context.close()


def test_monday_is_copied_to_friday_where_it_is_typed(page):
    page.goto("/admin/booking/therapist/add/")
    page.get_by_label("Monday, from").fill("09:00")
    page.get_by_label("Friday, until").fill("20:00")
    page.on("request", lambda request: pytest.fail(f"{request.url} was asked"))
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_label("Friday, from")).to_have_value("09:00")
    expect(page.get_by_label("Friday, until")).to_have_value("")
    expect(page.get_by_label("Saturday, from")).to_have_value("")
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
