"""gunicorn's settings as shipped, with patience for a test's length."""

from clinic_site.buffering import connection, worker
from clinic_site.gunicorn import *  # noqa: F403

worker.HEAD_WITHIN = connection.BODY_WITHIN = connection.PATIENCE = 1.5
worker.SWEPT_EVERY = 0.1
worker.FILES = 2
