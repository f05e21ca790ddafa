"""An empty database after each test that commits, as `flush` leaves it, but sooner.

`flush` makes all content types, permissions and groups anew, with other keys: 260 queries. Here
what `migrate` has made of them is put back as it was, so a server that knows them may run on.
"""

from django.db import connection

MADE = ("django_content_type", "auth_permission", "auth_group", "auth_group_permissions")


def remember():
    """To be called once, on the new database."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS made CASCADE")
        cursor.execute("CREATE SCHEMA made")
        for table in MADE:
            cursor.execute(f"CREATE TABLE made.{table} AS TABLE {table}")


def empty():
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    put_back = [f"INSERT INTO {table} TABLE made.{table}" for table in MADE]
    with connection.cursor() as cursor:
        cursor.execute("; ".join([f"TRUNCATE {', '.join(tables)}", *put_back]))
