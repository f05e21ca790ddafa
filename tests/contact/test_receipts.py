"""A receipt for people who ticked the box, which nobody can turn against somebody else."""

import re

import pytest

from clinic.models import Clinic
from contact.models import Message
from inbox.mail_limits import MOST_COURTESIES, may_be_mailed
from tests import make

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Zebulon Writer",
    "email": "writer@example.com",
    "phone": "416 555 0123",
    "text": "May I come in the evening?",
    "topic": "payment",
}
ASKED = TYPED | {"wants_email": "on"}
BROWSER = {"Sec-Fetch-Site": "same-origin"}


def send(client, form, **headers):
    response = client.post("/contact/", form, headers=BROWSER | headers)
    assert (response.status_code, response["Location"]) == (303, "/contact/thanks/")


def receipts():
    return [mail for mail in make.queued_mail() if mail.to != ["reception@example.com"]]


def test_the_box_is_off_until_it_is_ticked(client):
    assert (
        " checked" not in re.search("<input[^>]*wants_email[^>]*>", client.get("/contact/").text)[0]
    )
    send(client, TYPED)
    assert receipts() == []


def test_a_receipt_says_what_happens_next_and_nothing_that_was_typed(client, seeded):
    Clinic.objects.update(messages_promise="We usually answer the next day.")
    send(client, ASKED)
    (mail,) = receipts()
    assert (mail.to, mail.subject) == (["writer@example.com"], "We have your message")
    assert "We usually answer the next day." in " ".join(mail.body.split())
    whole = str(mail.message())
    assert not any(word in whole for word in ("Zebulon", "555", "evening", "Payment", "payment"))
    assert Message.objects.get().receipt_at


@pytest.mark.parametrize("change", [{"ref_k2": "bot"}, {"text": "See https://example.org"}])
def test_what_looks_like_spam_gets_none(client, change):
    send(client, ASKED | change)
    assert receipts() == []


def test_what_no_browser_sent_gets_none(client):
    assert client.post("/contact/", ASKED).status_code == 303
    assert receipts() == []


def test_one_address_gets_few_a_day_and_the_answer_is_the_same(client):
    for number in range(MOST_COURTESIES + 1):
        send(client, ASKED | {"text": f"Message {number}.", "email": "w.r.iter@gmail.com"})
    assert len(receipts()) == MOST_COURTESIES
    assert not Message.objects.last().receipt_at
    assert may_be_mailed("writer@gmail.com")  # what it needs for appointments is not used up


def test_a_double_click_makes_one_receipt(client):
    for _ in range(2):
        send(client, ASKED)
    assert (Message.objects.count(), len(receipts())) == (1, 1)


def test_the_box_ticked_on_a_second_try_brings_the_receipt(client):
    for form in (TYPED, ASKED, ASKED):
        send(client, form)
    assert (Message.objects.count(), len(receipts())) == (1, 1)


def test_a_receipt_needs_an_address(client):
    response = client.post("/contact/", ASKED | {"email": ""}, headers=BROWSER)
    assert response.status_code == 422
    assert "Enter your email address for the receipt" in response.text
    assert " checked" in re.search("<input[^>]*wants_email[^>]*>", response.text)[0]


def test_the_desk_sees_whether_a_receipt_was_sent(client):
    send(client, ASKED)
    send(client, ASKED | {"text": "See https://example.org"})
    client.force_login(make.staff("Reception"))
    cards = client.get("/admin/contact/message/").text
    assert (cards.count("Asked for a receipt"), cards.count("None was sent")) == (2, 1)
