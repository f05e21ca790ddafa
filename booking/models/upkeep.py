from django.db import models
from django.utils import timezone

from booking import mails, stranding
from booking.models.event import REMINDED, SYSTEM
from booking.models.state import State


class Upkeep(models.Model):
    """Actions of an appointment, as in Verbs: what the worker does by itself."""

    class Meta:
        abstract = True

    def lapse(self):
        """End a request or an offer that nobody has answered in time.

        The patient is told and reception has to phone them, unless they have a confirmed visit
        instead. They are not told again about further visits of a course before that call.
        """
        with self.changing():
            if not type(self).objects.forgotten().filter(pk=self.pk).exists():
                return
            offered, matters = self.state == State.OFFERED, not self.instead_of_id
            told = self.booking.appointments.to_call().exists()
            ended = {"state": State.LAPSED, "holds_time": False, "needs_call": matters}
            self.move_on(self.state, SYSTEM, **ended)
            if matters and not told:
                mails.never_answered(self, offered)

    def remind(self):
        """Remind the patient once, unless the visit has changed since it was found due.

        If the visit no longer fits the schedule, reception is told instead, also once.
        """
        due = type(self).objects.filter(pk=self.pk, starts_at=self.starts_at).due_for_reminder()
        with self.changing():
            if not stranding.is_stranded(self):
                if due.update(reminded_at=timezone.now()):
                    self.record(REMINDED, SYSTEM)
                    mails.reminder(self)
            elif due.filter(no_room_told_at=None).update(no_room_told_at=timezone.now()):
                mails.no_room(self)
