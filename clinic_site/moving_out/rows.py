"""Rows as lines of JSON, as PostgreSQL itself writes and reads them, so that no value changes.

Not Django's own serializers: they cut times to milliseconds, and insert row by row.
"""

import json
import uuid

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import JSONField

from clinic.sealed_columns import OneUseKeyField
from clinic_site.moving_out.tables import is_account, key_of

AT_ONCE = 500  # rows in memory


def accounts():
    return quoted(get_user_model()._meta.db_table)


def quoted(name):
    return connection.ops.quote_name(name)


def lines(table, **only):
    """Each row as a line of JSON, in the order of their keys; `only` those with these values."""
    columns = ", ".join(map(written, table.taken))
    conditions = "".join(f" AND {quoted(name)} = %s" for name in only)
    query = f"""
        SELECT id, row_to_json(whole_row)::text FROM (
            SELECT {columns} FROM {quoted(table.name)} AS t
            WHERE id > %s{conditions} ORDER BY id LIMIT %s
        ) AS whole_row"""  # noqa: S608 our own names
    last = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(query, [last, *only.values(), AT_ONCE])
            few = cursor.fetchall()
            yield from (line for _, line in few)
            if len(few) < AT_ONCE:
                return
            last = few[-1][0]


def written(field):
    column = f"t.{quoted(field.column)}"
    if is_account(field):
        column = f"(SELECT username FROM {accounts()} WHERE id = {column})"  # noqa: S608 our own names
    return f"{column} AS {quoted(key_of(field))}"


def account_lines():
    """Staff accounts: only their names, so that what they wrote keeps its author."""
    names = get_user_model().objects.order_by("username")
    for row in names.values("username", "first_name", "last_name"):
        yield json.dumps(row, ensure_ascii=False)


def accounts_in(file):
    """What `account_lines` has written."""
    for line in file:
        said = json.loads(line)
        yield {name: str(said[name]) for name in ("username", "first_name", "last_name")}


def insert(table, lines, columns):
    """Add these rows, as they were. `columns` are those that the lines have; others get what the
    database gives to new rows, or a value of their own if they are left out of exports."""
    fields = [one for one in table.taken if key_of(one) in columns]
    lines = [with_values(line, table.left_out) for line in lines]
    into = ", ".join(quoted(one.column) for one in [*fields, *table.left_out])
    values = ", ".join([*map(read, fields), *map(read, table.left_out)])
    query = (
        f"INSERT INTO {quoted(table.name)} ({into}) SELECT {values}"  # noqa: S608 our own names
        f" FROM json_array_elements(%s::json) AS whole_row,"
        f" json_populate_record(NULL::{quoted(table.name)}, whole_row) AS t"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [f"[{','.join(lines)}]"])


def read(field):
    if is_account(field):
        name = f"whole_row->>'{key_of(field)}'"
        return f"(SELECT id FROM {accounts()} WHERE username = {name})"  # noqa: S608 our own names
    return f"t.{quoted(field.column)}"


def with_values(line, fields):
    """The line with a new value for each of these fields, as the database stores it."""
    if not fields:
        return line
    values = {one.column: new_value(one) for one in fields}
    return f"{line.rstrip().removesuffix('}')},{json.dumps(values)[1:]}"


def new_value(field):
    if field.null:
        return None
    if isinstance(field, JSONField):
        return field.get_default()
    value = uuid.uuid4() if isinstance(field, OneUseKeyField) else field.get_default()
    value = field.get_db_prep_save(value, connection)
    return value if value is None else str(value)
