"""Links to pages as they are stored: by the page's key, so that they follow it when it moves.

Editors and readers see the page's present address. Where neither has been put in, the stored one
leads there as well (`pages.reading.links.lasting`).
"""

import re

STORED = "/_page/"  # no page can have this address: slugs have no underscore
LINK = re.compile(r'(<a [^>]*?href=")([^"]*)')
ADDRESS = re.compile(r"(/[^?#&]*)(.*)", re.DOTALL)
REFERENCE = re.compile(r"/_page/([0-9]{1,18})/")


def with_addresses(html, changed):
    """This clean text with each link's address replaced by what `changed` returns for it."""
    if "<a " not in html:
        return html
    return LINK.sub(lambda found: found[1] + changed(found[2]), html)


def stored(href, key_of):
    """The stored form of this address. `key_of` returns the key of the page at a path, or None."""
    found = ADDRESS.fullmatch(href)
    key = key_of(found[1]) if found else None
    return href if key is None else f"{STORED}{key}/{found[2]}"


def shown(href, path_of):
    """The present address. `path_of` returns the path of the page with a key, or None."""
    found = REFERENCE.match(href)
    path = path_of(int(found[1])) if found else None
    return href if path is None else f"{path}{href[found.end() :]}"


def references(text) -> set[int]:
    """The keys of the pages that this text, or this address, has links to."""
    return {int(key) for key in REFERENCE.findall(text)}
