"""A passkey is added and used, and a desk that was left hides its page, under the site's policy."""

import pytest
from playwright.sync_api import expect

from clinic_site.models import RecoveryCodes, Session, SignInRules
from tests import make, serve
from tests.browser.conftest import PRODUCTION, open_context

PASSWORD = "a sample long password"


@pytest.fixture
def desk(chromium, transactional_db, watched, monkeypatch):
    """A page of a site whose passkeys belong to the name under which the browser knows it."""
    port = serve.free_port()
    home = f"http://localhost:{port}"
    monkeypatch.setattr(serve, "free_port", lambda: port)
    user = make.staff("Reception")
    user.set_password(PASSWORD)
    user.save()
    SignInRules.objects.create(pk=1)
    with serve.site(**PRODUCTION, SITE_URL=home):
        context = open_context(chromium, home, watched)
        yield context.new_page()
        context.close()


def log_in(page):
    page.goto("/admin/")
    page.get_by_label("Username").fill("sample-staff")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def test_a_passkey_opens_the_desk_and_an_idle_one_hides_its_page(desk):
    devtools = desk.context.new_cdp_session(desk)
    devtools.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    may = {"hasUserVerification": True, "isUserVerified": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": kind | may})

    log_in(desk)
    desk.get_by_role("link", name="set it up").click()
    desk.get_by_role("link", name="Add a passkey").click()
    desk.get_by_role("button", name="Add a passkey").click()
    desk.get_by_role("button", name="Show my recovery codes").click()
    expect(desk.locator(".codes li")).to_have_count(10)
    assert RecoveryCodes.objects.count() == 1
    desk.get_by_role("button", name="Log out").click()

    desk.goto("/admin/booking/closure/add/")
    log_in_form = desk.get_by_label("Username")
    log_in_form.fill("sample-staff")
    desk.get_by_label("Password").fill(PASSWORD)
    desk.get_by_role("button", name="Log in").click()
    desk.get_by_role("button", name="Use a passkey").click()
    desk.wait_for_url("**/admin/booking/closure/add/")

    reason = desk.locator("[name=reason]")
    reason.fill("Words that somebody types")
    desk.evaluate("localStorage.setItem('desk:active', Date.now() - 15 * 60_000)")
    desk.evaluate("dispatchEvent(new Event('focus'))")
    expect(desk.get_by_role("heading", name="The desk is locked")).to_be_visible()
    expect(reason).not_to_be_visible()
    expect(desk.get_by_label("Password for sample-staff")).to_be_focused()
    desk.get_by_label("Password for sample-staff").fill(PASSWORD)
    assert Session.objects.get().locked_at
    desk.get_by_role("button", name="Unlock").click()
    expect(reason).to_be_visible()
    expect(reason).to_have_value("Words that somebody types")
    assert not Session.objects.get().locked_at
