"""Signs of life, in one query: the last heartbeat, and since when no email has gone out.

One refused address is no outage; that three different emails were refused, one after another, is.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from clinic_site.health.rows import DEAD_AFTER
from clinic_site.mail_queue import ATTEMPTS, SLOW

# The beginnings of reasons that may have to do with one email alone.
OF_ONE_EMAIL = (
    "^(SMTPRecipientsRefused|SMTPDataError|SMTPNotSupported|Unicode|Value|Type|Attribute)"
)
MANY = 3
# Failures count if nothing has gone out since, and something is still to be tried again.
READ = """
SELECT
    (SELECT max(at) FROM clinic_site_heartbeat),
    (SELECT min(when_added) FROM mailer_message WHERE priority <> 4 AND retry_count = 0),
    failed.since,
    failed.of_the_server OR failed.mails >= %s
FROM (
    SELECT
        min(when_attempted) AS since,
        count(DISTINCT message_id) AS mails,
        coalesce(bool_or(log_message !~ %s), false) AS of_the_server
    FROM mailer_messagelog
    WHERE result = '3'
    AND id > coalesce((SELECT max(id) FROM mailer_messagelog WHERE result = '1'), 0)
    AND EXISTS (SELECT FROM mailer_message WHERE priority = 4 AND retry_count < %s)
) AS failed
"""


@dataclass(frozen=True)
class Signs:
    beat_at: datetime | None = None  # UTC; when a worker was last alive
    mail_since: datetime | None = None  # UTC; since when no email has gone out, if it should have

    @property
    def is_worker_alive(self):
        return self.beat_at is not None and timezone.now() - self.beat_at < DEAD_AFTER

    @property
    def silent_since(self):
        """When patients last got what the site sends them, if they no longer do.

        None also if no worker has ever run here, as on a developer's machine.
        """
        worker_since = None if self.is_worker_alive else self.beat_at
        return min(filter(None, [self.mail_since, worker_since]), default=None)


def read():
    limit = timezone.now() - SLOW
    with connection.cursor() as cursor:
        cursor.execute(READ, [MANY, OF_ONE_EMAIL, ATTEMPTS])
        beat_at, untried_since, failing_since, is_failing = cursor.fetchone()
    found = [untried_since, failing_since if is_failing else None]
    return Signs(beat_at, min((one for one in found if one and one < limit), default=None))
