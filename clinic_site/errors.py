"""The error pages. One that fails itself would leave the visitor with nothing.

So the pages for our own faults, and for unreadable requests, make no queries. The others are
ordinary pages; if the database fails them too, `server_error` answers.
"""

import sys
from contextlib import suppress

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError
from django.http import HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string

from booking.patient.lost_link import LinkForm
from clinic import remembered
from clinic_site import request_id
from clinic_site.answers import in_json, kept_by_nobody, wants_json
from clinic_site.unsent import posted

RETRY_AFTER = 30  # seconds; a database that restarts is back by then
# It does not answer, has no connection or no disk space left, was stopped, or takes no changes for
# now. Other codes, such as that of a lock timeout, are our own fault.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
AWAY = ("08", "25006", "53", "57P")
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
READ_TO_THE_END = 20_000_000  # bytes


def bad_request(request, exception):
    if database_is_away():  # which Django would read as a log-out
        return down(request)
    if isinstance(exception, TOO_LARGE) and request.method not in ("GET", "HEAD"):
        return too_large(request)
    return without_database(request, "400.html", 400)


def too_large(request):
    """413: more than any of our forms can hold. Nothing that was sent is repeated."""
    with suppress(UnreadablePostError):  # a browser that is still sending would not read the answer
        for _ in range(READ_TO_THE_END // 65536):
            if not request.read(65536):
                break
    return without_database(request, "413.html", 413)


def permission_denied(request, exception):
    return ordinary(request, "403.html", 403)


# Pages with a private link have an error page that is about the link.
PRIVATE = {
    "appointments": "booking/no_link.html",
    "calendars": "booking/no_calendar.html",
    "preview": "pages/link_ended.html",
}


def page_not_found(request, exception):
    first = request.path.split("/")[1].lower()
    return ordinary(request, PRIVATE.get(first, "404.html"), 404, {"link_form": LinkForm()})


def server_error(request):
    """Our own fault, or a database that is away. Django calls this while it handles the error."""
    if database_is_away():
        return down(request)
    return without_database(request, "500.html", 500)


def database_is_away():
    """Whether that caused the error being handled."""
    error = sys.exception()
    while error and not is_absence(error):
        error = error.__context__
    return bool(error)


def is_absence(error):
    cause = error.__cause__
    code = getattr(cause, "pgcode", None)
    if isinstance(error, OperationalError | InterfaceError):
        return code is None or code.startswith(AWAY)
    if isinstance(error, InternalError):
        return code is not None and code.startswith(AWAY)
    # What psycopg2 raises if the connection breaks in the middle of an answer.
    return type(error) is DatabaseError and cause is not None and code is None


def down(request):
    context = {}
    with suppress(Exception):  # whatever was sent, this page must come
        if unsent := posted(request):
            context = {"unsent": unsent, "token": request.POST.get("csrfmiddlewaretoken", "")}
    # The form is to be sent again with its own token: a log-in that failed here changes none.
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
    headers = {"Retry-After": RETRY_AFTER}
    return without_database(request, "503.html", 503, headers, context)


def ordinary(request, template, status, context=None):
    if wants_json(request):
        return in_json(status)
    return kept_by_nobody(render(request, template, context, status=status))


def without_database(request, template, status, headers=None, context=None):
    if wants_json(request):
        return in_json(status, headers)
    always = {"clinic": remembered.clinic(), "reference": request_id.reference()}
    page = render_to_string(template, always | (context or {}))
    return kept_by_nobody(HttpResponse(page, status=status, headers=headers))
