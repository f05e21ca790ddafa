"""The WSGI application: `gunicorn -c python:clinic_site.gunicorn clinic_site.wsgi`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
django.setup(set_prefix=False)

from clinic_site.page_memory.door import Door  # noqa: E402 it needs the settings

application = Door()
