"""Fetches a file from another site, trusting that site with nothing.

As `clinic.outside_request`: only public addresses are asked, at each step of a redirect.
"""

import http.client
import socket
import ssl
import zlib
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from clinic.outside_request import (
    MOST_REDIRECTS,
    PORTS,
    REDIRECTS,
    Refused,
    asking,
    in_time,
    is_public,
)

AT_ONCE = 64 * 1024  # bytes
CONDITIONS = {"If-None-Match", "If-Modified-Since"}
SILENT = "The site did not answer."
REFUSED = "It leads to a private network, or to an address without https, so it is not fetched."
WORDS = {
    401: "The site asks for a password.",
    403: "The site does not let us read it.",
    404: "The site has no such page.",
    410: "The site has no such page.",
    429: "The site was asked too often.",
}


class Failed(Exception):
    """The file could not be fetched. The text is a sentence without the address."""


@dataclass(frozen=True)
class Answer:
    """`body` is None if the file has not changed since the answer with `etag` or `modified`."""

    body: bytes | None
    etag: str
    modified: str
    kind: str  # the Content-Type, in lower case, without parameters


@dataclass(frozen=True)
class Elsewhere:
    location: str


def fetched(
    address: str,
    *,
    most: int,
    seconds: float = 20,
    etag: str = "",
    modified: str = "",
    schemes: tuple[str, ...] = ("https",),
    host: str = "",
) -> Answer:
    """The file at this address: at most `most` bytes, also when unpacked, within `seconds`.

    `etag` and `modified` are those of the last answer: the site may say that nothing has changed.
    `host`: the only one to ask, redirects included, with “www.” or without; and only on the usual
    port. With FETCH_PRIVATE_ADDRESSES, addresses of our own network are asked too, on any port, and
    over HTTP. Call it outside of transactions. Raises Failed.
    """
    conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
    headers = {
        "User-Agent": f"clinic site ({settings.SITE_URL})",
        "Accept": "*/*",
        "Accept-Encoding": "gzip",
        **{name: value for name, value in conditions.items() if value},
    }
    if settings.FETCH_PRIVATE_ADDRESSES:
        schemes = {*schemes, "http"}
    any_port = not host or settings.FETCH_PRIVATE_ADDRESSES
    ports = {scheme: None if any_port else PORTS[scheme] for scheme in schemes}

    def ask(connections):
        return tried(address, connections, headers=headers, ports=ports, host=host, most=most)

    answer = in_time(ask, seconds, SILENT)
    if isinstance(answer, str):
        raise Failed(answer)
    return answer


def tried(address, connections, *, host, **how):
    """The Answer, or a sentence that says why there is none."""
    try:
        for _ in range(MOST_REDIRECTS + 1):
            if host and bare(urlsplit(address).hostname) != bare(host):
                return "It leads to another site."
            answer = step(address, connections, **how)
            if not isinstance(answer, Elsewhere):
                return answer
            address = urljoin(address, answer.location)
    except Refused:
        return REFUSED
    except socket.gaierror:
        return "There is no site with this name."
    except ssl.SSLError:
        return "The site’s certificate is not valid."
    except zlib.error:
        return "The answer is damaged."
    except (OSError, http.client.HTTPException, ValueError):
        return SILENT
    return "It redirects in a loop."


def bare(host):
    """The host's name without “www.”: most sites redirect from one to the other."""
    return (host or "").removeprefix("www.")


def step(address, connections, *, headers, ports, most):
    """The Answer, a sentence, or Elsewhere."""
    with asking("GET", address, connections, headers, ports, may_be_asked) as response:
        location = response.getheader("Location")
        if response.status in REDIRECTS and location:
            return Elsewhere(location)
        if response.status == 304 and not CONDITIONS.isdisjoint(headers):
            return Answer(None, "", "", "")
        if response.status != 200:
            return WORDS.get(response.status, f"The site returns error {response.status}.")
        body = bytearray()
        for part in unpacked(response, most):
            body += part
            if len(body) > most:
                return f"It is larger than {most // 1_000_000 or 1} MB."
        if response.length:  # it promised more
            return "The answer is incomplete."
        found = (response.getheader(name, "") for name in ("ETag", "Last-Modified", "Content-Type"))
        # What is stored, and sent back: nothing in it may end a string or a line.
        etag, modified, kind = (one[:200] if one.isprintable() else "" for one in found)
        return Answer(bytes(body), etag, modified, kind.partition(";")[0].strip().lower())


def unpacked(response, most):
    """The body in parts, unpacked in small steps: a bomb is left once it is too large."""
    packed = response.getheader("Content-Encoding", "").strip().lower()
    if packed in ("", "identity"):
        while part := response.read(AT_ONCE):
            yield part
        return
    if packed not in ("gzip", "x-gzip", "deflate"):
        raise zlib.error("unknown")
    machine = zlib.decompressobj(zlib.MAX_WBITS | 32)
    while part := response.read(AT_ONCE):
        yield machine.decompress(part, AT_ONCE)
        while machine.unconsumed_tail:
            yield machine.decompress(machine.unconsumed_tail, AT_ONCE)
    if not machine.eof:
        raise zlib.error("cut")


def may_be_asked(ip):
    return settings.FETCH_PRIVATE_ADDRESSES or is_public(ip)
