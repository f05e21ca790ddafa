"""A new version is installed while visitors use the site."""

import io
import threading
from contextlib import contextmanager

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection

from contact.models import Message
from tests import make
from tests.migration_rules import complaints
from tests.waiting import wait_until

QUICK = {"lock_timeout": 0.2, "pause": 0.3}


@pytest.fixture
def migrate(transactional_db, settings):
    """Runs `migrate` with one more migration, which adds a column to the table of messages."""
    settings.MIGRATION_MODULES = {"typed": "tests.blocked_migrations"}

    def run(*target, told=None, **options):
        told = told or io.StringIO()
        options = {"verbosity": 0, "stdout": told, "stderr": told} | QUICK | options
        call_command("migrate", "typed", *target, **options)
        return told.getvalue()

    yield run
    run("zero", tries=3)


@contextmanager
def somebody_reads_messages():
    """A transaction that has read the table and stays open."""
    to = connection.settings_dict
    names = {"host": to["HOST"], "port": to["PORT"] or 5432, "dbname": to["NAME"]}
    other = psycopg2.connect(user=to["USER"], password=to["PASSWORD"], **names)
    try:
        other.cursor().execute("SELECT FROM contact_message")
        yield other
    finally:
        other.close()


def has_column():
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, "contact_message")
    return "trial" in [column.name for column in columns]


def test_a_migration_gives_up_if_others_keep_using_its_table(migrate):
    with somebody_reads_messages(), pytest.raises(CommandError, match="was not applied"):
        migrate(tries=2)
    assert not has_column()


def test_an_index_left_half_made_is_removed(migrate):
    for number in range(2):
        make.message(text=f"A message with the number {number}.")
    with connection.cursor() as cursor, pytest.raises(IntegrityError):
        cursor.execute("CREATE UNIQUE INDEX CONCURRENTLY half_made ON contact_message ((id > 0))")
    migrate(plan=True)
    assert "Removed half_made" in migrate()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('half_made')")
        assert cursor.fetchone() == (None,)


def test_visitors_are_served_while_a_migration_waits_and_it_is_applied_in_the_end(migrate, client):
    told = io.StringIO()
    first_try = "The table is in use. Nothing was changed (try 1/100)."

    def run():
        try:
            migrate(told=told, tries=100)
        finally:
            connection.close()

    with somebody_reads_messages() as other:
        migrating = threading.Thread(target=run)
        migrating.start()
        for number in range(3):
            make.message(text=f"A message with the number {number}.")
            assert client.get("/contact/").status_code == 200
        assert Message.objects.count() == 3
        assert migrating.is_alive()
        wait_until(lambda: first_try in told.getvalue())
        other.rollback()
        migrating.join(30)
    assert has_column()


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ('ALTER TABLE "a" ADD COLUMN "b" integer NOT NULL', "NOT_NULL"),
        ('ALTER TABLE "a" ALTER COLUMN "b" SET NOT NULL', "NOT_NULL"),
        ('ALTER TABLE "a" DROP COLUMN "b" CASCADE', "DROP_COLUMN"),
        ('ALTER TABLE "a" RENAME COLUMN "b" TO "c"', "RENAME_COLUMN"),
        ('ALTER TABLE "a" ALTER COLUMN "b" TYPE text USING "b"::text', "ALTER_COLUMN"),
        ('ALTER TABLE "a" RENAME TO "b"', "RENAME_TABLE"),
        ('DROP TABLE "a" CASCADE', "DROP_TABLE"),
        ('CREATE INDEX "i" ON "a" ("b")', "CREATE_INDEX"),
        ('DROP INDEX IF EXISTS "i"', "DROP_INDEX"),
        ('ALTER TABLE "a" ADD CONSTRAINT "c" UNIQUE ("b")', "ADD_UNIQUE"),
        ('ALTER TABLE "a" ADD CONSTRAINT "c" CHECK ("b" > 0)', "NOT_VALID"),
        ('ALTER TABLE "a" ADD CONSTRAINT "c" FOREIGN KEY ("b") REFERENCES "d" ("id")', "NOT_VALID"),
    ],
)
def test_a_migration_that_would_stop_the_site_is_refused_by_the_check(sql, code):
    assert code in complaints(["BEGIN;", f"{sql};", "COMMIT;"])


@pytest.mark.parametrize(
    "sql",
    [
        'ALTER TABLE "a" ADD COLUMN "b" varchar(9) DEFAULT \'\' NOT NULL',
        'ALTER TABLE "a" ADD COLUMN "b" integer NULL',
        'CREATE INDEX CONCURRENTLY "i" ON "a" ("b")',
        'DROP INDEX CONCURRENTLY IF EXISTS "i"',
        'ALTER TABLE "a" ADD CONSTRAINT "c" CHECK ("b" > 0) NOT VALID',
        'ALTER TABLE "a" VALIDATE CONSTRAINT "c"',
    ],
)
def test_a_migration_beside_which_the_site_goes_on_passes_the_check(sql):
    assert complaints([f"{sql};"]) == set()


def test_what_a_migration_does_to_its_own_new_table_passes_the_check():
    new = 'CREATE TABLE "a" ("id" bigint NOT NULL PRIMARY KEY);'
    more = 'ALTER TABLE "a" ADD CONSTRAINT "c" CHECK ("id" > 0);'
    assert complaints(["BEGIN;", new, more, 'CREATE INDEX "i" ON "a" ("id");']) == set()
