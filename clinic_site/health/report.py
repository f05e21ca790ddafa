"""How the site is doing, read from its database in two cheap queries."""

from dataclasses import dataclass, field
from functools import cache

from django.db import ProgrammingError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from clinic_site.health import signs
from clinic_site.health.signs import Signs


@dataclass(frozen=True)
class Report:
    """What was found. Without an answer from the database, nothing else is known.

    While migrations are missing, there may be no `signs`: their tables may not be there yet.
    """

    answers: bool = False
    is_writable: bool = False
    missing: list[str] = field(default_factory=list)  # migrations that have not been applied
    signs: Signs = field(default_factory=Signs)

    @property
    def is_whole(self):
        return self.answers and self.is_writable and not self.missing

    @property
    def is_ready(self):
        return self.is_whole and self.signs.is_worker_alive and self.signs.mail_since is None


def look():
    """A new report. Raises Django's database errors."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('transaction_read_only') = 'off',"
            " ARRAY(SELECT app || '.' || name FROM django_migrations)"
        )
        is_writable, applied = cursor.fetchone()
    missing = sorted(required() - set(applied))
    try:
        with transaction.atomic():
            return Report(True, is_writable, missing, signs.read())
    except ProgrammingError:  # of a table that is not there yet
        if not missing:
            raise
        return Report(True, is_writable, missing)


@cache
def required():
    """The migrations that this code needs."""
    return {f"{app}.{name}" for app, name in MigrationLoader(None).graph.nodes}
