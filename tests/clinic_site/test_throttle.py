"""Guessing passwords is slowed, however it is spread, and locks no colleague out."""

import ipaddress
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.models import User
from django.test import Client

from clinic_site.accounts import forms
from clinic_site.models import AccountEvent
from clinic_site.retention.purging import purge
from tests import make
from tests.markup import Markup

pytestmark = pytest.mark.django_db
PASSWORD, WRONG = "a sample long password", "wrong"
CLINIC, ELSEWHERE = "203.0.113.7", "198.51.100.{}"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def reception():
    return User.objects.create_user("reception", password=PASSWORD, is_staff=True)


def try_out(address, password=WRONG, name="reception", **more):
    client = Client(REMOTE_ADDR=str(address))
    typed = {"username": name, "password": password} | more
    return client.post("/admin/login/", typed).status_code


def hammer(tries=30):
    """As many tries for one account, two from each network; returns how the last one ended."""
    return [try_out(ELSEWHERE.format(number // 2)) for number in range(tries)][-1]


def test_ten_wrong_passwords_pause_an_account_in_a_network():
    assert [try_out(CLINIC) for _ in range(9)] == 9 * [200]
    assert try_out(CLINIC) == 429
    assert try_out(CLINIC, PASSWORD) == 429
    assert try_out(ELSEWHERE.format(1), PASSWORD) == 302


def test_each_wrong_password_is_noted_until_the_account_is_paused(reception):
    answers = [try_out(CLINIC) for _ in range(12)]
    assert answers.count(200) == 9
    noted = AccountEvent.objects.values_list("what", "account_id", "network")
    assert sorted(noted) == 9 * [("failed", reception.pk, CLINIC)] + [("paused", reception.pk, "")]


def test_names_that_no_account_has_are_noted_once_in_ten_minutes_and_not_by_name(clock):
    for address in (CLINIC, CLINIC, ELSEWHERE.format(1)):
        try_out(address, name=f"a password {address}")
    clock.shift(timedelta(minutes=11))
    try_out(CLINIC, name="another")
    noted = AccountEvent.objects.order_by("pk").values_list("what", "account", "network")
    networks = [CLINIC, ELSEWHERE.format(1), CLINIC]
    assert list(noted) == [("failed", "", network) for network in networks]


def test_no_number_of_networks_fills_the_log(monkeypatch):
    monkeypatch.setattr(forms, "MOST_OF_ALL", {forms.WINDOW: 2})
    for number in range(4):
        try_out(ELSEWHERE.format(number), name="nobody")
    assert AccountEvent.objects.count() == 2


def test_the_addresses_of_one_household_count_as_one():
    network = ipaddress.ip_network("2001:db8:0:7::/64")
    answers = [try_out(network[number]) for number in range(1, 26)]
    assert answers.index(429) == 9
    assert try_out("2001:db8:0:8::1") == 200


def test_many_names_from_one_network_are_paused():
    answers = [try_out(CLINIC, name=f"name{number}") for number in range(25)]
    assert answers.index(429) == 19
    assert try_out(ELSEWHERE.format(1)) == 200


def test_many_networks_for_one_account_are_paused():
    answers = [try_out(ELSEWHERE.format(number // 2)) for number in range(26)]
    assert answers.index(429) == 19
    assert try_out(ELSEWHERE.format(99), PASSWORD) == 429
    assert try_out(ELSEWHERE.format(99), name="colleague") == 200


def test_nobody_is_locked_out_where_they_have_logged_in_before():
    assert try_out(CLINIC, PASSWORD) == 302
    assert hammer() == 429
    assert try_out(CLINIC) == 200
    assert try_out(CLINIC, PASSWORD) == 302


def test_a_log_in_elsewhere_gives_a_guesser_no_more_tries():
    try_out(CLINIC, PASSWORD)
    hammer()
    assert try_out(CLINIC, PASSWORD) == 302
    assert try_out(ELSEWHERE.format(99)) == 429


def test_a_guesser_in_the_same_network_is_paused_all_the_same():
    try_out(CLINIC, PASSWORD)
    assert [try_out(CLINIC) for _ in range(10)][-1] == 429


def test_a_new_password_by_mail_lets_a_person_in_during_an_attack(reception):
    hammer()
    User.objects.update(email="reception@example.com")
    client = Client(REMOTE_ADDR=ELSEWHERE.format(200))
    client.post("/admin/password_reset/", {"email": "reception@example.com"})
    (mail,) = make.queued_mail()
    link = next(word for word in mail.body.split() if "/admin/reset/" in word)
    form = client.get(link.removeprefix("http://testserver"), follow=True)
    new = "another long password"
    client.post(form.request["PATH_INFO"], {"new_password1": new, "new_password2": new})
    hammer()
    assert try_out(ELSEWHERE.format(200), new) == 302


def test_a_network_is_forgotten_after_ninety_days(clock):
    try_out(CLINIC, PASSWORD)
    clock.shift(timedelta(days=90))
    hammer()
    assert try_out(CLINIC, PASSWORD) == 429
    purge()
    assert not AccessLog.objects.exists()


def test_the_pause_ends_and_says_when(settings, clock):
    settings.AXES_COOLOFF_TIME = timedelta(hours=2)
    for _ in range(10):
        try_out(CLINIC)
    typed = {"username": "reception", "password": PASSWORD}
    paused = Client(REMOTE_ADDR=CLINIC).post("/admin/login/", typed)
    assert "Wait 2 hours, then try again" in Markup(paused.text).words
    assert paused["Retry-After"] == "7200"
    clock.shift(timedelta(hours=2, seconds=1))
    assert try_out(CLINIC, PASSWORD) == 302


def test_trying_during_the_pause_does_not_make_it_longer(clock):
    for _ in range(10):
        try_out(CLINIC)
    clock.shift(timedelta(minutes=14))
    assert try_out(CLINIC) == 429
    clock.shift(timedelta(minutes=1, seconds=1))
    assert try_out(CLINIC, PASSWORD) == 302


def test_what_was_sent_beside_a_wrong_password_is_not_kept():
    for _ in range(2):
        try_out(CLINIC, **{"kept-note": "Marzipan"})
    attempt = AccessAttempt.objects.get()
    assert (attempt.failures_since_start, attempt.post_data, attempt.get_data) == (2, "", "")
