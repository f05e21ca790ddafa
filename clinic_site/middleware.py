import codecs
from urllib.parse import unquote

from django.utils.http import parse_header_parameters

from clinic.unbroken import as_html
from clinic_site.errors import bad_request, too_large
from typed.text import whole_number

# How many bytes a form may have, by how its address begins. A form comes back with everything that
# was typed, so an answer is as large. Drafts are read by Django's limits, as is a log-in, which may
# bring one along.
LARGEST = {
    "/admin/pages/revision/": None,
    "/admin/pages/page/": None,
    "/admin/login/": None,
    "/admin/": 1_000_000,
    "/": 500_000,
}


def refuse_too_much(get_response):
    """Answer 413 to what is larger than any form of that address could need."""

    def middleware(request):
        largest = next((LARGEST[start] for start in LARGEST if request.path.startswith(start)), 0)
        if largest is not None and content_length(request) > largest:
            return too_large(request)
        return get_response(request)

    return middleware


def content_length(request):
    return whole_number(request.META.get("CONTENT_LENGTH") or "")


def refuse_unreadable_text(get_response):
    """Answer 400 to text that PostgreSQL cannot hold, before a look-up turns it into a 500.

    That is a NUL byte in an address (a NUL in a posted field is refused by the field itself, with
    what was typed kept), and any encoding but UTF-8, in which half a character can be smuggled.
    """

    def middleware(request):
        address = request.path + unquote(request.META.get("QUERY_STRING", ""))
        if any("\0" in text for text in (address, *request.COOKIES.values())):
            return bad_request(request, "A NUL byte in the address or a cookie")
        if not is_utf_8(request.META.get("CONTENT_TYPE", "")):
            return bad_request(request, "Text that is not UTF-8")
        return get_response(request)

    return middleware


def is_utf_8(content_type):
    try:
        _, said = parse_header_parameters(content_type)
        return codecs.lookup(said.get("charset", "utf-8")).name == "utf-8"
    except (LookupError, ValueError):
        return False


def keep_dates_whole(get_response):
    """Keep each date, time and phone number of a page on one line, no matter who wrote it."""

    def middleware(request):
        response = get_response(request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            response.content = as_html(response.text)
            if response.has_header("Content-Length"):
                response["Content-Length"] = len(response.content)
        return response

    return middleware
