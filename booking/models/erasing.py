import uuid

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from booking.models.appointment import Appointment
from booking.models.notes import VisitNote
from booking.models.patient import Patient
from booking.models.rules import BookingRules
from booking.models.state import State

ERASED = "Erased"  # instead of a name
# Each column, as a process of an earlier version may have left those that it did not know.
IS_ERASED = Q(
    name=ERASED,
    email="",
    phone_dialled="",
    note="",
    arranged_by="",
    intake=[],
    texts_agreed_at=None,
)
FORGOTTEN_AT_ONCE = 200  # bookings per transaction, so that nobody waits long for its locks


class ErasableQuerySet(models.QuerySet):
    """Bookings whose patients are to be forgotten."""

    def erase(self):
        """Remove everything personal from these bookings. The caller has the therapists' locks.

        Visits and events stay, without a name, so that past days and counts stay true.
        """
        bookings = list(self.select_for_update(no_key=True).order_by("pk"))
        for booking in bookings:
            self.model.objects.filter(pk=booking.pk).update(
                patient=None,
                name=ERASED,
                email="",
                phone="",
                phone_dialled="",
                note="",
                arranged_by="",
                intake=[],
                reasons=[],
                sent_by="",
                answers="",
                token=self.model().token,  # each new instance has its own
                form_key=uuid.uuid4(),
                mail_id="",
                mailed_at=None,
                texts_agreed_at=None,
            )
            booking.former_links.all().delete()
            booking.texts.all().delete()
            VisitNote.objects.filter(appointment__booking=booking).delete()
            booking.appointments.update(line="", needs_call=False)
        patients = {booking.patient_id for booking in bookings} - {None}
        Patient.objects.filter(pk__in=patients).lose(bookings)

    def outlived(self):
        """Bookings with nothing open, whose details have been kept for as long as the rules say.

        Oldest first, which makes PostgreSQL begin with these bookings and not with all visits.
        """
        before = timezone.now() - BookingRules.current().details_kept
        needed = Q(ends_at__gt=before) | Q(state__in=State.held_for_a_while())
        return (
            self.filter(created_at__lt=before)
            .exclude(IS_ERASED)
            .exclude(Exists(Appointment.objects.filter(needed, booking=OuterRef("pk"))))
            .order_by("created_at")
        )

    def forget_outlived(self):
        """Erase what is personal in the oldest of them: one batch, in one transaction.

        The worker calls this again while there are more, and does its other tasks in between. Rows
        that another worker has locked are left to that worker.
        """
        rows = self.outlived().select_for_update(no_key=True, skip_locked=True)
        with transaction.atomic():
            oldest = rows.only("pk")[:FORGOTTEN_AT_ONCE]
            self.filter(pk__in=[one.pk for one in oldest]).erase()
