"""A patient is in one place at a time, and has at most one visit of a course per day."""

from django.db import connection
from django.utils import timezone

from booking.conflicts import PatientHasVisit
from typed.text import without_accents


class OtherVisits:
    """The other visits of a patient: someone with this name and this email address or number.

    Families share both, so the name decides. From other bookings, only held visits count; from the
    same booking, unanswered requests count too. For the desk (`by`), those are the patient's that
    reception has joined or parted; nobody else may learn whom it knows.
    """

    def __init__(self, booking, by=None):
        """One query."""
        self.booking = booking
        rows = type(booking).objects
        bookings = rows.of_contact(booking.email, booking.phone_dialled)
        if by and booking.patient_id:
            bookings |= rows.filter(patient=booking.patient_id)
        of_contact = bookings.visits().to_come()
        self.visits = [
            one
            for one in of_contact
            if one.booking_id == booking.pk or one.is_held()
            if one.booking.is_of_same_patient(booking, by)
        ]

    def meeting(self, start, end, but=None):
        """The visits that clash with one from start to end, or are in the same course on that day.

        `but` is the appointment that will take place then; the visit that it is an offer for does
        not count.
        """
        own = {but.pk, but.instead_of_id} - {None} if but else set()
        day = timezone.localdate(start)
        return [
            one
            for one in self.visits
            if not own & {one.pk, one.instead_of_id}
            if (one.starts_at < end and start < one.ends_at)
            or (one.booking_id == self.booking.pk and timezone.localdate(one.starts_at) == day)
        ]

    def check(self, spans):
        """Raise PatientHasVisit if one of these spans clashes; each is a (start, end, visit)."""
        met = {span[0]: found for span in spans if (found := self.meeting(*span))}
        if met:
            raise PatientHasVisit(list(met), [one for found in met.values() for one in found])


def check_is_free(booking, spans, by=None):
    """Raise PatientHasVisit if one of these clashes with another visit of the patient.

    Each is a (start, end, visit); the visit that will be there, or None, does not count. The
    caller has locked the therapists' rows. From here on, writers for the same contact take turns,
    and so does the desk for the same patient.
    """
    take_turns(booking.email.lower(), booking.phone_dialled)
    if by and booking.patient_id:  # whom reception knows with several contacts
        # After the contacts, because some writers have those before they know the patient.
        take_turns(f"patient {booking.patient_id}")
    OtherVisits(booking, by).check(spans)


def take_turns(*names):
    """Lock these names until the transaction ends: after the therapists' rows, and in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(name, 0))"
            " FROM unnest(%s::text[]) AS name",
            [sorted(set(names) - {""})],
        )


def is_same_person(one, other):
    """Whether name and contact agree: a family can share an address, but not a name.

    Both have `names_folded` and `contact_keys`; for rows, `PatientQuerySet.called` is the same.
    """
    return all(
        set(getattr(one, of)) & set(getattr(other, of)) for of in ("names_folded", "contact_keys")
    )


def contact_keys(email, phone_dialled):
    """By what an email address and a phone number are compared; either can be ""."""
    return {email.lower(), phone_dialled} - {""}


def folded(name):
    """A name without capitals, accents and spaces, in which two spellings of it can differ."""
    return "".join(without_accents(name).casefold().split())
