"""A session belongs to its browser alone, and ends as soon as its account may no longer have it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinic_site.account_events import AccountEvent
from clinic_site.models import Session
from tests import make
from tests.valid_html import faults

pytestmark = pytest.mark.django_db
LOGIN, PASSWORD, NEW = "/admin/login/", "a sample long password", "another long password"
PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def reception():
    user = make.staff("Reception")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def chief(admin_client):
    return admin_client


def logged_in(**more):
    client = Client(**more)
    client.post(LOGIN, {"username": "sample-staff", "password": PASSWORD})
    assert is_open(client)
    return client


def is_open(client):
    return client.get("/admin/").status_code == 200


def test_a_copy_of_the_database_opens_no_session(reception):
    client = logged_in()
    key = client.cookies["sessionid"].value
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(one::text, '') FROM clinic_site_session one")
        rows = cursor.fetchone()[0]
    assert key not in rows
    thief = Client()
    for stolen in (Session.objects.get().pk, Session.objects.get().pk[:32]):
        thief.cookies["sessionid"] = stolen
        assert not is_open(thief)


def test_logging_out_deletes_it_and_logging_in_changes_its_key(reception):
    client = logged_in()
    before = client.cookies["sessionid"].value
    client.post(LOGIN, {"username": "sample-staff", "password": PASSWORD})
    assert client.cookies["sessionid"].value != before
    assert Session.objects.count() == 1
    client.post("/admin/logout/")
    assert not Session.objects.exists()


def test_the_worker_clears_those_that_have_expired(reception, clock):
    logged_in()
    clock.shift(timedelta(hours=23))
    call_command("work", once=True)
    assert Session.objects.exists()
    clock.shift(timedelta(hours=2))
    call_command("work", once=True)
    assert not Session.objects.exists()


def change(chief, user, **fields):
    path = f"/admin/auth/user/{user.pk}/change/"
    answers = make.typed(chief.get(path)) | fields
    joined = timezone.localtime(user.date_joined)
    answers |= {"date_joined_0": f"{joined:%Y-%m-%d}", "date_joined_1": f"{joined:%H:%M:%S}"}
    answers = {name: value for name, value in answers.items() if value is not None}
    assert chief.post(path, answers).status_code == 302


def test_a_disabled_account_is_out_at_once(reception, chief):
    client = logged_in()
    change(chief, reception, is_active="")
    assert not Session.objects.of(reception).exists()
    assert not is_open(client)


def test_losing_a_group_ends_the_sessions_and_gaining_one_does_not(reception, chief):
    client = logged_in()
    both = Group.objects.filter(name__in=["Reception", "Editors"])
    change(chief, reception, groups=[group.pk for group in both])
    assert is_open(client)
    change(chief, reception, groups=[Group.objects.get(name="Editors").pk])
    assert not Session.objects.of(reception).exists()


def test_a_password_set_by_an_administrator_ends_them(reception, chief):
    logged_in()
    path = f"/admin/auth/user/{reception.pk}/password/"
    chief.post(path, {"usable_password": "true", "password1": NEW, "password2": NEW})
    assert not Session.objects.of(reception).exists()
    noted = AccountEvent.objects.get(what="password")
    assert (noted.account, noted.by) == ("sample-staff", "admin")


def test_changing_ones_own_password_keeps_only_this_session(reception, clock):
    here, elsewhere = logged_in(headers={"User-Agent": PHONE}), logged_in()
    clock.shift(timedelta(minutes=5))
    fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert here.post("/admin/password_change/", fields).status_code == 302
    assert is_open(here)
    row = Session.objects.of(reception).get()
    assert (row.browser, row.since) == ("Firefox on Android", make.NOW)
    assert not is_open(elsewhere)


def test_an_administrator_sees_who_is_logged_in_and_ends_it(reception, chief, whole_dates):
    client = logged_in(headers={"User-Agent": PHONE}, REMOTE_ADDR="203.0.113.77")
    page = chief.get("/admin/signed-in/")
    assert faults(page.text) == []
    assert "Firefox on Android" in page.text
    assert "203.0.113.0/24" in page.text
    assert "203.0.113.77" not in page.text
    path = f"/admin/auth/user/{reception.pk}/log-out/"
    assert f'href="{path}?listed=yes"' in page.text
    question = chief.get(f"{path}?listed=yes")
    assert faults(question.text) == []
    assert is_open(client)
    assert 'name="listed" value="yes"' in question.text
    chief.post(path, {"listed": "yes"})
    assert not is_open(client)
    assert is_open(chief)
    assert AccountEvent.objects.get(what="out everywhere").by == "admin"
    assert logged_in().get("/admin/signed-in/").status_code == 403


def test_a_person_logs_out_everywhere_else(reception):
    here, elsewhere = logged_in(), logged_in()
    page = here.get("/admin/account/")
    assert page.text.count("(this one)") == 1
    here.post("/admin/account/elsewhere/")
    assert is_open(here)
    assert not is_open(elsewhere)


def test_activity_is_noted_once_a_minute_and_costs_no_other_query(reception, clock):
    client = logged_in()
    clock.shift(timedelta(seconds=59))

    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get("/admin/jsi18n/")
        return [one["sql"] for one in asked]

    assert len(queries()) == 2  # the session, with all that counts, and the account
    clock.shift(timedelta(seconds=2))
    assert len([one for one in queries() if one.startswith("UPDATE")]) == 1
    assert Session.objects.get().last_seen == timezone.now()


def test_a_reader_has_no_session(client, reception):
    make.page()
    with CaptureQueriesContext(connection) as asked:
        response = client.get("/a-page/")
    assert not response.cookies
    assert not re.search("session|auth_", " ".join(one["sql"] for one in asked))
