"""Production's settings for a server in a test: its error pages, but static files as they lie."""

from clinic_site.settings import *  # noqa: F403
from clinic_site.settings import STORAGES

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
