"""The version of what pages show, as far as this process knows: at most one query a second."""

import logging
from threading import Lock
from time import monotonic

from django.core.signals import request_started
from django.db import Error, connection
from django.utils import timezone

from clinic.watched import Topic

AGAIN = 1  # second to wait before trying again, when the database did not answer
# Nobody can change a page while the database is down, so pages may still be read. Not for long: it
# could be out of reach for this process only.
THROUGH_OUTAGE = 10 * 60  # seconds
PATIENCE = 0.25  # seconds to wait for another thread that asks

# A scheduled text needs no job to become live, so it makes a new version when its time has come.
SEEN = """
    SELECT md5(string_agg(id::text, ',' ORDER BY id) FILTER (WHERE topic = %s)),
           md5(string_agg(id::text, ',' ORDER BY id) FILTER (WHERE topic = %s)),
           (SELECT max(publish_at) FROM pages_revision WHERE publish_at <= %s)
    FROM clinic_watchedchange
"""

logger = logging.getLogger(__name__)


class Versions:
    """The version of each topic, which tells whether a kept page is still current."""

    def __init__(self, fresh_for):
        """`fresh_for`: how many seconds a version counts as known."""
        self.fresh_for, self.known, self.known_at, self.ask_at = fresh_for, None, 0, 0
        self.asking = Lock()

    def current(self):
        """The versions by topic, or None if they are not known.

        They are at most a second old and include everything that was committed before; or, while
        the database does not answer, ten minutes.
        """
        if monotonic() < self.ask_at:
            return self.known
        if not self.asking.acquire(timeout=PATIENCE):
            return self.known if monotonic() - self.known_at < THROUGH_OUTAGE else None
        try:
            if monotonic() >= self.ask_at:
                self.ask()
            return self.known
        finally:
            self.asking.release()

    def ask(self):
        asked = monotonic()
        try:
            request_started.send(sender=type(self))  # so that Django closes old connections
            self.known, self.known_at = read(timezone.now()), asked
            self.ask_at = asked + self.fresh_for
        except Error as error:
            logger.warning("Pages may be out of date: %s", type(error).__name__)
            connection.close()
            if asked - self.known_at > THROUGH_OUTAGE:
                self.known = None
            # With nothing to show from memory, the next request needs the database anyway.
            self.ask_at = monotonic() + AGAIN if self.known else 0


def read(now):
    """The versions as the database has them, with the days and the minute that they belong to.

    Closures begin and end with the clinic's day, and security.txt changes with UTC's. From one
    minute to the next, a start becomes too soon or a hold ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [Topic.PAGES, Topic.TIMES, now])
        pages, times, last_due = cursor.fetchone()
    return {
        Topic.PAGES: (pages, last_due, timezone.localdate(now), now.date()),
        Topic.TIMES: (times, now.replace(second=0, microsecond=0)),
    }
