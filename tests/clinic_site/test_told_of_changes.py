"""Nobody changes how an account logs in without its person hearing of it."""

import re

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from clinic_site.accounts import devices
from clinic_site.models import AuthenticatorApp
from tests import make

pytestmark = pytest.mark.django_db
LOGIN, ACCOUNT = "/admin/login/", "/admin/account/"
PASSWORD, NEW = "a sample long password", "another long password"
PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def reception():
    user = make.staff("Reception")
    user.set_password(PASSWORD)
    user.email = "reception@example.com"
    user.save()
    return user


@pytest.fixture
def desk(reception):
    client = Client(headers={"User-Agent": PHONE})
    client.post(LOGIN, {"username": "sample-staff", "password": PASSWORD})
    return client


def told():
    """The one email that was queued, with when and in which browser it happened."""
    (mail,) = make.queued_mail()
    assert mail.to == ["reception@example.com"]
    words = " ".join(mail.body.split())
    assert "Monday, November 23, 9:00 AM, in this browser: Firefox on Android." in words
    assert "If this was not you" in words
    assert re.findall(r"http\S+/admin\S+", mail.body) == ["http://testserver/admin/account/"]
    return mail


def test_removing_a_device_is_told(desk, reception):
    AuthenticatorApp.objects.create(user=reception, secret=devices.new_secret())
    desk.post(LOGIN, {"code": devices.new_codes(reception)[0]})
    desk.post(f"{ACCOUNT}app/remove/")
    used, removed = make.queued_mail()
    assert used.subject == "A recovery code was used to log in"
    assert "Codes that are left: 9." in used.body
    assert removed.subject == "A device was removed from your account"


def test_the_desk_says_how_many_codes_are_left(desk, reception):
    AuthenticatorApp.objects.create(user=reception, secret=devices.new_secret())
    desk.post(LOGIN, {"code": devices.new_codes(reception)[0]})
    assert "You have 9 recovery codes left." in desk.get("/admin/").text


def test_adding_an_app_is_told(desk, reception, monkeypatch):
    monkeypatch.setattr("clinic_site.accounts.second_step.first_step", lambda secret, typed: 1)
    desk.post(f"{ACCOUNT}app/", {"code": "123456"})
    assert told().subject == "A device was added to your account"


def test_new_codes_are_told_and_are_not_in_the_email(desk):
    shown = desk.post(f"{ACCOUNT}codes/", {"seen": ""})
    mail = told()
    assert mail.subject == "New recovery codes were made for your account"
    assert not [code for code in shown.context["codes"] if code in mail.body]


def test_a_new_password_is_told_whoever_sets_it(desk, reception, admin_client):
    new = {"new_password1": NEW, "new_password2": NEW}
    desk.post("/admin/password_change/", {"old_password": PASSWORD} | new)
    assert told().subject == "Your password was changed"
    set_by_other = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    admin_client.post(f"/admin/auth/user/{reception.pk}/password/", set_by_other)
    _, mail = make.queued_mail()
    assert "An administrator has changed the password" in mail.body
    assert "browser" not in mail.body


def test_nothing_is_told_if_nothing_was_changed(desk):
    desk.post("/admin/password_change/", {"old_password": "wrong"})
    desk.post(f"{ACCOUNT}codes/", {"seen": "other codes"})
    desk.post(f"{ACCOUNT}app/remove/")
    assert make.queued_mail() == []


def test_an_account_without_an_address_is_no_error(desk, reception):
    User.objects.update(email="")
    assert desk.post(f"{ACCOUNT}codes/", {"seen": ""}).status_code == 200
    assert make.queued_mail() == []
