"""What is pasted or filled in says the same as what is typed by hand, on every form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.phone import to_e164
from typed import text

PHONES = [
    "+1\u00a0(416)\u00a0555\u20110123",
    "\u202d+1 (416) 555-0123\u202c",
    "\u2068416\u2009555\u202f0123\u2069",
    "416\u2013555\u20130123",
    "416\u2212555\u22120123",
    "416\u00ad555\u00ad0123",
    "416·555•0123",
    "４１６－５５５－０１２３",
    "＋１（４１６）５５５　０１２３",
    "٤١٦٥٥٥٠١٢٣",
    "tel:+1-416-555-0123",
    "tel:+1%20416%20555%200123",
    "<tel:4165550123>",
    "Phone: 416 555 0123",
    "“416 555 0123”,",
    "'416 555 0123'.",
    "416 555 0123;",
    "416 555 0123 (cell)",
    "416\t555\t0123\n",
    "\ufeff416 555 0123\u200b",
    "011 1 416 555 0123",
    "001 416 555 0123",
]
EXTENSIONS = [
    "416 555 0123 ext.\u00a05",
    "tel:+1-416-555-0123;ext=5",
    "416 555 0123 x5",
    "416 555 0123, poste 5",
    "(416) 555-0123 (ext 5)",
]
NO_PHONES = [
    "416 555 0123 or 416 555 9999",
    "416 555 0123/0124",
    "416 555 0123, 416 555 0124",
    "416 555 0123\n416 555 0124",
    "555\u00a00123",
    "\u00a0",
]
EMAILS = [
    "Ann Smith <ann@example.com>",
    '"Smith, Ann" <ann@example.com>;',
    "ann@example.com <ann@example.com>",
    "<ann@example.com>",
    "[ann@example.com]",
    "mailto:ann@example.com?subject=A%20visit",
    "MailTo:ann%40example.com",
    "ann＠example．com",
    "ann@example。com",
    "\u00a0ann@example.com\u2009",
    "\u200eann@exam\u00adple.com\u202c",
    "“ann@example.com”",
    "'ann@example.com',",
    "ann@example.com.",
    "ann@example. com",
    "ann @ example.com",
    "Email: ann@example.com",
    "\tann@example.com\n",
]
NAMES = {
    "\u00a0Ann\u00a0Smith\u2009": "Ann Smith",
    "\ufeffAnn \u202fSmith\u200e": "Ann Smith",
    "\t\nAnn Smith\r\n": "Ann Smith",
    "“Ann Smith”,": "Ann Smith",
    "Ann\u200b Smith": "Ann Smith",
    "\u2068Ann Smith\u2069": "Ann Smith",
    "Jean\u2011Luc": "Jean-Luc",
    "李\u3000小龙": "李 小龙",
    'Robert "Bob" Smith Jr.': 'Robert "Bob" Smith Jr.',
    "’t Hooft": "’t Hooft",
    "O’Brien": "O’Brien",
    "می\u200cخواهم": "می\u200cخواهم",
    "क्ष\u200dमा देवी": "क्ष\u200dमा देवी",
    "Ana 👩🏽\u200d⚕️": "Ana 👩🏽\u200d⚕️",
}


@pytest.mark.parametrize("pasted", PHONES)
def test_a_phone_number_is_understood_however_it_was_copied(pasted):
    assert to_e164(text.phone(pasted)) == "+14165550123"
    assert text.phone(pasted).isprintable()


@pytest.mark.parametrize("pasted", EXTENSIONS)
def test_so_is_its_extension(pasted):
    assert to_e164(text.phone(pasted)) == "+14165550123;ext=5"


@pytest.mark.parametrize("pasted", NO_PHONES)
def test_two_numbers_or_half_a_number_are_not_guessed_at(pasted):
    assert to_e164(text.phone(pasted)) == ""


@pytest.mark.parametrize("pasted", EMAILS)
def test_an_email_address_is_understood_however_it_was_copied(pasted):
    assert text.email(pasted) == "ann@example.com"


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("o’neil@example.com", "o'neil@example.com"),
        ("jean\u2011luc@exa\u2010mple.com", "jean-luc@exa-mple.com"),
        ("ann smith@example.com", "ann smith@example.com"),
        ("a@example.com <b@example.com>", "a@example.com <b@example.com"),
    ],
)
def test_of_an_email_address_nothing_else_is_changed(pasted, meant):
    assert text.email(pasted) == meant


@pytest.mark.parametrize(("pasted", "name"), NAMES.items())
def test_people_are_called_what_they_are_called(pasted, name):
    assert text.name(pasted) == name


@given(st.text(st.characters(), max_size=200))
def test_what_is_understood_stays_as_it_is(typed):
    for understand in (text.line, text.name):
        assert understand(understand(typed)) == understand(typed)
    for understand in (text.email, text.phone, text.web):
        assert isinstance(understand(typed), str)
