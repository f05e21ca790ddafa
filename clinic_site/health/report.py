"""How the site is doing, read from its database in a few cheap queries."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from clinic_site.health.mail import not_sent_since
from clinic_site.health.rows import DEAD_AFTER, Heartbeat


@dataclass(frozen=True)
class Report:
    """What was found. Without an answer from the database, nothing else is known."""

    answers: bool = False
    is_writable: bool = False
    missing: list[str] = field(default_factory=list)  # migrations that have not been applied
    beat_at: datetime | None = None  # UTC; when a worker was last alive
    mail_since: datetime | None = None  # UTC; since when no email has gone out

    @property
    def is_worker_alive(self):
        return self.beat_at is not None and timezone.now() - self.beat_at < DEAD_AFTER

    @property
    def is_ready(self):
        is_whole = self.answers and self.is_writable and not self.missing
        return is_whole and self.is_worker_alive and self.mail_since is None

    @property
    def silent_since(self):
        """When patients last got what the site sends them, if they no longer do.

        None also if no worker has ever run here, as on a developer's machine.
        """
        worker_since = None if self.is_worker_alive else self.beat_at
        return min(filter(None, [self.mail_since, worker_since]), default=None)


def look():
    """A new report. Raises Django's database errors."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('transaction_read_only') = 'off',"
            " ARRAY(SELECT app || '.' || name FROM django_migrations)"
        )
        is_writable, applied = cursor.fetchone()
    if missing := sorted(required() - set(applied)):
        return Report(True, is_writable, missing)
    return Report(True, is_writable, [], Heartbeat.objects.last(), not_sent_since())


@cache
def required():
    """The migrations that this code needs."""
    return {f"{app}.{name}" for app, name in MigrationLoader(None).graph.nodes}
