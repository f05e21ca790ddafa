"""Questions and answers that editors show where patients book."""

import pytest

from pages.reading.questions import at_booking
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
