"""Pages whose review is due are named where an editor begins the day."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from pages.models import Revision
from tests import make

pytestmark = pytest.mark.django_db
YESTERDAY, TODAY, TOMORROW = (date(2026, 11, day) for day in (22, 23, 24))
OVERDUE = "1 page overdue for review"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def editor(client):
    client.force_login(make.staff("Editors"))
    return client


def page(slug="a-page", reviewed_on=None, next_review_on=None, **fields):
    """A page whose live text has these dates."""
    one = make.page(slug, **fields)
    draft = one.edit(by=None)
    draft.reviewed_on, draft.next_review_on = reviewed_on, next_review_on
    draft.save()
    draft.publish()
    return one


def overdue():
    return [revision.page.slug for revision in Revision.objects.overdue()]


def test_a_review_is_overdue_on_the_day_after_it_was_due(clock):
    page(next_review_on=TODAY)
    clock.move_to(
        datetime(2026, 11, 24, 4, 59, tzinfo=UTC)
    )  # 23:59 in Toronto, already Tuesday UTC
    assert overdue() == []
    clock.move_to(datetime(2026, 11, 24, 5, 0, tzinfo=UTC))
    assert overdue() == ["a-page"]


def test_only_what_readers_see_now_can_be_overdue():
    one = page(next_review_on=YESTERDAY)
    draft = one.edit(by=None)
    draft.next_review_on = TOMORROW
    draft.save()
    assert overdue() == ["a-page"]
    draft.publish()
    assert overdue() == []
    page("off-the-site", next_review_on=YESTERDAY, is_public=False)
    assert overdue() == []


def test_the_first_screen_names_them_and_leads_to_them(editor):
    page(next_review_on=YESTERDAY)
    page("b-page", title="In time", next_review_on=TODAY)
    index = editor.get("/admin/").text
    assert f'<a href="/admin/pages/page/?review=overdue">{OVERDUE}</a>' in index
    assert "never reviewed" not in index
    listed = editor.get("/admin/pages/page/?review=overdue").text
    assert "/a-page/" in listed
    assert "/b-page/" not in listed


def test_a_page_nobody_has_reviewed_is_named_as_such(editor):
    page()
    assert "1 page never reviewed" in editor.get("/admin/").text
    page("b-page", next_review_on=TOMORROW)
    assert "1 page never reviewed" in editor.get("/admin/").text
    assert "/b-page/" not in editor.get("/admin/pages/page/?review=never").text


def test_what_is_due_within_30_days_is_listed(editor):
    page(next_review_on=date(2026, 12, 23))
    page("b-page", next_review_on=date(2026, 12, 24))
    page("c-page", next_review_on=YESTERDAY)
    listed = editor.get("/admin/pages/page/?review=soon").text
    assert "/a-page/" in listed
    assert "/b-page/" not in listed
    assert "/c-page/" not in listed
    assert "/b-page/" in editor.get("/admin/pages/page/?review=nonsense").text


def test_reception_is_not_told(client):
    page(next_review_on=YESTERDAY)
    client.force_login(make.staff("Reception"))
    assert "overdue for review" not in client.get("/admin/").text


def test_the_first_screen_asks_no_more_for_more_pages(editor, django_assert_max_num_queries):
    for number in range(5):
        page(f"page-{number}", next_review_on=YESTERDAY)
    with django_assert_max_num_queries(9):
        editor.get("/admin/")


def test_the_next_review_cannot_be_before_the_last():
    draft = make.page().edit(by=None)
    draft.reviewed_on, draft.next_review_on = TODAY, YESTERDAY
    with pytest.raises(ValidationError, match="The next review can't be before the last one"):
        draft.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save()
    draft.next_review_on = TODAY
    draft.save()
