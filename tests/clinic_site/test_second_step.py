"""A stolen password alone opens nothing, and nobody is locked out of their own account for good."""

import base64
import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django_otp.oath import TOTP
from django_otp_webauthn.models import WebAuthnCredential

from clinic import sealed
from clinic.clock import day
from clinic_site.account_events import AccountEvent
from clinic_site.accounts import devices
from clinic_site.accounts.rules import SecondFactorRequest
from clinic_site.accounts.second_step import keep_app
from clinic_site.models import AuthenticatorApp, RecoveryCodes, Session, SignInRules
from tests import make
from tests.markup import Markup
from tests.rivals import in_parallel
from tests.valid_html import faults

pytestmark = pytest.mark.django_db
LOGIN, ACCOUNT, PASSWORD = "/admin/login/", "/admin/account/", "a sample long password"
WORDS = "An answer,\r\nwith “care”"
REQUIRED = {"is_second_factor_required": True, "idle_minutes": None, "absolute_hours": None}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def required(settings):
    settings.SIGN_IN_RULES = REQUIRED


@pytest.fixture
def reception():
    user = make.staff("Reception")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def secret(reception):
    """Of the app that reception has set up."""
    secret = devices.new_secret()
    AuthenticatorApp.objects.create(user=reception, secret=secret)
    return secret


def digits(secret, later=0):
    """What the app shows now, or some steps of half a minute later."""
    clock = TOTP(bytes.fromhex(secret))
    clock.time = make_now() + 30 * later
    return f"{clock.token():06}"


def make_now():
    return devices.timezone.now().timestamp()


def with_password(client, name="sample-staff", **more):
    return client.post(LOGIN, {"username": name, "password": PASSWORD} | more)


def logged_in(reception_client, secret):
    with_password(reception_client)
    assert reception_client.post(LOGIN, {"code": digits(secret)}).status_code == 302
    return reception_client


def happened(user):
    return list(AccountEvent.objects.filter(account_id=user.pk).values_list("what", flat=True))


def test_the_password_alone_opens_nothing(client, reception, secret):
    visit = make.booking(service := make.service(), make.therapist(service)).visits().get()
    draft = make.page().edit(by=None)
    asked = with_password(client, next="/admin/booking/patient/")
    assert asked["Location"] == f"{LOGIN}?next=%2Fadmin%2Fbooking%2Fpatient%2F"
    for path in (
        "/admin/",
        visit.get_admin_url(),
        ACCOUNT,
        f"{ACCOUNT}app/",
        "/admin/password_change/",
        f"/admin/pages/revision/{draft.pk}/preview/",
    ):
        assert client.get(path)["Location"].startswith(LOGIN), path
    form = client.get(asked["Location"])
    assert faults(form.text) == []
    assert "Six-digit code from your app" in form.text
    assert "logged in" not in happened(reception)


def test_the_digits_open_the_page_that_was_wanted(client, reception, secret):
    asked = with_password(client, next="/admin/booking/patient/")
    form = Markup(client.get(asked["Location"]).text).fields
    key = client.cookies["sessionid"].value
    done = client.post(LOGIN, form | {"code": f" {digits(secret)[:3]} {digits(secret)[3:]}"})
    assert done["Location"] == "/admin/booking/patient/"
    assert client.get("/admin/booking/patient/").status_code == 200
    assert client.cookies["sessionid"].value != key
    assert happened(reception) == ["logged in"]


def test_digits_work_once_and_only_for_their_minute(client, reception, secret, clock):
    logged_in(client, secret)
    again = Client()
    with_password(again)
    assert again.post(LOGIN, {"code": digits(secret)}).status_code == 422
    clock.shift(timedelta(minutes=5))
    assert again.post(LOGIN, {"code": digits(secret, -3)}).status_code == 422
    clock.shift(timedelta(minutes=5))
    assert again.post(LOGIN, {"code": digits(secret)}).status_code == 302


def test_guessing_is_slowed_and_locks_nobody_else_out(client, reception, secret, clock):
    with_password(client)
    for _ in range(5):
        refused = client.post(LOGIN, {"code": "000000"})
        clock.shift(timedelta(seconds=1))
    assert "Wait" in refused.text
    assert client.post(LOGIN, {"code": digits(secret)}).status_code == 422
    assert happened(reception).count("factor failed") == 6
    clock.shift(timedelta(minutes=1))
    assert client.post(LOGIN, {"code": digits(secret)}).status_code == 302
    for _ in range(9):  # a stranger, who does not know the password
        Client(REMOTE_ADDR="198.51.100.1").post(LOGIN, {"code": "000000"})
    assert AuthenticatorApp.objects.get().throttling_failure_count == 0


def test_wrong_codes_never_lock_the_owner_out_for_long_and_do_not_fill_the_log(
    client, reception, secret, clock
):
    with_password(client)
    for _ in range(30):
        client.post(LOGIN, {"code": "000000"})
        clock.shift(timedelta(minutes=18))
    assert client.post(LOGIN, {"code": digits(secret)}).status_code == 302
    again = Client()
    with_password(again)
    for _ in range(40):
        again.post(LOGIN, {"code": "000000"})
        again.post("/admin/login/passkey/prove/", "{}", content_type="application/json")
    assert happened(reception).count("factor failed") == 30 + 10


@pytest.mark.parametrize("typed", ["", "12345", "\0", "x" * 100_000, "١٢٣٤٥٦", "-00001", "1e5"])
def test_no_code_is_an_error(client, reception, secret, typed):
    with_password(client)
    assert client.post(LOGIN, {"code": typed}).status_code == 422


def test_each_recovery_code_works_once_and_a_new_set_replaces_the_old(client, reception, secret):
    old, codes = devices.new_codes(reception), devices.new_codes(reception)
    with_password(client)
    assert client.post(LOGIN, {"code": codes[0].upper().replace("-", " ")}).status_code == 302
    assert "9 left" in client.get(ACCOUNT).text
    for code in (codes[0], old[1]):
        again = Client()
        with_password(again)
        assert again.post(LOGIN, {"code": code}).status_code == 422
        RecoveryCodes.objects.update(throttling_failure_count=0)
    assert "recovery used" in happened(reception)


def test_what_was_typed_travels_through_both_steps(client, reception, secret):
    comment = make.comment(make.page(allows_comments=True))
    typed = {"seen": comment.version, "reply": WORDS, "state": "approved"}
    refused = client.post(comment.get_admin_url(), typed)
    second = client.post(
        LOGIN, Markup(refused.text).fields | {"username": "sample-staff", "password": PASSWORD}
    )
    assert "Six-digit code" in second.text
    wrong = client.post(LOGIN, Markup(second.text).fields | {"code": "000000"})
    assert Markup(wrong.text).fields["kept-reply"] == WORDS
    AuthenticatorApp.objects.update(throttling_failure_count=0)
    asked = client.post(LOGIN, Markup(wrong.text).fields | {"code": digits(secret)})
    assert "with “care”" in Markup(asked.text).words
    assert Markup(asked.text).fields["reply"] == WORDS


def test_a_form_posted_between_the_steps_is_kept(client, reception, secret):
    with_password(client)
    refused = client.post("/admin/booking/closure/add/", {"reason": WORDS})
    assert refused.status_code == 403
    assert "Six-digit code" in refused.text
    assert Markup(refused.text).fields["kept-reason"] == WORDS


def test_the_desk_says_until_when_and_then_leads_to_the_setup_alone(
    client, reception, clock, whole_dates
):
    assert with_password(client)["Location"] == "/admin/"
    assert "By Monday, December 7, your account needs" in Markup(client.get("/admin/").text).words
    clock.shift(timedelta(days=14, seconds=1))
    assert client.get("/admin/")["Location"].startswith(LOGIN)
    assert with_password(client)["Location"].startswith(LOGIN)
    assert client.get(LOGIN)["Location"] == ACCOUNT
    for path in ("/admin/booking/patient/", "/admin/password_change/", "/admin/pages/page/"):
        assert client.get(path)["Location"].startswith(LOGIN), path
    page = client.get(ACCOUNT)
    assert "needs a second step to log in" in page.text
    assert faults(page.text) == []
    kept = client.post("/admin/booking/closure/add/", {"reason": WORDS})
    assert Markup(kept.text).fields["kept-reason"] == WORDS


def test_setting_up_an_app_opens_the_desk(client, reception, clock):
    with_password(client)
    client.get("/admin/")
    clock.shift(timedelta(days=30))
    with_password(client)
    assert happened(reception) == ["logged in"]  # thirty days ago
    form = client.get(f"{ACCOUNT}app/")
    assert faults(form.text) == []
    assert "<svg" in form.text
    assert " style=" not in form.text
    key = Markup(form.text).words.split("Type this key into the app instead:")[1].split("\n")[0]
    secret = base64.b32decode(key.replace(" ", "").strip()).hex()
    sent = Markup(form.text).fields
    wrong = client.post(f"{ACCOUNT}app/", sent | {"code": "000000"})
    assert wrong.status_code == 422
    assert Markup(wrong.text).fields["secret"] == sent["secret"]
    done = client.post(f"{ACCOUNT}app/", sent | {"code": digits(secret)})
    assert done["Location"] == f"{ACCOUNT}codes/"
    assert happened(reception).count("logged in") == 2
    assert client.get("/admin/").status_code == 200
    codes = client.post(f"{ACCOUNT}codes/")
    shown = re.findall(r"<code>(\S{11})</code>", codes.text)
    assert len(shown) == 10
    assert "no-store" in codes["Cache-Control"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(one::text, '') FROM clinic_site_recoverycodes one")
        rows = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(one::text, '') FROM clinic_site_authenticatorapp one")
        rows += cursor.fetchone()[0]
    assert not [code for code in shown if code in rows or code.replace("-", "") in rows]
    assert secret not in rows
    assert happened(reception)[:2] == ["recovery made", "device added"]


@pytest.mark.parametrize("group", ["Editors", None])
def test_it_is_offered_but_not_required_of_those_who_see_no_patient(client, group, clock):
    user = User.objects.create_user("sample-staff", password=PASSWORD, is_staff=True)
    user.groups.set(Group.objects.filter(name=group))
    with_password(client)
    client.get("/admin/")
    clock.shift(timedelta(days=100))
    with_password(client)
    assert "your account needs" not in client.get("/admin/").text
    assert "Set up an app" in client.get(ACCOUNT).text


def test_rules_that_require_none_let_the_password_in(client, reception, settings, clock):
    settings.SIGN_IN_RULES = {"is_second_factor_required": False}
    with_password(client)
    clock.shift(timedelta(minutes=10))
    assert client.get("/admin/").status_code == 200


def test_another_session_without_the_second_step_is_asked_for_it(client, reception, clock):
    elsewhere = Client()
    with_password(elsewhere)
    assert elsewhere.get("/admin/").status_code == 200
    AuthenticatorApp.objects.create(user=reception, secret=devices.new_secret())
    assert elsewhere.get("/admin/")["Location"].startswith(LOGIN)


def test_devices_are_changed_only_with_the_password_given_again(client, reception, secret, clock):
    logged_in(client, secret)
    clock.shift(timedelta(minutes=11))
    led = client.post(f"{ACCOUNT}app/remove/")
    assert led["Location"] == f"{ACCOUNT}again/?next=%2Fadmin%2Faccount%2Fapp%2Fremove%2F"
    for path in ("app/", "codes/", "passkey/"):
        assert client.get(f"{ACCOUNT}{path}")["Location"].startswith(f"{ACCOUNT}again/")
    assert client.post("/admin/account/passkey/begin/").status_code == 403
    assert client.post(f"{ACCOUNT}again/", {"password": "wrong"}).status_code == 422
    client.post(f"{ACCOUNT}again/", {"password": PASSWORD, "next": ACCOUNT})
    client.post(f"{ACCOUNT}app/remove/")
    assert not AuthenticatorApp.objects.exists()
    assert "device removed" in happened(reception)


def test_nobody_removes_the_passkey_of_another(client, reception, secret):
    other = make.staff("Reception", "sample-other")
    key = WebAuthnCredential.objects.create(
        user=other, credential_id=b"1", public_key=b"2", name="Firefox"
    )
    logged_in(client, secret)
    assert client.post(f"{ACCOUNT}passkey/{key.pk}/remove/").status_code == 404
    assert WebAuthnCredential.objects.exists()


def test_a_touch_alone_neither_unlocks_the_desk_nor_changes_devices(client, reception, secret):
    begin, prove = "/admin/login/passkey/begin/", "/admin/login/passkey/prove/"

    def verification():
        return client.post(begin).json()["userVerification"]

    with_password(client)
    assert verification() == "discouraged"
    client.post(LOGIN, {"code": digits(secret)})
    early = client.post(prove, "{}", content_type="application/json")
    assert early.json()["code"] == "invalid_state"
    assert verification() == "required"
    client.post("/admin/account/lock/")
    assert verification() == "required"


def test_the_codes_that_are_shown_work_after_a_second_click(client, reception, clock):
    with_password(client)
    form = Markup(client.get(f"{ACCOUNT}codes/").text).fields
    shown = client.post(f"{ACCOUNT}codes/", form)
    again = client.post(f"{ACCOUNT}codes/", form)
    assert again.status_code == 409
    assert "New codes were made a moment ago." in again.text
    code = re.search(r"<code>(\S{11})</code>", shown.text)[1]
    assert devices.proves(reception, code)[0]
    clock.shift(timedelta(seconds=1))
    assert client.post(f"{ACCOUNT}codes/", Markup(again.text).fields).status_code == 200
    assert not devices.proves(reception, code)[0]


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_time_set_up_one_app(reception):
    in_parallel(4, lambda number: keep_app(reception, devices.new_secret(), number))
    app = AuthenticatorApp.objects.get()
    secret = devices.new_secret()
    assert keep_app(reception, secret, 5).pk == app.pk
    app.refresh_from_db()
    assert (app.secret, app.last_step) == (secret, 5)


def test_requiring_it_anew_gives_everybody_the_time_again(client, reception, settings, clock):
    with_password(client)
    client.get("/admin/")
    chief = Client()
    chief.force_login(User.objects.create_superuser("sample-chief"))
    SignInRules.objects.create(pk=1, is_second_factor_required=False, absolute_hours=None)
    clock.shift(timedelta(days=60))
    chief.force_login(User.objects.get(username="sample-chief"))
    rules = "/admin/clinic_site/signinrules/1/change/"
    form = make.typed(chief.get(rules), is_second_factor_required=True, absolute_hours=24)
    assert chief.post(rules, form).status_code == 302
    with_password(client)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("body", ["[]", "{}", "x", '{"id": 1}', "[" * 5000, '{"rawId": "\\ud800"}'])
@pytest.mark.parametrize("path", ["login/passkey/prove/", "account/passkey/add/"])
def test_no_answer_of_a_passkey_is_an_error(client, reception, body, path):
    with_password(client)
    client.post(f"/admin/{path.rpartition('/')[0].rpartition('/')[0]}/begin/")
    answer = client.post(f"/admin/{path}", body, content_type="application/json")
    assert 400 <= answer.status_code < 500


def test_a_wrong_passkey_is_noted(client, reception, secret):
    with_password(client)
    answer = client.post("/admin/login/passkey/prove/", "{}", content_type="application/json")
    assert answer.status_code == 400
    assert happened(reception) == ["factor failed"]
    assert client.get("/admin/").status_code == 302


def test_an_administrator_resets_a_lost_device(client, reception, secret, clock):
    User.objects.filter(pk=reception.pk).update(email="reception@example.com")
    logged_in(client, secret)
    chief = User.objects.create_superuser("sample-chief", password=PASSWORD)
    desk = Client()
    desk.force_login(chief)
    screen = desk.get(f"/admin/auth/user/{reception.pk}/change/")
    path = f"/admin/auth/user/{reception.pk}/reset/"
    assert f'href="{path}"' in screen.text
    clock.shift(timedelta(minutes=11))
    for again in (desk.get(path), desk.post(path)):  # the desk may stand open
        assert again["Location"].startswith("/admin/account/again/")
    assert desk.post(again["Location"], {"password": PASSWORD}).headers["Location"] == path
    page = desk.get(path)
    assert "Is it really this person" in page.text
    assert faults(page.text) == []
    assert AuthenticatorApp.objects.exists()
    desk.post(path)
    assert not AuthenticatorApp.objects.exists()
    assert not Session.objects.of(reception).exists()
    assert client.get("/admin/").status_code == 302
    (mail,) = make.queued_mail()
    assert mail.to == ["reception@example.com"]
    noted = AccountEvent.objects.get(what="devices reset")
    assert (noted.account, noted.by) == ("sample-staff", "sample-chief")


def test_the_list_of_accounts_says_who_has_a_second_step_and_until_when_others_have_time(
    reception, admin_client
):
    asked_at = make.NOW - timedelta(days=3)
    SecondFactorRequest.objects.create(user=reception, asked_at=asked_at)
    due = day(asked_at + timedelta(days=14))
    assert f"None; due {due}" in admin_client.get("/admin/auth/user/").text
    AuthenticatorApp.objects.create(user=reception, secret=devices.new_secret())
    page = admin_client.get("/admin/auth/user/").text
    assert f"None; due {due}" not in page
    assert 'field-second_step">App<' in page
    assert 'field-in_groups">Reception<' in page


def test_the_last_administrator_is_helped_by_a_command(client, reception, secret):
    logged_in(client, secret)
    call_command("reset_second_step", "sample-staff", stdout=io.StringIO())
    assert client.get("/admin/").status_code == 302
    with_password(client)
    assert client.get("/admin/").status_code == 200
    with pytest.raises(CommandError):
        call_command("reset_second_step", "nobody")


def test_nobody_resets_their_own_or_without_the_permission(client, reception, secret):
    assert (
        logged_in(client, secret).post(f"/admin/auth/user/{reception.pk}/reset/").status_code == 403
    )
    User.objects.filter(pk=reception.pk).update(is_superuser=True)
    client.post(f"/admin/auth/user/{reception.pk}/reset/")
    assert AuthenticatorApp.objects.exists()


def test_a_new_password_by_email_does_not_skip_the_second_step(client, reception, secret):
    User.objects.filter(pk=reception.pk).update(email="staff@example.com")
    Client().post("/admin/password_reset/", {"email": "staff@example.com"})
    (mail,) = make.queued_mail()
    link = re.search(r"http://testserver(/admin/reset/\S+)", mail.body)[1]
    form = client.get(link, follow=True)
    new = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    client.post(form.request["PATH_INFO"], new)
    with_password(client)
    assert client.get("/admin/").status_code == 302


def test_adding_a_device_does_not_put_off_the_daily_log_in(client, reception, clock):
    with_password(client)
    clock.shift(timedelta(minutes=5))
    secret = Markup(client.get(f"{ACCOUNT}app/").text).fields["secret"]
    typed = {"secret": secret, "code": digits(sealed.unseal(secret, purpose_of(reception)))}
    assert client.post(f"{ACCOUNT}app/", typed).status_code == 302
    assert Session.objects.of(reception).get().since == make.NOW


def purpose_of(person):
    return f"new authenticator app of {person.pk}"


def test_an_administrator_is_told_while_a_password_is_enough(admin_client, settings):
    alone = "A password alone opens this desk"
    assert alone not in admin_client.get("/admin/").text
    settings.SIGN_IN_RULES = {"is_second_factor_required": False}
    assert alone in admin_client.get("/admin/").text
    assert "a stolen password is enough" in admin_client.get("/admin/health/").text


def test_samples_that_open_the_desk_are_refused_on_a_real_site():
    with pytest.raises(CommandError, match="password alone"):
        call_command("demo")
    assert not User.objects.exists()


def test_an_empty_code_is_asked_for_and_counts_as_no_try(client, reception, secret):
    with_password(client)
    assert "Enter the six-digit code" in client.post(LOGIN, {"code": " "}).text
    assert happened(reception) == []
    logged_in(client, secret)
    assert "Enter the six-digit code" in client.post(f"{ACCOUNT}app/", {"code": ""}).text


def test_where_passkeys_do_not_work_the_page_says_where_they_do(client, reception, settings):
    settings.ALLOWED_HOSTS = ["*"]
    with_password(client)
    path = f"{ACCOUNT}passkey/"
    assert "do not work at this address" not in client.get(path).text
    elsewhere = client.get(path, headers={"Host": "127.0.0.1:8000"})
    assert f'href="http://testserver{path}"' in elsewhere.text
    assert faults(elsewhere.text) == []


def test_earlier_codes_are_named_only_if_there_were_any(client, reception, clock):
    with_password(client)
    assert "Earlier codes" not in client.post(f"{ACCOUNT}codes/", {"seen": ""}).text
    clock.shift(timedelta(seconds=1))
    seen = Markup(client.get(f"{ACCOUNT}codes/").text).fields["seen"]
    assert "Earlier codes" in client.post(f"{ACCOUNT}codes/", {"seen": seen}).text
