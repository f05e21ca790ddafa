"""The worker's other threads, so that no email waits for an import or another site."""

import logging
import threading

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Value

from booking.models import BookImport
from booking.outside_calendars import fetch_due
from clinic_site.models import Home, SiteExport, WordPressImport

logger = logging.getLogger(__name__)

EVERY = 2  # seconds between two looks: somebody is watching a page that says “waiting”
KINDS = [BookImport, SiteExport, WordPressImport]  # models that are a LongWork


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


def long_work(is_to_stop):
    while Home.objects.may_act() and (work := claimed()):
        work.run(is_to_stop)


def calendars(is_to_stop):
    if Home.objects.may_act():
        fetch_due(is_to_stop)


class Beside:
    """A thread that does `act(is_to_stop)` again and again, and logs what fails.

    It begins and ends with `with`: as soon as the small step in hand is done, or after `patience`
    seconds; then the process ends in the middle of it, which `act` has to bear at any moment
    anyway.
    """

    def __init__(self, act, every=EVERY, patience=None):
        self.act, self.every, self.patience = act, every, patience
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.work, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.ended.set()
        self.thread.join(self.patience)

    def work(self):
        while not self.ended.wait(self.every):
            try:
                self.act(self.ended.is_set)
            except (DatabaseError, InterfaceError) as error:
                logger.warning("%s was cut short: %s", self.act.__name__, type(error).__name__)
                connection.close()
            except Exception:  # the next time may be for something else
                logger.exception("%s has failed", self.act.__name__)
                connection.close()
        connection.close()
