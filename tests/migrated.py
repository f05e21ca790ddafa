"""A database as `migrate` leaves it, kept until a migration changes: tests run in copies of it.

To migrate an empty one takes three seconds, in each process of each run.
"""

import hashlib
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection

from tests import elsewhere

ROOT = Path(__file__).resolve().parents[1]
LOCK = 20_160_917  # so that only one process at a time makes it; any number would do


def template():
    """The name of the database to copy, which is made if the migrations have changed."""
    ours = f"migrated_{short(str(ROOT).encode())}_"  # a server may have other checkouts' too
    name = ours + short(b"".join(path.read_bytes() for path in sources()))
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # until this connection ends
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [ours])
        found = {row[0] for row in cursor}
        if name not in found:
            for old in found:
                elsewhere.drop(old)
            cursor.execute(f"CREATE DATABASE {name}_unfinished")
            migrate(f"{name}_unfinished")
            cursor.execute(f"ALTER DATABASE {name}_unfinished RENAME TO {name}")
    return name


def sources():
    """The files that `migrate` depends on: migrations, and the groups that it makes afterwards."""
    yield ROOT / "clinic_site" / "groups.py"
    for app in apps.get_app_configs():
        yield from sorted(Path(app.path, "migrations").glob("*.py"))


def migrate(name):
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def short(content):
    return hashlib.sha256(content).hexdigest()[:12]
