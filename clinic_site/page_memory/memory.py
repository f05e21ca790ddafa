"""The pages that this process keeps: bytes by address, each with the version that it shows."""

from collections import OrderedDict
from threading import Lock

ROOM = 32_000_000  # bytes
LARGEST = 1_000_000  # bytes of one page


class PageMemory:
    """The most recently used pages, in bounded space, whatever addresses are requested."""

    def __init__(self, versions, room=ROOM):
        self.versions, self.room, self.taken = versions, room, 0
        self.pages, self.changing = OrderedDict(), Lock()

    def find(self, address, query):
        """The current page at this address, or None. `address` is any hashable value."""
        key = address, ""
        found = self.pages.get(key)
        if found is None or (found[1] and query):  # the page depends on its query
            key = address, query
            found = self.pages.get(key)
            if found is None:
                return None
        page, _, seen = found
        now = self.versions.current()
        if now is None or any(now[topic] != version for topic, version in seen):
            return None
        with self.changing:
            if key in self.pages:
                self.pages.move_to_end(key)
        return page

    def keep(self, place, page, topics, by_query, versions):
        """Keep a page that was made after these versions were read, unless it is too large."""
        if page.size > LARGEST:
            return
        address, query = place
        key = address, query if by_query else ""
        seen = [(topic, versions[topic]) for topic in topics]
        with self.changing:
            self.forget(key)
            self.pages[key] = page, by_query, seen
            self.taken += page.size
            while self.taken > self.room:
                self.forget(next(iter(self.pages)))

    def forget(self, key):
        if found := self.pages.pop(key, None):
            self.taken -= found[0].size
