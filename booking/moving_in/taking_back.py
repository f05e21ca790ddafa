"""Takes back what an import has brought in, except what somebody has touched since.

An imported visit has no events, so it can be deleted altogether; once something has happened to it,
that is recorded for good, and the visit stays.
"""

from django.db.models import Exists, OuterRef, Q

from booking.models.appointment import Appointment
from booking.models.booking import Booking
from booking.models.links import FormerLink
from booking.models.notes import VisitNote
from booking.models.one_patient import take_turns
from booking.models.patient import Patient, PatientNote
from booking.models.state import Event
from booking.moving_in.comparing import batched
from booking.moving_in.imported_people import ImportedPerson
from booking.moving_in.reaching import unreach_earlier
from clinic.phone import to_e164

AT_ONCE = 100  # bookings in one transaction


def touched(book_import):
    """The bookings that it brought in and to which something has happened since."""
    visits = Appointment.objects.filter(booking=OuterRef("pk"))
    return book_import.bookings.filter(
        Q(mailed_at__isnull=False)
        | Exists(visits.filter(Q(version__gt=0) | Q(instead_of__isnull=False)))
        | Exists(Event.objects.filter(appointment__booking=OuterRef("pk")))
        | Exists(
            VisitNote.objects.filter(appointment__booking=OuterRef("pk")).exclude(
                at=OuterRef("created_at")
            )
        )
        | Exists(FormerLink.objects.filter(booking=OuterRef("pk")))
    )


def touched_patients(book_import):
    """The patients it has brought in whom somebody has changed, noted something about, or booked
    for since."""
    booked = Booking.objects.filter(patient=OuterRef("pk")).exclude(book_import=book_import)
    noted = PatientNote.objects.filter(patient=OuterRef("pk"))
    noted = noted.exclude(pk__in=book_import.people.notes_made())
    return book_import.patients.filter(
        Q(version__gt=0) | Q(not_the_same__isnull=False) | Exists(noted) | Exists(booked)
    ).distinct()


def take_back(book_import):
    left = book_import.bookings.exclude(pk__in=touched(book_import))
    total = left.count() + book_import.patients.count()
    done = 0
    for keys in batched(left.order_by("pk").values_list("pk", flat=True), AT_ONCE):
        delete_some(book_import, keys)
        done += len(keys)
        book_import.progress(done, total)
    unreach_earlier(book_import)
    lose_what_was_added(book_import, done, total)
    patients = book_import.patients.filter(bookings=None)
    patients = patients.exclude(pk__in=touched_patients(book_import))
    for keys in batched(patients.order_by("pk").values_list("pk", flat=True), AT_ONCE):
        delete_some_patients(book_import, keys)
        done += len(keys)
        book_import.progress(done, total)


def delete_some_patients(book_import, keys):
    """Those of these who are still untouched, once other writers for them are done."""
    with book_import.small_step():
        patients = Patient.objects.filter(pk__in=keys)
        contacts = patients.order_by().values_list("contact_keys", flat=True)
        take_turns(*(key for of_one in contacts for key in of_one))
        list(patients.select_for_update().order_by("pk").values_list("pk"))
        left = patients.filter(bookings=None).exclude(pk__in=touched_patients(book_import))
        left.delete()


def delete_some(book_import, keys):
    """Those of these bookings that are still untouched, under the locks of their therapists."""
    visits = Appointment.objects.filter(booking__in=keys)
    therapists = set(visits.order_by().values_list("therapist_id", flat=True).distinct())
    with Appointment.objects.locking_schedules(therapists), book_import.small_step():
        rows = Booking.objects.filter(pk__in=keys).select_for_update().order_by("pk")
        list(rows.values_list("pk"))
        keys = list(
            Booking.objects.filter(pk__in=keys)
            .exclude(pk__in=touched(book_import))
            .values_list("pk", flat=True)
        )
        Appointment.objects.filter(booking__in=keys).delete()
        Booking.objects.filter(pk__in=keys).delete()


def lose_what_was_added(book_import, done, total):
    """Take the notes, names and contacts of the file from patients who were here before; but not
    those that they have booked with since."""
    noted = book_import.people.filter(notes__len__gt=0)
    here = noted.exclude(patient__book_import=book_import).order_by("pk")
    for keys in batched(list(here.values_list("pk", flat=True)), AT_ONCE):
        with book_import.small_step():
            people = ImportedPerson.objects.filter(pk__in=keys)
            PatientNote.objects.filter(pk__in=people.notes_made()).delete()
            people.update(notes=[])
        book_import.progress(done, total)
    for one in book_import.people.filter(added__len__gt=0).select_related("patient"):
        if one.patient is None:
            continue
        with book_import.small_step():
            [patient] = Patient.objects.filter(pk=one.patient_id).in_turn() or [None]
            if patient is None:
                continue
            used = {
                value
                for booking in patient.bookings.all()
                for value in (booking.name, booking.email, booking.phone)
            }
            gone = set(one.added) - used
            keys = {value.lower() for value in gone} | {to_e164(value) for value in gone} - {""}
            patient.set_names(
                [name for name in (patient.name, *patient.other_names) if name not in gone]
            )
            patient.set_contacts(
                [email for email in patient.emails if email.lower() not in keys],
                [phone for phone in patient.phones if to_e164(phone) not in keys],
            )
            patient.count_change()
            patient.save()
            one.added = []
            one.save(update_fields=["added"])
        book_import.progress(done, total)
