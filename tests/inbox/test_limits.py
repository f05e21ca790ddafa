"""Who sends too much waits exactly as long as the answer says, and keeps what was typed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from contact.models import Message
from inbox.models import LIMIT, LIMIT_IN_CROWD, WINDOW, Attempt
from tests import make

CROWD = 60
pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Sample Writer",
    "email": "writer@example.com",
    "text": "May I come in the evening?",
}


@pytest.fixture
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def crowd(monkeypatch):
    """As the real one, and reached sooner."""
    monkeypatch.setattr("inbox.models.CROWD", CROWD)


def fill_own_limit(client, clock):
    """So many posts of one visitor as may pass."""
    for _ in range(LIMIT):
        client.post("/contact/", {})
        clock.shift(timedelta(seconds=10.5))


def gather_crowd(clock):
    """So many posts of strangers that each visitor may send less."""
    for number in range(CROWD):
        Attempt.objects.create(form="contact", client=f"visitor {number}")
        clock.shift(timedelta(seconds=1.3))


def fill_limit_in_crowd(client, clock):
    gather_crowd(clock)
    for _ in range(LIMIT_IN_CROWD):
        client.post("/contact/", {})
        clock.shift(timedelta(seconds=10.5))


LIMITS = pytest.mark.parametrize("fill", [fill_own_limit, fill_limit_in_crowd])


@LIMITS
def test_a_post_after_exactly_the_time_named_is_taken(client, clock, fill):
    fill(client, clock)
    refused = client.post("/contact/", TYPED)
    assert refused.status_code == 429
    clock.shift(int(refused["Retry-After"]))
    assert client.post("/contact/", TYPED).status_code == 303


@LIMITS
def test_a_post_one_second_earlier_is_not(client, clock, fill):
    fill(client, clock)
    refused = client.post("/contact/", TYPED)
    clock.shift(int(refused["Retry-After"]) - 1)
    again = client.post("/contact/", TYPED)
    assert (again.status_code, again["Retry-After"]) == (429, "1")
    assert not Message.objects.exists()


@LIMITS
def test_impatience_makes_nobody_wait_longer(client, clock, fill):
    fill(client, clock)
    refused = [client.post("/contact/", TYPED) for _ in range(5)]
    assert len({response["Retry-After"] for response in refused}) == 1
    clock.shift(int(refused[0]["Retry-After"]))
    assert client.post("/contact/", TYPED).status_code == 303


@LIMITS
def test_what_was_typed_is_kept(client, clock, fill):
    fill(client, clock)
    page = client.post("/contact/", TYPED).text
    assert "May I come in the evening?" in page
    assert 'value="writer@example.com"' in page


def test_the_words_say_whose_posts_are_too_many_and_how_long_to_wait(client, clock):
    fill_own_limit(client, clock)
    page = client.post("/contact/", TYPED).text
    assert "Too many forms were sent from your connection" in page
    assert "Please wait 7 minutes" in page


def test_in_a_crowd_the_words_blame_nobody(client, clock):
    fill_limit_in_crowd(client, clock)
    page = client.post("/contact/", TYPED).text
    assert "Many people are sending this form right now" in page
    assert "your connection" not in page


def test_no_crowd_closes_a_form_to_somebody_who_has_not_sent_it_yet(client, clock):
    gather_crowd(clock)
    assert client.post("/contact/", TYPED).status_code == 303
    assert Message.objects.get().state == "open"


def test_a_hundred_strangers_together_send_little(clock):
    for number in range(100 * (LIMIT_IN_CROWD + 1)):  # one more than they may
        Attempt.objects.count_in("contact", f"visitor {number % 100}")
    assert Attempt.objects.count() == 100 * LIMIT_IN_CROWD


def test_a_crowd_at_one_form_does_not_slow_another(client, clock):
    fill_limit_in_crowd(client, clock)
    make.page(allows_comments=True)
    assert client.post("/comments/a-page/", TYPED).status_code == 303


def test_one_visitor_is_no_crowd(client, clock):
    for _ in range(CROWD + 1):
        Attempt.objects.count_in("contact", "one visitor")
    for number in range(LIMIT_IN_CROWD + 1):
        typed = TYPED | {"text": f"Message {number}"}
        assert client.post("/contact/", typed, REMOTE_ADDR="192.0.2.7").status_code == 303


def test_posts_from_before_the_window_do_not_count(client, clock):
    for _ in range(LIMIT):
        client.post("/contact/", {})
    clock.shift(WINDOW)
    assert client.post("/contact/", TYPED).status_code == 303


@pytest.mark.django_db(transaction=True)
def test_parallel_posts_do_not_slip_past_the_limit():
    def post(_):
        try:
            return Attempt.objects.count_in("contact", "one visitor")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(post, range(LIMIT * 2)))
    assert 0 < answers.count((0, 0)) <= LIMIT


def test_counting_reads_an_index_however_long_the_list():
    old = timezone.now() - timedelta(days=1)
    rows = [Attempt(form="contact", client=f"visitor {one % 500}") for one in range(5_000)]
    Attempt.objects.bulk_create(rows)
    Attempt.objects.update(at=old)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE inbox_attempt")
    of_form = Attempt.objects.filter(form="contact", at__gt=timezone.now() - WINDOW)
    for counted in (of_form, of_form.filter(client="visitor 7")):
        plan = counted.order_by("-at").explain()
        assert "Index" in plan
        assert "Seq Scan" not in plan
