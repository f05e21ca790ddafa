import re
from urllib.parse import parse_qs, quote, urlsplit

from pages.rich_text import EXTENSIONS

SCHEMES = {*EXTENSIONS["Link"]["protocols"]}
NAMED = re.compile(r"([^:/?#]*):")
# They stand before the address that was meant, and tell another company who follows it.
DETOURS = {"www.google.com": ("/url", "q"), ".safelinks.protection.outlook.com": ("", "url")}


def address(href) -> str:
    """Where a link leads, if it may lead there; otherwise nothing."""
    href = re.sub(r"[\t\n\r]", "", href).strip()
    scheme = NAMED.match(href)
    if not href or href.startswith("#_") or "\\" in href:
        return ""  # Word's own marks, and what browsers read as another site
    if scheme and scheme[1].lower() not in SCHEMES:
        return ""
    if href.startswith("//"):
        href = f"https:{href}"
    try:
        href = without_detour(href)
        if urlsplit(href).scheme in ("http", "https") and not urlsplit(href).hostname:
            return ""
    except ValueError:
        return ""
    return re.sub(r"[\s\"<>`{}|^\x00-\x20]", lambda found: quote(found[0]), href)


def without_detour(href):
    url = urlsplit(href)
    for host, (path, name) in DETOURS.items():
        if (url.hostname or "").endswith(host) and url.path.startswith(path):
            meant = parse_qs(url.query).get(name, [""])[0]
            if meant.startswith(("https://", "http://")):
                return meant
    return href
