"""Staff can set a new password by mail, and nobody learns from it who has an account."""

import re

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.models import Group, User
from django.test import Client

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
    assert "Needed to reset a forgotten password by email" in form.text
    answers = make.typed(form) | {"username": "sample-new", "email": "new@example.com"}
    answers |= {"usable_password": "true", "password1": NEW, "password2": NEW}
    answers["groups"] = [Group.objects.get(name="Editors").pk]
    assert client.post("/admin/auth/user/add/", answers).status_code == 302
    added = User.objects.get(username="sample-new")
    assert (added.is_staff, added.is_superuser, added.email) == (True, False, "new@example.com")
    assert added.has_perm("pages.publish_revision")
    assert client.get(f"/admin/auth/user/{added.pk}/change/").text.count("Needed to reset") == 1
