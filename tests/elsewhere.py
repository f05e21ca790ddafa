"""Another database on the tests' server, to restore or copy into."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def database(template="template1"):
    """Work on a new database, empty or a copy of another, and drop it afterwards."""
    usual = connection.settings_dict["NAME"]
    name = f"{usual}_elsewhere"
    use(None)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        # PgBouncer and processes of earlier tests may still be connected to it.
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            [template],
        )
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        use(name)
        yield name
    finally:
        use(usual)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def use(name):
    connection.close()
    if name:
        connection.settings_dict["NAME"] = name
