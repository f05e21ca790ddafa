"""Questions and answers that editors show where patients book."""

import pytest

from pages.reading.questions import at_booking
from tests import make
from tests.booking.test_requesting import START
from tests.pages.test_questions import publish


def test_booking_shows_the_questions_chosen_for_it_folded(client, open_clinic):
    long, where = ("How long?", {"at_booking": True}), ("Where?", {"at_booking": False})
    publish(long, where, ("Text", None))
    page = client.get("/book/").text.partition("<main")[2].partition("</main>")[0]
    assert "<summary>How long?</summary>" in page
    assert "About How long?" in page
    assert "Where?" not in page
    assert page.index("How long?") > page.index("Need help?")


@pytest.mark.parametrize("gone", ["draft", "older", "off"])
def test_booking_shows_what_readers_see_now_alone(client, open_clinic, gone):
    page = publish(("How long?", {"at_booking": True}))
    if gone == "draft":
        page.live_revision().sections.all().delete()
        draft = page.edit(by=None)
        draft.sections.create(heading="How long?", kind="question", data={"at_booking": True})
    elif gone == "older":
        publish(("Other", None), page=page)
    else:
        page.set_public(False)
    assert "How long?" not in client.get("/book/").text


def test_booking_asks_once_for_all_questions(db, django_assert_num_queries):
    publish(("How long?", {"at_booking": True}))
    with django_assert_num_queries(1):
        at_booking()


def test_an_answer_is_whole_at_each_step_with_the_styles_that_it_needs(client, clock, open_clinic):
    page = publish(("What does it cost?", {"at_booking": True}))
    service = open_clinic[0]
    steps = ["/book/", f"/book/request/?service={service.pk}&start={START}"]
    for step in steps:
        assert "tables.css" not in client.get(step).text
    table = (
        "<table><thead><tr><th>Visit</th></tr></thead><tbody><tr><td>$1</td></tr></tbody></table>"
    )
    image = {"image": make.image(), "alt": "The till", "shape": "wide", "drawing": "course"}
    page.live_revision().sections.update(body=table, **image)
    for step in steps:
        answer = client.get(step)
        assert answer.status_code == 200, step
        asked = answer.text.partition('class="asked"')
        assert asked[0].count("tables.css") == asked[0].count("focus.css") == 1
        assert 'data-name="Visit">$1' in asked[2]
        assert 'alt="The till"' in asked[2]
        assert 'class="drawing course"' in asked[2]
