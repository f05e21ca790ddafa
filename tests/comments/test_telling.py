"""People who asked are told once that their comment is published or answered, and nobody else.

Anyone can type anyone's address.
"""

import re
from datetime import timedelta

import pytest

from comments.models import Comment
from comments.telling import GRACE
from inbox.mail_limits import MOST_COURTESIES, may_be_told
from inbox.verdict import Verdict
from pages.models import Page
from tests import make
from tests.valid_html import faults

pytestmark = pytest.mark.django_db

TYPED = {"name": "Sample Visitor", "email": "visitor@example.com", "text": "A sample comment."}
BROWSER = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(make.NOW, tick=False)
    return time_machine


@pytest.fixture
def page(db):
    return make.page(allows_comments=True)


@pytest.fixture
def asked(page):
    return make.comment(page, wants_email=True)


def tell_later(clock, after=GRACE):
    """The emails that the worker sends after that long."""
    clock.shift(after)
    before = len(make.queued_mail())
    if Comment.objects.to_tell().exists():
        Comment.objects.tell()
    return make.queued_mail()[before:]


def subjects(mails):
    return [mail.subject for mail in mails]


def test_the_box_is_off_until_it_is_ticked(client, page):
    assert (
        " checked" not in re.search("<input[^>]*wants_email[^>]*>", client.get("/a-page/").text)[0]
    )
    client.post("/comments/a-page/", TYPED)
    client.post("/comments/a-page/", TYPED | {"text": "Another.", "wants_email": "on"})
    assert list(Comment.objects.values_list("wants_email", flat=True)) == [False, True]


def test_the_writer_is_told_of_the_answer_with_nothing_that_was_typed(clock, asked):
    make.approved(asked, reply="A typed answer.")
    (mail,) = tell_later(clock)
    assert (mail.to, mail.subject) == (["visitor@example.com"], "Your comment has been answered")
    assert f"/comments/a-page/to/{asked.pk}/" in mail.body
    for typed in ("Sample Visitor", "A sample comment.", "typed answer"):
        assert typed not in str(mail.message())
    assert tell_later(clock) == []


def test_a_comment_from_before_there_were_tokens_can_be_stopped_too(client, clock, asked):
    Comment.objects.update(token=None)
    make.approved(asked)
    (mail,) = tell_later(clock)
    token = Comment.objects.get().token
    assert f"/comments/emails/{token}/" in mail.body
    assert client.get(f"/comments/emails/{token}/").status_code == 200


def test_published_first_and_answered_later_makes_two_emails(clock, asked):
    make.approved(asked)
    assert subjects(tell_later(clock)) == ["Your comment has been published"]
    clock.shift(timedelta(days=1))
    asked.moderate(by=None, seen=asked.version, reply="A late answer.")
    assert subjects(tell_later(clock)) == ["Your comment has been answered"]
    asked.moderate(by=None, seen=asked.version, reply="A late answer, corrected.")
    assert tell_later(clock) == []


def test_an_answer_soon_after_publishing_makes_one_email(clock, asked):
    make.approved(asked)
    assert tell_later(clock, GRACE - timedelta(minutes=1)) == []
    asked.moderate(by=None, seen=asked.version, reply="A quick answer.")
    assert tell_later(clock, timedelta(minutes=1)) == []
    assert subjects(tell_later(clock)) == ["Your comment has been answered"]


@pytest.mark.parametrize("state", ["pending", "rejected", "spam"])
def test_nobody_is_told_of_what_is_not_published(clock, asked, state):
    asked.moderate(by=None, seen=0, state=Comment.State(state), reply="An answer.")
    assert tell_later(clock) == []


def test_an_approval_taken_back_in_time_tells_nobody(clock, asked):
    make.approved(asked)
    clock.shift(timedelta(minutes=5))
    asked.moderate(by=None, seen=asked.version, state=Comment.State.REJECTED)
    assert tell_later(clock) == []


def test_no_tick_no_email(clock, page):
    make.approved(make.comment(page), reply="An answer.")
    assert tell_later(clock) == []


def test_a_page_taken_off_the_site_is_not_linked(clock, asked):
    make.approved(asked)
    Page.objects.update(is_public=False)
    assert tell_later(clock) == []


def test_approving_several_from_the_list_tells_each(clock, page):
    for number in range(2):
        make.comment(
            page, text=f"Number {number}.", email=f"v{number}@example.com", wants_email=True
        )
    Comment.objects.move_to(Comment.State.APPROVED, by=None)
    assert [mail.to for mail in tell_later(clock)] == [["v0@example.com"], ["v1@example.com"]]


def test_a_flooded_address_is_told_the_next_day(clock, asked):
    for _ in range(MOST_COURTESIES):
        assert may_be_told("VISITOR+label@example.com")
    make.approved(asked)
    assert tell_later(clock) == []
    assert not Comment.objects.to_tell().exists()  # so the worker does not try it all day
    assert subjects(tell_later(clock, timedelta(days=1))) == ["Your comment has been published"]


def test_the_box_ticked_on_a_second_try_is_noted_and_nothing_stored_twice(page):
    make.comment(page)
    assert make.comment(page, wants_email=True) is None
    assert make.comment(page, wants_email=False) is None
    assert Comment.objects.get().wants_email


# The link to stop them


def stop_path(mail):
    return re.search(r"https?://[^/]+(/comments/emails/\S+)", mail.body)[1]


def test_following_the_link_changes_nothing_and_its_button_stops_all(clock, client, page, asked):
    other = make.comment(page, text="Another.", email="Visitor@example.com", wants_email=True)
    stranger = make.comment(page, email="stranger@example.com", wants_email=True)
    make.approved(asked)
    path = stop_path(tell_later(clock)[0])
    shown = client.get(path)
    assert "Stop emails about your comment?" in shown.text
    assert "visitor@example.com" not in shown.text
    assert (shown["X-Robots-Tag"], "no-store" in shown["Cache-Control"]) == ("noindex", True)
    assert faults(shown.text) == []
    asked.refresh_from_db()
    assert asked.wants_email

    done = client.post(path, headers=BROWSER)
    assert (done.status_code, done["Location"]) == (303, path)
    stopped = client.get(path).text
    assert ("These emails have stopped" in stopped, faults(stopped)) == (True, [])
    make.approved(other)
    make.approved(stranger)
    assert [mail.to for mail in tell_later(clock)] == [["stranger@example.com"]]


def test_another_site_cannot_stop_them(client, asked):
    path = f"/comments/emails/{asked.token}/"
    assert client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert Comment.objects.get().wants_email


@pytest.mark.parametrize("token", ["none", "a" * 32, "0", "…"])
def test_a_link_that_opens_nothing_is_not_found(client, page, token):
    assert client.get(f"/comments/emails/{token}/").status_code == 404


# At the desk


def test_the_desk_sees_who_asked_and_whether_they_were_told(clock, client, asked):
    client.force_login(make.staff("Reception"))
    cards = "/admin/comments/comment/?state=all"
    assert "Asked for an email" in client.get(cards).text
    make.approved(asked)
    tell_later(clock)
    client.force_login(make.staff("Reception", "another"))
    assert "Emailed" in client.get(cards).text
    assert "Emailed" in client.get(asked.get_admin_url()).text


def test_suspected_spam_that_nobody_restored_is_never_answered(clock, page):
    make.comment(page, Verdict(score=9), wants_email=True)
    assert tell_later(clock, timedelta(days=2)) == []
