"""A name for each request: in its answer, and in every line of the log that it causes."""

import re
import uuid
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

HEADER = "X-Request-ID"
IN_ENVIRON = "clinic_site.request_id"
# As nginx ($request_id) and Caddy ({http.request.uuid}) make them. Nobody's words fit in it.
GIVEN = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

current = ContextVar("request_id", default="")


@contextmanager
def named(environ):
    """Name the request that this thread now answers; yields the header that says so.

    A proxy of ours may have named it already.
    """
    given = environ.get("HTTP_X_REQUEST_ID", "") if settings.TRUSTED_PROXIES > 0 else ""
    name = given if GIVEN.fullmatch(given) else uuid.uuid4().hex
    environ[IN_ENVIRON] = name
    token = current.set(name)
    try:
        yield HEADER, name
    finally:
        current.reset(token)


def reference() -> str:
    """The beginning of the name, for people to read out: “3f2a 91bc”. Empty outside a request."""
    name = current.get()
    return f"{name[:4]} {name[4:8]}" if name else ""
