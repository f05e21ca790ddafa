"""One patient is in one place at a time, and comes to a course no more than once a day."""

from django.db import connection

from booking import free_times
from booking.conflicts import PatientHasVisit
from typed.text import without_accents


class OtherVisits:
    """What one patient has booked besides: a person of that name at that email address or number.

    A family shares both, so the name decides. Of other bookings only what is held counts; of the
    same one also a request that is still to be answered.
    """

    def __init__(self, booking):
        """One query."""
        self.booking = booking
        bookings = type(booking).objects.of_contact(booking.email, booking.phone_dialled)
        self.visits = [
            one
            for one in bookings.visits().to_come()
            if one.booking_id == booking.pk or one.is_held()
            if one.booking.is_of_same_patient(booking)
        ]

    def meeting(self, start, end, but=None):
        """Those in the way of a visit from start to end, or of another visit of its course.

        `but` is the appointment that is to be there; what it is offered is no other visit.
        """
        own = {but.pk, but.instead_of_id} - {None} if but else set()
        day = free_times.local_day(start)
        return [
            one
            for one in self.visits
            if not own & {one.pk, one.instead_of_id}
            if (one.starts_at < end and start < one.ends_at)
            or (one.booking_id == self.booking.pk and free_times.local_day(one.starts_at) == day)
        ]


def check_is_free(booking, spans, but=None):
    """Raise PatientHasVisit where one of these (start, end) meets another visit of the patient.

    The caller holds the therapists' rows. Who books for one contact takes turns from here on.
    """
    take_turns(booking.email.lower(), booking.phone_dialled)
    others = OtherVisits(booking)
    met = {start: found for start, end in spans if (found := others.meeting(start, end, but))}
    if met:
        raise PatientHasVisit(list(met), [one for found in met.values() for one in found])


def take_turns(*names):
    """Hold these until the transaction ends: always after the therapists' rows, always in order."""
    with connection.cursor() as cursor:
        for name in sorted(set(names) - {""}):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def folded(name):
    """A name without what two spellings of it differ in: capitals, accents and spaces."""
    return "".join(without_accents(name).casefold().split())
