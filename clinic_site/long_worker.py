"""The worker's second thread: imports and exports, so that no email waits for one."""

import logging
import threading

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Value

from booking.models import BookImport
from clinic_site.models import Home, SiteExport

logger = logging.getLogger(__name__)

EVERY = 2  # seconds between two looks: somebody is watching a page that says “waiting”
KINDS = [BookImport, SiteExport]  # models that are a LongWork


def claimed():
    """A piece of work that this process now has, found in one query; or None."""
    first, *others = [
        kind.objects.to_do().order_by().annotate(kind=Value(number)).values_list("kind")[:1]
        for number, kind in enumerate(KINDS)
    ]
    numbers = sorted(number for (number,) in first.union(*others, all=True))
    found = (KINDS[number].objects.claim() for number in numbers)
    return next(filter(None, found), None)


def do_all():
    """In this thread, whatever waits."""
    while work := claimed():
        work.run()


class LongWorker:
    """Begins with `with`. It ends with it too, as soon as the small step in hand is done."""

    def __init__(self, every=EVERY):
        self.every, self.ended = every, threading.Event()
        self.thread = threading.Thread(target=self.work)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.ended.set()
        self.thread.join()

    def work(self):
        while not self.ended.wait(self.every):
            try:
                while Home.objects.may_act() and (work := claimed()):
                    work.run(self.ended.is_set)
            except (DatabaseError, InterfaceError) as error:
                logger.warning("Long work was cut short: %s", type(error).__name__)
                connection.close()
        connection.close()
