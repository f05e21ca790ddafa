import codecs
from urllib.parse import unquote

from django.utils.http import parse_header_parameters

from clinic.nowrap import as_html
from clinic_site.errors import bad_request, too_large
from typed.text import whole_number

# Largest form, in bytes, by the start of its URL. A rejected form is shown again with everything
# that was typed, so the response is as large. Drafts have Django's limits, as does the log-in,
# which may carry one.
LARGEST = {
    "/admin/pages/revision/": None,
    "/admin/pages/page/": None,
    "/admin/login/": None,
    "/admin/": 1_000_000,
    "/": 500_000,
}


def refuse_too_large(get_response):
    """Answer 413 to a request larger than any form at that URL could need."""

    def middleware(request):
        largest = next((LARGEST[start] for start in LARGEST if request.path.startswith(start)), 0)
        if largest is not None and content_length(request) > largest:
            return too_large(request)
        return get_response(request)

    return middleware


def content_length(request):
    return whole_number(request.META.get("CONTENT_LENGTH") or "")


def refuse_unreadable_text(get_response):
    """Answer 400 to text that PostgreSQL can't hold, before a lookup turns it into a 500.

    That is a NUL byte in a URL (fields themselves refuse one in a form, and keep what was typed),
    and any encoding but UTF-8, which could smuggle in half a character.
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
