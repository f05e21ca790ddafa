import re
from urllib.parse import parse_qs, quote, unquote, urlsplit

from pages.rich_text import EXTENSIONS

SCHEMES = {*EXTENSIONS["Link"]["protocols"]}
DIALLED = re.compile(r"\+?[0-9*#]+")
EXTENSION = re.compile(r"(?:;ext=|,|ext\.?|x|poste)([0-9]+)$", re.IGNORECASE)
NAMED = re.compile(r"([^:/?#]*):")
# They stand before the address that was meant, and tell another company who follows it.
DETOURS = {"www.google.com": ("/url", "q"), ".safelinks.protection.outlook.com": ("", "url")}


def address(href) -> str:
    """Where a link leads, if it may lead there; otherwise nothing."""
    href = re.sub(r"[\t\n\r]", "", href).strip()
    try:
        href = without_detour(href)
    except ValueError:
        return ""
    scheme = NAMED.match(href)
    if not href or href.startswith("#_") or "\\" in href:
        return ""  # Word's own marks, and what browsers read as another site
    if scheme and scheme[1].lower() not in SCHEMES:
        return ""
    if scheme and scheme[1].lower() == "tel":
        return telephone(href[4:])
    if href.startswith("//"):
        href = f"https:{href}"
    try:
        if urlsplit(href).scheme in ("http", "https") and not urlsplit(href).hostname:
            return ""
    except ValueError:
        return ""
    return re.sub(r"[\s\"<>`{}|^\x00-\x20]", lambda found: quote(found[0]), href)


def telephone(number):
    """The link that calls this number, in the characters that RFC 3966 allows; "" if none does."""
    number = re.sub(r"[\s().\-‐-―/]", "", re.sub(r"(?<=\d)\s*\(0\)", "", unquote(number)))
    extension = EXTENSION.search(number)
    if extension:
        number = number[: extension.start()]
    if not DIALLED.fullmatch(number):
        return ""
    number = number.replace("#", "%23")
    return f"tel:{number};ext={extension[1]}" if extension else f"tel:{number}"


def without_detour(href):
    url = urlsplit(href)
    for host, (path, name) in DETOURS.items():
        if (url.hostname or "").endswith(host) and url.path.startswith(path):
            meant = parse_qs(url.query).get(name, [""])[0]
            if meant.startswith(("https://", "http://", "mailto:", "tel:")):
                return meant
    return href
