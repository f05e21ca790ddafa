"""How the patients of imported visits are reached: many files give visits a name and little more.

A booking has its own email address and phone number, which the board, lists and emails use. An
imported one gets what it lacks from its patient: when it is brought in, or with a later file. Not
when two patients are joined later, because they can be parted again.
"""

from collections import defaultdict

from django.db.models import Q

from booking.models.booking import Booking
from booking.models.patient import ContactBy
from booking.moving_in.comparing import batched
from clinic.phone import to_e164

COLUMNS = ["email", "phone", "phone_dialled", "contact_by"]
AT_ONCE = 100  # bookings in one transaction


def reach(booking, dialled=to_e164):
    """Give the booking what it lacks of its patient's contact."""
    patient = booking.patient
    set_contact(
        booking,
        booking.email or next(iter(patient.emails), ""),
        booking.phone or next(iter(patient.phones), ""),
        dialled,
    )


def set_contact(booking, email, phone, dialled=to_e164):
    booking.email, booking.phone = email, phone
    booking.phone_dialled = dialled(phone)
    prefers_phone = phone and booking.patient.contact_by == ContactBy.PHONE
    booking.contact_by = ContactBy.PHONE if prefers_phone or not email else ContactBy.EMAIL


def reach_earlier(book_import):
    """The same for imported bookings of those who got an address or a number from this file."""
    others = Booking.objects.exclude(book_import=None).exclude(book_import=book_import)
    change(book_import, others.filter(Q(email="") | Q(phone="")), reach)


def unreach_earlier(book_import):
    """Take back what `reach_earlier` gave, except where something has happened since."""
    given = defaultdict(set)
    for patient, values in added(book_import).values_list("patient", "added"):
        given[patient].update(values)

    def unreach(booking):
        email, phone = (
            "" if value in given[booking.patient_id] else value
            for value in (booking.email, booking.phone)
        )
        set_contact(booking, email, phone)

    earlier = Booking.objects.filter(book_import__lt=book_import.pk)
    change(book_import, earlier.filter(appointments__events=None), unreach)


def added(book_import):
    return book_import.people.filter(added__len__gt=0, patient__isnull=False)


def change(book_import, bookings, how):
    """A few in each transaction. It locks no patients: others lock those after bookings."""
    found = bookings.filter(patient__in=added(book_import).values("patient"))
    keys = list(found.order_by("pk").values_list("pk", flat=True).distinct())
    for some in batched(keys, AT_ONCE):
        with book_import.small_step():
            rows = Booking.objects.filter(pk__in=some, patient__isnull=False).order_by("pk")
            rows = rows.select_related("patient").select_for_update(no_key=True, of=["self"])
            changed = list(rows)
            for booking in changed:
                how(booking)
            Booking.objects.bulk_update(changed, COLUMNS)
