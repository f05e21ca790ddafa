import uuid

from django.db import models, transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from booking.models.appointment import Appointment
from booking.models.notes import VisitNote
from booking.models.patient import Patient
from booking.models.state import State
from typed import batches

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
NEVER_BEGAN = [State.DECLINED, State.WITHDRAWN, State.LAPSED, State.CANCELLED]


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

    def treated(self):
        """Those with a visit that took place or was never marked, `treated_at` until then (UTC)."""
        ended = Q(appointments__state=State.CONFIRMED, appointments__ends_at__lte=timezone.now())
        took_place = Q(appointments__state=State.ATTENDED) | ended
        treated_at = Max("appointments__ends_at", filter=took_place)
        return self.annotate(treated_at=treated_at).exclude(treated_at=None)

    def untouched_since(self, before):
        """Bookings with nothing open, made before this moment, and whose visits had ended by then.

        Oldest first, which makes PostgreSQL begin with these bookings and not with all visits.
        """
        needed = Q(ends_at__gt=before) | Q(state__in=State.held_for_a_while())
        return (
            self.filter(created_at__lt=before)
            .exclude(IS_ERASED)
            .exclude(with_visit(needed))
            .order_by("created_at")
        )

    def outlived(self, before):
        """Those with a visit that took place, or was missed, and all visits before this moment."""
        return self.untouched_since(before).filter(with_visit(Q(state__in=State.kept())))

    def outlived_requests(self, before):
        """Those of which every visit was declined, cancelled or never confirmed, for times before.

        Nobody was treated, so nothing of a patient's record is among them.
        """
        requests = self.untouched_since(before).filter(pk__in=with_visits(NEVER_BEGAN))
        return requests.exclude(with_visit(Q(state__in=State.kept())))

    def outlived_spam(self, before):
        """Those that were set aside and never restored, for times before this moment."""
        rows = self.untouched_since(before).filter(pk__in=with_visits(State.set_aside()))
        return rows.exclude(with_visit(~Q(state__in=State.set_aside())))

    @transaction.atomic
    def forget_some(self):
        """Erase what is personal in the first of these: one batch; returns how many.

        Rows that another worker has locked are left to that worker.
        """
        rows = self.select_for_update(no_key=True, skip_locked=True)
        some = [one.pk for one in rows.only("pk")[: batches.AT_ONCE]]
        self.model.objects.filter(pk__in=some).erase()
        return len(some)


def with_visit(condition):
    return Exists(Appointment.objects.filter(condition, booking=OuterRef("pk")))


def with_visits(states):
    """The bookings to begin with, by the index of states: most of a long past was confirmed."""
    return Appointment.objects.filter(state__in=states).order_by().values("booking")
