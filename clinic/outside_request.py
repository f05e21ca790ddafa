"""Asks another site whether an address leads anywhere, without trusting that site with anything.

Only public addresses are asked, at each step of a redirect: what the name means is looked up
once, checked, and connected to, so that a name can't become one of our own network in between.
https://cheatsheetseries.owasp.org (Server-Side Request Forgery Prevention)
"""

import http.client
import ipaddress
import os
import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

PAUSE = 5  # seconds without a byte
LONGEST = 10  # seconds for one address with its redirects
MOST_REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
REDIRECTS = {301, 302, 303, 307, 308}
SILENT = "The site did not answer."
# All of IPv6 that is in use for single hosts (RFC 4291, section 2.4), but for what holds an address
# of IPv4, which may be a private one (RFC 3056), and what is for examples (RFC 9637).
UNICAST = ipaddress.ip_network("2000::/3")
NOT_PUBLIC = [ipaddress.ip_network(one) for one in ("2002::/16", "3fff::/20")]
# These answers say nothing about the page: the site wants no programs, or is busy.
UNSURE = {401, 403, 405, 406, 408, 425, 429, 451, 500, 501, 502, 503, 504, 999}


class Refused(Exception):
    """The address can't be asked: it is not a web address, or not a public one."""


class Connections:
    """The connections of one question, which are closed once its time is up."""

    def __init__(self):
        self.opened, self.is_over = [], False

    def add(self, connection):
        if self.is_over:
            raise TimeoutError
        self.opened.append(socket.socket(fileno=os.dup(connection.fileno())))

    def end(self):
        self.is_over = True
        for one in self.opened:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


def problem_with(address) -> str:
    """Why this address leads nowhere, in words; "" if it leads somewhere or cannot be judged.

    Takes LONGEST seconds at most, however slowly the site or its name server answers.
    """
    return in_time(lambda connections: judged(address, connections), LONGEST, SILENT)


def in_time(ask, seconds, late):
    """What `ask(connections)` returns, or `late` if it takes longer; its connections are closed.

    It may not raise.
    """
    connections, found = Connections(), []
    asking = threading.Thread(target=lambda: found.append(ask(connections)), daemon=True)
    asking.start()
    asking.join(seconds)
    answer = found[0] if found else late  # before a connection that ends looks like an answer
    connections.end()
    return answer


def judged(address, connections):
    try:
        return answered(status_of(address, connections))
    except Refused:
        return "It leads to an address that readers cannot reach."
    except socket.gaierror:
        return "There is no site with this name."
    except ssl.SSLError:
        return "The site’s certificate is not valid."
    except (OSError, http.client.HTTPException, ValueError):
        return SILENT


def answered(status):
    if status in (404, 410):
        return "The site has no such page."
    if status is None:
        return "It redirects in a loop."
    return "" if status < 400 or status in UNSURE else f"The site returns error {status}."


def status_of(address, connections):
    """The status of the last answer, after redirects; None if they do not end."""
    for _ in range(MOST_REDIRECTS + 1):
        status, location = asked("HEAD", address, connections)
        if status in UNSURE | {404, 410, 400}:
            status, location = asked("GET", address, connections)  # some sites answer only this
        if status not in REDIRECTS or not location:
            return status
        address = urljoin(address, location)
    return None


def asked(method, address, connections):
    """The status of the answer and where it redirects to. Its body is not read."""
    with asking(method, address, connections, {"User-Agent": agent(), "Accept": "*/*"}) as answer:
        return answer.status, answer.getheader("Location")


@contextmanager
def asking(method, address, connections, headers, ports=None, is_allowed=None):
    """The answer to one request, to be read within the block.

    `ports` are those allowed by scheme; None is any. Raises Refused, OSError, HTTPException and
    ValueError.
    """
    url, ports = urlsplit(address), ports or PORTS
    default = {"http": 80, "https": 443}.get(url.scheme)
    if url.scheme not in ports or not url.hostname or url.username is not None:
        raise Refused
    port = ports[url.scheme] or url.port or default
    if url.port not in (None, port):
        raise Refused
    host = url.hostname.encode("idna").decode()
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = kind(host, port, timeout=PAUSE)
    may = is_allowed or is_public
    connection._create_connection = lambda where, *args: connected(where, connections, may)
    target = quote(url.path or "/", safe="/%:@!$&'()*+,;=~-._")
    target += f"?{quote(url.query, safe='/%:@!$&()*+,;=~-._?')}" if url.query else ""
    try:
        connection.request(method, target, headers=headers)
        yield connection.getresponse()
    finally:
        connection.close()


def agent():
    return f"link check ({settings.SITE_URL})"


def connected(where, connections, is_allowed):
    """A connection to the first address of this host, if all of them are allowed."""
    found = socket.getaddrinfo(*where, type=socket.SOCK_STREAM)
    if not all(is_allowed(place[0]) for *_, place in found):
        raise Refused
    family, kind, protocol, _, place = found[0]
    connection = socket.socket(family, kind, protocol)
    try:
        connection.settimeout(PAUSE)
        connections.add(connection)
        connection.connect(place)
    except OSError:
        connection.close()
        raise
    return connection


def is_public(ip):
    ip = ipaddress.ip_address(ip.partition("%")[0])
    is_in_use = ip.version == 4 or (ip in UNICAST and not any(ip in one for one in NOT_PUBLIC))
    return is_in_use and ip.is_global and not ip.is_multicast
