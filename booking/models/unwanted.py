from datetime import timedelta

from django.db import models
from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.utils import timezone

from booking.models.appointment import Appointment
from booking.models.appointments import KEPT_IN_QUEUE
from booking.models.event import NOTICES, Event
from booking.models.rules import BookingRules
from booking.models.service import LONGEST_COURSE
from booking.models.state import State
from inbox.signs import SPAM_FROM

ONE_HOUR = timedelta(hours=1)
MOST_HELD_AN_HOUR = 60  # visits, by requests of all visitors; a clinic's patients ask for a few
SENDERS_KEPT = timedelta(days=60)  # as long as unanswered requests of theirs may hold time


class UnwantedQuerySet(models.QuerySet):
    """Requests that may be nobody's: how much time they can hold, and how they are turned away."""

    def look_for_floods(self, verdict, senders, visits):
        """Add to the verdict what speaks against so many `visits` more being held.

        `senders` are the digests of one visitor, today's first. A ceiling for each visitor, since
        one can type any number of contacts; and one for all together, since one can have any
        number of addresses. The caller is in the transaction that would add them.
        """
        now = timezone.now()
        held = Appointment.objects.waiting().holding(now)
        most = BookingRules.current().most_waiting * LONGEST_COURSE
        if held.filter(booking__sent_by__in=senders).count() + visits > most:
            verdict.add(
                SPAM_FROM, f"One visitor’s unanswered requests would hold more than {most} visits."
            )
        asked = held.filter(booking__created_at__gt=now - ONE_HOUR).exclude(booking__sent_by="")
        if asked.count() + visits > MOST_HELD_AN_HOUR:
            verdict.add(
                SPAM_FROM,
                f"More than {MOST_HELD_AN_HOUR} visits were asked for online within an hour.",
            )

    def unanswered(self):
        """With a visit to come that reception has neither confirmed nor declined, spam too."""
        visits = Appointment.objects.unanswered().filter(booking=OuterRef("pk"))
        return self.filter(Exists(visits.filter(starts_at__gt=timezone.now())))

    def set_aside(self):
        """Marked as spam by a rule, which may be wrong, and not dealt with yet.

        As long as an unanswered request stays in the queue: somebody may be waiting for an answer.
        """
        since = timezone.now() - KEPT_IN_QUEUE
        return self.filter(
            appointments__state=State.SPAM, appointments__starts_at__gt=since
        ).distinct()

    def floods(self):
        """Each visitor with more unanswered requests than one contact can have, on one day.

        As rows with the `first` booking and the `count` of all; the largest first.
        """
        by_visitor = self.unanswered().exclude(sent_by="").order_by().values("sent_by")
        counted = by_visitor.annotate(count=Count("pk"), first=Min("pk"))
        return counted.filter(count__gt=BookingRules.current().most_waiting).order_by("-count")

    def of_visitor(self, booking):
        """The unanswered requests of the visitor who sent this one, on the same day."""
        return self.unanswered().filter(sent_by=booking.sent_by).exclude(sent_by="")

    def with_version(self):
        """Each with its `version()` as `seen`, for a list whose buttons send it back."""
        changes = ~Q(appointments__events__verb__in=NOTICES)
        return self.annotate(seen=Max("appointments__events__pk", filter=changes))

    def turn_away(self, by, seen):
        """Decline all that is unanswered of these bookings, and mail nobody.

        `seen` holds the version that somebody looked at by primary key. What has changed since
        stays as it is. Returns how many requests were declined.
        """
        visits = Appointment.objects.unanswered().filter(booking__in=seen)
        diaries = set(visits.values_list("therapist_id", flat=True))
        with Appointment.taking_time(diaries, answering=seen):
            versions = self.filter(pk__in=seen).with_version().values_list("pk", "seen")
            unchanged = [pk for pk, version in versions if version == seen[pk]]
            declined = list(visits.filter(booking__in=unchanged))
            visits.filter(pk__in=[one.pk for one in declined]).update(
                state=State.DECLINED, holds_time=False
            )
            Event.objects.bulk_create(
                Event(
                    appointment=one,
                    verb=State.DECLINED,
                    actor=Event.Actor.STAFF,
                    staff=by,
                    starts_at=one.starts_at,
                )
                for one in declined
            )
            return len({one.booking_id for one in declined})

    def forget_senders(self):
        """Take out who sent a request, once that can tell nothing about a flood any more."""
        old = self.exclude(sent_by="").filter(created_at__lt=timezone.now() - SENDERS_KEPT)
        return old.update(sent_by="")
