"""`make bench`: what a request costs, compared with a bare Django view in the same run.

Three clinics are served as in production, by gunicorn as it is shipped: a young one with 1,000
visits, an old one with 1,000,000, and one with 10,000 pages. The figures are CPU time, by the
kernel's own accounting, of gunicorn's processes and of PostgreSQL's: on a shared machine they say
more than the clock does. Nothing is left behind, and a missed target does not make it fail.
"""

import os
import secrets
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from clinic_site.dev import environment

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.served_in_production"
os.environ |= {"SECRET_KEY": secrets.token_urlsafe(50), "EMAIL_URL": "smtp://localhost:25"}
os.environ |= {"DEBUG": "false", "TRUSTED_PROXIES": "1"}
os.environ |= {"ALLOWED_HOSTS": "clinic.example", "SITE_URL": "https://clinic.example"}


def main():
    began = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="clinic-bench-")))
        os.environ |= {"STATIC_ROOT": str(folder / "static"), "MEDIA_ROOT": str(folder / "media")}
        environment.prepare()
        import django

        django.setup()
        from tests.bench import running

        running.run(stack, folder, began)


if __name__ == "__main__":
    sys.exit(main())
