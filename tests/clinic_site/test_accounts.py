"""Staff can set a new password by mail, and nobody learns from it who has an account."""

import re

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.models import Group, User
from django.test import Client

from clinic_site.models import AuthenticatorApp
from inbox.models import Attempt
from tests import make
from tests.markup import Markup
from tests.valid_html import faults

pytestmark = pytest.mark.django_db
ASK = "/admin/password_reset/"
OLD, NEW = "an old long password", "a new long password"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def account():
    fields = {"email": "staff@example.com", "password": OLD, "is_staff": True}
    return User.objects.create_user("sample-editor", **fields)


def ask(email="staff@example.com", **extra):
    return Client(**extra).post(ASK, {"email": email})


def mailed_link():
    mail = make.queued_mail()[0]
    return re.search(r"http://testserver(/admin/reset/\S+)", mail.body)[1]


def choose(client, password=NEW, again=NEW):
    """Open the mailed link, and set a password where it leads."""
    form = client.get(mailed_link(), follow=True)
    path = form.request["PATH_INFO"]
    return client.post(path, {"new_password1": password, "new_password2": again})


def log_in(client, password):
    return client.post("/admin/login/", {"username": "sample-editor", "password": password})


def test_the_log_in_screen_leads_to_a_new_password(client):
    login = client.get("/admin/login/")
    assert f'href="{ASK}"' in login.text
    assert faults(login.text) == []
    assert "no-store" in login["Cache-Control"]
    assert "no-store" in client.get(ASK)["Cache-Control"]


def test_the_mail_names_nobody_in_its_subject_and_links_to_our_own_address(account):
    ask(headers={"host": "localhost"})
    (mail,) = make.queued_mail()
    assert mail.to == ["staff@example.com"]
    assert mail.subject == "Set a new password"
    assert "localhost" not in mail.body
    assert "http://testserver/admin/reset/" in mail.body


def test_a_new_password_replaces_the_old(account, client):
    ask()
    answer = choose(client)
    assert answer["Location"] == "/admin/reset/done/"
    assert "Your new password is set" in client.get("/admin/reset/done/").text
    assert log_in(Client(), OLD).status_code == 200
    assert log_in(Client(), NEW).status_code == 302


@pytest.mark.parametrize(
    "fields", [{"is_active": False}, {"is_staff": False}, {"email": "other@example.com"}]
)
def test_the_answer_is_the_same_if_no_link_is_sent(account, fields):
    known = ask()
    mails = len(make.queued_mail())
    User.objects.update(**fields)
    unknown = ask()
    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
    assert len(make.queued_mail()) == mails == 1


def test_an_account_without_a_password_of_its_own_gets_no_link(account):
    account.set_unusable_password()
    account.save()
    ask()
    assert make.queued_mail() == []


def test_a_link_works_for_one_hour(account, client, clock):
    ask()
    clock.shift(60 * 60)
    assert "New password" in client.get(mailed_link(), follow=True).text
    clock.shift(1)
    assert "This link no longer works" in Client().get(mailed_link(), follow=True).text


def test_a_link_works_once(account, client):
    ask()
    choose(client)
    assert "This link no longer works" in Client().get(mailed_link(), follow=True).text


@pytest.mark.parametrize(
    "path", ["MQ/none/", "MQ/set-password/", "AAAA/x-y/", "%00/x/", f"{'OTk5' * 2000}/x-y/"]
)
def test_a_wrong_link_is_no_error(client, path):
    assert client.get(f"/admin/reset/{path}").status_code in (200, 400)


def test_a_weak_password_is_refused_with_the_rules_shown(account, client):
    ask()
    refused = choose(client, "short", "short")
    assert refused.status_code == 422
    assert "at least 12 characters" in refused.text
    assert log_in(Client(), OLD).status_code == 302


def test_other_browsers_are_logged_out(account, client):
    elsewhere = Client()
    log_in(elsewhere, OLD)
    assert elsewhere.get("/admin/").status_code == 200
    ask()
    choose(client)
    assert elsewhere.get("/admin/").status_code == 302


def test_a_lock_out_ends_with_the_new_password(account, client):
    for _ in range(10):
        log_in(client, "wrong")
    assert log_in(client, OLD).status_code == 429
    AccessAttempt.objects.create(username="another", ip_address="127.0.0.1", failures_since_start=1)
    ask()
    choose(client)
    assert log_in(client, NEW).status_code == 302
    assert AccessAttempt.objects.get().username == "another"


def test_a_lock_out_says_how_long_it_lasts_and_what_helps(account, client):
    for _ in range(10):
        log_in(client, "wrong")
    paused = log_in(client, OLD)
    assert (paused.status_code, paused["Retry-After"]) == (429, "900")
    assert faults(paused.text) == []
    assert "Wait 15 minutes" in Markup(paused.text).words
    assert ASK in Markup(paused.text).links


def test_one_account_gets_three_mails_in_ten_minutes(account, clock):
    answers = {ask()["Location"] for _ in range(5)}
    assert len(answers) == 1
    assert len(make.queued_mail()) == 3
    clock.shift(600)
    ask()
    assert len(make.queued_mail()) == 4


def test_one_visitor_can_ask_twenty_times_in_ten_minutes():
    for number in range(20):
        assert ask(f"nobody{number}@example.com").status_code == 302
    refused = ask("staff@example.com")
    assert refused.status_code == 429
    assert refused["Retry-After"]
    assert 'value="staff@example.com"' in refused.text
    assert not Attempt.objects.filter(client__contains="@").exists()


def test_what_is_no_address_is_refused(client):
    for typed in ("", "nobody", "a\0@example.com"):
        refused = client.post(ASK, {"email": typed})
        assert refused.status_code == 422


def test_a_superuser_adds_staff_and_reads_what_the_groups_mean(client):
    client.force_login(User.objects.create_superuser("sample-chief"))
    form = client.get("/admin/auth/user/add/")
    assert "Reception: answer requests, comments and messages" in form.text
    assert "Needed for a link to choose a password" in form.text
    answers = make.typed(form) | {"username": "sample-new", "email": "new@example.com"}
    answers |= {"usable_password": "true", "password1": NEW, "password2": NEW}
    answers["groups"] = [Group.objects.get(name="Editors").pk]
    assert client.post("/admin/auth/user/add/", answers).status_code == 302
    added = User.objects.get(username="sample-new")
    assert (added.is_staff, added.is_superuser, added.email) == (True, False, "new@example.com")
    assert added.has_perm("pages.publish_revision")
    assert client.get(f"/admin/auth/user/{added.pk}/change/").text.count("Needed for a link") == 1


@pytest.fixture
def invited(admin_client):
    """An account whose person chooses the password."""
    form = {"username": "sample-editor", "email": "new@example.com", "usable_password": "false"}
    form["groups"] = [Group.objects.get(name="Editors").pk]
    page = admin_client.post("/admin/auth/user/add/", form, follow=True).text
    assert "We are emailing new@example.com a link" in page
    return User.objects.get(username="sample-editor")


def test_a_new_colleague_chooses_the_password_by_an_emailed_link(invited, client):
    (mail,) = make.queued_mail()
    assert (mail.to, mail.subject) == (["new@example.com"], "Your new account")
    assert "Your username is sample-editor" in mail.body
    assert choose(client).status_code == 302
    assert log_in(client, NEW)["Location"] == "/admin/"
    assert "This link no longer works" in Client().get(mailed_link(), follow=True).text


def test_that_link_works_for_three_days_and_then_another_is_sent(invited, client, clock):
    clock.shift(3 * 86400 - 1)
    assert "Retype the new password" in Client().get(mailed_link(), follow=True).text
    clock.shift(2)
    assert "This link no longer works" in client.get(mailed_link(), follow=True).text
    ask("new@example.com")
    assert len(make.queued_mail()) == 2


def test_without_an_address_or_a_password_no_account_is_made(admin_client):
    for how, words in (
        ("false", "Enter the email address to which the link goes"),
        ("true", "This field is required"),
    ):
        form = {"username": "sample-editor", "usable_password": how}
        page = admin_client.post("/admin/auth/user/add/", form)
        assert words in page.text
        assert faults(page.text) == []
    assert not User.objects.filter(username="sample-editor").exists()
    assert make.queued_mail() == []


def test_an_account_is_shown_without_what_only_programmers_need(account, admin_client):
    add = admin_client.get("/admin/auth/user/add/").text
    page = admin_client.get(f"/admin/auth/user/{account.pk}/change/").text
    password = admin_client.get(f"/admin/auth/user/{account.pk}/password/").text
    for words in (add, page, password):
        assert faults(words) == []
        for name in ("pbkdf2", "LDAP", "authentication", "date_joined", "Staff status", "Users"):
            assert name not in words
    assert "Accounts" in page
    assert "Add account" in add


def test_a_reset_is_offered_only_where_there_is_a_second_step(account, admin_client):
    page, reset = f"/admin/auth/user/{account.pk}/change/", "Reset the second step"
    assert reset not in admin_client.get(page).text
    AuthenticatorApp.objects.create(user=account, secret="00")
    assert reset in admin_client.get(page).text


def test_who_is_logged_in_shows_the_second_step(account, admin_client, client):
    client.force_login(account)
    AuthenticatorApp.objects.create(user=account, secret="00")
    assert 'data-label="Second step">App<' in admin_client.get("/admin/signed-in/").text


def test_a_desk_with_nothing_on_it_says_why(account, client):
    client.force_login(account)
    assert "Ask an administrator to add it to a group" in client.get("/admin/").text
    account.groups.add(Group.objects.get(name="Editors"))
    assert "Ask an administrator" not in client.get("/admin/").text
