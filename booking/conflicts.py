import logging

logger = logging.getLogger(__name__)


class TimeTaken(Exception):
    """Another visit has some of that time. `starts` are the times nobody is free for, if known."""

    def __init__(self, starts=()):
        super().__init__()
        self.starts = list(starts)


class PatientHasVisit(TimeTaken):
    """The patient has `others` at these `starts`, or another visit of the course on that day.

    The text is for staff.
    """

    def __init__(self, starts, others):
        super().__init__(starts)
        self.others = others

    def __str__(self):
        other = self.others[0]
        state = other.get_state_display().lower()
        return f"{other.booking.name} already has a visit at that time: {other} ({state})."


class ScheduleBusy(Exception):
    """Others were writing to the same therapist's time for too long. Nothing was done; try again.

    Not a TimeTaken: the time may well be free, so nobody is sent to look for another.
    """


class NoLongerPossible(Exception):
    """The row has changed, so the action is no longer possible. The text says why, for staff."""


class OutsideHours(Exception):
    """The time is free, but the therapist does not work then."""


def one_by_one(rows, act):
    """Call `act` for each row. A row that fails is left for the worker's next round."""
    for row in rows:
        try:
            act(row)
        except Exception as error:
            # Neither the row's name nor the error's words, which may name people.
            key, reason = getattr(row, "pk", row), type(error).__name__
            logger.warning("%s of %s was postponed: %s", act.__name__, key, reason)
