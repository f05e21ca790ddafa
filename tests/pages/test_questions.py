"""Questions and answers: a page of them, and those shown where patients book."""

import pytest
import time_machine

from pages.models import Page, Section
from tests import make
from tests.pages.test_machines import things

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


def publish(*questions, page=None, **settings):
    """A page with these: each a heading, and what its kind stores (None for a text)."""
    page = page or make.page(**settings)
    draft = page.edit(by=None)
    draft.replace_sections(
        Section(
            heading=heading,
            body=f"<p>About {heading}</p>",
            kind="text" if data is None else "question",
            data=data or {},
        )
        for heading, data in questions
    )
    draft.publish()
    return page


VISIT, NEEDLES = {"category": "Your first visit"}, {"category": "Needles"}


def order_of(page, *words):
    return [page.index(word) for word in words] == sorted(page.index(word) for word in words)


def test_several_categories_hold_their_questions_together(client):
    publish(
        ("Before", None),
        ("What to wear?", VISIT),
        ("Are they clean?", NEEDLES),
        ("How long?", VISIT),
    )
    page = client.get("/a-page/").text
    main = page.partition('class="prose"')[2]
    assert order_of(main, "Before", "Your first visit", "What to wear?", "How long?", "Needles")
    assert "<h3>How long?</h3>" in main
    contents = page.partition('class="contents"')[2].partition("</nav>")[0]
    assert '<a href="#about-needles">Needles</a>' in contents
    assert 'id="about-needles"' in main
    assert "How long?" not in contents


def test_one_category_changes_nothing(client):
    publish(("What to wear?", VISIT), ("A text", None), ("How long?", VISIT))
    main = client.get("/a-page/").text.partition('class="prose"')[2]
    assert order_of(main, "What to wear?", "A text", "How long?")
    assert "Your first visit" not in main


def test_a_category_called_as_a_section_has_an_address_of_its_own(client):
    publish(
        ("About Needles", None), ("Clean?", NEEDLES), ("How long?", VISIT), ("?", {"category": "?"})
    )
    page = client.get("/a-page/").text
    anchors = [one.partition('"')[0] for one in page.split(' id="')[1:]]
    assert len(set(anchors)) == len(anchors)


def test_nothing_of_a_block_takes_the_address_of_a_section_now_or_before(client):
    cards = ("Fees", None), ("Fees title", None), ("About needles", None)
    asked = ("Clean?", NEEDLES), ("How long?", VISIT)
    page = publish(*cards, *asked)
    page.live_revision().sections.filter(heading="Fees").update(kind="pages")
    draft = page.edit(by=None)
    draft.sections.filter(heading="About needles").update(heading="Our needles")
    draft.publish()
    text = client.get("/a-page/").text
    anchors = [one.partition('"')[0] for one in text.split(' id="')[1:]]
    assert {"fees", "fees-title", "about-needles"} <= set(anchors)
    assert len(set(anchors)) == len(anchors)


def test_programs_are_told_questions_and_answers(client):
    publish(("How </script> long?", VISIT), ("Where?", NEEDLES))
    found = things(client.get("/a-page/").text)["FAQPage"]
    assert found["isPartOf"] == {"@id": "http://testserver/a-page/"}
    assert [one["name"] for one in found["mainEntity"]] == ["How </script> long?", "Where?"]
    assert found["mainEntity"][1]["acceptedAnswer"]["text"] == "About Where?"


def test_a_page_with_one_question_is_no_page_of_questions(client):
    publish(("How long?", VISIT), ("A text", None))
    assert "FAQPage" not in things(client.get("/a-page/").text)


def test_a_new_site_has_its_questions_as_questions(client, seeded):
    sections = Page.objects.get(slug="ims").live_revision().sections.all()
    assert [one.kind for one in sections] == ["question"] * 4
    assert len(things(client.get("/ims/").text)["FAQPage"]["mainEntity"]) == 4
    assert "Your first visit" not in client.get("/ims/").text


def test_an_editor_chooses_among_the_categories_in_use(client):
    page = publish(("How long?", VISIT), ("Where?", NEEDLES), ("When?", {}), ("Why?", VISIT))
    client.force_login(make.staff("Editors"))
    text = client.get(f"/admin/pages/page/{page.pk}/draft/").text
    options = text.partition('<datalist id="question-categories">')[2].partition("</datalist>")[0]
    assert options == (
        '<option value="Needles"></option><option value="Your first visit"></option>'
    )
