"""The WSGI application: `gunicorn -c python:clinic_site.gunicorn clinic_site.wsgi`."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")


class Request(WSGIRequest):
    """A request that is read as UTF-8, whatever it claims to be.

    Django would decode the query with any codec that Python has, even one that is not for text, and
    fail before there is a request to answer. The middleware refuses it instead.
    """

    def _set_content_type_params(self, meta):
        try:
            said = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            said = "", {}
        self.content_type, self.content_params = said


class Door(WSGIHandler):
    request_class = Request


django.setup(set_prefix=False)
application = Door()
