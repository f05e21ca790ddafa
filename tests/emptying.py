"""An empty database after each test that commits, as `flush` leaves it, but sooner.

`flush` makes all content types, permissions and groups anew, with other keys: 260 queries. Here
what `migrate` has made of them is put back as it was, so a server that knows them may run on.
"""

from django.db import OperationalError, connection, transaction
from psycopg2.errors import DeadlockDetected, SerializationFailure

MADE = ("django_content_type", "auth_permission", "auth_group", "auth_group_permissions")
PASSING = (DeadlockDetected, SerializationFailure)  # the last page's requests are being answered
TRIES = 5
LARGE = 500_000  # bytes of a table, from which truncating is faster than deleting rows

tables = []
logs = []  # those that refuse to be emptied


def remember():
    """To be called once, on the new database."""
    tables[:] = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables.sort(key="clinic_watchedchange".__eq__)  # last: the others' triggers write into it
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgfoid = 'clinic_append_only'::regproc"
        )
        logs[:] = [name for (name,) in cursor]
        cursor.execute("DROP SCHEMA IF EXISTS made CASCADE")
        cursor.execute("CREATE SCHEMA made")
        for table in MADE:
            cursor.execute(f"CREATE TABLE made.{table} AS TABLE {table}")


def empty():
    for left in reversed(range(TRIES)):
        try:
            empty_at_once()
        except OperationalError as error:
            if not left or not isinstance(error.__cause__, PASSING):
                raise
        else:
            return


@transaction.atomic
def empty_at_once():
    """Deletes rows, unless a table is large: truncating makes new files, slower for few rows."""
    every = ", ".join(tables)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {every}")  # once nobody writes any more
        cursor.execute(
            "SELECT max(pg_relation_size(oid)) FROM unnest(%s::regclass[]) oid", [tables]
        )
        size = cursor.fetchone()[0]
        cursor.execute(switch("DISABLE"))
        if size >= LARGE:
            cursor.execute(f"TRUNCATE {every}")
        cursor.execute("; ".join(delete(table) for table in tables))
        cursor.execute(switch("ENABLE"))
        cursor.execute("; ".join(put_back(table) for table in MADE))


def switch(how):
    """What only the owner of the tables may do."""
    return "; ".join(f"ALTER TABLE {table} {how} TRIGGER USER" for table in logs)


def delete(table):
    changed = f"WHERE NOT EXISTS (SELECT FROM made.{table} made WHERE made = {table})"
    return f"DELETE FROM {table} {changed if table in MADE else ''}"  # noqa: S608 our own names


def put_back(table):
    return f"INSERT INTO {table} TABLE made.{table} EXCEPT TABLE {table}"
