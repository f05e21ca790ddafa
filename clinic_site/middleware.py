import codecs
from urllib.parse import unquote

from csp.constants import HEADER as CSP
from csp.middleware import CSPMiddleware
from django.utils.http import parse_header_parameters

from clinic.nowrap import as_html
from clinic_site import headers
from clinic_site.errors import bad_request, too_large
from clinic_site.integrity import with_integrity
from typed.text import whole_number

# Largest form, in bytes, by the start of its URL. A rejected form is shown again with everything
# that was typed, so the response is as large. Drafts have Django's limits, as does the log-in,
# which may carry one.
LARGEST = {
    "/admin/pages/revision/": None,
    "/admin/pages/page/": None,
    "/admin/pages/document/": 11_000_000,  # one file, as with a picture
    "/admin/pages/image/": 16_000_000,  # one picture, which a field measures more exactly
    "/admin/wordpress/": 201_000_000,  # an export file, or pictures as a zip file
    "/admin/clinic/clinic/": 32_000_000,  # two pictures
    "/admin/booking/bookimport/": 21_000_000,  # one appointment book, which a field measures
    "/admin/login/": None,
    "/admin/": 1_000_000,
    "/": 500_000,
}


def protect(get_response):
    """Tell the browser how to protect each page, whatever it is and whoever answered.

    First in the list, so that it sees also what the others answer by themselves.
    """

    def middleware(request):
        response = get_response(request)
        for name, value in headers.OTHERS.items():
            response.headers.setdefault(name, value)
        if is_html(response):
            response.content = with_integrity(response.content)
            if response.has_header("Content-Length"):
                response["Content-Length"] = len(response.content)
        return response

    return middleware


class ContentSecurityPolicy(CSPMiddleware):
    """The policy of the desk for the desk's pages, and that of the settings for all others."""

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith(headers.DESK_PATH) and not report_only:
            parts.config = headers.DESK
        return parts

    def process_response(self, request, response):
        """With the directives in order: by itself, each process would have another, and so ETag."""
        response = super().process_response(request, response)
        if policy := response.get(CSP):
            response[CSP] = "; ".join(sorted(policy.split("; ")))
        return response


def is_html(response):
    return response.get("Content-Type", "").startswith("text/html") and not response.streaming


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
        if is_html(response):
            response.content = as_html(response.text)
            if response.has_header("Content-Length"):
                response["Content-Length"] = len(response.content)
        return response

    return middleware
