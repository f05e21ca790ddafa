"""How an item, a comment or a file of the old site is recognized in a newer export."""

import hashlib
from urllib.parse import urlsplit

from inbox.submission import keyed


def site_of(link) -> str:
    """The old site's name: its host and path, as “http://www.clinic.example/blog/” has them."""
    try:
        url = urlsplit(link)
    except ValueError:
        return ""
    host = (url.netloc.rpartition("@")[2] or "").lower().removeprefix("www.")
    return f"{host}{url.path.rstrip('/')}"[:200]


def origin_of(link) -> str:
    """The address of the site that this address is of, or "": for a file that does not say it."""
    try:
        url = urlsplit(link)
    except ValueError:
        return ""
    return f"{url.scheme}://{url.netloc}" if url.scheme in ("http", "https") else ""


def key_of(item) -> str:
    """The item's key: an id alone may be used by two items of one file."""
    return digest(item.kind, item.id, item.link or item.slug or item.title)


def digest(*parts):
    return hashlib.sha256("\n".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()


def is_same(old, item):
    """Whether this row of OldItem, whose key is that of the item, is the same one: two sites on a
    test server may have the same name.
    """
    return old.title == item.title or (old.at is not None and old.at == item.at)


class CommentKeys:
    """The keys of the comments of one file, in its order. Some exports use an id twice."""

    def __init__(self):
        self.keys, self.words = set(), set()

    def of(self, comment):
        """Its key, or None for one that has been there before, word by word."""
        at = int(comment.at.timestamp()) if comment.at else 0
        said = digest(comment.id, at, comment.name, comment.email, comment.text)[:20]
        if said in self.words:
            return None
        key = f"{comment.id}-{at}" if comment.id else ""
        if not key or key in self.keys:
            key = f"{key}-{keyed('clinic_site.moving', said)[:20]}"
        self.keys.add(key)
        self.words.add(said)
        return key
