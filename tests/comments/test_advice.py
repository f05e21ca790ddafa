"""What reception is warned about before a comment appears on the clinic's site."""

import pytest

from comments.advice import cautions
from tests import make

CAUTIOUS = {
    "email": ["me@example.com", "me (at) example.com", "Write to MÉ@münchen.de."],
    "phone": ["416 555 0123", "(416) 555-0123", "+44 20 7946 0958", "Call 1-416-555-0123!"],
    "A result promised": ["It cured me", "GUARANTEED", "a miracle", "100 % relief", "100% relief"],
    "Better than others": [
        "The best clinic",
        "better than my doctor",
        "number one",
        "a top physio",
    ],
    "A specialist’s title": ["She is a specialist", "they specialize in backs"],
    "A patient’s own words": [
        "I recommend it",
        "thanks to you",
        "I am pain-free",
        "after five treatments I can walk",
    ],
}
PLAIN = [
    "How long does one treatment take?",
    "I had 12 visits in 2019, 2020 and 2021, on 10/11 and 12/13.",
    "Does the needle hurt? My question is for @home users, e.g. on Monday.",
    "Is it bestowed? Obesity, secured, restless: parts of words.",
    "What about IMS after an operation?",
]


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in CAUTIOUS.items() for text in texts]
)
def test_what_needs_a_thought_is_named(kind, text):
    assert kind in cautions("Sample Visitor", text)[0]


@pytest.mark.parametrize("text", PLAIN)
def test_an_ordinary_question_needs_none(text):
    assert cautions("Sample Visitor", text) == []


def test_the_words_are_quoted_once_each():
    (caution,) = cautions("Best of the best, and a top clinic")
    assert caution.startswith("Better than others (“best”, “top clinic”).")


def test_a_name_is_looked_at_as_well():
    assert cautions("Call 416 555 0123", "Words") == ["Contains a phone number."]


@pytest.mark.django_db
def test_what_was_taken_out_is_not_warned_of_any_more(client):
    comment = make.comment(make.page(allows_comments=True), text="Hello. Call 416 555 0123.")
    client.force_login(make.staff("Reception"))
    assert "Contains a phone number." in client.get("/admin/comments/comment/").text
    comment.moderate(by=None, seen=0, shown_text="Hello.")
    assert "Contains a phone number." not in client.get("/admin/comments/comment/").text
