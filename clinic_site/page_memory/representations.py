"""A page as it is sent: in a coding that the browser accepts, or as a 304 without a body.

By RFC 9110: content codings (12.5.3), validators (8.8.3), conditions (13). Ranges are ignored, as
14.2 allows.
"""

import gzip
import hashlib
from functools import lru_cache, partial

import brotli
from django.utils.http import parse_etags

# In our order of preference, for a browser without one.
CODINGS = {
    "br": partial(brotli.compress, mode=brotli.MODE_TEXT, quality=6),
    "gzip": partial(gzip.compress, mtime=0),
}
IDENTITY = "identity"
# What a 304 repeats (15.4.5); the rest describes the body, which is not sent.
REPEATED = ("cache-control", "content-location", "expires", "vary")
OF_ONE_CODING = ("content-length", "etag", "last-modified")


class Representations:
    """One page in each coding. A coding is made once, when the first browser asks for it."""

    def __init__(self, body, headers):
        self.bodies = {IDENTITY: body}
        self.headers = [pair for pair in headers if pair[0].lower() not in OF_ONE_CODING]
        # With the headers: a browser keeps those it has after a 304, so new ones need a new ETag.
        said = "\n".join(map(": ".join, self.headers)).encode()
        self.digest = hashlib.blake2b(body + said, digest_size=12).hexdigest()
        self.repeated = [pair for pair in self.headers if pair[0].lower() in REPEATED]

    @property
    def size(self):
        """Roughly what the page takes in memory (bytes), in all codings."""
        return 2 * len(self.bodies[IDENTITY]) + 2000

    def answer(self, environ):
        """(status, headers, body) for a GET or HEAD request."""
        coding = preferred(environ.get("HTTP_ACCEPT_ENCODING", ""))
        etag = f'"{self.digest}"' if coding == IDENTITY else f'"{self.digest}-{coding}"'
        if "HTTP_IF_MATCH" in environ and not is_named(etag, environ["HTTP_IF_MATCH"]):
            return 412, [("Content-Length", "0")], b""
        if "HTTP_IF_NONE_MATCH" in environ and is_named(
            etag, environ["HTTP_IF_NONE_MATCH"], weakly=True
        ):
            return 304, [*self.repeated, ("ETag", etag)], b""
        body = self.in_coding(coding)
        headers = [*self.headers, ("ETag", etag), ("Content-Length", str(len(body)))]
        if coding != IDENTITY:
            headers.append(("Content-Encoding", coding))
        return 200, headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else body

    def in_coding(self, coding):
        if coding not in self.bodies:
            self.bodies[coding] = CODINGS[coding](self.bodies[IDENTITY])
        return self.bodies[coding]


def is_named(etag, header, weakly=False):
    """Whether a list of entity tags, or `*`, names this one."""
    named = parse_etags(header)
    if weakly:
        named = [one.removeprefix("W/") for one in named]
    return named == ["*"] or etag in named


def preferred(accept_encoding: str) -> str:
    """The coding to send to a browser with this Accept-Encoding."""
    return accepted(accept_encoding)[0]


@lru_cache(maxsize=128)
def accepted(accept_encoding: str) -> list[str]:
    """The codings that this Accept-Encoding allows, best first; the last is always identity."""
    weights = {}
    for item in accept_encoding.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        weights[{"x-gzip": "gzip"}.get(name, name)] = weight(parameters)
    others = weights.get("*", 0)
    known = {coding: weights.get(coding, others) for coding in CODINGS}
    as_it_is = weights.get(IDENTITY, 0)
    liked = [one for one in known if known[one] > as_it_is or known[one] == 1]
    return [*sorted(liked, key=known.get, reverse=True), IDENTITY]


def weight(parameters):
    """The value of `q`: 1 if it is missing, 0 if it is not a number from 0 to 1."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                number = float(value)
            except ValueError:
                return 0
            return number if 0 <= number <= 1 else 0
    return 1
