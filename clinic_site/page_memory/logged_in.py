"""Who is logged in, as the door needs to know it: an editor gets a bar on top of the page."""

import logging
from importlib import import_module
from time import monotonic

from django.conf import settings
from django.core.signals import request_started
from django.db import Error, connection
from django.http import parse_cookie

AGAIN = 1  # second to wait before asking again, when the database did not answer

logger = logging.getLogger(__name__)


class LoggedIn:
    """Asks the database about each session's cookie: anybody can make one up.

    So such a cookie costs one query by key, and never a page made anew. A reader without one costs
    nothing. While the database does not answer, all get the page that readers get.
    """

    def __init__(self):
        self.sessions = import_module(settings.SESSION_ENGINE)
        self.ask_at = 0

    def is_sender(self, environ):
        """Whether this request has the cookie of somebody who is logged in."""
        name, cookies = settings.SESSION_COOKIE_NAME, environ.get("HTTP_COOKIE", "")
        if name not in cookies:
            return False
        key = parse_cookie(cookies).get(name)
        if not key or monotonic() < self.ask_at:
            return False
        try:
            request_started.send(sender=type(self))  # so that Django closes old connections
            return self.sessions.Session.objects.opened_by(key).exists()
        except Error as error:
            logger.warning("A session could not be read: %s", type(error).__name__)
            connection.close()
            self.ask_at = monotonic() + AGAIN
            return False
