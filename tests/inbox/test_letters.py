"""Careful spam is marked as spam, and no patient's letter is."""

import pytest

from comments.models import Comment
from contact.models import Message
from inbox.disguises import readings, stands_in
from inbox.models import Attempt, BlockedWord
from inbox.starter_list import WORDS
from tests import make
from tests.inbox.letters import GENUINE, SPAM

pytestmark = pytest.mark.django_db
BROWSER = {"Sec-Fetch-Site": "same-origin"}


def states(client, letters):
    """What becomes of each, sent as a message from a browser of its own, and none in a crowd."""
    for number, (name, text) in enumerate(letters.values(), start=1):
        form = {"name": name, "email": f"writer{number}@example.com", "text": text}
        client.post("/contact/", form, headers=BROWSER, REMOTE_ADDR=f"192.0.2.{number}")
        Attempt.objects.all().delete()
    return dict(
        zip(letters, Message.objects.order_by("pk").values_list("state", flat=True), strict=True)
    )


@pytest.mark.parametrize("words", ["with the starter list", "without a word in the list"])
def test_no_letter_of_a_patient_is_marked_as_spam(client, seeded, words):
    if words.startswith("without"):
        BlockedWord.objects.all().delete()
    assert set(states(client, GENUINE).values()) == {"open"}


def test_careful_spam_is_marked_as_spam_in_every_language(client):
    found = states(client, SPAM)
    assert [letter for letter, state in found.items() if state == "open"] == []


def test_so_is_a_comment(client):
    make.page(allows_comments=True)
    name, text = SPAM["links for money"]
    form = {"name": name, "email": "writer@example.com", "text": text}
    client.post("/comments/a-page/", form, headers=BROWSER)
    assert Comment.objects.get().state == "spam"


DISGUISED = [
    "cas<b></b>ino",
    "cas[b]i[/b]no",
    "cas\u200bi\u2060no",
    "ca\u00adsino",
    "cаsіnо",
    "c4s1n0",
    "ca$ino",
    "c a s i n o",
    "c.a.s.i.n.o",
    "cas-i.no",
    "cas&#105;no",
    "ｃａｓｉｎｏ",
    "càsinó",
    "c\u0336a\u0336sino",
    "CASINO!",
]


@pytest.mark.parametrize("text", DISGUISED)
def test_a_blocked_word_is_found_however_it_is_dressed_up(text):
    assert any(stands_in(one, "casino") for one in readings(f"the best {text} in town"))


@pytest.mark.parametrize("text", ["casinoless", "a cas in oslo", "5 pm or 24/7", "c. as in O.K."])
def test_other_words_are_not_taken_for_it(text):
    assert not any(stands_in(one, "casino") for one in readings(text))


def test_a_new_database_has_a_list_that_reception_can_change(seeded):
    assert BlockedWord.objects.count() == sum(len(words.split(",")) for words in WORDS.values())
    for word in BlockedWord.objects.all():
        word.full_clean()
    BlockedWord.objects.exclude(word="casino").delete()
    make.call("seed")
    assert [one.word for one in BlockedWord.objects.all()] == ["casino"]


@pytest.mark.parametrize(
    ("website", "words"),
    [
        ("visitor@example.com", "This is an email address"),
        ("https://example.com/?me=Visitor%40example.com", "this contains your email address"),
        ("example.com/visitor@example.com", "this contains your email address"),
    ],
)
def test_ones_own_email_address_as_a_website_draws_a_warning(client, website, words):
    make.page(allows_comments=True)
    form = {"name": "Ann", "email": "visitor@example.com", "website": website, "text": "Thanks!"}
    answer = client.post("/comments/a-page/", form, headers=BROWSER)
    assert answer.status_code == 422
    assert words in answer.text
    assert not Comment.objects.exists()


def test_a_moderator_is_warned_of_an_email_address_in_a_website():
    page = make.page(allows_comments=True)
    comment = make.comment(page, website="https://example.com/?a=other@example.com")
    assert "The website’s address contains an email address." in comment.cautions()
    assert make.comment(page, website="https://example.com/@name").cautions() == []
