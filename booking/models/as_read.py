from django.db import models
from django.utils import timezone

from booking.models.state import State


class AsRead(models.Model):
    """What the patient reads of a visit on their page."""

    class Meta:
        abstract = True

    def shown_state(self):
        """The state that the patient reads: what was set aside is shown as a waiting request.

        It may come from a person, or from a machine that tests which of its requests get through.
        """
        return State.REQUESTED if self.state in State.set_aside() else self.state

    def reads_as(self):
        """Its state as shown, or what its time says instead.

        “passed” for a request or an offer whose time is behind us, “today” for a
        confirmed visit today (in Toronto) that has not ended, and “past” for one that has.
        """
        state = self.shown_state()
        if state in State.held_for_a_while() and self.has_passed():
            return "passed"
        if state == State.CONFIRMED:
            if self.ends_at <= timezone.now():
                return "past"
            if timezone.localdate(self.starts_at) == timezone.localdate():
                return "today"
        return str(state)

    def is_ahead(self):
        """Whether the patient reads that it can still take place."""
        return self.reads_as() in (*State.active(), "today")

    def has_been(self):
        """Whether it took place, as far as we know."""
        return self.reads_as() in ("past", State.ATTENDED)
