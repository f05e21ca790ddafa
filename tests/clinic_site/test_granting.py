"""Nobody gives what they do not have, nor changes the account of someone who may do more."""

import pytest
from django.contrib.auth.models import Group, Permission, User

from booking.models import CalendarFeed, Therapist
from tests import make

pytestmark = pytest.mark.django_db
USERS = "/admin/auth/user/"
PASSWORDS = {"usable_password": "true", "password1": 2 * "sample ", "password2": 2 * "sample "}


@pytest.fixture
def administrator(client):
    account = make.staff("Administrators", "sample-administrator")
    client.force_login(account)
    return account


@pytest.fixture
def superuser():
    return User.objects.create_superuser("sample-superuser", "boss@example.com", "sample password")


def pk_of(group):
    return Group.objects.get(name=group).pk


def change(client, account, **changes):
    """Send the account's form with these changes."""
    typed = {
        "username": account.username,
        "is_staff": "on",
        "is_active": "on",
        "groups": [group.pk for group in account.groups.all()],
        "date_joined_0": "2026-11-01",
        "date_joined_1": "09:00",
    }
    return client.post(f"{USERS}{account.pk}/change/", typed | changes)


def test_an_administrator_is_offered_neither_superuser_nor_single_permissions(
    client, administrator
):
    for account in (administrator, make.staff("Reception")):
        page = client.get(f"{USERS}{account.pk}/change/").text
        assert 'name="groups"' in page
        assert "is_superuser" not in page
        assert "user_permissions" not in page
        typed = {"first_name": "Saved", "is_superuser": "on", "user_permissions": ["1"]}
        change(client, account, **typed)
        account.refresh_from_db()
        assert account.first_name == "Saved"
        assert not account.is_superuser
        assert not account.user_permissions.exists()


@pytest.mark.parametrize("verb", ["change", "password", "delete"])
def test_an_administrator_cannot_touch_a_superuser(client, administrator, superuser, verb):
    posted = {"username": "taken", "post": "yes", "is_active": ""} | PASSWORDS
    assert client.post(f"{USERS}{superuser.pk}/{verb}/", posted).status_code == 403
    same = User.objects.get(pk=superuser.pk)
    assert (same.username, same.password) == (superuser.username, superuser.password)
    assert same.is_active


def test_no_action_on_a_list_deletes_a_superuser(client, administrator, superuser):
    picked = {"_selected_action": [superuser.pk], "action": "delete_selected", "post": "yes"}
    client.post(USERS, picked)
    assert User.objects.filter(pk=superuser.pk).exists()


@pytest.mark.parametrize("is_active", [True, False])
def test_an_account_that_may_do_more_is_changed_by_nobody_who_may_less(
    client, administrator, is_active
):
    stronger = User.objects.create_user("sample-stronger", is_staff=True, is_active=is_active)
    stronger.user_permissions.set(Permission.objects.filter(codename="delete_accesslog"))
    assert client.post(f"{USERS}{stronger.pk}/password/", PASSWORDS).status_code == 403
    assert client.post(f"{USERS}{stronger.pk}/change/", {}).status_code == 403


def test_a_group_that_gives_more_can_be_neither_given_nor_changed(client, administrator):
    group = Group.objects.create(name="Sample stronger")
    stronger = Permission.objects.get(codename="delete_accesslog")
    group.permissions.add(stronger)
    account = make.staff("Reception")
    assert "Sample stronger" not in client.get(f"{USERS}{account.pk}/change/").text
    refused = change(client, account, groups=[group.pk])
    assert "Select a valid choice" in refused.text
    assert client.post(f"/admin/auth/group/{group.pk}/change/", {}).status_code == 403
    own = pk_of("Administrators")
    path = f"/admin/auth/group/{own}/change/"
    refused = client.post(path, {"name": "Administrators", "permissions": [stronger.pk]})
    assert "Select a valid choice" in refused.text
    assert not Group.objects.filter(pk=own, permissions=stronger).exists()


def test_an_administrator_makes_an_account_with_groups_chosen_by_words(client, administrator):
    page = client.get(f"{USERS}add/").text
    assert "Reception: answer requests" in page
    typed = {"username": "new", "is_staff": "on", "groups": [pk_of("Reception")]} | PASSWORDS
    typed["password1"] = typed["password2"] = "a long sample word"
    client.post(f"{USERS}add/", typed)
    assert User.objects.get(username="new").has_perm("booking.decide_appointment")


def test_a_therapists_account_names_its_therapist(client, administrator):
    therapist, taken = make.therapist(), make.therapist(name="Taken Therapist")
    make.own_account(taken)
    account = make.staff("Reception", "sample-new")
    refused = change(client, account, groups=[pk_of("Therapists")])
    assert "Choose the therapist whose visits this account shows." in refused.text
    assert "Taken Therapist" not in refused.text
    change(client, account, groups=[pk_of("Therapists")], therapist=therapist.pk)
    assert Therapist.objects.get(account=account) == therapist
    change(client, account, groups=[pk_of("Reception")], therapist="")
    assert not Therapist.objects.filter(account=account).exists()


def test_a_superuser_gives_everything(client, superuser):
    client.force_login(superuser)
    account = make.staff("Reception")
    change(client, account, is_superuser="on")
    account.refresh_from_db()
    assert account.is_superuser


def test_groups_keep_their_order_with_those_that_may_do_least_first(client, administrator):
    Group.objects.filter(name="Therapists").update(name="Therapists")  # moves the row to the end
    page = client.get(f"{USERS}add/").text
    groups = ("Therapists", "Editors", "Reception", "Administrators")
    places = [page.index(f"{name}:") for name in groups]
    assert places == sorted(places)


def test_an_account_that_can_open_nothing_is_warned_about(client, administrator):
    warned = "no group yet"
    typed = {"username": "sample-nobody", "is_staff": "on", **PASSWORDS}
    assert warned in client.post(f"{USERS}add/", typed, follow=True).text
    in_group = [Group.objects.get(name="Editors").pk]
    assert (
        warned
        not in client.post(
            f"{USERS}add/", typed | {"username": "sample-editor", "groups": in_group}, follow=True
        ).text
    )


def test_a_calendar_link_that_outlives_its_account_is_named(client, administrator):
    therapist = make.therapist()
    account = make.own_account(therapist)
    CalendarFeed.objects.create(therapist=therapist)
    still, kept = "calendar link of this therapist still works", {"therapist": therapist.pk}
    for changes, is_told in (
        (kept, False),
        (kept | {"is_active": ""}, True),
        ({"groups": [pk_of("Reception")], "therapist": ""}, True),
    ):
        change(client, account, **changes)
        assert (still in client.get(USERS).text) == is_told
        Therapist.objects.update(account=account)


def test_a_single_permission_for_own_visits_needs_a_therapist_too(client, superuser):
    client.force_login(superuser)
    account = make.staff("Editors")
    own = Permission.objects.get(codename="view_own_appointment")
    refused = change(client, account, user_permissions=[own.pk])
    assert "Choose the therapist whose visits this account shows." in refused.text
