"""gunicorn's settings: `gunicorn -c python:clinic_site.gunicorn clinic_site.wsgi`."""

import os

from gunicorn.glogging import Logger

from clinic_site.logs import mask

bind = f"0.0.0.0:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True  # two sites of one user would fight over it
accesslog = "-"
access_log_format = '%(t)s "%(r)s" %(s)s %(b)s %(M)sms'  # no address, agent or referrer


class MaskingLogger(Logger):
    def atoms(self, resp, req, environ, request_time):
        atoms = super().atoms(resp, req, environ, request_time)
        return atoms | {"r": mask(atoms["r"])}


logger_class = MaskingLogger
