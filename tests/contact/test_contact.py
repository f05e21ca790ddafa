import re
from datetime import time, timedelta

import pytest
import time_machine

from clinic.models import Clinic, OpeningHours
from contact.models import Message
from tests import make

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Sample Writer",
    "email": "writer@example.com",
    "phone": "",
    "text": "May I come in the evening?",
}


@pytest.fixture
def reception(client, db):
    client.user = make.staff("Reception")
    client.force_login(client.user)
    return client


def test_a_message_is_stored_and_answered_with_thanks(client):
    response = client.post("/contact/", TYPED)
    assert (response.status_code, response["Location"]) == (303, "/contact/thanks/")
    assert Message.objects.get().text == "May I come in the evening?"


def test_the_thanks_page_gives_the_phone(client, seeded):
    assert "(416) 477-1101" in client.get("/contact/thanks/").text


@pytest.mark.parametrize(
    "change", [{"email": "", "phone": "416 555 0123"}, {"phone": "4165550123"}]
)
def test_one_way_to_answer_is_enough(client, change):
    assert client.post("/contact/", TYPED | change).status_code == 303


def test_no_way_to_answer_is_refused_with_a_sentence(client):
    response = client.post("/contact/", TYPED | {"email": ""})
    assert response.status_code == 422
    assert "Enter your email address or phone number." in response.text
    assert "May I come in the evening?" in response.text


def test_reception_is_told_without_the_words(client):
    client.post("/contact/", TYPED)
    (mail,) = make.queued_mail()
    assert mail.extra_headers["Message-ID"].endswith("@testserver>")
    assert mail.to == ["reception@example.com"]
    for typed in TYPED.values():
        assert not typed or typed not in mail.subject + mail.body
    assert f"/admin/contact/message/{Message.objects.get().pk}/change/" in mail.body


def test_nobody_else_gets_mail(client):
    client.post("/contact/", TYPED)
    assert all(mail.to == ["reception@example.com"] for mail in make.queued_mail())


def test_reception_marks_a_message_as_answered(reception):
    message = make.message()
    reception.post(f"/admin/contact/message/{message.pk}/to/answered/", {"seen": "0"})
    message.refresh_from_db()
    assert (message.state, message.handled_by.username) == ("answered", "sample-staff")
    assert "A sample message." not in reception.get("/admin/contact/message/").text


def test_the_desk_counts_what_waits(reception):
    make.message()
    desk = reception.get("/admin/")
    counts = {one.key: one.count for one in desk.context["needs"]}
    assert counts == {"requests": 0, "comments": 0, "messages": 1}


def test_the_desk_tells_of_mail_that_nobody_delivers(reception):
    with time_machine.travel(make.NOW, tick=False) as clock:
        reception.force_login(reception.user)
        make.message()
        assert 'id="need-mail"' not in reception.get("/admin/").text
        clock.shift(timedelta(minutes=6))
        assert 'id="need-mail"' in reception.get("/admin/").text


@pytest.mark.parametrize(
    "phone",
    [
        "\u202a(416) 555-0123\u202c",
        "+1 416 555 0123 ext. 7",
        "416.555.0123",
        "+44 20 7946 0958 x 1234",
    ],
)
def test_a_phone_number_may_be_pasted_from_anywhere(client, phone):
    assert client.post("/contact/", TYPED | {"phone": phone}).status_code == 303


@pytest.mark.parametrize("phone", ["123", "555 0123", "call me", "416 555 0123\n416 555 0124"])
def test_what_cannot_be_dialled_is_refused(client, phone):
    assert client.post("/contact/", TYPED | {"phone": phone}).status_code == 422


def test_editors_see_no_desk(client, db):
    make.message()
    client.force_login(make.staff("Editors"))
    assert client.get("/admin/").context["needs"] == []
    assert client.get("/admin/contact/message/").status_code == 403


@pytest.mark.parametrize("path", ["/contact/", "/contact/thanks/"])
def test_the_phone_has_the_opening_hours_beside_it(client, seeded, path):
    OpeningHours.objects.create(clinic_id=1, weekday=2, opens=time(9), closes=time(17))
    panel = re.search(r'<section class="panel".*?</section>', client.get(path).text, re.DOTALL)[0]
    assert "(416) 477-1101" in panel
    assert "9:00 AM – 5:00 PM" in re.sub("<.*?>", "", panel)


@pytest.mark.parametrize("path", ["/contact/", "/contact/thanks/"])
def test_only_the_clinic_promises_when_it_answers(client, seeded, path):
    assert "usually" not in client.get(path).text
    Clinic.objects.update(messages_promise="We usually answer the next day.")
    assert "We usually answer the next day." in client.get(path).text
