"""A therapist's private calendar link, made and revoked by reception."""

import pytest

from booking.models import CalendarFeed
from tests import make
from tests.each import each

pytestmark = pytest.mark.django_db


@pytest.fixture
def therapist():
    return make.therapist()


def page_of(therapist):
    return f"/admin/booking/therapist/{therapist.pk}/change/"


def press(client, therapist, verb, **form):
    return client.post(f"/admin/booking/therapist/{therapist.pk}/feed/{verb}/", form)


def seen(feed):
    return {f"seen-{feed.pk}": feed.version}


def test_there_is_none_until_somebody_makes_one(reception, therapist):
    page = reception.get(page_of(therapist)).text
    assert "Create a link" in page
    assert "Revoke this link" not in page
    assert not CalendarFeed.objects.exists()


def test_a_link_is_made_and_shown(reception, therapist):
    assert press(reception, therapist, "make")["Location"] == page_of(therapist)
    token = CalendarFeed.objects.get().token
    page = reception.get(page_of(therapist)).text
    assert f"http://testserver/calendars/{token}/visits.ics" in page


def test_making_one_twice_keeps_the_first(reception, therapist):
    press(reception, therapist, "make")
    token = CalendarFeed.objects.get().token
    press(reception, therapist, "make")
    assert CalendarFeed.objects.get().token == token


def test_a_replaced_link_is_another(reception, therapist):
    feed = CalendarFeed.objects.create(therapist=therapist)
    press(reception, therapist, "replace", **seen(feed))
    assert CalendarFeed.objects.get().token != feed.token


def test_a_revoked_link_is_gone(reception, therapist):
    feed = CalendarFeed.objects.create(therapist=therapist)
    press(reception, therapist, "revoke", **seen(feed))
    assert not CalendarFeed.objects.exists()


@each("verb", ["replace", "revoke"])
@each("version", ["0", "", "x", "9" * 5000])
def test_a_link_changed_meanwhile_is_left_alone(reception, therapist, verb, version):
    feed = CalendarFeed.objects.create(therapist=therapist)
    press(reception, therapist, "replace", **seen(feed))
    token = CalendarFeed.objects.get().token
    response = press(reception, therapist, verb, **{f"seen-{feed.pk}": version})
    said = [str(one) for one in response.wsgi_request._messages]
    assert said[-1].startswith("This has changed since you opened it. Nothing was saved.")
    assert CalendarFeed.objects.get().token == token


@pytest.mark.parametrize("verb", ["replace", "revoke"])
def test_a_link_made_anew_is_not_the_one_that_was_seen(reception, therapist, verb):
    before = CalendarFeed.objects.create(therapist=therapist)
    press(reception, therapist, "revoke", **seen(before))
    press(reception, therapist, "make")
    press(reception, therapist, verb, **seen(before))
    assert CalendarFeed.objects.get().version == 0


@each("verb", ["make", "replace", "revoke"])
def test_looking_changes_nothing(reception, therapist, verb):
    url = f"/admin/booking/therapist/{therapist.pk}/feed/{verb}/"
    page = f"/admin/booking/therapist/{therapist.pk}/change/"
    assert reception.get(url)["Location"] == page
    assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize("pk", [0, int("9" * 40)])
def test_a_therapist_who_is_not_there_has_none(reception, pk):
    assert reception.post(f"/admin/booking/therapist/{pk}/feed/make/").status_code == 404


def test_others_of_the_staff_neither_see_nor_make_one(client, therapist):
    user = make.staff("Editors")
    user.user_permissions.add(*make.permissions("view_therapist"))
    client.force_login(user)
    assert "Private calendar" not in client.get(page_of(therapist)).text
    assert press(client, therapist, "make").status_code == 403
    assert not CalendarFeed.objects.exists()
