from datetime import timedelta

from django.db import models
from django.db.models import Count, Exists, Min, OuterRef, Sum
from django.utils import timezone

from booking.models.appointment import Appointment
from booking.models.deadlines import KEPT_IN_QUEUE
from booking.models.rules import BookingRules
from booking.models.state import State
from inbox.models import SPAM_FROM

SENDERS_KEPT = timedelta(days=60)  # at most: as long as their unanswered requests can hold time


class FloodQuerySet(models.QuerySet):
    """Requests that may be fake: how much time they can hold, and declining them together."""

    def look_for_floods(self, verdict, senders, visits, most):
        """Mark as spam what makes one visitor's unanswered visits more than twice `most`.

        `senders` are the visitor's digests, today's first. From `most` on, they hold no time: see
        `must_be_proven`. The caller's transaction is about to add the visits.
        """
        of_visitor = Appointment.objects.unanswered().filter(booking__sent_by__in=senders)
        of_visitor = of_visitor.exclude(booking__sent_by="").filter(starts_at__gt=timezone.now())
        if of_visitor.count() + visits > 2 * most:
            verdict.add(SPAM_FROM, f"One visitor has asked for more than {2 * most} visits.")

    def unanswered(self):
        """Bookings with an upcoming visit that reception has not answered, set aside or not."""
        visits = Appointment.objects.unanswered().filter(booking=OuterRef("pk"))
        return self.filter(Exists(visits.filter(starts_at__gt=timezone.now())))

    def suspected_spam(self):
        """Marked as spam by a rule, which may be wrong, and not dealt with yet.

        For as long as an unanswered request stays in the queue: someone may be waiting for an
        answer.
        """
        since = timezone.now() - KEPT_IN_QUEUE
        return self.filter(
            appointments__state=State.SPAM, appointments__starts_at__gt=since
        ).distinct()

    def floods(self):
        """Each visitor with more unanswered requests on one day than one contact can have.

        As rows with the `first` booking and the `count` of all; the largest first.
        """
        by_visitor = self.unanswered().exclude(sent_by="").order_by().values("sent_by")
        counted = by_visitor.annotate(count=Count("pk"), first=Min("pk"))
        return counted.filter(count__gt=BookingRules.current().most_waiting).order_by("-count")

    def of_visitor(self, booking):
        """The unanswered requests of the visitor who sent this one, on the same day."""
        return self.unanswered().filter(sent_by=booking.sent_by).exclude(sent_by="")

    def with_version(self):
        """Each with its `version` as `seen`, for a list whose buttons send it back."""
        return self.annotate(seen=Sum("appointments__version"))

    def turn_away(self, by, seen):
        """Decline every unanswered request of these bookings, and email nobody.

        `seen` is the version that the person saw, by primary key; a booking that has changed since
        stays as it is. Returns how many bookings were declined.
        """
        visits = Appointment.objects.unanswered().filter(booking__in=seen)
        therapists = visits.values_list("therapist_id", flat=True)
        with Appointment.objects.locking_schedules(therapists, answering=seen):
            versions = self.filter(pk__in=seen).with_version().values_list("pk", "seen")
            unchanged = [pk for pk, version in versions if version == seen[pk]]
            declined = list(visits.filter(booking__in=unchanged))
            Appointment.objects.change(declined, by, state=State.DECLINED, holds_time=False)
            return len({one.booking_id for one in declined})

    def with_outlived_sender(self, before):
        """Those sent before this moment, with a digest of the sender.

        Not those that hold time for a while: they count among what their sender may hold.
        """
        held = Appointment.objects.holding(timezone.now()).filter(booking=OuterRef("pk"))
        rows = self.exclude(sent_by="").exclude(Exists(held.filter(state=State.REQUESTED)))
        return rows.filter(created_at__lt=before).order_by("created_at")
