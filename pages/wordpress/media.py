"""Addresses of pictures and of what was embedded."""

import re
from urllib.parse import urljoin

LAZY = ("data-src", "data-lazy-src", "data-original", "data-large-file")
IMAGE = re.compile(
    r"[^?#]+\.(?:jpe?g|png|gif|webp|avif|bmp|svg|heic|tiff?)(?:[?#].*)?", re.IGNORECASE
)
BACKGROUND = re.compile(
    r"background(?:-image)?\s*:[^;]{0,200}?url\(\s*[\"']?([^\"')]+)", re.IGNORECASE
)
SOURCES = ("src", "url", "href", "link", "data", "mp4", "m4v", "webm", "ogv", "mp3", "m4a", "ogg")
WEB = re.compile(r"(?:https?:)?//[^\s\"'<>\[\]]+", re.IGNORECASE)


LONGEST = 2_000  # characters of an address, as browsers and other programs take it


def resolved(address, base) -> str:
    """The whole address, completed with that of the page; an anchor stays one."""
    address = re.sub(r"[\t\r\n]", "", address).strip()
    if not address or address.startswith("#"):
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def of_image(said) -> str:
    """The address of an img, even if a script was to load it later."""
    written = said.get("src", "").strip()
    if written and not written.startswith("data:"):
        return written
    return next((said[name].strip() for name in LAZY if said.get(name, "").strip()), "")


def background(said) -> str:
    found = BACKGROUND.search(said.get("style", ""))
    return found[1].strip() if found and not found[1].startswith("data:") else ""


def source(said) -> str:
    """The address of a video, a sound, or whatever else these attributes name."""
    named = [said.get(name, "") for name in SOURCES]
    bare = [value.lstrip("=") for name, value in said.items() if name.isdecimal()]
    return next((one.strip() for one in [*named, *bare] if is_address(one)), "")


def is_address(text):
    return bool(WEB.match(text.strip())) or (text.startswith("/") and len(text.split()) == 1)
