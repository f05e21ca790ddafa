"""Visitors who send or read a byte at a time keep nobody else waiting, and are cut off."""

import contextlib
import http.client
import select
import socket
import time
from pathlib import Path
from unittest.mock import Mock

import gunicorn
import pytest
from django.contrib.staticfiles.finders import find

from clinic_site.buffering import connection
from clinic_site.buffering.worker import BufferingWorker
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
LARGE_FILE = "/static/django_prose_editor/editor.js.map"  # 2 MB


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


LONG = [
    b"Content-Length: 9000000",
    b"Content-Length: 00000000000000010000",  # more digits than any length needs
    b"Transfer-Encoding: chunked",
    b"Expect: 100-continue\r\nContent-Length: 10000",
]


@pytest.mark.parametrize("said", LONG)
def test_many_slow_uploads_leave_threads_for_others(port, said):
    head = b"POST /admin/ HTTP/1.1\r\nHost: localhost\r\n" + said + b"\r\n\r\n"
    with many_lines(port, head):
        asked, answered, *_ = others(port, 0.3, path="/ims/", every=0.05)
    assert asked == answered > 0


def test_many_slow_readers_of_a_large_file_leave_threads_for_others_and_get_all_of_it(port):
    """With the packets and the small window of a real network: the loopback takes megabytes."""
    head = f"GET {LARGE_FILE} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with many_lines(port, head.encode(), narrow=True) as lines:
        time.sleep(0.3)
        asked, answered, *_ = others(port, 0.3, path="/ims/", every=0.05)
        assert asked == answered > 0
        lines[0].settimeout(10)
        received = b"".join(iter(lambda: lines[0].recv(65_536), b""))
    whole = Path(find(LARGE_FILE.removeprefix("/static/"))).read_bytes()
    assert received.partition(b"\r\n\r\n")[2] == whole


@contextlib.contextmanager
def many_lines(port, hello, narrow=False):
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(socket.socket()) for _ in range(MANY)]
        for line in lines:
            if narrow:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1400)
            line.connect(("127.0.0.1", port))
            line.sendall(hello)
        yield lines


def test_a_long_form_in_pieces_arrives_whole(port):
    text = b"word+" * 40_000  # more than is kept in memory
    head = b"POST /contact/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    kind = b"Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n"
    length = b"Content-Length: 0000000000000%d\r\n\r\n" % (len(text) + 5)
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(head + kind + length + b"text=")
        for piece in range(0, len(text), 30_000):
            line.sendall(text[piece : piece + 30_000])
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 422 ")
    assert answer.count(b"word ") >= 39_999


def test_one_upload_too_many_is_refused_at_once_with_a_page(port):
    head = b"POST /admin/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n"
    with contextlib.ExitStack() as stack:
        lines = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(3)
        ]
        for line in lines:
            line.sendall(head + 200_000 * b"x")
        refused, _, _ = select.select(lines, [], [], 10)
        answer = refused[0].recv(10_000)
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"go back in your browser" in answer


def test_what_finds_no_space_on_the_disk_is_an_error_and_not_a_shorter_request():
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(OSError, match="space"):
        connection.write(full, b"x")


def test_gunicorn_is_the_version_that_our_worker_was_written_for():
    assert gunicorn.__version__ == "27.0.1", (
        "clinic_site/buffering/ replaces private parts of gunicorn's threaded worker. Read the new "
        "gunicorn/workers/gthread.py and check: TConn.init() is called before each request, and "
        "`data_ready` keeps handle() from waiting; accept(), enqueue_req(), finish_request(), "
        "murder_pending() (in each round of the main loop) and _cap_keepalive() (when it stops) "
        "are still called, and nothing else counts `nr_conns`; requests are read by `sock.recv`, "
        "answers sent by `sock.sendall` and `sock.sendfile`; `unreader` has unread() and "
        "take_buffered(). Then change the version here."
    )


WORDPRESS = b"POST /admin/wordpress/ HTTP/1.1\r\nCookie: a=1; sessionid=x; __Host-sessionid=x\r\n"


def test_a_head_that_cannot_become_a_request_is_refused_at_once(port):
    for sent, status in (
        (b"GET / HTTP/1.1\n", b"400"),
        (b"GET / HTTP/1.1\r\nX: " + 70_000 * b"x", b"431"),
        (b"POST / HTTP/1.1\r\nContent-Length: 100000001\r\n\r\n", b"413"),
        (b"POST /admin/wordpress/ HTTP/1.1\r\nContent-Length: 100000001\r\n\r\n", b"413"),
        (WORDPRESS + b"Content-Length: 201000001\r\n\r\n", b"413"),
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(sent)
            assert line.recv(1000).startswith(b"HTTP/1.1 " + status)


def test_a_wordpress_site_may_be_larger_than_any_other_upload_of_who_is_logged_in(port):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(WORDPRESS + b"Content-Length: 200000001\r\n\r\nsome of it")
        line.settimeout(1)
        with pytest.raises(TimeoutError):  # it waits for the rest
            line.recv(1000)


def test_what_all_visitors_together_have_sent_is_limited():
    worker = BufferingWorker.__new__(BufferingWorker)
    for size, is_full in ((600_000_000, False), (700_000_000, True)):
        visitors = [Mock(arrived=size) for _ in range(3)]
        worker.watched = dict.fromkeys(visitors, worker.receive)
        assert worker.is_full() == is_full


@pytest.mark.parametrize(
    "said",
    [b"Transfer-Encoding: chunked\r\n\r\n800\r\n0\r\n\r\n", b"Content-Length: %d\r\n\r\n" % 10**40],
)
def test_what_follows_a_body_without_a_clear_end_is_never_read_as_a_request(port, said):
    next_one = b"GET /ims/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(b"POST /admin/ HTTP/1.1\r\nHost: localhost\r\n" + said)
        answer = line.recv(65_536)
        with contextlib.suppress(ConnectionError):
            line.sendall(next_one)
            answer += b"".join(iter(lambda: line.recv(65_536), b""))
    assert answer.count(b"HTTP/1.1 ") <= 1
    assert b"HTTP/1.1 200 " not in answer


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
    assert kept
    line.request("GET", "/ims/")
    assert line.getresponse().read().endswith(b"</html>\n")
    assert line.sock is kept
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
