"""Addresses of links: completed as they were meant, or refused."""

import re
from urllib.parse import parse_qs, quote, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from clinic.phone import to_e164

validate_email = EmailValidator(allowlist=[])
SCHEMES = ("http", "https", "mailto", "tel")
DIALLED = re.compile(r"\+?[0-9*#]+")
EXTENSION = re.compile(r"(?:;ext=|,|ext\.?|x|poste)([0-9]+)$", re.IGNORECASE)
NAMED = re.compile(r"([^:/?#]*):")
# They hide the address that was meant, and tell another company who follows the link.
DETOURS = {"www.google.com": ("/url", "q"), ".safelinks.protection.outlook.com": ("", "url")}
AROUND = " \xa0\u202f<>\"'“”‘’«»"  # copied along with an address from a text
LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
PORT = r"(?::[0-9]{1,5})?"
HOST = re.compile(rf"(?:(?:{LABEL}\.)*{LABEL}\.?|\[[0-9a-fA-F:.]+\]){PORT}")
TYPED_HOST = re.compile(rf"((?:{LABEL}\.)+[^\W\d_]{{2,}}){PORT}(?=[/?#]|\Z)")
FILE = re.compile(
    r"\.(?:html?|php|aspx?|jsp|pdf|docx?|xlsx?|pptx?|odt|txt|jpe?g|png|gif|webp)$", re.IGNORECASE
)
TYPED_NUMBER = re.compile(
    r"\+?[0-9(][0-9()\s.\-/‐-―]*(?:(?:ext\.?|x|poste|,)\s*[0-9]+)?", re.IGNORECASE
)
WANTED = (
    "Enter a web address such as https://example.org/, an email address, a phone number with its "
    "area code, or the address of a page here, such as /book/."
)


def as_written(href) -> str:
    """The address without line breaks or surrounding space."""
    return re.sub(r"[\t\n\r]", "", href).strip()


def address(href, known_paths=()) -> str:
    """Where a link leads, completed as it was meant; "" if it is forbidden or can't lead anywhere.

    A page of this site can be given without slashes (`book`) if `known_paths` has it.
    """
    href = as_written(href).strip(AROUND)
    try:
        return quoted(completed(without_detour(href), known_paths))
    except ValueError:
        return ""


def refusal(href) -> str:
    """Why `address` refuses what was typed, in words for the editor."""
    href = as_written(href)
    if not href:
        return WANTED
    shown = href if len(href) <= 60 else f"{href[:60]}…"
    return f"“{shown}” can't be used for a link. {WANTED}"


def completed(href, known_paths):
    if not href or href.startswith("#_") or "\\" in href:
        return ""  # Word's internal bookmarks, and what browsers read as another site
    if href.startswith("#"):
        return href if len(href) > 1 else ""
    if href.startswith("//"):
        return of_web(f"https:{href}")
    if href.startswith("/"):
        return page(href, known_paths) or href
    if TYPED_NUMBER.fullmatch(href) and sum(map(str.isdigit, href)) > 6:
        number = to_e164(href)
        return f"tel:{number}" if number else ""
    scheme = NAMED.match(href)
    if scheme and scheme[1].lower() in SCHEMES:
        return of_scheme(scheme[1].lower(), href[scheme.end() :].strip())
    found = TYPED_HOST.match(href.rstrip(".,;"))
    if found and not FILE.search(found[1]) and (found[1].count(".") > 1 or found[1][:4] != "www."):
        return of_web(f"https://{href.rstrip('.,;')}")
    if scheme:
        return ""
    return mail(href) or page(href, known_paths)


def of_scheme(scheme, rest):
    if scheme == "mailto":
        return mail(rest)
    if scheme == "tel":
        return telephone(rest)
    return of_web(f"{scheme}://{rest.lstrip('/')}")


def of_web(href):
    host = urlsplit(href).netloc
    return href if HOST.fullmatch(host) else ""


def mail(href):
    """A mailto: link to these addresses, perhaps with a subject; "" if an address is not valid."""
    addresses, mark, headers = href.rstrip(".,;").partition("?")
    try:
        for recipient in unquote(addresses).split(","):
            validate_email(recipient.strip())
    except ValidationError:
        return ""
    return f"mailto:{addresses.replace(' ', '')}{mark}{headers}"


def page(href, known_paths):
    """The path of the page of this site that is meant, or ""."""
    path, rest = re.fullmatch(r"(?:\.{0,2}/)*([^?#]*)(.*)", href, re.DOTALL).groups()
    for meant in (f"/{path}", f"/{path.strip('/').lower()}/".replace("//", "/")):
        if meant in known_paths:
            return f"{meant}{rest}"
    return ""


def quoted(href):
    return re.sub(r"[\s\"<>`{}|^\x00-\x20]", lambda found: quote(found[0]), href)


def telephone(number):
    """A tel link to this number (RFC 3966); "" if it is not a phone number."""
    number = re.sub(r"[\s().\-‐-―/]", "", re.sub(r"(?<=\d)\s*\(0\)", "", unquote(number)))
    extension = EXTENSION.search(number)
    if extension:
        number = number[: extension.start()]
    if not DIALLED.fullmatch(number):
        return ""
    if number[0].isdecimal():
        number = to_e164(number) or number  # so that it works from abroad
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
