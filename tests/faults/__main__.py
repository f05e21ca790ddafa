"""`make faults`: what the site keeps of its promises while everything around it is killed.

People send comments, messages, requests and entries for the waiting list to gunicorn as it is
shipped, while web processes, the worker and PostgreSQL are killed and started again, and the mail
server is away, slow, refusing or hangs up. Everything is the run's own, on this machine alone, and
is removed at its end. Prints a table, and fails if a promise was broken.
"""

import argparse
import os
import secrets
import sys
import tempfile


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000, help="submissions (default: 1000)")
    parser.add_argument("--kills", type=int, default=10, help="kills (default: 10)")
    parser.add_argument("--seconds", type=int, default=900, help="at most (default: 900)")
    parser.add_argument("--threads", type=int, default=6, help="people at once (default: 6)")
    away = "seconds that the site may be away after a kill (default: 30)"
    parser.add_argument("--away", type=int, default=30, help=away)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    return parser.parse_args()


def main():
    chosen = options()
    print(f"Seed {chosen.seed}", file=sys.stderr, flush=True)
    from tests.faults.database import database

    # Beside the project's own folder, whose server this must never touch.
    with tempfile.TemporaryDirectory(prefix="clinic-faults-") as folder, database(folder) as one:
        os.environ |= {
            "DATABASE_URL": one.url,
            "DJANGO_SETTINGS_MODULE": "tests.served_settings",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": "https://127.0.0.1",
            "MEDIA_ROOT": folder,
            "EMAIL_URL": "smtp://127.0.0.1:1",
            "DEBUG": "false",
            "TRUSTED_PROXIES": "1",
        }
        import django

        django.setup()
        from tests.faults.running import run

        return 0 if run(one, folder, chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
