"""Production's settings as they are, but for the folder in which `collectstatic` laid the files."""

import os

from clinic_site.settings import *  # noqa: F403

STATIC_ROOT = os.environ["STATIC_ROOT"]
