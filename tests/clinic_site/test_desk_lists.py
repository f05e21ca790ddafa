"""The desk's lists, forms and words as reception reads them."""

import re
from datetime import time
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils.translation import gettext, ngettext

import clinic_site
from booking.models import Closure, Service
from tests import make

pytestmark = pytest.mark.django_db
OUR_WORDS = Path(clinic_site.__file__).parent / "locale/en_CA/LC_MESSAGES/django.po"


@pytest.fixture
def reception(client):
    client.force_login(make.staff("Reception"))
    return client


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("/admin/comments/comment/", "Nothing is waiting here."),
        ("/admin/comments/comment/?state=all", "Nothing found."),
        ("/admin/contact/message/?q=nobody", "Nothing found."),
        ("/admin/inbox/blockedword/", "Nothing has been entered yet."),
    ],
)
def test_an_empty_list_says_so_and_has_nothing_to_choose_from(reception, url, words):
    listed = reception.get(url).text
    assert words in listed
    assert "0 of 0 selected" not in listed
    assert 'name="action"' not in listed


def test_a_list_with_rows_has_its_actions(reception):
    make.message()
    listed = reception.get("/admin/contact/message/").text
    assert "Nothing is waiting here." not in listed
    assert 'name="action"' in listed


def test_the_filter_is_between_the_search_and_the_rows(reception):
    make.message()
    listed = reception.get("/admin/contact/message/").text
    places = [listed.index(f'id="{one}"') for one in ("searchbar", "changelist-filter")]
    assert sorted(places) == places
    assert places[-1] < listed.index('id="result_list"')
    assert listed.count('id="changelist-filter"') == 1


def test_closures_are_listed_in_words(reception):
    one = {"first_day": make.TOMORROW, "last_day": make.TOMORROW}
    Closure.objects.create(**one, from_time=time(13), until_time=time(15, 30))
    Closure.objects.create(**one | {"last_day": "2026-11-26"}, is_public=True)
    listed = reception.get("/admin/booking/closure/").text
    assert "Tuesday, November 24, 1:00 PM – 3:30 PM<" in listed
    assert "Tuesday, November 24 to Thursday, November 26<" in listed
    assert re.findall(r'"field-is_public">(\w+)<', listed) == ["No", "Yes"]
    assert "icon-no" not in listed


def test_closures_of_the_whole_clinic_can_be_listed_alone(reception):
    one = {"first_day": make.TOMORROW, "last_day": make.TOMORROW}
    clinics = Closure.objects.create(**one)
    Closure.objects.create(**one, therapist=make.therapist())
    listed = reception.get("/admin/booking/closure/?therapist__isnull=True")
    assert list(listed.context["cl"].queryset) == [clinics]
    assert re.search(r'isnull=True">\s*The whole clinic</a>', listed.text)


def test_a_day_and_a_time_are_chosen_with_the_browsers_own_fields(reception):
    form = reception.get("/admin/booking/closure/add/").text
    assert form.count('<input type="date"') == form.count('<input type="time"') == 2


def test_rules_of_one_row_are_changed_and_never_added(reception):
    desk = reception.get("/admin/").text
    assert "/admin/booking/bookingrules/add/" not in desk
    assert '<a href="/admin/booking/bookingrules/">Booking rules</a>' in desk
    form = reception.get("/admin/booking/bookingrules/", follow=True).text
    assert "<h1>Booking rules</h1>" in form


def test_django_speaks_in_the_words_of_the_desk(reception):
    refused = reception.post("/admin/booking/closure/add/", {"first_day": ""}).text
    assert "Not saved yet. Please fix what is marked below." in refused
    assert "You are logged out." in reception.post("/admin/logout/").text
    assert "Forgotten your password?" in reception.get("/admin/login/").text


def test_each_of_the_words_is_compiled():
    """Else `manage.py compilemessages` was forgotten."""
    written = OUR_WORDS.read_text().replace('\\"', '"')
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', written, re.MULTILINE)
    assert len(pairs) > 10
    assert [gettext(theirs) for theirs, _ in pairs] == [ours for _, ours in pairs]
    plurals = re.findall(r'^msgid "(.+)"\nmsgid_plural "(.+)"\nmsgstr\[0\] "(.+)"', written, re.M)
    assert [ngettext(one, many, 2) for one, many, _ in plurals] == [ours for *_, ours in plurals]


def test_accounts_are_listed_without_alarming_signs(admin_client):
    User.objects.create_user("sample-somebody")
    listed = admin_client.get("/admin/auth/user/").text
    assert re.findall(r'"field-can_log_in">(\w+)<', listed) == ["Yes", "No"]


def headings(table):
    return re.findall(r'<div class="text">\s*<(?:a [^>]*|span)>([^<]+)<', table)


def on_cells(row):
    return re.findall(r'<t[dh] data-label="([^"]+)"', row)


def first_row(table):
    return table.partition("<tbody>")[2].partition("</tr>")[0]


@pytest.mark.parametrize("listed", ["booking/service", "pages/page", "auth/user"])
def test_each_cell_of_a_list_carries_the_heading_of_its_column(admin_client, listed):
    make.service()
    make.page()
    table = admin_client.get(f"/admin/{listed}/").text
    assert len(headings(table)) > 3
    assert on_cells(first_row(table)) == headings(table)


def test_a_renamed_column_is_renamed_on_its_cells(admin_client, monkeypatch):
    make.service()
    monkeypatch.setattr(Service._meta.get_field("duration"), "verbose_name", "sample name")
    table = admin_client.get("/admin/booking/service/").text
    assert "Sample name" in on_cells(first_row(table))


def test_so_does_each_cell_of_a_table_of_parts(admin_client):
    form = admin_client.get("/admin/booking/therapist/add/").text
    table = form.partition('id="closures-group"')[2].partition("</table>")[0]
    names = re.findall(r'<th class="column-\w+[^>]*>([^<]+?)\s*<', table)
    assert len(names) > 3
    assert on_cells(first_row(table)) == [*names, "Delete"]
