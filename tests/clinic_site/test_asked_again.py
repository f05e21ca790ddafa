"""Whoever finds a desk open erases nobody, takes nobody's data and gives themselves no account."""

import pytest
import time_machine
from django.contrib.auth.models import Group, User

from booking.models import Booking
from clinic_site.account_events import AccountEvent
from clinic_site.models import PersonalDataRequest, Retention, SignInRules
from tests import make
from tests.markup import Markup
from tests.valid_html import faults

pytestmark = pytest.mark.django_db
PASSWORD, OTHER = "a sample long password", "another long password"
AGAIN = "/admin/account/again/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def desk(client):
    """Of an administrator, who logged in some minutes ago."""
    client.force_login(User.objects.create_superuser("sample-chief", password=PASSWORD))
    return client


@pytest.fixture
def colleague():
    return make.staff("Reception")


def rules_form(client):
    path = "/admin/clinic_site/signinrules/add/"
    return path, make.typed(client.get(path), idle_minutes=60, absolute_hours=12)


def retention_form(client):
    form = client.get("/admin/retention/").context["form"]
    typed = {field.name: field.value() for field in form} | {"visits_years": 12, "save": "yes"}
    return "/admin/retention/", typed


def account_form(client):
    path = f"/admin/auth/user/{User.objects.get(username='sample-staff').pk}/change/"
    form = {"username": "sample-staff", "is_staff": "on", "is_active": "on"}
    form |= {"date_joined_0": "2026-11-01", "date_joined_1": "09:00"}
    return path, form | {"groups": [Group.objects.get(name="Administrators").pk]}


def is_sent_again(client, path, form):
    """Send the form, enter the password, then send what was kept; returns both last answers."""
    asked = client.post(path, form)
    assert (asked.status_code, faults(asked.text)) == (403, [])
    assert "Enter your password" in asked.text
    kept = Markup(asked.text).fields
    assert client.post(AGAIN, kept | {"password": "wrong"}).status_code == 422
    shown = client.post(AGAIN, kept | {"password": PASSWORD})
    assert (shown.status_code, faults(shown.text)) == (200, [])
    assert "Nothing is done yet" in shown.text
    return client.post(path, Markup(shown.text).fields)


@pytest.mark.parametrize(
    ("form_of", "is_done"),
    [
        (rules_form, lambda: SignInRules.current().idle_minutes == 60),
        (retention_form, lambda: Retention.current().visits_years == 12),
        (account_form, lambda: User.objects.filter(groups__name="Administrators").exists()),
    ],
)
def test_rules_periods_and_groups_take_the_password_again(desk, colleague, clock, form_of, is_done):
    path, form = form_of(desk)
    clock.shift(660)
    asked = desk.post(path, form)
    assert not is_done()
    assert "Enter your password" in asked.text
    assert is_sent_again(desk, path, form).status_code == 302
    assert is_done()


def test_a_new_account_and_what_a_group_may_do_take_it_too(desk, clock):
    group = Group.objects.get(name="Editors")
    clock.shift(660)
    new = {"username": "sample-new", "email": "new@example.com", "is_staff": "on"}
    new |= {"usable_password": "true", "password1": OTHER, "password2": OTHER}
    for path, form in (
        ("/admin/auth/user/add/", new),
        (f"/admin/auth/group/{group.pk}/change/", {"name": "Renamed"}),
    ):
        assert "Enter your password" in desk.post(path, form).text
    assert not User.objects.filter(username="sample-new").exists()
    assert not Group.objects.filter(name="Renamed").exists()


def test_a_colleagues_password_takes_it_before_the_form_opens(desk, colleague, clock):
    path = f"/admin/auth/user/{colleague.pk}/password/"
    clock.shift(660)
    assert desk.get(path)["Location"].startswith(AGAIN)
    asked = desk.post(path, {"usable_password": "true", "password1": OTHER, "password2": OTHER})
    assert OTHER not in asked.text
    colleague.refresh_from_db()
    assert not colleague.check_password(OTHER)


def test_a_person_is_exported_or_erased_only_after_it(desk, clock):
    make.booking(service := make.service(), make.therapist(service)).visits().get().decline(None)
    whom = {"email": Booking.objects.get().email}
    clock.shift(660)
    held = desk.post("/admin/personal-data/", whom)
    form = whom | {"seen": held.context["found"].version()}
    for verb in ("file", "erase"):
        asked = desk.post(f"/admin/personal-data/{verb}/", form | {"confirmed": "yes"})
        assert "Enter your password" in asked.text
    assert not PersonalDataRequest.objects.exists()
    assert is_sent_again(desk, "/admin/personal-data/erase/", form).status_code == 200
    assert desk.post("/admin/personal-data/file/", form).json()
    assert AccountEvent.objects.filter(what="exported").exists()
    desk.post("/admin/personal-data/erase/", form | {"confirmed": "yes"})
    assert not Booking.objects.filter(**whom).exists()


def test_it_is_asked_only_of_those_who_may(colleague, client, clock):
    client.force_login(colleague)
    clock.shift(660)
    for path in ("auth/user/add/", f"auth/user/{colleague.pk}/password/", "personal-data/erase/"):
        assert client.post(f"/admin/{path}", {"email": "a@example.com"}).status_code == 403, path
