"""A page on paper: the clinic's words, whose they are and how to reach it, and nothing else."""

import pytest

from booking.models import Booking
from clinic.models import Clinic
from pages.models import Revision, Section
from tests.make import TOMORROW


@pytest.fixture(scope="module")
def words(home, django_db_blocker):
    """What only some pages have, and what paper shows in its own way."""
    with django_db_blocker.unblock():
        Clinic.objects.update(notice="No heating today.", address="1 Sample Street")
        Revision.objects.filter(page__slug="ims").update(reviewed_on=TOMORROW)
        Section.objects.filter(heading="How does IMS work?").update(
            body='<p><a href="https://example.com/there">Elsewhere</a>,'
            ' <a href="/book/">here</a></p>'
        )


@pytest.fixture
def paper(page, words):
    """A browser in dark mode that shows pages as it would print them."""
    page.emulate_media(media="print", color_scheme="dark")
    return page


def test_a_handout_has_the_words_the_clinic_and_the_date_of_the_review(paper):
    paper.goto("/ims/")
    seen = paper.inner_text("body")
    for words in ("How does IMS work?", "(416) 477-1101", "1 Sample Street", "No heating today."):
        assert words in seen
    assert "Reviewed on November 24, 2026" in seen
    assert "/ims/" in seen


def test_a_handout_has_nothing_to_press(paper):
    paper.goto("/ims/")
    for kind in ("nav", "form", ".button", ".skip", "#comments", "text=Open a map"):
        assert paper.locator(f"{kind} >> visible=true").count() == 0


def test_paper_stays_white_and_ink_black_where_the_screen_is_dark(paper):
    paper.goto("/ims/")
    for kind in ("body", ".hero", ".hero h1", "section p", ".bottom", ".bottom a", ".notice"):
        ink, ground = paper.locator(kind).first.evaluate(
            "one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]"
        )
        assert ink == "rgb(0, 0, 0)"
        assert ground in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")


def test_only_a_link_that_leads_elsewhere_is_spelled_out(paper):
    paper.goto("/ims/")
    after = "one => getComputedStyle(one, '::after').content"
    assert "https://example.com/there" in paper.get_by_text("Elsewhere").evaluate(after)
    assert paper.get_by_text("here", exact=True).evaluate(after) == "none"


def test_the_address_of_a_private_page_stays_off_the_paper(paper):
    booking = Booking.objects.first()
    paper.goto(booking.get_absolute_url())
    seen = paper.inner_text("body")
    assert booking.reference in seen
    assert "(416) 477-1101" in seen
    assert booking.token not in seen
    assert "/appointments/" not in seen
