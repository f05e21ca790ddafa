"""One URL for each page, and redirects from the variants that people and programs make of it."""

import re
import string
from functools import cache
from urllib.parse import quote

from django.urls import get_resolver
from django.urls.converters import SlugConverter

from clinic.links import moved

# Characters that mail programs take for a part of a link.
APPENDED = string.whitespace + "/.,;:!?*'\"’”»()[]{}<>"
# What other servers call the index of a folder.
INDEX = re.compile(r"/index\.(html?|php)\Z")
# The end of a catch-all pattern: the admin's last one, and pictures.
ANYTHING = re.compile(r"\(\?P<\w+>\.[*+]\)(?:\\Z|\$)\Z")
SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
IN_PATH = "/:@!$&'()*+,;=~"  # RFC 3986, 3.3


def redirect_to_canonical(get_response):
    """Redirect a URL without a view to the one that was meant, if there is one.

    Only GET and HEAD: a redirect would lose what a form posts.
    """

    def middleware(request):
        response = get_response(request)
        reads = request.method in ("GET", "HEAD")
        address = meant(request) if reads and response.status_code == 404 else None
        return moved(request, quote(address, safe=IN_PATH)) if address else response

    return middleware


def meant(request) -> str | None:
    """The URL of a view that this path is a variant of, or None."""
    asked = request.resolver_match and request.resolver_match.func
    for path in spellings(request.path_info):
        for regex, view, kept in views():
            if found := regex.match(path.removeprefix("/")):
                address = "/" + in_small_letters(found, kept)
                # A view that has already answered 404 would only do so again.
                return None if view is asked or address == request.path_info else address
    return None


def spellings(path):
    path = re.sub("//+", "/", path)
    shorter = INDEX.sub("", path.rstrip(APPENDED))
    return dict.fromkeys([path, f"{shorter}/", shorter, f"{path}/"])


def in_small_letters(found, kept):
    """The path in the letters of the view's pattern, with names and tokens in it unchanged."""
    letters = list(found.string.translate(SMALL))
    for name in kept:
        start, end = found.span(name)
        letters[start:end] = found.string[start:end]
    return "".join(letters)


@cache
def views():
    """Each view in order: its pattern, for letters of any case, and which parts keep theirs."""
    return list(flat(get_resolver().url_patterns, "", set()))


def flat(patterns, before, kept):
    for one in patterns:
        regex = before + one.pattern.regex.pattern.removeprefix("^")
        parts = kept | {
            name
            for name, converter in one.pattern.converters.items()
            if not isinstance(converter, SlugConverter)
        }
        if hasattr(one, "url_patterns"):
            yield from flat(one.url_patterns, regex, parts)
        elif not ANYTHING.search(regex):
            yield re.compile(regex, re.IGNORECASE | re.ASCII), one.callback, parts
