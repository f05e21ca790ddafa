"""Requests to the WSGI application in the test's own process and transaction."""

from wsgiref.util import setup_testing_defaults

from django.core.signals import request_started
from django.db import close_old_connections


class Answer:
    def __init__(self, door, path, method="GET", query="", **headers):
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
        environ["HTTP_HOST"] = "testserver"
        setup_testing_defaults(environ)
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        request_started.disconnect(close_old_connections)  # it is in the test's transaction
        try:
            self.body = b"".join(door(environ, self.start))
        finally:
            request_started.connect(close_old_connections)

    def start(self, status, headers, exc_info=None):
        self.status, self.headers = int(status.split()[0]), dict(headers)
        self.request_id = self.headers.pop("X-Request-ID")

    @property
    def text(self):
        return self.body.decode()
