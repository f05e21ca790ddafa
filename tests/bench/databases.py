"""A database for each clinic, on the server that DATABASE_URL names."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

from tests import elsewhere
from tests.bench import history

SEEDED, YOUNG, OLD, WORDY = "bench_seeded", "bench_young", "bench_old", "bench_wordy"
# These two groups are filled at the same time, since neither refers to a table of the other.
ABOUT_PAGES = ("pages_page", "pages_revision", "pages_section", "pages_words")
ABOUT_PAGES += ("comments_comment", "contact_message")
ABOUT_VISITS = ("booking_booking", "booking_appointment", "booking_event", "mailer_messagelog")
# Added after the rows, because PostgreSQL checks or sorts all of them at once faster. An exclusion
# constraint, which it would check row by row even then, is replaced by its index alone.
ADDED_LATER = """
SELECT conrelid::regclass::text,
    format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
    CASE contype WHEN 'x' THEN pg_get_indexdef(conindid)
        ELSE format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname,
            pg_get_constraintdef(oid))
    END
FROM pg_constraint WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('f', 'u', 'x')
UNION ALL
SELECT tablename, format('DROP INDEX %%I', indexname), indexdef
FROM pg_indexes WHERE tablename = ANY(%s)
    AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE contype IN ('p', 'u', 'x'))
"""
# Finds what `searched_words` finds in plain text, in a tenth of the time.
PLAIN_WORDS = """
CREATE OR REPLACE FUNCTION searched_words(texts text, phone text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN array_to_tsvector(array_remove(string_to_array(lower(texts), ' '), ''))
"""


@contextmanager
def clinics():
    """All databases, seeded and filled, for as long as this lasts."""
    drop()
    try:
        create(SEEDED, template="template0")
        with using(SEEDED):
            call_command("migrate", verbosity=0)
            call_command("seed", verbosity=0)
        for name, fill in ((YOUNG, fill_young), (OLD, fill_old), (WORDY, fill_wordy)):
            create(name, template=SEEDED)
            with using(name):
                fill()
                run("VACUUM (ANALYZE)")
        yield
    finally:
        drop()


def create(name, template):
    run(f"CREATE DATABASE {name} TEMPLATE {template}")


def drop():
    for name in (SEEDED, YOUNG, OLD, WORDY):
        elsewhere.drop(name)


def stop(name):
    """End every session in this database, whatever it is doing."""
    run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = %s AND backend_type = 'client backend'",
        name,
    )


def run(statement, *values):
    """The rows that a statement returns, if any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def using(name):
    """Let this process work on another database."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def fill_young(size=history.YOUNG):
    history.fill_pages(size)
    history.fill_schedule(size)


def fill_wordy():
    fill_young(history.WORDY)


def fill_old():
    whole = run("SELECT pg_get_functiondef('searched_words'::regproc)")[0][0]
    run(PLAIN_WORDS)
    with ThreadPoolExecutor(2) as pool:
        filling = [
            pool.submit(at_once, history.fill_pages, ABOUT_PAGES),
            pool.submit(at_once, history.fill_schedule, ABOUT_VISITS),
        ]
    for one in filling:
        one.result()
    run(whole)


def at_once(fill, tables):
    """Fill tables without their indexes, constraints and triggers, and add those afterwards."""
    try:
        run("SET maintenance_work_mem = '256MB'")
        later = run(ADDED_LATER, list(tables), list(tables))
        for _, without, _ in later:
            run(without)
        for table in tables:
            run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        fill(history.OLD)
        for table in tables:
            run(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for _, _, again in later:
            run(again)
    finally:
        connection.close()
