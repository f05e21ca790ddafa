"""The mail that tells reception of comments that wait."""

from datetime import timedelta

import pytest

from comments.announcing import QUIET
from comments.models import Comment
from tests import make
from tests.rivals import in_parallel


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(make.NOW, tick=False)
    return time_machine


@pytest.fixture
def page(clock, db):
    return make.page(allows_comments=True)


def work():
    """One round of the worker, with nobody to deliver to."""
    Comment.objects.announce()
    return make.queued_mail()


def test_the_first_comment_is_announced_at_once(page):
    make.comment(page)
    (mail,) = work()
    assert mail.to == ["reception@example.com"]
    assert mail.subject == "Comments are waiting on the website"
    assert "1 comment is waiting to be read, the oldest since Monday" in " ".join(mail.body.split())
    assert "http://testserver/admin/comments/comment/" in mail.body


def test_it_carries_nothing_that_was_typed_and_no_link_that_acts(page):
    make.comment(page, text="Words about health", website="https://example.com/")
    (mail,) = work()
    whole = mail.subject + mail.body + mail.alternatives[0].content
    for typed in ("Sample Visitor", "visitor@", "Words about health", "example.com/"):
        assert typed not in whole
    assert "/to/" not in whole


def test_those_that_follow_are_collected(page, clock):
    make.comment(page)
    work()
    for number in range(3):
        make.comment(page, text=f"Comment {number}")
    assert len(work()) == 1
    clock.shift(QUIET - timedelta(seconds=1))
    assert len(work()) == 1
    clock.shift(timedelta(seconds=1))
    assert "4 comments are waiting to be read" in work()[1].body


def test_a_comment_is_announced_once(page, clock):
    make.comment(page)
    work()
    clock.shift(timedelta(days=3))
    assert len(work()) == 1


@pytest.mark.parametrize("state", ["spam", "approved", "rejected"])
def test_what_does_not_wait_is_not_announced(page, state):
    make.comment(page).handle(by=None, seen=0, state=Comment.State(state))
    assert work() == []


def test_what_a_colleague_puts_back_is_no_news(page):
    comment = make.comment(page)
    comment.handle(by=None, seen=0, state=Comment.State.SPAM)
    comment.handle(by=None, seen=1, state=Comment.State.PENDING)
    assert work() == []


def test_the_worker_announces(page):
    make.comment(page)
    make.call("work", "--once")
    assert Comment.objects.get().announced_at == make.NOW


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_one_mail(page):
    make.comment(page)
    in_parallel(8, lambda number: Comment.objects.announce())
    assert len(make.queued_mail()) == 1


def test_a_round_without_news_costs_one_query(page, django_assert_num_queries):
    with django_assert_num_queries(1):
        Comment.objects.announce()
