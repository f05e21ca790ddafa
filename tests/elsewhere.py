"""Another database on the tests' server, to restore or copy into."""

from contextlib import contextmanager

from django.db import ProgrammingError, connection

from tests.waiting import wait_until


@contextmanager
def database(template="template1"):
    """Work on a new database, empty or a copy of another, and drop it afterwards."""
    usual = connection.settings_dict["NAME"]
    name = f"{usual}_elsewhere"
    use(None)
    drop(name)
    with connection._nodb_cursor() as cursor:
        # PgBouncer and processes of earlier tests may still be connected to it.
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = %s AND backend_type = 'client backend'",
            [template],
        )
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        use(name)
        yield name
    finally:
        use(usual)
        drop(name)


def drop(name):
    """Drop this database, if there is one, and end the sessions that others have in it.

    Once PostgreSQL's own autovacuum has left it, which our role can't end.
    """
    wait_until(lambda: is_dropped(name))


def is_dropped(name):
    try:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    except ProgrammingError:
        return False
    return True


def use(name):
    connection.close()
    if name:
        connection.settings_dict["NAME"] = name
