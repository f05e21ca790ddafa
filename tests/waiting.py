"""Until something has happened, however busy the machine is."""

import time

from django.db import connection

PATIENCE = 120  # seconds: a busy machine is slow, not wrong


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def until_somebody_waits(count=1):
    """Until so many sessions of this database wait for a lock; other tests have their own."""
    with connection.cursor() as cursor:
        wait_until(lambda: waiting(cursor) >= count)


def waiting(cursor):
    cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees what it saw first
    cursor.execute(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return cursor.fetchone()[0]
