"""The words for the state of a page and of its versions."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from pages.editing.states import ago, page_state, state_of, state_words
from pages.models import Page, Revision
from tests import make


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


def before(**passed):
    return make.NOW - timedelta(**passed)


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        ({"seconds": 59}, "just now"),
        ({"seconds": -5}, "just now"),  # another computer's clock
        ({"seconds": 60}, "a minute ago"),
        ({"minutes": 59}, "59 minutes ago"),
        ({"minutes": 60}, "an hour ago"),
        ({"minutes": 119}, "an hour ago"),
        ({"hours": 23}, "23 hours ago"),
        ({"hours": 24}, "on Sunday, November 22, 2026, 9:00 AM EST"),
    ],
)
def test_less_than_a_day_is_said_in_relative_words(passed, words):
    assert ago(before(**passed)) == words


@pytest.mark.parametrize(
    ("now", "moment", "words"),
    [
        # The clock goes back: 1:30 EDT, and 1:10 EST forty minutes later.
        (datetime(2026, 11, 1, 6, 10, tzinfo=UTC), (5, 30), "40 minutes ago"),
        # And on: 1:50 EST, and 3:10 EDT twenty minutes later.
        (datetime(2026, 3, 8, 7, 10, tzinfo=UTC), (6, 50), "20 minutes ago"),
    ],
)
def test_relative_words_are_right_while_the_clocks_change(clock, now, moment, words):
    clock.move_to(now)
    hour, minute = moment
    then = now.replace(hour=hour, minute=minute)
    assert ago(then) == words
    assert ago(timezone.localtime(then)) == words


def test_a_draft_says_when_and_by_whom_it_was_changed():
    draft = Revision(changed_at=before(hours=1), author=User(username="anna"))
    assert state_words(draft) == "Draft, last edited an hour ago by anna"
    assert state_words(Revision(changed_at=before(hours=1))) == "Draft, last edited an hour ago"


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (datetime(2026, 3, 3, 14, tzinfo=UTC), "Live, published March 3, 2026"),
        (datetime(2026, 3, 4, 3, tzinfo=UTC), "Live, published March 3, 2026"),  # 10 PM in Toronto
        (before(hours=2), "Live, published today at 7:00 AM EST"),
        (before(hours=10), "Live, published yesterday at 11:00 PM EST"),
    ],
)
def test_a_live_version_says_since_when(since, words):
    assert state_words(Revision(pk=7, publish_at=since), live_pk=7) == words


def test_a_schedule_says_when_with_the_zone_of_that_day():
    revision = Revision(pk=7, publish_at=datetime(2027, 3, 15, 13, tzinfo=UTC))
    assert state_words(revision, live_pk=3) == "Goes live on Monday, March 15, 2027, 9:00 AM EDT"


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (datetime(2026, 3, 9, 14, tzinfo=UTC), "Was live from March 3, 2026 to March 9, 2026"),
        (
            datetime(2026, 3, 3, 16, tzinfo=UTC),
            "Was live on March 3, 2026, from 9:00 AM EST to 11:00 AM EST",
        ),
        (datetime(2026, 3, 3, 14, tzinfo=UTC), "Replaced on March 3, 2026, the moment"),
        (None, "Was live from March 3, 2026"),
    ],
)
def test_an_earlier_version_says_how_long_it_was_live(until, words):
    revision = Revision(pk=7, publish_at=datetime(2026, 3, 3, 14, tzinfo=UTC))
    assert state_words(revision, live_pk=9, until=until).startswith(words)


def test_what_was_discarded_says_when():
    revision = Revision(discarded_at=before(hours=1))
    assert state_words(revision) == "Discarded on Monday, November 23, 2026, 8:00 AM EST"


def test_the_state_of_a_page_is_told_in_sentences():
    words = page_state(
        Page(),
        live_since=datetime(2026, 3, 3, 14, tzinfo=UTC),
        draft_changed_at=before(hours=1),
        draft_by="anna",
        goes_live=[datetime(2026, 11, 30, 14, tzinfo=UTC)],
    )
    assert words == (
        "Published March 3, 2026. Draft last edited an hour ago by anna. "
        "A new text goes live on Monday, November 30, 2026, 9:00 AM EST."
    )


@pytest.mark.parametrize(
    ("page", "known", "words"),
    [
        (Page(), {}, "Never published."),
        (Page(), {"draft_changed_at": make.NOW}, "Never published. Draft last edited just now."),
        (
            Page(),
            {"goes_live": [datetime(2026, 11, 30, 14, tzinfo=UTC)]},
            "Not published yet. The text goes live on Monday, November 30, 2026, 9:00 AM EST.",
        ),
        (Page(is_public=False), {"live_since": make.NOW}, "Taken off the site."),
    ],
)
def test_a_page_that_nobody_can_read_says_so(page, known, words):
    assert page_state(page, **known) == words


def test_the_state_of_a_page_is_looked_up(db, django_assert_max_num_queries):
    page = make.page()
    page.edit(by=make.staff("Editors", "anna"))
    with django_assert_max_num_queries(3):
        words = state_of(page)
    assert words == "Published today at 9:00 AM EST. Draft last edited just now by anna."
