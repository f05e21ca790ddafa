"""Which addresses an item of the old site had, and to which page one of them leads now."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.text import slugify

from pages.models import OldAddress
from pages.models.old_address import LONGEST, OF_QUERY, answered, plain

MOST_BYTES = 2000  # of a path, for which the index has room


def host_of(address):
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def parts_of(address):
    """The (path, query) by which an old address is looked up; a path of "" cannot be."""
    try:
        url = urlsplit(address)
        asked = parse_qs(url.query, max_num_fields=50)
    except ValueError:
        return "", ""
    path = plain(url.path)
    for name in OF_QUERY:
        number = asked.get(name, [""])[0]
        if number.isascii() and number.isdecimal() and len(number) <= 18:
            return path, f"{name}={int(number)}"
    return (path, "") if path != "/" else ("", "")


def addresses_of(kind, old_id, link, home, old_slugs=()):
    """All (path, query) that led to this item; `home` is the old site's address.

    `old_slugs` are what the last part of its path was before.
    """
    found = [parts_of(link)]
    path, query = found[0]
    if path and not query:
        above = path.rpartition("/")[0]
        found += [(f"{above}{plain(one)}", "") for one in old_slugs if plain(one) != "/"]
    if old_id:
        names = {"page": ("page_id", "p"), "attachment": ("attachment_id", "p")}.get(kind, ("p",))
        found += [(plain(urlsplit(home).path), f"{name}={old_id}") for name in names]
    return [one for one in dict.fromkeys(found) if one[0] and fits(one[0])]


def fits(path):
    return len(path) <= LONGEST and len(path.encode()) <= MOST_BYTES and "\0" not in path


def slug_for(kind, old_id, link, slug, title):
    """The last part of its old address as one that a page can have here."""
    path, query = parts_of(link)
    last = "" if query else path.rpartition("/")[2]
    last = re.sub(r"\.(html?|php)$", "", last)
    for one in (last, unquote(slug), title):
        made = re.sub("[_-]+", "-", slugify(one)).strip("-")
        if says_something(made, one):
            return made
    return f"{kind}-{old_id or 1}"


def says_something(made, words):
    """Whether enough is left: of Greek words, only a number would be."""
    letters = sum(one.isalpha() for one in words)
    left = sum(one.isalpha() for one in made)
    return bool(made) and 2 * left >= letters


class Places:
    """Where links of the old site lead now."""

    def __init__(self, home):
        self.home, self.host, self.known = home, host_of(home), {}

    def page_at(self, address):
        """The key of the page that this address, as a text has it, leads to; or None."""
        url = urlsplit(address)
        if url.scheme not in ("", "http", "https") or (
            url.netloc and host_of(address) != self.host
        ):
            return None
        if not url.path.startswith("/") and not url.netloc:
            return None
        place = parts_of(address)
        if place not in self.known:
            path, query = place
            found = OldAddress.objects.first_of(answered(path, query)) if path else None
            self.known[place] = found and found.page_id
        return self.known[place]

    def is_gone(self, address):
        """Whether this address of the old site belongs to no page that was brought in."""
        try:
            return host_of(address) == self.host and self.page_at(address) is None
        except ValueError:
            return False

    def lasting(self, address):
        """The address, or the lasting one of the page that it leads to."""
        try:
            key = self.page_at(address)
        except ValueError:
            return address
        fragment = address.partition("#")[2]
        return address if key is None else f"/_page/{key}/" + (f"#{fragment}" if fragment else "")
