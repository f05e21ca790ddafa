"""What the fields of every public form take, and with which words they refuse."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from inbox.fields import LineField, PublicEmailField, TextField

KEPT = {
    "any script": "李小龙 Ελένη عائشة हिन्दी",
    "emoji": "👩🏽‍⚕️ 🙂",
    "a joiner inside a Persian word": "می\u200cخواهم",
    "a mark of direction": "abc \u200fעברית",
    "what an address book puts around a number": "call \u202a416 555 0123\u202c",
    "what a telephone puts around Arabic": "\u2067عائشة\u2069 wrote",
    "a tab and a line": "one\ttwo\n\nthree",
}
REFUSED_TEXT = {
    "a bell": ("a\x07b", "hidden character after “a”"),
    "at the beginning": ("\x08abc", "hidden character at the beginning"),
    "NUL": ("a\x00b", "hidden character after “a”"),
    "an escape": ("line one\x1bline two", "after “line one”"),
    "a C1 control": ("a\x9bb", "hidden character"),
    "U+FFFE": ("a\ufffeb", "hidden character"),
    "U+1FFFF": ("a\U0001ffffb", "hidden character"),
    "U+FDD0": ("a\ufdd0b", "hidden character"),
    "turned writing": ("a\u202eb", "direction of the text"),
    "nothing to see": ("\u200b\u3164\u2800", "can be seen"),
}


def problem(field, value):
    """The one sentence with which the field refuses it."""
    with pytest.raises(ValidationError) as error:
        field.clean(value)
    (message,) = error.value.messages
    return message


@pytest.mark.parametrize("value", KEPT.values(), ids=KEPT)
def test_text_is_kept_as_typed(value):
    assert TextField(max_length=100).clean(value) == value


@pytest.mark.parametrize(("value", "words"), REFUSED_TEXT.values(), ids=REFUSED_TEXT)
def test_text_with_hidden_characters_is_refused_in_one_sentence(value, words):
    assert words in problem(TextField(max_length=100), value)


@pytest.mark.parametrize(("value", "words"), REFUSED_TEXT.values(), ids=REFUSED_TEXT)
def test_so_is_a_line(value, words):
    message = problem(LineField(max_length=100), value)
    assert words in message or message == "Use one line, without line breaks or tabs."


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\tb", "a\u2028b", "a\u2029b", "a\x85b"])
def test_a_line_is_one_line(value):
    assert problem(LineField(max_length=100), value).startswith("Use one line")


@pytest.mark.parametrize("value", ["a\r\nb", "a\rb", "a\nb", "a\x0bb"])
def test_every_line_break_is_stored_alike(value):
    assert TextField(max_length=100).clean(value) == "a\nb"


def test_text_is_stored_in_composed_form():
    assert TextField(max_length=3).clean("cafe\u0301"[2:]) == "fé"
    assert LineField(max_length=1).clean("e\u0301") == "é"


def test_too_long_is_refused_with_both_numbers():
    assert problem(LineField(max_length=3), "abcd") == "Shorten this to 3 characters: it has 4 now."


EMAILS = [
    "name@example.com",
    "first.last+tag@sub.example.co.uk",
    "o'brien@example.ca",
    "name@münchen.de",
    "name@xn--mnchen-3ya.de",
    "name@президент.рф",
    "name@1and1.com",
    "name@test.com",
    "name@localhost.com",
    f"{'x' * 64}@example.com",
]
NO_EMAILS = [
    ("no", "like name@example.com"),
    ("a@localhost", "like name@example.com"),
    ("a@[127.0.0.1]", "like name@example.com"),
    ("a@[IPv6:::1]", "like name@example.com"),
    ('"a\x01b"@example.com', "like name@example.com"),
    ('"a\x7fb"@example.com', "like name@example.com"),
    ("a\x00@example.com", "like name@example.com"),
    ("a\nb@example.com", "like name@example.com"),
    ("a@example.com, b@example.com", "like name@example.com"),
    ("a@127.0.0.1", "like name@example.com"),
    ("a@1.2.3.44", "like name@example.com"),
    ("a@host.0x7f", "like name@example.com"),
    *[
        (f"a@host.{ending}", f"ends in “{ending}”")
        for ending in ("localhost", "local", "internal", "test", "invalid", "example", "onion")
    ],
    ("a@HOST.LOCAL", "ends in “local”"),
    ("a@example.c1", "like name@example.com"),
    (f"{'x' * 65}@example.com", "at most 64"),
    (f"{'x' * 60}@{'example.' * 24}example.com", "Shorten this to 254"),
]


@pytest.mark.parametrize("email", EMAILS)
def test_an_address_on_the_internet_is_taken_as_typed(email):
    assert PublicEmailField().clean(email) == email


@pytest.mark.parametrize(("email", "words"), NO_EMAILS)
def test_an_address_that_no_mail_reaches_is_refused_in_one_sentence(email, words):
    assert words in problem(PublicEmailField(), email)


@given(st.text(st.characters()))
def test_no_text_breaks_a_field(value):
    for field in (TextField(max_length=100), LineField(max_length=100), PublicEmailField()):
        for typed in (value, f"a@{value}", f"a@{value}.com", f"a@xn--{value}.com"):
            with suppress(ValidationError):
                field.clean(typed)


@pytest.mark.parametrize("field", [TextField(max_length=4000), LineField(max_length=80)])
def test_what_is_far_too_long_is_not_even_composed(field):
    """To compose this would take half an hour, in which the process answers nobody."""
    assert problem(field, "a" + "\u0301\u0316" * 1_000_000).endswith("it has 2000001 now.")


def test_an_address_loses_what_address_books_hide_in_it():
    assert PublicEmailField().clean("\u200b\u202aann@example.com\u202c") == "ann@example.com"


def test_two_addresses_are_one_too_many():
    assert problem(PublicEmailField(), "a@example.com b@example.com").startswith("Enter one")


def test_an_address_with_quotes_is_refused():
    assert problem(PublicEmailField(), '"a b"@example.com').startswith("Enter an email address")
