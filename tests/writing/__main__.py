"""`make writing`: whether an editor ever loses a word.

A real browser types into a draft while, at random, the network is cut, the tab is closed, the
browser killed, the session ended, the site or its database killed, or the database only read; with
`--two`, a second editor writes in the same page. Afterwards every word is looked for in the draft.
Everything is the run's own, on this machine alone, and is removed at its end.
"""

import argparse
import os
import secrets
import sys
import tempfile
from pathlib import Path


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=600, help="of writing (default: 600)")
    parser.add_argument("--two", action="store_true", help="a second editor in the same page")
    parser.add_argument("--every", type=float, default=15, help="seconds between two troubles")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    return parser.parse_args()


def main():
    chosen = options()
    print(f"Seed {chosen.seed}", file=sys.stderr, flush=True)
    from tests import serve
    from tests.faults.database import database

    # Beside the project's own folder, whose server this must never touch.
    with tempfile.TemporaryDirectory(prefix="clinic-writing-") as folder, database(folder) as one:
        port = serve.free_port()
        os.environ |= {
            "DATABASE_URL": one.url,
            "DJANGO_SETTINGS_MODULE": "tests.served_settings",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright has an event loop in this thread
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "localhost",
            "SITE_URL": f"http://localhost:{port}",
            "MEDIA_ROOT": folder,
            "EMAIL_URL": "smtp://127.0.0.1:1",
            "DEBUG": "false",
            "TRUSTED_PROXIES": "0",
        }
        import django

        django.setup()
        from tests.writing.running import run

        return 0 if run(one, Path(folder), port, chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
