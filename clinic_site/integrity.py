"""The digests of our scripts, beside the names under which pages load them.

A browser then runs no script that a cache or proxy between us has changed.
https://www.w3.org/TR/SRI/
"""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

SCRIPT = re.compile(rb'<script\b[^>]*?\ssrc="([^"?#]+)"')


def with_integrity(html: bytes) -> bytes:
    """The page, with the digest of each script that is one of our static files.

    Unchanged in development, where a file may change between its page and itself.
    """
    return html if settings.DEBUG else SCRIPT.sub(name_digest, html)


def name_digest(found):
    digest = digest_of(found[1].decode())
    return found[0] + f' integrity="{digest}"'.encode() if digest else found[0]


@lru_cache(maxsize=500)
def digest_of(address: str) -> str:
    """The digest of the file at this address; empty if there is none."""
    name = address.removeprefix(settings.STATIC_URL)
    file = place_of(name) if name != address and ".." not in name else None
    if not file or not file.is_file():
        return ""
    return "sha384-" + base64.b64encode(hashlib.sha384(file.read_bytes()).digest()).decode()


def place_of(name):
    """Where WhiteNoise finds this file."""
    if getattr(settings, "WHITENOISE_USE_FINDERS", False):
        found = finders.find(name)
        return found and Path(found)
    return Path(staticfiles_storage.path(name))
