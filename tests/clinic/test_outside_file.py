"""Files fetched from other sites, which may answer with anything."""

import gzip
import http.server
import ssl
import threading
import time
import zlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from clinic.outside_file import Failed, fetched

MOST = 3_000_000
BODY = b"BEGIN:VCALENDAR" * 1000


class Site(http.server.BaseHTTPRequestHandler):
    """Another site, whose paths say how it answers."""

    protocol_version = "HTTP/1.1"
    asked = []

    def do_GET(self):
        self.asked.append((self.path, dict(self.headers)))
        status, headers, body = getattr(self, self.path.strip("/").partition("?")[0])()
        self.send_response(status)
        headers = {"Content-Length": str(len(body)), "Connection": "close"} | headers
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):  # left in the middle of a bomb
            self.wfile.write(body)

    def plain(self):
        if self.headers["If-None-Match"] == '"one"':
            return 304, {}, b""
        kind = {"ETag": '"one"', "Content-Type": "Text/Calendar; charset=utf-8"}
        return 200, kind | {"Last-Modified": "Mon, 23 Nov 2026 14:00:00 GMT"}, BODY

    def odd(self):
        return 200, {"ETag": '"a\0b"', "Last-Modified": "Mon\x01", "Content-Type": "a\x7f"}, BODY

    def packed(self):
        return 200, {"Content-Encoding": "gzip"}, gzip.compress(BODY)

    def deflated(self):
        return 200, {"Content-Encoding": "deflate"}, zlib.compress(BODY)

    def bomb(self):
        return 200, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 50_000_000)

    def damaged(self):
        return 200, {"Content-Encoding": "gzip"}, gzip.compress(BODY)[:-20]

    def unknown(self):
        return 200, {"Content-Encoding": "br"}, BODY

    def large(self):
        return 200, {}, b"0" * (MOST + 1)

    def short(self):
        return 200, {"Content-Length": "99999"}, BODY

    def there(self):
        return 302, {"Location": "/plain"}, b""

    def loop(self):
        return 302, {"Location": "/loop"}, b""

    def inside(self):
        return 302, {"Location": "file:///etc/passwd"}, b""

    def locked(self):
        return 401, {}, b""

    def gone(self):
        return 404, {}, b""

    def unchanged(self):
        return 304, {}, b""

    def down(self):
        return 503, {}, b""

    def slow(self):
        time.sleep(1)
        return 200, {}, BODY

    def log_message(self, *args):
        pass


@pytest.fixture
def site(settings):
    """Its address. It is on this computer, which only this setting allows."""
    settings.FETCH_PRIVATE_ADDRESSES = True
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Site.asked = []
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["plain", "packed", "deflated", "there", "plain?a=b%20c"])
def test_the_whole_file_is_fetched(site, path):
    assert fetched(f"{site}/{path}", most=MOST).body == BODY


def test_what_has_not_changed_is_not_sent_again(site):
    first = fetched(f"{site}/plain", most=MOST)
    assert (first.etag, first.kind) == ('"one"', "text/calendar")
    again = fetched(f"{site}/plain", most=MOST, etag=first.etag, modified=first.modified)
    assert again.body is None
    assert Site.asked[1][1]["If-Modified-Since"] == first.modified
    odd = fetched(f"{site}/odd", most=MOST)
    assert (odd.etag, odd.modified, odd.kind) == ("", "", "")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("bomb", "It is larger than 3 MB."),
        ("large", "It is larger than 3 MB."),
        ("damaged", "The answer is damaged."),
        ("unknown", "The answer is damaged."),
        ("short", "The answer is incomplete."),
        ("loop", "It redirects in a loop."),
        ("locked", "The site asks for a password."),
        ("gone", "The site has no such page."),
        ("unchanged", "The site returns error 304."),
        ("down", "The site returns error 503."),
        ("slow", "The site did not answer."),
    ],
)
def test_what_cannot_be_fetched_is_said_in_words(site, path, why):
    with pytest.raises(Failed, match=why):
        fetched(f"{site}/{path}", most=MOST, seconds=0.3 if path == "slow" else 5)


@pytest.mark.parametrize("path", ["inside"])
def test_a_redirect_is_followed_over_https_alone(site, path):
    with pytest.raises(Failed, match="a private network"):
        fetched(f"{site}/{path}", most=MOST)


@pytest.mark.parametrize(
    "address",
    [
        *("https://127.0.0.1/a.ics", "https://localhost/", "https://10.0.0.1/", "https://[::1]/"),
        *("http://example.com/", "file:///etc/passwd", "https://me:secret@example.com/", "nothing"),
    ],
)
def test_only_public_https_addresses_are_asked(address, monkeypatch):
    def connect(*args):
        raise AssertionError("connected")

    monkeypatch.setattr("socket.socket.connect", connect)
    with pytest.raises(Failed, match="a private network"):
        fetched(address, most=MOST)


@pytest.fixture
def secure_site(settings, tmp_path):
    """The same over https, with its certificate in a file that nobody trusts yet."""
    settings.FETCH_PRIVATE_ADDRESSES = True
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file = tmp_path / "site.pem"
    file.write_bytes(key.private_bytes(pem, *form) + certificate.public_bytes(pem))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *args: None  # who refuses the certificate breaks off
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"https://localhost:{server.server_address[1]}", file
    server.shutdown()
    server.server_close()


def test_a_site_has_to_show_a_certificate_that_is_trusted(secure_site, monkeypatch):
    address, certificate = secure_site
    with pytest.raises(Failed, match="certificate is not valid"):
        fetched(f"{address}/plain", most=MOST)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert fetched(f"{address}/plain", most=MOST).body == BODY
    with pytest.raises(Failed, match="certificate is not valid"):
        fetched(f"{address.replace('localhost', '127.0.0.1')}/plain", most=MOST)


def test_no_other_host_is_asked_than_the_one_named(site):
    assert fetched(f"{site}/there", most=MOST, host="127.0.0.1").body == BODY
    with pytest.raises(Failed, match="another site"):
        fetched(f"{site}/plain", most=MOST, host="old.example.com")


def test_one_host_is_asked_with_www_and_without_but_only_on_the_usual_port(site, settings):
    assert fetched(f"{site}/there", most=MOST, host="www.127.0.0.1").body == BODY
    settings.FETCH_PRIVATE_ADDRESSES = False
    with pytest.raises(Failed, match="so it is not fetched"):
        fetched("https://192.0.2.1:8443/plain", most=MOST, host="192.0.2.1")
