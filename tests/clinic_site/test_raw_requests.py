"""What no browser would send: gunicorn itself is asked, byte by byte, and its log is read."""

import re
import socket
from itertools import product
from types import SimpleNamespace

import pytest

from tests import serve

pytestmark = pytest.mark.django_db(transaction=True)

TOKEN, TYPED = "s3cr3t-t0ken", "Marzipan"
CODECS = [
    "rot13",
    "base64",
    "hex",
    "zlib",
    "bz2",
    "quopri",
    "uu",
    "undefined",
    "punycode",
    "idna",
    "utf-16",
    "latin-1",
    "nonsense",
]


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker, tmp_path_factory):
    log = tmp_path_factory.mktemp("gunicorn") / "log"
    changes = {"DEBUG": "false", "DJANGO_SETTINGS_MODULE": "tests.served_settings"}
    with (
        django_db_blocker.unblock(),
        log.open("wb") as file,
        serve.site(file, WEB_CONCURRENCY="1", **changes) as port,
    ):
        yield SimpleNamespace(port=port, log=log)


@pytest.fixture
def ask(server):
    """A function that sends bytes and returns the status; afterwards the log was told nothing."""
    already = server.log.stat().st_size
    yield lambda *lines, body=b"": status_of(server.port, lines, body)
    written = server.log.read_bytes()[already:].decode()
    assert TOKEN not in written
    assert TYPED not in written


def status_of(port, lines, body):
    head = [line.encode("latin-1") if isinstance(line, str) else line for line in lines]
    if not any(line.lower().startswith(b"host:") for line in head):
        head.insert(1, b"Host: localhost")
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(b"\r\n".join([*head, b"Connection: close", b"", body]))
        line.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    return int(re.match(rb"HTTP/1\.1 (\d{3}) ", answer)[1])


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/", f"/appointments/{TOKEN}/", f"/search/?q={TYPED}"])
def test_another_encoding_is_refused_at_any_address(ask, method, path):
    for codec in CODECS:
        kind = f"Content-Type: text/html; charset={codec}"
        assert ask(f"{method} {path} HTTP/1.1", kind) == 400, codec


def test_utf_8_however_it_is_written_is_read(ask):
    for kind in ("text/html", "text/html; charset=UTF-8", 'text/html; charset="utf8"', ""):
        assert ask("GET /healthz HTTP/1.1", f"Content-Type: {kind}") == 200


HEADERS = (
    "Content-Type: text/html; charset=\xff",
    "Content-Type: text/html; charset=" + 5000 * "x",
    "Content-Type: text/html; charset*=rot13''utf-8",
    "Content-Type: multipart/form-data",
    "Content-Type: multipart/form-data; boundary=\xe9",
    "Content-Type: multipart/form-data; boundary=" + 300 * "b",
    'Content-Type: ;;;=;";',
    "Accept: text/html; q*=nonsense''1",
    "Accept: application/json; q=nan, */*; q=1e999",
    "Accept: " + 900 * "a/b,",
    "Cookie: sessionid=\xff\xfe; csrftoken=\x80",
    "Cookie: sessionid=" + 5000 * "x",
    "Cookie: messages=x; ====;;;",
    "Range: bytes=9-1,-0,x-,18446744073709551616-",
    "If-Modified-Since: \xff, 99 Foo 99999",
    'If-None-Match: W/"\xff',
    "Accept-Language: " + 900 * "zz,",
    "X-Forwarded-For: \xff, ::ffff:1%0",
    "Origin: null\xff",
    "Referer: http://[",
    "Host: \xff",
    "Host: localhost:99999999",
    "Host: [::1",
    "Content-Length: 99999999999999999999",
    "Transfer-Encoding: nonsense",
    "Expect: 200-maybe",
    f"X-Bad Header: {TYPED}",
    "no colon here " + TYPED,
)


def test_an_odd_header_gets_an_answer(ask):
    lines = f"GET /search/?q={TYPED} HTTP/1.1", f"POST /appointments/{TOKEN}/ HTTP/1.1"
    for header, line in product(HEADERS, lines):
        answered = 200 <= ask(line, header) < 500
        assert answered or header.startswith("Transfer-Encoding"), (header[:40], line)


FIRST_LINES = (
    f"GET /appointments/{TOKEN} {TYPED} HTTP/1.1",
    f"get /appointments/{TOKEN}/ HTTP/1.1",
    f"GET /appointments/{TOKEN}/ HTTP/9.9",
    f"GET http://localhost/appointments/{TOKEN}/?q={TYPED} HTTP/1.1",
    f"GET //appointments//{TOKEN}/ HTTP/1.1",
    f"GET /%61ppointments%2F{TOKEN}/%00 HTTP/1.1",
    f"GET /%ff%fe/?q=%ff{TYPED} HTTP/1.1",
    f"GET /appointments/{TOKEN}/%0d%0a[CRITICAL]?{TYPED} HTTP/1.1",
    f"GET /search/%3Fq={TYPED}%20{TYPED} HTTP/1.1",
    f"GET /search/?{900 * 'a&'}{TYPED} HTTP/1.1",
    f"GET /search/?{1500 * 'a&'}{TYPED} HTTP/1.1",
    f"GET /search/?q={9000 * 'x'}{TYPED} HTTP/1.1",
    f"TRACE /preview/{TOKEN}/ HTTP/1.1",
    "CONNECT localhost:443 HTTP/1.1",
    "OPTIONS * HTTP/1.1",
)


def test_an_odd_first_line_gets_an_answer(ask):
    kinds = "Content-Type: text/html", "Content-Type: text/html; charset=utf-8"
    for line, kind in product(FIRST_LINES, kinds):
        assert 200 <= ask(line, kind) < 500, (line[:40], kind)


MULTIPART = "Content-Type: multipart/form-data; boundary=x"


@pytest.mark.parametrize(
    "head",
    [
        "Content-Disposition: form-data; name*=rot13''x",
        "Content-Disposition: form-data; name*=undefined''x",
        'Content-Disposition: form-data; name=text; filename="../../etc/passwd"',
        'Content-Disposition: form-data; name=text; filename="\x00"',
        "Content-Disposition: form-data; name=text\r\nContent-Transfer-Encoding: base64",
        "Content-Disposition: form-data; name=text\r\nContent-Type: text/plain; charset=rot13",
        "Content-Disposition: form-data",
        "nonsense",
        3000 * "x",
    ],
    ids=lambda head: head[:60],
)
def test_an_odd_part_of_a_form_gets_an_answer(ask, head):
    for end in (b"\r\n--x--\r\n", b""):
        body = f"--x\r\n{head}\r\n\r\n{TYPED}=".encode() + end
        length = f"Content-Length: {len(body)}"
        assert ask("POST /contact/ HTTP/1.1", MULTIPART, length, body=body) in (400, 403, 422)


@pytest.mark.parametrize(
    "body", [b"5\r\nhello\r\n0\r\n\r\n", b"zz\r\nhello", b"FFFFFFFFFFFF\r\nhel", b"-1\r\n", b""]
)
def test_a_body_in_odd_pieces_gets_an_answer(ask, body):
    head = ["Transfer-Encoding: chunked", "Content-Type: application/x-www-form-urlencoded"]
    assert 400 <= ask("POST /contact/ HTTP/1.1", *head, body=body) < 500
    assert 400 <= ask("POST /contact/ HTTP/1.1", *head[1:], "Content-Length: 50", body=body) < 500


def test_a_request_is_one_line_of_the_log_without_its_query(server, ask):
    already = server.log.stat().st_size
    assert ask(f"GET /healthz?{TYPED} HTTP/1.1", f"User-Agent: {TYPED}") == 200
    written = server.log.read_bytes()[already:].decode()
    stamp = r"\[\d\d/\w{3}/\d{4}:[\d:]{8} [+-]\d{4}\]"
    assert re.fullmatch(rf"{stamp} GET /healthz 200 \d+ \d+ms [0-9a-f]{{32}}\n", written)
