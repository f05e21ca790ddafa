"""Visitors who send or read a byte at a time keep nobody else waiting, and are cut off."""

import http.client
import socket

import pytest

from tests import make, serve
from tests.faults.slow import Slow, others, slow

pytestmark = pytest.mark.django_db(transaction=True)
CHANGES = {
    "DEBUG": "false",
    "DJANGO_SETTINGS_MODULE": "tests.served_settings",
    "WEB_CONCURRENCY": "1",
    "PAGES_FRESH_FOR": "1",
}
MANY = 12  # three times as many as there are threads


@pytest.fixture(scope="module")
def port(django_db_setup, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        serve.gunicorn(serve.environment(**CHANGES), settings="tests.impatient_gunicorn") as (
            port,
            _,
        ),
    ):
        yield port


@pytest.fixture(autouse=True)
def pages():
    make.page("ims")


@pytest.mark.parametrize("kind", ["head", "body", "reading", "nothing"])
def test_others_are_answered_while_many_are_slow(port, kind):
    with slow(port, kind, MANY) as visitors:
        assert len(visitors.lines) == MANY
        asked, answered, *_ = others(port, 0.3, path="/ims/", every=0.05)
        assert asked == answered > 0


@pytest.mark.parametrize("kind", ["head", "body"])
def test_a_slow_visitor_is_cut_off_with_a_reason(port, kind):
    visitor = Slow(port, kind, 0).open()
    visitor.settimeout(10)
    assert visitor.recv(1000).startswith(b"HTTP/1.1 408 ")
    visitor.close()


def test_many_slow_uploads_leave_threads_for_others(port):
    head = b"POST /admin/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n"
    lines = [socket.create_connection(("127.0.0.1", port)) for _ in range(MANY)]
    for line in lines:
        line.sendall(head)
    asked, answered, *_ = others(port, 0.3, path="/ims/", every=0.05)
    for line in lines:
        line.close()
    assert asked == answered > 0


def test_a_head_that_cannot_become_a_request_is_refused_at_once(port):
    for sent, status in (
        (b"GET / HTTP/1.1\n", b"400"),
        (b"GET / HTTP/1.1\r\nX: " + 70_000 * b"x", b"431"),
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(sent)
            assert line.recv(1000).startswith(b"HTTP/1.1 " + status)


def test_requests_sent_together_on_one_connection_are_answered_in_turn(port):
    one = b"GET /ims/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = b"GET /ims/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(one + one + last)
        answers = b"".join(iter(lambda: line.recv(65_536), b""))
    assert answers.count(b"HTTP/1.1 200 OK") == 3
    assert answers.endswith(b"</html>\n")


def test_a_connection_is_kept_for_the_next_request_and_a_form_in_pieces_is_read_whole(port):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("GET", "/ims/")
    assert line.getresponse().read().endswith(b"</html>\n")
    kept = line.sock
    form = b"name=Sample+Writer&email=writer%40example.com&text=" + 300 * b"word+"
    line.putrequest("POST", "/contact/")
    line.putheader("Content-Type", "application/x-www-form-urlencoded")
    line.putheader("Sec-Fetch-Site", "same-origin")
    line.putheader("Content-Length", str(len(form)))
    line.endheaders(form[:40])
    line.send(form[40:])
    assert line.getresponse().status == 303
    assert line.sock in (kept, None)
    line.close()
