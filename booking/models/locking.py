"""Locks on therapists' time: a transaction takes all it needs at once, in order.

What else it needs follows in this order: the turns of contacts (`take_turns`), the turn of a
patient, then the rows of bookings, of waiting-list entries, and of patients; each kind in order of
its keys. Only the holds whose time is up end sooner, right after the therapists' rows
(`lapse_stale_holds`), and so write their bookings before a turn: a deadlock there is ScheduleBusy.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import IntegrityError, OperationalError, transaction

from booking.conflicts import ScheduleBusy, TimeTaken
from booking.models.therapist import Therapist

EXCLUSION_VIOLATION = "23P01"
DEADLOCK_DETECTED = "40P01"
LOCK_NOT_AVAILABLE = "55P03"
HELD = ContextVar("booking_schedules_held", default=False)


class LocksOutOfOrder(RuntimeError):
    """A programming error: a transaction that holds some therapists' rows asked for more.

    Transactions that take their locks bit by bit can wait for each other forever.
    """


@contextmanager
def locking(therapist_ids):
    """A transaction that holds these therapists' rows. Raises LocksOutOfOrder when nested."""
    if HELD.get():
        raise LocksOutOfOrder
    token = HELD.set(True)
    try:
        with translated_conflicts(), transaction.atomic():
            Therapist.objects.lock(therapist_ids)
            yield
    finally:
        HELD.reset(token)


@contextmanager
def translated_conflicts():
    """Turn PostgreSQL's errors for a lost race into ours. Use it outside `atomic()`."""
    try:
        yield
    except IntegrityError as error:
        if sqlstate(error) != EXCLUSION_VIOLATION:
            raise
        raise TimeTaken from error
    except OperationalError as error:
        if sqlstate(error) not in (DEADLOCK_DETECTED, LOCK_NOT_AVAILABLE):
            raise
        raise ScheduleBusy from error


def sqlstate(error):
    return getattr(error.__cause__, "pgcode", None)
