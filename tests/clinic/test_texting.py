"""The interface for text messages, with the real client library and a server of its own."""

import logging

import pytest

from clinic import texting, twilio_texts
from clinic.texting import NotSent, Reason, Refused, Unclear, plain, takes_texts
from tests import text_server


@pytest.fixture
def server(settings):
    with text_server.running(settings) as server:
        yield server


def send():
    return texting.provider().send("+14165550123", "Sample words.")


def test_a_message_is_handed_over_once_and_known_by_its_id(server):
    assert send() == "SM1"
    assert server.taken == [("+14165550123", "Sample words.")]


@pytest.mark.parametrize(
    ("code", "reason"), [(21610, Reason.STOPPED), (21614, Reason.NO_MOBILE), (21211, Reason.WRONG)]
)
def test_what_the_provider_would_refuse_again_is_final(server, code, reason):
    server.answers = [(400, code)]
    with pytest.raises(Refused) as error:
        send()
    assert error.value.reason == reason


@pytest.mark.parametrize(
    "answer", [(503, 503), (429, 20429), (401, 20003), (400, 21408), (400, 21612)]
)
def test_an_overloaded_provider_or_a_wrong_setup_can_be_tried_again(server, answer):
    server.answers = [answer]
    with pytest.raises(NotSent):
        send()
    assert server.taken == []


def test_without_an_answer_it_is_unclear_whether_it_was_taken(server, monkeypatch):
    monkeypatch.setattr(texting.provider().client.http_client, "timeout", 0.2)
    server.is_slow.set()
    with pytest.raises(Unclear):
        send()
    assert len(server.taken) == 1


@pytest.mark.parametrize("answer", [(500, 20500), (504, 504)])
def test_a_provider_that_fails_may_have_taken_it(server, answer):
    server.answers = [answer]
    with pytest.raises(Unclear):
        send()


def test_a_provider_that_cannot_be_reached_has_taken_nothing(server):
    server.shutdown()
    server.server_close()
    with pytest.raises(NotSent):
        send()


def test_a_message_on_its_way_has_not_arrived_yet(server):
    provider, sid = texting.provider(), send()
    server.statuses[sid] = ("sent", None)
    assert not provider.has_arrived(sid)
    server.statuses[sid] = ("delivered", None)
    assert provider.has_arrived(sid)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (30006, Reason.NO_MOBILE),
        (30003, Reason.UNREACHED),
        (30004, Reason.BLOCKED),
        (1, Reason.BLOCKED),
    ],
)
def test_why_one_was_not_delivered_is_known(server, code, reason):
    sid = send()
    server.statuses[sid] = ("undelivered", code)
    with pytest.raises(Refused) as error:
        texting.provider().has_arrived(sid)
    assert error.value.reason == reason


def test_nothing_that_is_logged_or_raised_names_the_number(server, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("twilio").setLevel(logging.INFO)
    server.answers = [(400, 21211)]
    with pytest.raises(Refused) as error:
        send()
    assert "555" not in caplog.text + repr(error.value)
    assert error.value.__suppress_context__
    assert twilio_texts.PATIENCE <= 10


def test_words_stay_within_the_characters_of_one_message():
    assert plain("It’s 6:00 – 7:00 PM… “Zoë” Łódź") == 'It\'s 6:00 - 7:00 PM... "Zoe" ?odz'


@pytest.mark.parametrize(
    ("number", "takes"),
    [
        ("+14165550123", True),
        ("+12125550123", True),
        ("+14165550123;ext=4", False),
        ("+442071838750", False),
        ("+18765550123", False),
        ("", False),
    ],
)
def test_only_numbers_of_canada_and_the_united_states_get_texts(number, takes):
    assert takes_texts(number) == takes
