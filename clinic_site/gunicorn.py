"""gunicorn's settings: `gunicorn -c python:clinic_site.gunicorn clinic_site.wsgi`."""

import os
import sys
from contextlib import suppress

from gunicorn.glogging import Logger

from clinic_site.logs import Masking, mask_address

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"  # the proxy's side alone
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True  # two sites of one user would fight over it
accesslog = "-"
# Neither address, agent nor referrer, and no query: reception searches for patients' names.
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(b)s %(M)sms"


class MaskingLogger(Logger):
    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Masking(self.error_fmt, self.datefmt))
        for handler in self.access_log.handlers:
            handler.setFormatter(Masking(self.access_fmt))

    def warning(self, msg, *args, **kwargs):
        """Of what was no HTTP, gunicorn would quote the line, and name who sent it."""
        if msg.startswith("Invalid request"):
            msg, args = "Not HTTP: %s", [sys.exception()]
        super().warning(msg, *args, **kwargs)

    def atoms(self, resp, req, environ, request_time):
        atoms = super().atoms(resp, req, environ, request_time)
        return atoms | {"U": mask_address(atoms["U"] or "-")}


logger_class = MaskingLogger


def on_starting(server):
    """Look at the clinic once, for the workers to inherit: also one that begins while the database
    is away can then tell the number to call."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
    import django
    from django.db import DatabaseError, InterfaceError, connections

    django.setup()
    from clinic.models import Clinic

    with suppress(DatabaseError, InterfaceError):
        Clinic.current()
    connections.close_all()  # no two processes may use the same one
