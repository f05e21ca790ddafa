"""Production's settings for a server in a test: its error pages, but static files as they lie."""

import os

from django.conf.global_settings import PASSWORD_HASHERS

from clinic_site.settings import *  # noqa: F403
from clinic_site.settings import STORAGES

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
# It makes no password of the tests' anew, a million times, when somebody logs in with it.
PASSWORD_HASHERS = ["tests.hasher.Once", *PASSWORD_HASHERS]
# Most tests change the database and look at the page right away.
PAGES_FRESH_FOR = float(os.environ.get("PAGES_FRESH_FOR", "0"))
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
# A body that is too large must still fit between the two ends of a connection: the server answers
# without reading it, and a client that is still sending would find the connection closed.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# As in the other tests, which travel in time.
SIGN_IN_RULES = {"is_second_factor_required": False, "idle_minutes": None, "absolute_hours": None}
