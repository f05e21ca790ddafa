"""The WSGI application: answers with readers' pages from memory, or leaves the rest to Django."""

from functools import lru_cache
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest
from django.http.response import ResponseHeaders
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_header_parameters

from clinic_site import request_id
from clinic_site.old_addresses import IN_QUERY
from clinic_site.page_memory.logged_in import LoggedIn
from clinic_site.page_memory.memory import PageMemory
from clinic_site.page_memory.representations import Representations
from clinic_site.page_memory.versions import Versions

# What tells how the site is doing must not wait for its database.
OF_HEALTH = ("/healthz", "/healthz/database", "/readyz")


class Request(WSGIRequest):
    """A request that is read as UTF-8, whatever it claims to be.

    Django would decode the query with any codec that Python has, even one that is not for text, and
    fail before there is a request to answer. The middleware refuses it instead.
    """

    def _set_content_type_params(self, meta):
        try:
            parsed = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            parsed = "", {}
        self.content_type, self.content_params = parsed


class Door(WSGIHandler):
    request_class = Request

    def __init__(self):
        super().__init__()
        self.memory = PageMemory(Versions(settings.PAGES_FRESH_FOR))
        self.logged_in = LoggedIn()

    def __call__(self, environ, start_response):
        with request_id.named(environ) as header:

            def start(status, headers, exc_info=None):
                return start_response(status, [*headers, header], exc_info)

            return self.answer(environ, start)

    def answer(self, environ, start_response):
        place = place_of(environ)
        page = place and self.memory.find(*place)
        if not page or self.logged_in.is_sender(environ):
            return super().__call__(environ, start_response)
        status, headers, body = page.answer(environ)
        start_response(f"{status} {HTTPStatus(status).phrase}", headers)
        return [body]

    def get_response(self, request):
        place = place_of(request.environ)
        # Read before the page is made, so that a change in the meantime makes a newer version.
        versions = self.memory.versions.current() if place else None
        response = super().get_response(request)
        if hasattr(response, "kept"):
            if is_personal(response):
                response["Cache-Control"] = "private"
            else:
                patch_vary_headers(response, ["Accept-Encoding"])
                page = Representations(response.content, response.items())
                if versions:
                    self.memory.keep(place, page, *response.kept, versions)
                rewrite(response, *page.answer(request.environ))
        return response


def rewrite(response, status, headers, body):
    response.status_code, response.content = status, body
    response.headers = ResponseHeaders(dict(headers))


def is_personal(response):
    """Whether the response was made for one visitor, though its view says otherwise."""
    varies = response.get("Vary", "").lower()
    nonce = "'nonce-" in response.get("Content-Security-Policy", "")
    return bool(response.cookies) or response.streaming or nonce or "cookie" in varies


def place_of(environ):
    """Where to find the page in memory, as (address, query); None if Django has to answer.

    In development, Django always answers, so that a changed template shows at once. As in Django,
    and by its own check, only requests for our own hosts are answered.
    """
    if settings.DEBUG or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    if environ.get("SCRIPT_NAME") or environ.get("CONTENT_TYPE"):
        return None
    if environ["PATH_INFO"] in OF_HEALTH:
        return None
    if environ.get("CONTENT_LENGTH", "0") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ:
        return None
    if IN_QUERY.search(environ.get("QUERY_STRING", "")):
        return None  # the former address of a page, which may lead there
    secure = is_secure(environ)
    if (settings.SECURE_SSL_REDIRECT and not secure) or not is_ours(environ.get("HTTP_HOST", "")):
        return None
    return (secure, environ["PATH_INFO"]), environ.get("QUERY_STRING", "")


def is_secure(environ):
    """Whether the request came by https, by the rule of `HttpRequest.scheme`."""
    if settings.SECURE_PROXY_SSL_HEADER:
        header, value = settings.SECURE_PROXY_SSL_HEADER
        if header in environ:
            return environ[header].split(",", 1)[0].strip() == value
    return environ["wsgi.url_scheme"] == "https"


@lru_cache(maxsize=128)
def is_ours(host):
    request = HttpRequest()
    request.META["HTTP_HOST"] = host
    try:
        return bool(host and request.get_host())
    except DisallowedHost:
        return False
