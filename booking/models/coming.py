from django.db import models, transaction
from django.utils import timezone

from booking.conflicts import NoLongerPossible
from booking.models.state import WILL_COME, State
from typed.seen import ChangedMeanwhile


class Coming(models.Model):
    """A visit whose patient, once reminded, can say that they will be there."""

    will_come_at = models.DateTimeField(
        "patient will come", null=True, blank=True, help_text="When they said so on their page."
    )

    class Meta:
        abstract = True

    def is_asked_about(self):
        """Whether the reminder has asked the patient, who has not answered yet."""
        is_ahead = self.state == State.CONFIRMED and self.is_to_come()
        return bool(is_ahead and self.reminded_at and not self.will_come_at)

    def is_expected(self):
        """Whether this visit is still ahead, and the patient has said that they will be there."""
        return bool(self.will_come_at and self.state == State.CONFIRMED and self.is_to_come())

    def will_come(self, seen):
        """Note that the patient will be there, for the visit as they saw it.

        Takes no time and changes nothing else, so it needs no locks and does not count as a change
        for reception. Said twice, it is noted once. Raises ChangedMeanwhile if the visit has
        changed since, and NoLongerPossible if it is not confirmed or has begun.
        """
        now = timezone.now()
        rows = type(self).objects.filter(pk=self.pk, state=State.CONFIRMED, starts_at__gt=now)
        with transaction.atomic():  # so that a change of the visit is recorded before or after it
            if rows.filter(version=seen, will_come_at=None).update(will_come_at=now):
                self.record(WILL_COME)
                return
        self.refresh_from_db()
        if self.state != State.CONFIRMED or not self.is_to_come():
            raise NoLongerPossible(self.last_change())
        if self.version != seen:
            raise ChangedMeanwhile(self.last_change())
