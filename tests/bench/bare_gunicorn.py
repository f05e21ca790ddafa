"""The site's gunicorn settings for a site that has no clinic to load."""

from clinic_site.gunicorn import *  # noqa: F403

del on_starting  # noqa: F821
