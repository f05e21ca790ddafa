"""gunicorn's settings as shipped, with patience for a test's length."""

from clinic_site import buffering
from clinic_site.gunicorn import *  # noqa: F403

buffering.HEAD_WITHIN = buffering.BODY_WITHIN = buffering.PATIENCE = 1.5
buffering.SWEPT_EVERY = 0.1
