from datetime import timedelta

from django.db import models
from django.db.models import Count, Exists, Min, OuterRef, Q, Sum
from django.utils import timezone

from booking.models.appointment import Appointment
from booking.models.deadlines import KEPT_IN_QUEUE
from booking.models.rules import BookingRules
from booking.models.service import LONGEST_COURSE
from booking.models.state import State
from inbox.models import SPAM_FROM

ONE_HOUR = timedelta(hours=1)
MOST_HELD_AN_HOUR = 60  # visits requested by all visitors; real patients request a few
SENDERS_KEPT = timedelta(days=60)  # at most: as long as their unanswered requests can hold time


class FloodQuerySet(models.QuerySet):
    """Requests that may be fake: how much time they can hold, and declining them together."""

    def look_for_floods(self, verdict, senders, visits, most_waiting):
        """Add to the verdict if this many `visits` more would be too many to hold.

        `senders` are one visitor's digests, today's first. There is a limit per visitor, who can
        type any number of contacts; and one for all visitors together, since one person can have
        any number of addresses. The caller's transaction is about to add the visits.
        """
        now = timezone.now()
        # Not `holding`: no index fits its condition for requests alone.
        held = Appointment.objects.waiting().filter(holds_time=True, held_until__gt=now)
        within_an_hour = Q(booking__created_at__gt=now - ONE_HOUR) & ~Q(booking__sent_by="")
        count = held.aggregate(
            of_visitor=Count("pk", filter=Q(booking__sent_by__in=senders)),
            within_an_hour=Count("pk", filter=within_an_hour),
        )
        most = most_waiting * LONGEST_COURSE
        if count["of_visitor"] + visits > most:
            verdict.add(
                SPAM_FROM, f"One visitor’s unanswered requests would hold more than {most} visits."
            )
        if count["within_an_hour"] + visits > MOST_HELD_AN_HOUR:
            verdict.add(
                SPAM_FROM,
                f"More than {MOST_HELD_AN_HOUR} visits were requested online within an hour.",
            )

    def unanswered(self):
        """Bookings with an upcoming visit neither confirmed nor declined by reception; spam too."""
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
        """Those sent before this moment, with a digest of the sender."""
        return self.exclude(sent_by="").filter(created_at__lt=before).order_by("created_at")
