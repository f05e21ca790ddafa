"""The newest report, asked for by anybody as often as they like, and never waited for long."""

import logging
import threading
import time

from django.db import DatabaseError, InterfaceError, connection, transaction

from clinic_site.health.report import Report, look

FRESH_FOR = 1  # second; more questions than that are answered from memory
PATIENCE = 4  # seconds
AT_MOST = "2s"  # of the database's time for one query

logger = logging.getLogger(__name__)


class Watch:
    """Looks in a thread of its own, at most one at a time: a database may also never answer."""

    def __init__(self):
        self.lock, self.looking, self.began_at = threading.Lock(), None, 0
        self.report, self.looked_at = Report(), float("-inf")

    def current(self):
        """A report that is at most a second old, or one that says that nothing answers."""
        with self.lock:
            if time.monotonic() - self.looked_at < FRESH_FOR:
                return self.report
            if self.looking is None or not self.looking.is_alive():
                self.looking = threading.Thread(target=self.look, daemon=True)
                self.began_at = time.monotonic()
                self.looking.start()
            thread, left = self.looking, self.began_at + PATIENCE - time.monotonic()
        thread.join(max(0, left))
        return Report() if thread.is_alive() else self.report

    def look(self):
        report = Report()
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('statement_timeout', %s, true)", [AT_MOST])
                report = look()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The database gives no report: %s", error)
        finally:
            connection.close()
        self.report, self.looked_at = report, time.monotonic()


watch = Watch()
