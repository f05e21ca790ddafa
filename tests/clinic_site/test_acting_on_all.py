"""An action on all rows of a list touches those that were counted when it was drawn, no others."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import User

from booking.models import Closure
from comments.models import Comment
from contact.models import Message
from inbox import bulk_actions
from inbox.bulk_actions import ActsOnListed
from inbox.models import BlockedWord
from tests import make
from tests.markup import Markup

pytestmark = pytest.mark.django_db
COMMENTS = "/admin/comments/comment/"


@pytest.fixture
def reception(client):
    client.user = make.staff("Reception")
    client.force_login(client.user)
    return client


@pytest.fixture
def page():
    return make.page(allows_comments=True)


def comments(page, count):
    return [make.comment(page, text=f"Comment {number}") for number in range(count)]


def all_of(page, action):
    """What a browser sends after “Select all”, ticking every row of the page."""
    rows = re.findall(r'name="_selected_action" value="(\d+)"', page.text)
    fields = {name: value for name, value in Markup(page.text).fields.items() if name != "q"}
    chosen = {"_selected_action": rows, "select_across": 1, "action": action, "index": 0}
    return fields | chosen


def test_a_comment_that_came_since_is_not_approved(reception, page):
    seen = comments(page, 27)
    sent = all_of(reception.get(COMMENTS), "to_approved")
    assert len(sent["_selected_action"]) == 25
    late = make.comment(page, text="Nobody has seen this.")
    said = reception.post(COMMENTS, sent, follow=True).text
    assert set(Comment.objects.visible()) == set(seen)
    late.refresh_from_db()
    assert late.state == "pending"
    assert "27 comments marked as approved." in said
    assert "1 comment left unchanged: it is new since you opened the list." in said


def test_a_comment_on_another_page_that_a_colleague_changed_is_left(reception, page):
    seen = comments(page, 27)
    sent = all_of(reception.get(COMMENTS), "to_approved")
    seen[26].moderate(by=None, seen=0, shown_text="Edited by a colleague.")
    seen[25].handle(by=None, seen=0, state=Comment.State.REJECTED)
    said = reception.post(COMMENTS, sent, follow=True).text
    assert Comment.objects.visible().count() == 25
    assert "2 comments left unchanged: a colleague has dealt with them" in said


def test_all_messages_are_those_that_were_listed(reception):
    for number in range(26):
        make.message(text=f"Message {number}")
    sent = all_of(reception.get("/admin/contact/message/"), "to_answered")
    make.message(text="Nobody has seen this.")
    reception.post("/admin/contact/message/", sent)
    assert Message.objects.get(state="open").text == "Nobody has seen this."


@pytest.mark.parametrize("listed", ["", "nonsense", None])
def test_without_what_was_listed_only_the_page_itself_is_meant(reception, page, listed):
    comments(page, 27)
    sent = all_of(reception.get(COMMENTS), "to_approved")
    sent = {name: value for name, value in sent.items() if name != "listed"}
    reception.post(COMMENTS, sent if listed is None else sent | {"listed": listed})
    assert Comment.objects.visible().count() == 25


def test_what_another_person_saw_is_nobody_elses_choice(reception, page, client):
    comments(page, 27)
    sent = all_of(reception.get(COMMENTS), "to_approved")
    client.force_login(make.staff("Reception", "sample-colleague"))
    client.post(COMMENTS, sent)
    assert Comment.objects.visible().count() == 25


def test_deleting_all_spares_what_came_and_what_changed(reception):
    words = [BlockedWord.objects.create(word=f"sample {number:03}") for number in range(102)]
    address = "/admin/inbox/blockedword/"
    sent = all_of(reception.get(address), "delete_selected")
    late = BlockedWord.objects.create(word="late")
    BlockedWord.objects.filter(pk=words[101].pk).update(weight=5)
    asked = reception.post(address, sent)
    assert "1 blocked word left unchanged: it is new" in asked.text
    assert (
        "1 blocked word left unchanged: it has changed, or left the list, since you" in asked.text
    )
    BlockedWord.objects.filter(pk=words[0].pk).update(weight=5)
    confirmed = Markup(asked.text).fields | {
        "_selected_action": re.findall(r'name="_selected_action" value="(\d+)"', asked.text)
    }
    reception.post(address, confirmed)
    assert set(BlockedWord.objects.all()) == {late, words[0], words[101]}


def test_a_single_row_that_changed_is_not_deleted_either(reception):
    one = {"first_day": make.TOMORROW, "last_day": make.TOMORROW}
    Closure.objects.create(**one)
    address = "/admin/booking/closure/"
    sent = all_of(reception.get(address), "delete_selected") | {"select_across": 0}
    Closure.objects.update(reason="A colleague's reason")
    listed = reception.post(address, sent, follow=True)
    assert "1 closure left unchanged" in listed.text
    assert "Are you sure" not in listed.text


def test_accounts_that_came_since_are_not_deleted(admin_client):
    User.objects.bulk_create(User(username=f"sample-{number}") for number in range(110))
    address = "/admin/auth/user/?is_superuser__exact=0"
    sent = all_of(admin_client.get(address), "delete_selected")
    User.objects.create_user("sample-late")
    asked = admin_client.post(address, sent)
    assert "110" in asked.text
    assert "sample-late" not in asked.text


def test_every_list_of_the_desk_acts_on_what_was_listed():
    assert all(isinstance(one, ActsOnListed) for one in admin.site._registry.values())


def test_a_list_that_is_too_long_is_dealt_with_in_turns(reception, page, monkeypatch):
    monkeypatch.setattr(bulk_actions, "MOST_AT_ONCE", 26)
    comments(page, 28)
    sent = all_of(reception.get(COMMENTS), "to_spam")
    said = reception.post(COMMENTS, sent, follow=True).text
    assert "26 comments marked as spam." in said
    assert "2 comments left for next time: the most at once is 26." in said


@pytest.mark.parametrize("pk", ["abc", "", "9" * 30])
def test_a_chosen_row_without_a_number_is_a_bad_request_in_every_list(admin_client, pk):
    BlockedWord.objects.create(word="sample")
    for address in ("/admin/inbox/blockedword/", "/admin/auth/user/", "/admin/booking/closure/"):
        Closure.objects.create(first_day=make.TOMORROW, last_day=make.TOMORROW)
        form = {"action": "delete_selected", "_selected_action": [pk], "index": 0}
        assert admin_client.post(address, form).status_code == 400
