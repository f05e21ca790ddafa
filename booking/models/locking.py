"""The locks on therapists' time: all that a transaction needs, at once and in one order."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from booking.conflicts import conflicts_as_time_taken
from booking.models.service import Therapist

HELD = ContextVar("booking_diaries_held", default=False)


class LocksOutOfOrder(RuntimeError):
    """A programming error: a transaction that holds some therapists' rows asked for more.

    Transactions that take their locks bit by bit can wait for each other forever.
    """


@contextmanager
def holding_diaries(therapist_ids):
    """A transaction that holds these therapists' rows. Raises LocksOutOfOrder inside another."""
    if HELD.get():
        raise LocksOutOfOrder
    token = HELD.set(True)
    try:
        with conflicts_as_time_taken(), transaction.atomic():
            Therapist.objects.lock(therapist_ids)
            yield
    finally:
        HELD.reset(token)
