"""`make check`: whether each new migration can run while visitors use the site.

django-migration-linter reads the SQL of each migration. It refuses what the version before could
not work with (a column dropped, renamed, or NOT NULL without a default in the database), and what
keeps a table locked for as long as it is large (an index made without CONCURRENTLY). One rule of
ours is added: a constraint comes NOT VALID and is validated in another migration. See
docs/upgrading.md.
"""

import logging
import os
import re
import sys

from django_migration_linter import MigrationLinter
from django_migration_linter.sql_analyser import analyser, postgresql
from django_migration_linter.sql_analyser.base import Check, CheckMode, CheckType

# The last migration of each app before these rules. Until then the site was stopped to upgrade it.
BEFORE_THE_RULES = {
    "booking": 26,
    "clinic": 3,
    "clinic_site": 4,
    "comments": 4,
    "contact": 3,
    "inbox": 1,
    "pages": 4,
}
LONGER = "varchar to a longer varchar: no table is rewritten, and earlier code reads it as before"
# What a rule refuses although it is harmless: the migration, the rule's code, and why.
ACCEPTED = {
    ("booking", "0029_room_for_sealed_links"): {"ALTER_COLUMN": LONGER},
    ("booking", "0033_hold_a_share_of_each_week"): {"NOT_VALID": "on the rules, which are one row"},
    ("booking", "0045_remember_answers_about_books"): dict.fromkeys(
        ("CREATE_INDEX", "CREATE_INDEX_EXCLUSIVE"), "on imports of books, a few rows"
    ),
    ("clinic", "0007_the_place_and_how_pages_look"): {
        "NOT_VALID": "on the clinic's details, which are one row"
    },
    ("clinic_site", "0017_a_period_for_unsaved_text"): {"NOT_VALID": "on the periods, one row"},
    ("clinic_site", "0018_a_period_for_searches_that_found_nothing"): {
        "NOT_VALID": "on the periods, one row"
    },
    ("clinic_site", "0021_a_period_for_imported_files"): {"NOT_VALID": "on the periods, one row"},
    ("comments", "0005_room_for_sealed_links"): {"ALTER_COLUMN": LONGER},
    ("pages", "0005_room_for_sealed_links"): {"ALTER_COLUMN": LONGER},
    ("pages", "0021_pages_in_folders"): {"NOT_VALID": "on pages and former addresses, a few rows"},
}
# Warnings of the linter that are errors here.
LOCKS = ("CREATE_INDEX", "CREATE_INDEX_EXCLUSIVE", "DROP_INDEX", "REINDEX")
ADDED = re.compile(r'ALTER TABLE ("\w+") ADD CONSTRAINT .*\b(CHECK|FOREIGN KEY|EXCLUDE)\b')


def has_constraint_checked_at_once(statements, **_):
    """Whether every row of an existing table is read while nobody may write to it."""
    for sql in statements:
        found = ADDED.match(sql)
        is_new = found and any(one.startswith(f"CREATE TABLE {found[1]}") for one in statements)
        if found and not is_new and "NOT VALID" not in sql:
            return True
    return False


class Rules(postgresql.PostgresqlAnalyser):
    migration_checks = [
        *postgresql.PostgresqlAnalyser.migration_checks,
        Check(
            code="NOT_VALID",
            fn=has_constraint_checked_at_once,
            message="A constraint that is not added NOT VALID reads the whole table, locked",
            mode=CheckMode.TRANSACTION,
            type=CheckType.ERROR,
        ),
    ]


def complaints(statements, accepted=()):
    """What the rules say about this SQL: the code of each rule that it breaks."""
    errors, _, warnings = analyser.analyse_sql_statements(Rules, statements, accepted)
    return {one.code for one in errors} | {one.code for one in warnings if one.code in LOCKS}


def check():
    """Print each complaint; returns whether there is none."""
    logging.getLogger("django_migration_linter").setLevel(logging.WARNING)
    linter = MigrationLinter(no_cache=True, no_output=True)
    is_clean = True
    for migration in sorted(linter.migration_loader.disk_migrations.values(), key=str):
        label, name = migration.app_label, migration.name
        if int(name[:4]) <= BEFORE_THE_RULES.get(label, 9999):
            continue
        accepted = ACCEPTED.get((label, name), {})
        for code in sorted(complaints(linter.get_sql(label, name), accepted)):
            print(f"{label}.{name}: {code}. See docs/upgrading.md.")
            is_clean = False
    return is_clean


if __name__ == "__main__":
    from clinic_site.dev import environment

    environment.prepare()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
    import django

    django.setup()
    sys.exit(not check())
