"""Text messages that did not arrive: shown at the desk, tried again, or marked as phoned."""

from datetime import timedelta

import pytest
import time_machine

from booking.models import Booking, Text
from tests import make, text_server

pytestmark = pytest.mark.django_db

PAGE, AGAIN = "/admin/undelivered/", "/admin/undelivered/texts/again/"
NEXT_WEEK = make.TOMORROW_AT_NINE + timedelta(days=7)


@pytest.fixture
def server(settings):
    with text_server.running(settings) as server:
        yield server


@pytest.fixture
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def reception(client, clock):
    client.user = make.staff("Reception")
    client.force_login(client.user)
    return client


@pytest.fixture
def failed(server, reception):
    """A text that the phone company could not deliver."""
    service = make.service()
    booking = make.booking(service, make.therapist(service), NEXT_WEEK, texts=True)
    booking.confirm(by=reception.user)
    text = Text.objects.get()
    text.fail("unreached")
    return text


def dealt_with(pk):
    return f"/admin/undelivered/texts/{pk}/dealt-with/"


def test_the_desk_says_who_was_not_reached_and_why(reception, failed):
    desk = reception.get("/admin/").text
    assert "Undelivered text messages" in desk
    for page in (desk, reception.get(PAGE).text):
        assert "The phone could not be reached." in page
        assert "Sample Patient" in page
        assert failed.visit.get_admin_url() in page


def test_what_has_arrived_or_was_just_queued_is_not_listed(reception, failed):
    for state in ("delivered", "waiting", "sent"):
        Text.objects.update(state=state)
        assert "text messages" not in reception.get("/admin/").text


def test_one_that_waits_too_long_is_listed(reception, failed, clock):
    Text.objects.update(state="waiting", reason="")
    clock.shift(timedelta(minutes=5, seconds=1))
    assert "Undelivered text messages" in reception.get("/admin/").text


def test_tried_again_it_is_sent_at_once(reception, server, failed):
    sent = {"text_row": [failed.pk, "x", "9" * 40]}
    answer = reception.post(AGAIN, sent, follow=True)
    assert "1 text message is being tried again now." in answer.text
    Text.objects.deliver()
    assert server.numbers == ["+14165550123"]


def test_one_being_sent_is_not_sent_twice_by_a_button(reception, failed, clock):
    clock.shift(timedelta(minutes=10))
    Text.objects.update(state="sending", next_at=make.NOW + timedelta(minutes=11))
    for url in (AGAIN, dealt_with(failed.pk)):
        answer = reception.post(url, {"text_row": failed.pk}, follow=True)
        assert "is being sent right now" in answer.text
    assert Text.objects.get().state == "sending"


def test_a_number_that_takes_no_texts_is_not_offered_another_try(reception, failed):
    failed.fail("no mobile")
    page = reception.get(PAGE).text
    assert "It may be a landline." in page
    assert "Try again now" not in page
    assert Booking.objects.get().texts_agreed_at is None


def test_marked_as_phoned_it_is_gone_and_the_history_says_so(reception, failed):
    answer = reception.post(dealt_with(failed.pk), follow=True)
    assert "Marked as phoned" in answer.text
    assert not Text.objects.exists()
    assert failed.visit.events.last().verb == "patient phoned"
    again = reception.post(dealt_with(failed.pk), follow=True)
    assert "has since been sent or marked" in again.text
    assert failed.visit.events.filter(verb="patient phoned").count() == 1


def test_only_reception_sees_or_touches_them(client, failed):
    client.force_login(make.staff("Editors", "sample-editor"))
    assert client.post(AGAIN, {"text_row": failed.pk}).status_code == 403
    assert client.post(dealt_with(failed.pk)).status_code == 403
    assert "text messages" not in client.get("/admin/").text
    assert Text.objects.get().state == "failed"


def test_at_the_desk_texts_need_the_callers_word(reception, server):
    service = make.service()
    make.therapist(service)
    page = reception.get("/admin/booking/appointment/book/").text
    assert "They agree to text messages" in page


def test_no_box_at_the_desk_while_texts_are_off(reception):
    make.therapist(make.service())
    assert "text messages" not in reception.get("/admin/booking/appointment/book/").text
