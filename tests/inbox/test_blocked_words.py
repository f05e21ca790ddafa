"""The list of blocked words: what it does to a post, and how reception keeps it."""

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from booking.models import Booking
from comments.models import Comment
from contact.models import Message
from inbox.models import BlockedWord
from tests import make
from tests.rivals import in_parallel

pytestmark = pytest.mark.django_db

LIST = "/admin/inbox/blockedword/"
OURS = {"Origin": "http://testserver"}
TYPED = {
    "name": "Sample Writer",
    "email": "writer@example.com",
    "text": "May I come in the evening?",
}


@pytest.fixture
def casino():
    return BlockedWord.objects.create(word="Casino", weight=BlockedWord.Weight.SPAM)


@pytest.fixture
def reception(client):
    client.force_login(make.staff("Reception"))
    return client


@pytest.mark.parametrize(
    "typed",
    [
        {"text": "The best casino!"},
        {"name": "Casino Royale"},
        {"email": "win@casino.com"},
        {"website": "casino.com"},
    ],
)
def test_a_blocked_word_in_any_field_stores_as_spam(client, casino, typed):
    make.page(allows_comments=True)
    client.post("/comments/a-page/", TYPED | typed, headers=OURS)
    comment = Comment.objects.get()
    assert comment.state == "spam"
    assert comment.reasons == ["It contains the blocked word “Casino”."]


def test_in_a_bookings_note_it_is_a_sign(client, casino):
    with time_machine.travel(make.NOW, tick=False):
        service = make.service()
        make.therapist(service)
        details = TYPED | {"service": service.pk, "start": "2026-11-24T14:00Z", "confirmed": "yes"}
        details |= {"phone": "416 555 0123", "contact_by": "email", "note": "I work at a casino."}
        client.post("/book/request/", details, headers=OURS)
    assert Booking.objects.get().reasons == ["It contains the blocked word “Casino”."]


def test_what_the_form_itself_offers_is_not_searched(client):
    BlockedWord.objects.create(word="appointment", weight=5)
    client.post("/contact/", TYPED | {"topic": "appointment"}, headers=OURS)
    assert Message.objects.get().score == 0


def test_a_word_that_is_a_sign_leaves_the_decision_to_the_moderator(client):
    BlockedWord.objects.create(word="discount")
    client.post("/contact/", TYPED | {"text": "Is there a discount?"}, headers=OURS)
    message = Message.objects.get()
    assert (message.score, message.state) == (2, "open")


def test_two_spellings_of_one_word_count_once(client):
    for word in ("discount", "ｄｉｓｃｏｕｎｔ"):
        BlockedWord.objects.create(word=word)
    client.post("/contact/", TYPED | {"text": "Is there a discount?"}, headers=OURS)
    assert Message.objects.get().score == 2


def test_a_word_that_shows_nothing_is_in_no_text(client):
    BlockedWord.objects.create(word="\u200b", weight=5)  # past the form that refuses it
    client.post("/contact/", TYPED, headers=OURS)
    assert Message.objects.get().state == "open"


def test_any_number_of_words_is_one_query():
    BlockedWord.objects.bulk_create(BlockedWord(word=f"word {number}") for number in range(300))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = BlockedWord.objects.found_in(["word 7 and word 8", "word 9"])
    assert [one.word for one in found] == ["word 7", "word 8", "word 9"]
    assert len(queries) == 1


def add(client, word, weight=5):
    return client.post(f"{LIST}add/", {"word": word, "weight": weight})


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("casino", "casino"),
        ("  buy now ", "buy now"),
        ("cafe\u0301", "café"),
        ("賭", "賭"),
        ("24", "24"),
        ("x" * 60, "x" * 60),
    ],
)
def test_reception_adds_a_word(reception, typed, word):
    assert add(reception, typed).status_code == 302
    assert BlockedWord.objects.get().word == word


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("", "This field is required."),
        ("!?", "at least one letter or digit"),
        ("🙂", "at least one letter or digit"),
        ("\u200b\u3164", "something that can be seen"),
        ("two\nlines", "Use one line"),
        ("one, two", "Enter one word or phrase at a time, without commas."),
        ("a", "One letter or digit alone would be found too often."),
        ("x" * 61, "Shorten this to 60 characters"),
        ("\u0958" * 60, "Shorten this to 60 characters: it has 120 now."),
        ("casino", "“Casino” is already on the list."),
        ("ＣＡＳＩＮＯ", "“Casino” is already on the list."),
        ("cas\u00adino", "“Casino” is already on the list."),
    ],
)
def test_a_word_that_cannot_be_found_or_is_already_there_is_refused(
    reception, casino, word, reason
):
    response = add(reception, word)
    assert reason in response.text
    assert BlockedWord.objects.get() == casino


def change_list(client, *words):
    """Type these words into the list, over those in it."""
    rows = list(BlockedWord.objects.order_by("word", "-pk"))
    sent = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows), "_save": "Save"}
    for number, (row, word) in enumerate(zip(rows, words, strict=True)):
        sent |= {f"form-{number}-id": row.pk, f"form-{number}-word": word}
        sent[f"form-{number}-weight"] = row.weight
    return client.post(LIST, sent)


def test_words_are_changed_in_the_list(reception):
    for word in ("aaa", "bbb"):
        BlockedWord.objects.create(word=word)
    assert change_list(reception, "aaa", "ccc").status_code == 302
    assert list(BlockedWord.objects.values_list("word", flat=True)) == ["aaa", "ccc"]


@pytest.mark.parametrize("words", [("ccc", "ccc"), ("ccc", "CCC"), ("aaa", "aaa"), ("aaa", "!")])
def test_a_list_with_the_same_word_twice_is_refused(reception, words):
    for word in ("aaa", "bbb"):
        BlockedWord.objects.create(word=word)
    response = change_list(reception, *words)
    assert response.status_code == 200
    assert 'class="errorlist"' in response.text
    assert list(BlockedWord.objects.values_list("word", flat=True)) == ["aaa", "bbb"]


def test_reception_removes_a_word(reception, casino):
    reception.post(f"{LIST}{casino.pk}/delete/", {"post": "yes"})
    assert not BlockedWord.objects.exists()


def test_editors_do_not_see_the_list(client, casino):
    client.force_login(make.staff("Editors"))
    assert client.get(LIST).status_code == 403
    assert add(client, "word").status_code == 403


@pytest.mark.parametrize("wrong", [{"word": "casino"}, {"word": ""}, {"word": "x", "weight": 3}])
def test_the_database_holds_no_wrong_word(casino, wrong):
    with pytest.raises(IntegrityError):
        BlockedWord.objects.create(**wrong)


@pytest.mark.django_db(transaction=True)
def test_many_who_add_the_same_word_at_once_add_it_once():
    clients = [Client() for _ in range(6)]
    for number, client in enumerate(clients):
        client.force_login(make.staff("Reception", f"colleague-{number}"))
    answers = in_parallel(6, lambda number: add(clients[number], "casino"))
    assert {answer.status_code for answer in answers} <= {200, 302}
    assert BlockedWord.objects.count() == 1
