import re
import time

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, ProgrammingError, connections
from psycopg2.errorcodes import DEADLOCK_DETECTED, INSUFFICIENT_PRIVILEGE, LOCK_NOT_AVAILABLE

# What may wait for a lock, and in whose queue visitors then wait.
LOCKING = re.compile(r"\s*(ALTER|CREATE|DROP|LOCK|TRUNCATE|UPDATE|DELETE|COMMENT)\b", re.IGNORECASE)
# What a CREATE INDEX CONCURRENTLY leaves that was interrupted, and not what one is making just now.
HALF_MADE = """
SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE NOT indisvalid AND relkind = 'i' AND relnamespace = current_schema()::regnamespace
AND indexrelid NOT IN (
    SELECT index_relid FROM pg_stat_progress_create_index WHERE index_relid IS NOT NULL
)
"""


class Command(migrate.Command):
    """Django's own, which does not keep visitors waiting behind a lock that it cannot get.

    An ALTER TABLE waits for every transaction that reads the table, and whoever asks for the table
    later waits behind it. So each migration gives up after a short wait, which leaves nothing of
    it, and is tried again. The limit is set within the transaction, as PgBouncer needs. A migration
    outside a transaction (an index made CONCURRENTLY) has none: it blocks nobody while it waits.
    If it is interrupted, it leaves an index half made, which is removed before the next try.
    """

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--lock-timeout", type=float, default=2, metavar="SECONDS", help="Default: 2."
        )
        parser.add_argument("--tries", type=int, default=30, help="Default: 30.")
        parser.add_argument(
            "--pause", type=float, default=3, metavar="SECONDS", help="Between tries (default: 3)."
        )

    def handle(self, *args, lock_timeout, tries, pause, **options):
        limit = f"SET LOCAL lock_timeout = {round(lock_timeout * 1000)}"
        connection = connections[options["database"]]

        def limited(execute, sql, params, many, context):
            if connection.in_atomic_block and LOCKING.match(str(sql)):
                context["cursor"].cursor.execute(limit)
            return execute(sql, params, many, context)

        for number in range(1, tries + 1):
            try:
                if not (options["plan"] or options["check_unapplied"]):
                    self.remove_half_made(connection)
                with connection.execute_wrapper(limited):
                    return super().handle(*args, **options)
            except OperationalError as error:
                code = getattr(error.__cause__, "pgcode", None)
                if code not in (LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED):
                    raise
            except ProgrammingError as error:
                if getattr(error.__cause__, "pgcode", None) != INSUFFICIENT_PRIVILEGE:
                    raise
                raise CommandError(
                    f"The role {connection.settings_dict['USER']} does not own the tables. Run "
                    "migrate as their owner, clinic_owner: docs/upgrading.md says how."
                ) from error
            self.stderr.write(f"The table is in use. Nothing was changed (try {number}/{tries}).")
            if number < tries:
                time.sleep(pause)
        raise CommandError(
            "The migration was not applied, because something else kept using its table. Find "
            "what runs so long (pg_stat_activity), and run migrate again. What was applied before "
            "it stays."
        )

    def remove_half_made(self, connection):
        with connection.cursor() as cursor:
            cursor.execute(HALF_MADE)
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
                self.stderr.write(f"Removed {name}, an index that was left half made.")
