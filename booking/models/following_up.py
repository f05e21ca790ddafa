"""The clinic's text for after a visit, sent once to those who came."""

from datetime import timedelta

from django.db import models
from django.db.models import Min, Q
from django.utils import timezone

from booking import deadline_mails
from booking.conflicts import one_by_one
from booking.models.brought_in import WAS_PAST, may_be_written_to
from booking.models.state import FOLLOWED_UP, SYSTEM, State

ONE_HOUR = timedelta(hours=1)
STILL_OF_USE = timedelta(days=6)  # after the visit began; its private link works for longer


class FollowUpQuerySet(models.QuerySet):
    def due_for_follow_up(self):
        """Recent visits that took place, of services that have a text for afterwards.

        Only those marked as attended: nobody who stayed away is thanked for coming.
        """
        now = timezone.now()
        return self.filter(
            may_be_written_to(),
            ~WAS_PAST,
            ~Q(service__after_visit=""),
            ~Q(booking__email=""),
            state=State.ATTENDED,
            followed_up_at=None,
            ends_at__lte=now - ONE_HOUR,
            # Keeps what is read of the index from growing with the past.
            starts_at__gt=now - STILL_OF_USE,
            starts_at__lt=now,
        )

    def follow_up(self):
        """Send the text to each of these patients."""
        one_by_one(self.due_for_follow_up(), self.model.follow_up)


class FollowUp(models.Model):
    class Meta:
        abstract = True

    def follow_up(self):
        """Email the patient the text for after the visit, once.

        In a course, only after the first visit: the text would be the same each week. The others
        get its date.
        """
        due = type(self).objects.filter(pk=self.pk).due_for_follow_up()
        with self.changing():
            alike = self.booking.appointments.filter(service=self.service)
            sent_at = alike.aggregate(first=Min("followed_up_at"))["first"]
            if due.update(followed_up_at=sent_at or timezone.now()) and not sent_at:
                self.record(FOLLOWED_UP, SYSTEM)
                deadline_mails.after_visit(self)
