"""What editors had entered survives the changes of the tables that hold it."""

import pytest
from django.utils import timezone

from pages.models import Clinic, Page, Revision, Section, Words
from tests.migrating import before, migrate

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE_KEYS = ("pages", "0001_initial")
BEFORE_WORDS = ("pages", "0012_next_review_follows_the_last")
BEFORE_VERSIONS = ("pages", "0007_notice_map_and_invitation")


def test_a_section_is_the_same_in_all_revisions_that_were_there():
    with before(BEFORE_KEYS) as old:
        page = old("pages", "Page").objects.create(slug="ims")
        for number in range(2):
            at = timezone.now()
            revision = old("pages", "Revision").objects.create(page=page, title="T", publish_at=at)
            for heading in ("One", "Two", "Two", f"Only in {number}"):
                revision.sections.create(heading=heading, body="<p>Kept</p>")
    sections = Section.objects.order_by("pk")
    keys = [one.key for one in sections]
    assert keys[:3] == keys[4:7]
    assert len(set(keys)) == 5
    assert sections[0].revision.page.invites_to_book


def test_a_review_due_before_the_last_one_does_not_stop_the_way():
    with before(("pages", "0011_pages_name_their_treatment")) as old:
        page = old("pages", "Page").objects.create(slug="ims")
        dates = {"reviewed_on": "2026-03-01", "next_review_on": "2025-03-01"}
        old("pages", "Revision").objects.create(page=page, title="T", **dates)
    assert Revision.objects.get().next_review_on is None


def test_a_home_page_that_was_off_the_site_does_not_stop_the_way():
    with before(("pages", "0017_name_in_the_menu")) as old:
        for slug in ("home", "other"):
            old("pages", "Page").objects.create(slug=slug, is_public=False)
    assert [page.is_public for page in Page.objects.order_by("slug")] == [True, False]


@pytest.fixture
def old():
    with before(BEFORE_VERSIONS) as get_model:
        yield get_model


def test_details_survive_the_change_and_the_way_back(old):
    clinic = old("pages", "Clinic").objects.create(pk=1, map_link="http://maps.example.com/x")
    for opens, closes in (("09:00", "12:00"), ("11:00", "13:00"), ("13:00", "14:00")):
        clinic.hours.create(weekday=0, opens=opens, closes=closes)
    migrate()
    now = Clinic.current()
    assert now.map_link == "https://maps.example.com/x"
    assert [str(one) for one in now.hours.all()] == ["Monday 09:00–13:00", "Monday 13:00–14:00"]
    migrate(BEFORE_VERSIONS)
    migrate()
    assert Clinic.current().hours.count() == 2


def test_what_was_published_is_found_after_the_change(client):
    with before(BEFORE_WORDS) as old:
        page = old("pages", "Page").objects.create(slug="ims")
        for title, at in (("Oldest", timezone.now()), ("Newer", timezone.now()), ("Draft", None)):
            revision = page.revisions.create(title=title, publish_at=at)
            revision.sections.create(heading="Needles", body="<p>Kept café</p>")
    text = client.get("/search/?q=newer+cafe").text
    assert "Kept <mark>café</mark>" in text
    assert "No results" in client.get("/search/?q=oldest").text
    assert Words.objects.count() == 4
