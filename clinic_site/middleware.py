import codecs
from urllib.parse import unquote

from django.utils.http import parse_header_parameters

from clinic_site.errors import bad_request
from pages.unbroken import as_html


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
    """Let no line of a page break within a date, a time or a phone number, whoever wrote it."""

    def middleware(request):
        response = get_response(request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            response.content = as_html(response.text)
            if response.has_header("Content-Length"):
                response["Content-Length"] = len(response.content)
        return response

    return middleware
