"""The locks on therapists' time: all that a transaction needs, at once and in one order."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from booking.conflicts import conflicts_as_time_taken
from booking.models.service import Therapist

HELD = ContextVar("booking_diaries_held", default=None)  # therapists' ids, while any are held


class LocksOutOfOrder(RuntimeError):
    """A programming error: a transaction that holds some therapists' rows asked for others.

    Transactions that take their locks bit by bit can wait for each other forever.
    """


@contextmanager
def holding_diaries(therapist_ids):
    """A transaction that holds these therapists' rows; yields whether it is the outermost one.

    Inside another such block it takes no further locks, and raises LocksOutOfOrder for a therapist
    whose row the outer block does not hold.
    """
    ids, held = frozenset(therapist_ids), HELD.get()
    if held is not None:
        if not ids <= held:
            raise LocksOutOfOrder
        with conflicts_as_time_taken(), transaction.atomic():
            yield False
        return
    token = HELD.set(ids)
    try:
        with conflicts_as_time_taken(), transaction.atomic():
            Therapist.objects.lock(ids)
            yield True
    finally:
        HELD.reset(token)
