"""gunicorn's settings: `gunicorn -c python:clinic_site.gunicorn clinic_site.wsgi`."""

import os
import sys
from contextlib import suppress

from django.conf import settings
from gunicorn.glogging import Logger

from clinic_site import request_id
from clinic_site.logs import InJson, Masking, mask_address

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"  # only from the proxy's machine
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "clinic_site.buffering.worker.BufferingWorker"  # slow visitors take no thread
threads = 4
worker_connections = 800  # in each process; a thousand open files is the usual limit
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True  # two sites of one user would share it
accesslog = "-"
# No IP address, user agent or referrer, and no query: reception searches for patients' names.
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(b)s %(M)sms %(R)s"


class MaskingLogger(Logger):
    def setup(self, cfg):
        super().setup(cfg)
        in_json = settings.LOG_FORMAT == "json"
        for handler in self.error_log.handlers:
            handler.setFormatter(InJson() if in_json else Masking(self.error_fmt, self.datefmt))
        for handler in self.access_log.handlers:
            handler.setFormatter(InJson() if in_json else Masking(self.access_fmt))

    def warning(self, msg, *args, **kwargs):
        """gunicorn would quote a line that is not HTTP, and name its sender."""
        if msg.startswith("Invalid request"):
            msg, args = "Not HTTP: %s", [sys.exception()]
        super().warning(msg, *args, **kwargs)

    def atoms(self, resp, req, environ, request_time):
        """Only those in the format above: gunicorn's own would list all headers, each time."""
        return {
            "t": self.now(),
            "m": environ.get("REQUEST_METHOD"),
            "U": mask_address(environ.get("PATH_INFO") or "-"),
            "s": str(resp.status).partition(" ")[0],
            "b": resp.sent,
            "M": round(request_time.total_seconds() * 1000),
            "R": environ.get(request_id.IN_ENVIRON, "-"),
        }


logger_class = MaskingLogger


def on_starting(server):
    """Load the clinic once for all workers.

    Even one that starts while the database is away can then show the phone number.
    """
    import django
    from django.db import DatabaseError, InterfaceError, connections

    django.setup()
    from clinic.models import Clinic

    with suppress(DatabaseError, InterfaceError):
        Clinic.current()
    connections.close_all()  # no two processes can use the same one


def post_worker_init(worker):
    from clinic_site.health import tell

    tell.start()
