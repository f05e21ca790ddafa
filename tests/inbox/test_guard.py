from datetime import timedelta

import pytest
import time_machine

from comments.models import Comment
from contact.models import Message
from inbox.client_address import client_address
from inbox.models import LIMIT, Attempt
from tests import make

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Sample Writer",
    "email": "writer@example.com",
    "text": "May I come in the evening?",
}


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_post_from_another_site_is_refused(client, site):
    response = client.post("/contact/", TYPED, headers={"Sec-Fetch-Site": site})
    assert response.status_code == 403
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "origin",
    [
        "https://elsewhere.example",
        "null",
        "http://testserver:81",
        "https://testserver",
        "http://[bad",
    ],
)
def test_without_fetch_metadata_the_origin_decides(client, origin):
    assert client.post("/contact/", TYPED, headers={"Origin": origin}).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}, {}]
)
def test_a_post_from_our_own_page_is_stored(client, headers):
    assert client.post("/contact/", TYPED, headers=headers).status_code == 303
    assert Message.objects.get().state == "open"


def test_a_silent_browser_is_a_sign_and_not_a_refusal(client):
    client.post("/contact/", TYPED)
    assert "did not say" in Message.objects.get().reasons[0]


def test_the_honeypot_stores_as_spam_and_thanks_all_the_same(client):
    response = client.post("/contact/", TYPED | {"ref_k2": "x" * 10_000})
    assert response.status_code == 303
    message = Message.objects.get()
    assert message.state == "spam"
    assert not make.queued_mail()


def test_people_are_spared_the_honeypot(client):
    page = client.get("/contact/").text
    trap = page[page.index('class="hp"') :][:400]
    assert 'aria-hidden="true"' in trap
    assert 'tabindex="-1"' in trap
    assert "Leave this field empty" in trap


def test_past_the_limit_the_answer_is_429_and_the_text_is_kept(client):
    for number in range(LIMIT):
        client.post("/contact/", TYPED | {"text": f"Message {number}"})
    response = client.post("/contact/", TYPED | {"text": "One too many"})
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "One too many" in response.text
    assert Message.objects.count() == LIMIT


def test_another_visitor_is_not_held_back(client):
    for number in range(LIMIT + 1):
        client.post("/contact/", TYPED | {"text": f"Message {number}"})
    assert client.post("/contact/", TYPED, REMOTE_ADDR="192.0.2.7").status_code == 303


def test_after_a_while_the_visitor_may_send_again(client):
    with time_machine.travel(make.NOW, tick=False) as clock:
        for number in range(LIMIT + 1):
            client.post("/contact/", TYPED | {"text": f"Message {number}"})
        clock.shift(timedelta(minutes=11))
        assert client.post("/contact/", TYPED).status_code == 303


@pytest.mark.parametrize("path", ["/contact/", "/book/link/"])
def test_a_page_left_open_for_days_still_sends(client, path):
    with time_machine.travel(make.NOW, tick=False) as clock:
        client.get(path)
        clock.shift(timedelta(days=10))
        assert client.post(path, TYPED).status_code == 303


@pytest.mark.parametrize("path", ["/contact/", "/book/link/"])
def test_nothing_about_the_visitor_is_remembered(client, path):
    before = client.get(path).content
    answers = [client.post(path, typed) for typed in (TYPED, {"name": "Sample"})]
    answers += [client.post(path, TYPED) for _ in range(LIMIT)]
    answers += [client.post(path, TYPED, headers={"Sec-Fetch-Site": "cross-site"})]
    assert {answer.status_code for answer in answers} == {303, 422, 429, 403}
    assert client.get(path).content == before
    assert not client.cookies


def test_no_address_is_stored_and_attempts_are_purged(client):
    with time_machine.travel(make.NOW, tick=False) as clock:
        client.post("/contact/", TYPED)
        assert "127.0.0.1" not in str(list(Attempt.objects.values()))
        clock.shift(timedelta(days=3))
        make.call("work", "--once")
        assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.1", "127.0.0.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "198.51.100.1", "127.0.0.1"),
        (1, "", ""),
        (1, "nonsense", ""),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "::ffff:198.51.100.1", "198.51.100.1"),
        (1, "198.51.100.1:5678", "198.51.100.1"),
        (1, "[2001:db8::1]:5678", "2001:db8::1"),
    ],
)
def test_the_address_is_read_through_exactly_the_trusted_hops(
    rf, settings, proxies, forwarded, address
):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == address


def test_the_same_words_within_a_day_are_stored_once(client):
    with time_machine.travel(make.NOW, tick=False) as clock:
        assert client.post("/contact/", TYPED).status_code == 303
        assert client.post("/contact/", TYPED).status_code == 303
        assert Message.objects.count() == 1
        clock.shift(timedelta(hours=25))
        client.post("/contact/", TYPED)
        assert Message.objects.count() == 2


def test_the_same_words_under_two_pages_are_two_comments():
    for slug in ("one", "two"):
        make.comment(make.page(slug, allows_comments=True))
    assert Comment.objects.count() == 2
