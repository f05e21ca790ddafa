"""What the clinic says for after a visit, sent once to those who came."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from booking import mails
from booking.conflicts import one_by_one
from booking.models.state import FOLLOWED_UP, SYSTEM, State

ONE_HOUR = timedelta(hours=1)
STILL_OF_USE = timedelta(days=3)  # after the visit began


class FollowUpQuerySet(models.QuerySet):
    def due_for_follow_up(self):
        """Visits that a patient has lately come to, of a service with words for afterwards.

        Only those marked as attended: nobody who stayed away is thanked for coming.
        """
        now = timezone.now()
        return self.filter(
            ~Q(service__after_visit=""),
            ~Q(booking__email=""),
            state=State.ATTENDED,
            followed_up_at=None,
            ends_at__lte=now - ONE_HOUR,
            # Bounds what is read of the index, of a past that only grows.
            starts_at__gt=now - STILL_OF_USE,
            starts_at__lt=now,
        )

    def follow_up(self):
        """Send the words to each of these patients."""
        one_by_one(self.due_for_follow_up(), self.model.follow_up)


class FollowUp(models.Model):
    class Meta:
        abstract = True

    def follow_up(self):
        """Email the patient what the clinic says for after the visit, once.

        Of a course, after the first: the words would be the same each week.
        """
        due = type(self).objects.filter(pk=self.pk).due_for_follow_up()
        with self.changing():
            alike = self.booking.appointments.filter(service=self.service)
            has_it = alike.exclude(followed_up_at=None).exists()
            if due.update(followed_up_at=timezone.now()) and not has_it:
                self.record(FOLLOWED_UP, SYSTEM)
                mails.after_visit(self)
