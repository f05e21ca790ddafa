"""The site's gunicorn settings for a site that has no clinic to load and no worker to watch."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.bare_settings"

from clinic_site.gunicorn import *  # noqa: F403

del on_starting, post_worker_init  # noqa: F821
