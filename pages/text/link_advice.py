"""Suggestions about a link: its words, and whether it leads anywhere."""

import ipaddress
import re
from urllib.parse import unquote, urlsplit

from django.conf import settings

from pages.text.booking_links import booking_host
from pages.text.pasted.links import address
from pages.text.rich_text import RESERVED, RESERVED_BEGINNINGS

SAYS_NOTHING = {
    *("here", "click", "click here", "more", "read more", "learn more", "see more", "this"),
    *("this link", "link", "this page", "page", "details", "info", "more information", "website"),
}
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
NOT_FOR_READERS = {"admin", "preview", "appointments", "calendars"}
ALWAYS_THERE = RESERVED | {"", "top"}
ENDS_NEARBY = (".local", ".localhost", ".internal", ".lan", ".home", ".test", ".invalid")


def of_link(text, href, places):
    """Sentences about one link. `places` knows this site's addresses."""
    plain = text.strip(" .!…>»→:").lower()
    if plain in SAYS_NOTHING:
        yield "This link does not say where it leads.", text
    elif ADDRESS.fullmatch(text):
        yield "A link is easier to understand in words than as an address.", text
    for words in (*too_long(href), *dead_ends(href, places), *booked_elsewhere(text, href)):
        yield words, text


def booked_elsewhere(text, href):
    """A sentence about a link by which readers would book in another program."""
    for host in hosts_to_book_at([(text, href)]):
        yield f"Patients would book at {host}. On this site, they book at /book/."


def hosts_to_book_at(links):
    """Where readers of these links, words and address each, would book in another program."""
    found = dict.fromkeys(booking_host(*link) for link in links)
    return [host for host in found if host and not is_ours(host)]


def too_long(href):
    url = urlsplit(href) if address(href) else None
    if url and url.netloc and is_ours(url.netloc):
        path = url.path or "/"
        yield f"This link uses the full address of this site. {path} is enough, and lasts longer."


def dead_ends(href, places):
    """A sentence for each reason why this link leads readers nowhere."""
    if not address(href):
        yield f"This link leads nowhere: “{href}” is not a complete address."
        return
    url = urlsplit(href)
    if url.netloc and is_ours(url.netloc):
        yield from of_path(url.path or "/", url.fragment, places)
    elif url.netloc and is_nearby(url.hostname):
        yield f"This link leads to {url.hostname}, which readers cannot reach."
    elif href.startswith("#"):
        if not places.has_anchor(None, unquote(url.fragment)):
            yield f"This link leads to #{url.fragment}, but this page has no such section."
    elif not url.scheme:
        yield from of_path(url.path, url.fragment, places)


def of_path(path, anchor, places):
    if path.strip("/").partition("/")[0] in NOT_FOR_READERS:
        yield f"This link leads to {path}, which readers cannot open."
    elif places.is_waiting(path):
        yield f"This link leads to {path}, which is not published yet. Publish that page, too."
    elif not places.has(path):
        yield f"This link leads to {path}, but this site has no such page."
    elif anchor and not places.has_anchor(path, unquote(anchor)):
        yield f"This link leads to {path}#{anchor}, but that page has no such section."


class Places:
    """Where links in one text can lead: to `known_paths`, and to sections of its own page.

    Without `known_paths`, every path counts as known. They may also know other pages' sections.
    """

    def __init__(self, known_paths, own_anchors):
        self.known_paths, self.own_anchors = known_paths, own_anchors

    def has(self, path):
        return self.known_paths is None or path in self.known_paths

    def is_waiting(self, path):
        """Whether a page is there that nobody has published yet."""
        waits = getattr(self.known_paths, "is_waiting", None)
        return bool(waits and waits(path))

    def has_anchor(self, path, anchor):
        if anchor in ALWAYS_THERE or anchor.startswith(RESERVED_BEGINNINGS):
            return True
        if path is None:
            return anchor in self.own_anchors
        anchors_of = getattr(self.known_paths, "anchors_of", None)
        found = anchors_of(path) if anchors_of else None
        return found is None or anchor in found


def is_ours(netloc):
    ours = urlsplit(settings.SITE_URL).netloc
    return netloc.lower().removeprefix("www.") == ours.lower().removeprefix("www.")


def is_nearby(host):
    """Whether this host has a meaning only on one computer or network."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or f".{host}".rstrip(".").endswith(ENDS_NEARBY)
