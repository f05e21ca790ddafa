"""What is done to accounts at the desk is in the account log, and by whom."""

import pytest
from django.contrib.auth.models import Group, User

from booking.models import Therapist
from clinic_site.models import AccountEvent
from tests import make
from tests.clinic_site.test_granting import change

pytestmark = pytest.mark.django_db
ACCOUNTS, GROUPS = "/admin/auth/user/", "/admin/auth/group/"


@pytest.fixture
def boss(client):
    client.force_login(User.objects.create_superuser("boss"))
    return client


def log():
    """What was noted, oldest first."""
    rows = AccountEvent.objects.order_by("pk")
    return [(one.what, one.account) for one in rows if one.by == "boss" and one.network]


def test_an_account_is_created_disabled_enabled_and_deleted(boss):
    secret = "a long enough secret"
    typed = {"username": "ada", "usable_password": "true", "is_staff": "on"}
    boss.post(f"{ACCOUNTS}add/", typed | {"password1": secret, "password2": secret})
    ada = User.objects.get(username="ada")
    change(boss, ada, is_active="")
    change(boss, ada, is_active="on")
    boss.post(f"{ACCOUNTS}{ada.pk}/delete/", {"post": "yes"})
    assert log() == [
        ("created", "ada"),
        ("rights given", "ada"),
        ("disabled", "ada"),
        ("enabled", "ada"),
        ("deleted", "ada"),
    ]


def test_rights_that_are_given_and_taken_are_told_apart(boss):
    account = make.staff("Editors", "ada")
    change(boss, account, first_name="Ada")
    change(boss, account, is_superuser="on")
    change(boss, account, is_superuser="", groups=[])
    assert log() == [("rights given", "ada"), ("rights taken", "ada")]


def test_an_account_that_gets_a_therapists_visits_is_noted(boss):
    account = make.staff("Therapists", "ada")
    one = Therapist.objects.create(name="Sample Therapist")
    change(boss, account, therapist=one.pk)
    assert log() == [("rights given", "ada")]


def test_people_see_what_happened_to_their_own_account_and_to_no_other(client, boss):
    ada = make.staff("Reception", "ada")
    for account, what in ((ada, "failed"), (ada, "logged in"), (User.objects.first(), "password")):
        AccountEvent.objects.note(what, account)
    client.force_login(ada)
    page = client.get("/admin/account/").text
    assert "Failed to log in" in page
    assert "Logged in" in page
    assert "Password changed" not in page


def test_a_group_that_changes_changes_the_rights_of_its_members(boss):
    make.staff("Editors", "ada")
    group = Group.objects.get(name="Editors")
    some = list(group.permissions.values_list("pk", flat=True)[:2])
    boss.post(f"{GROUPS}{group.pk}/change/", {"name": "Editors", "permissions": some})
    boss.post(f"{GROUPS}{group.pk}/delete/", {"post": "yes"})
    assert log() == [("rights taken", "ada"), ("rights taken", "ada")]
