"""A desk that somebody left is locked, and what they were typing comes back with one field."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from clinic_site.account_events import AccountEvent
from clinic_site.models import Session, SignInRules
from comments.models import Comment
from tests import make
from tests.markup import Markup
from tests.valid_html import faults

pytestmark = pytest.mark.django_db
LOGIN, PASSWORD = "/admin/login/", "a sample long password"
WORDS = "An answer,\r\nwith “care”"
SCRIPT = {"Sec-Fetch-Dest": "empty"}


@pytest.fixture(autouse=True)
def clock(settings):
    settings.SIGN_IN_RULES = {"is_second_factor_required": False}
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def reception(client):
    user = make.staff("Reception")
    user.set_password(PASSWORD)
    user.save()
    client.post(LOGIN, {"username": user.username, "password": PASSWORD})
    return user


def is_open(client, **more):
    return client.get("/admin/", **more).status_code == 200


def test_the_desk_locks_after_fifteen_idle_minutes_and_comes_back(client, reception, clock):
    clock.shift(timedelta(minutes=15))
    assert is_open(client)
    clock.shift(timedelta(minutes=17))
    led = client.get("/admin/booking/patient/?q=sample")
    assert led["Location"] == f"{LOGIN}?next=/admin/booking/patient/%3Fq%3Dsample"
    lock = client.get(led["Location"])
    assert faults(lock.text) == []
    assert "The desk is locked" in lock.text
    assert "Password for sample-staff" in lock.text
    assert "Desk</a>" not in lock.text
    fields = Markup(lock.text).fields
    wrong = client.post(LOGIN, fields | {"password": "wrong"})
    assert wrong.status_code == 422
    assert not is_open(client)
    back = client.post(LOGIN, fields | {"password": PASSWORD})
    assert back["Location"] == "/admin/booking/patient/?q=sample"
    assert is_open(client)
    noted = AccountEvent.objects.order_by("pk").values_list("what", flat=True)
    assert list(noted) == ["logged in", "locked", "failed", "unlocked"]


def test_nothing_typed_is_lost(client, reception, clock):
    comment = make.comment(make.page(allows_comments=True))
    clock.shift(timedelta(minutes=20))
    typed = {"seen": comment.version, "reply": WORDS, "state": "approved"}
    typed |= {"shown_name": comment.name, "shown_text": comment.text}
    refused = client.post(comment.get_admin_url(), typed)
    assert refused.status_code == 403
    assert "We have kept what you typed: enter your password" in Markup(refused.text).words
    wrong = client.post(LOGIN, Markup(refused.text).fields | {"password": "wrong"})
    asked = client.post(LOGIN, Markup(wrong.text).fields | {"password": PASSWORD})
    assert Comment.objects.get().reply == ""
    sent = client.post(comment.get_admin_url(), Markup(asked.text).fields)
    assert sent.status_code == 302
    assert Comment.objects.get().reply == WORDS.replace("\r\n", "\n")


@pytest.mark.parametrize("headers", [SCRIPT, {"Accept": "*/*"}])  # the second over plain HTTP
def test_what_a_script_asks_for_keeps_no_desk_open(client, reception, clock, headers):
    for _ in range(4):
        clock.shift(timedelta(minutes=4, seconds=30))
        last = client.get("/admin/", headers=headers).status_code
    assert last == 302


def test_typing_keeps_it_open(client, reception, clock):
    for _ in range(4):
        clock.shift(timedelta(minutes=10))
        assert client.post("/admin/account/still-here/", headers=SCRIPT).status_code == 204
    assert is_open(client)
    clock.shift(timedelta(minutes=20))
    assert client.post("/admin/account/still-here/", headers=SCRIPT).status_code == 403


def test_it_never_locks_before_the_minutes_since_the_last_key_are_over(client, reception, clock):
    clock.shift(timedelta(seconds=59))
    assert is_open(client)  # too soon to be noted
    clock.shift(timedelta(seconds=59))  # keys are typed, too soon after that page to be reported
    clock.shift(timedelta(minutes=14, seconds=59))
    assert is_open(client)


def test_the_page_locks_and_unlocks_without_being_left(client, reception):
    assert client.post("/admin/account/lock/").status_code == 204
    assert not is_open(client)
    unlock = "/admin/account/unlock/"
    assert client.post(unlock, {"password": "wrong"}).status_code == 422
    assert client.post(unlock, {"password": PASSWORD}).status_code == 204
    assert is_open(client)
    assert Client().post(unlock, {"password": PASSWORD}).status_code == 403
    assert Client().post("/admin/account/lock/").status_code == 403


def test_guessing_at_a_locked_desk_is_paused_like_at_the_door(client, reception, clock):
    client.post("/admin/account/lock/")
    answers = [client.post(LOGIN, {"password": "wrong"}).status_code for _ in range(10)]
    assert answers == 9 * [422] + [429]
    assert client.post("/admin/account/unlock/", {"password": PASSWORD}).status_code == 429
    clock.shift(timedelta(minutes=16))
    assert client.post("/admin/account/unlock/", {"password": PASSWORD}).status_code == 204


def test_guessing_the_old_password_at_an_open_desk_is_paused_too(client, reception):
    new = {"new_password1": "another long password", "new_password2": "another long password"}
    path = "/admin/password_change/"
    answers = [client.post(path, new | {"old_password": "wrong"}).status_code for _ in range(10)]
    assert answers == 9 * [200] + [429]
    assert client.post(path, new | {"old_password": PASSWORD}).status_code == 429
    reception.refresh_from_db()
    assert reception.check_password(PASSWORD)
    assert AccountEvent.objects.filter(what="failed").count() >= 9


def test_a_colleague_can_log_out_of_a_locked_desk_and_in_as_themselves(client, reception):
    User.objects.create_superuser("sample-chief", password=PASSWORD)
    client.post("/admin/account/lock/")
    client.post("/admin/logout/")
    assert not Session.objects.of(reception).exists()
    client.post(LOGIN, {"username": "sample-chief", "password": PASSWORD})
    assert "sample-chief" in client.get("/admin/").text


def test_after_twelve_hours_the_whole_log_in_is_asked_for(client, reception, clock):
    for _ in range(72):
        clock.shift(timedelta(minutes=10))
        client.post("/admin/account/still-here/", headers=SCRIPT)
    refused = client.post("/admin/booking/closure/add/", {"reason": WORDS})
    fields = Markup(refused.text).fields
    assert "username" in fields
    assert fields["kept-reason"] == WORDS
    assert not Session.objects.of(reception).exists()
    asked = client.post(LOGIN, fields | {"username": "sample-staff", "password": PASSWORD})
    assert Markup(asked.text).fields["reason"] == WORDS


def test_an_administrator_sets_the_minutes(client, reception, clock):
    chief = Client()
    chief.force_login(User.objects.create_superuser("sample-chief"))
    form = chief.get("/admin/clinic_site/signinrules/add/")
    refused = chief.post("/admin/clinic_site/signinrules/add/", make.typed(form, idle_minutes=0))
    assert "enter 1 or more" in refused.text
    typed = make.typed(form, idle_minutes=5, is_second_factor_required=True)
    assert chief.post("/admin/clinic_site/signinrules/add/", typed).status_code == 302
    assert SignInRules.current().idle_minutes == 5
    clock.shift(timedelta(minutes=7))
    assert not is_open(client)
    assert AccountEvent.objects.filter(what="rules changed", by="sample-chief").exists()
