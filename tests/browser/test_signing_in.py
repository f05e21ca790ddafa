"""A passkey is added and used, and a desk that was left hides its page, under the site's policy."""

import pytest
from playwright.sync_api import expect

from clinic_site.models import RecoveryCodes, Session, SignInRules
from tests import make, serve
from tests.browser.conftest import PRODUCTION, open_context
from tests.waiting import wait_until

PASSWORD = "a sample long password"


@pytest.fixture(scope="module")
def home(django_db_setup, django_db_blocker):
    """A site whose passkeys belong to the name under which the browser knows it."""
    port = serve.free_port()
    address = f"http://localhost:{port}"
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(serve, "free_port", lambda: port)
        with serve.site(**PRODUCTION, SITE_URL=address):
            yield address


@pytest.fixture
def desk(chromium, home, transactional_db, watched):
    user = make.staff("Reception")
    user.set_password(PASSWORD)
    user.save()
    SignInRules.objects.create(pk=1)
    context = open_context(chromium, home, watched)
    yield context.new_page()
    context.close()


def log_in(page, name="sample-staff"):
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()


def log_out(page, button="Log out"):
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("button", name=button)).to_have_count(0)


def leave(page):
    """As if nobody had done anything for fifteen minutes."""
    page.evaluate("localStorage.setItem('desk:active', Date.now() - 15 * 60_000)")
    page.evaluate("dispatchEvent(new Event('focus'))")


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
    log_out(desk)

    desk.goto("/admin/booking/closure/add/")
    desk.get_by_label("Username").fill("sample-staff")
    desk.get_by_label("Password").fill(PASSWORD)
    desk.get_by_role("button", name="Log in").click()
    desk.get_by_role("button", name="Use a passkey").click()
    desk.wait_for_url("**/admin/booking/closure/add/")

    reason = desk.locator("[name=reason]")
    reason.fill("Words that somebody types")
    leave(desk)
    expect(desk.get_by_role("heading", name="The desk is locked")).to_be_visible()
    expect(reason).not_to_be_visible()
    expect(desk.get_by_label("Password for sample-staff")).to_be_focused()
    desk.get_by_label("Password for sample-staff").fill(PASSWORD)
    wait_until(lambda: Session.objects.get().locked_at)
    desk.get_by_role("button", name="Unlock").click()
    expect(reason).to_be_visible()
    expect(reason).to_have_value("Words that somebody types")
    wait_until(lambda: not Session.objects.get().locked_at)


def test_a_locked_page_is_shown_again_to_its_own_person_alone_and_after_any_log_in(desk, watched):
    editor = make.staff("Editors", "sample-editor")
    editor.set_password(PASSWORD)
    editor.save()
    log_in(desk)
    desk.goto("/admin/booking/closure/add/")
    reason, password = desk.locator("[name=reason]"), desk.get_by_label("Password for sample-staff")
    reason.fill("Words that somebody types")
    leave(desk)
    for _ in range(4):
        desk.keyboard.press("Escape")
    expect(password).to_be_visible()

    with desk.context.expect_page() as opened:
        desk.get_by_role("link", name="Use a passkey, or log in again").click()
    other = opened.value
    log_out(other, "Log in as someone else")
    log_in(other, "sample-editor")
    expect(desk.get_by_text("Somebody else has logged in.")).to_be_visible()
    expect(password).not_to_be_visible()
    assert not reason.is_visible()
    wait_until(lambda: not Session.objects.get().locked_at)

    log_out(other)
    log_in(other)
    expect(reason).to_be_visible()
    leave(desk)
    Session.objects.all().delete()
    password.fill(PASSWORD)
    desk.get_by_role("button", name="Unlock").click()
    expect(desk.get_by_text("You were logged out.")).to_be_visible()
    log_in(other)
    expect(reason).to_have_value("Words that somebody types")
    expect(reason).to_be_visible()
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_role("heading", name="Nothing is saved yet")).to_be_visible()
    expect(desk.get_by_text("Words that somebody types")).to_be_visible()
    watched[:] = [line for line in watched if not line.startswith("Failed to load resource")]
