"""“Did you mean gmail.com?” for a slip of the finger, and silence about every other address."""

import pytest

from inbox.near_miss import MEANT, REAL, meant_instead
from tests import make


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("gmial.com", "gmail.com"), ("gmail.con", "gmail.com"), ("gmai.com", "gmail.com")),
        *(("gmail.ca", "gmail.com"), ("GMAIL.CO", "gmail.com"), ("hotmial.com", "hotmail.com")),
        *(("yaho.ca", "yahoo.ca"), ("yahooo.com", "yahoo.com"), ("outlok.com", "outlook.com")),
        *(("icoud.com", "icloud.com"), ("roger.com", "rogers.com"), ("bel.net", "bell.net")),
        *(("simpatico.ca", "sympatico.ca"), ("live.con", "live.com")),
    ],
)
def test_a_slip_in_a_common_domain_is_noticed(typed, meant):
    assert meant_instead(f"Sample.Patient@{typed}") == f"Sample.Patient@{meant}"


def test_nothing_is_said_of_a_domain_that_is_common_or_like_no_other():
    others = ["example.com", "utoronto.ca", "clinic.example.org", "x" * 250]
    for domain in (*MEANT, *REAL, *others):
        assert meant_instead(f"sample@{domain}") == ""


@pytest.mark.parametrize("text", ["", "@", "@gmial.com", "sample", "sample@"])
def test_what_is_no_address_is_passed_over(text):
    assert meant_instead(text) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/contact/", "/comments/a-page/"])
def test_a_refused_form_asks_about_a_slip_and_refuses_none(client, path):
    make.page(allows_comments=True)
    typed = {"name": "Sample Writer", "email": "writer@gmial.com", "text": ""}
    refused = client.post(path, typed)
    assert "Did you mean <strong>writer@gmail.com</strong>?" in refused.text
    assert refused.context["form"].errors.keys() == {"text"}
    assert client.post(path, typed | {"text": "A sample text."}).status_code == 303
