from copy import copy

from django.db import models
from django.utils import timezone

from booking import mails, stranding
from booking.conflicts import NoLongerPossible
from booking.models.one_patient import check_is_free
from booking.models.state import OFFER_DECLINED, State
from booking.models.visits import occupied


class OfferAnswers(models.Model):
    """Actions of an offered appointment, as in Changes: how an offer ends."""

    class Meta:
        abstract = True

    def accept(self, by=None, seen=None, as_well=False):
        """Accept the offered time; other times offered with it are released.

        A visit that it was offered for moves there. While the time is held, the patient is known to
        be free: reception checked when it offered.
        """
        replaced = self.instead_of
        with self.changing(seen=seen):
            if self.starts_at <= timezone.now():
                raise NoLongerPossible("The time offered has passed.")
            if not self.is_held() and not as_well:
                check_is_free(self.booking, [(*self.span(), self)], by)
            settled = self.settled() | {"line": "", "asked_start": None, "asked_therapist": None}
            if replaced:
                replaced.refresh_from_db()
            root = replaced or self
            was = root.asked_start if root.state == State.OFFERED else root.starts_at
            if replaced:
                if replaced.state == State.CONFIRMED and not replaced.is_to_come():
                    raise NoLongerPossible("The visit that it was offered for is over.")
                self.move_on(
                    State.OFFERED, by, verb="accepted", state=State.WITHDRAWN, holds_time=False
                )
                replaced.withdraw_offer(by)
                moved = self.whole_time() | settled | {"waiting_list_since": None}
                replaced.check_is(State.CONFIRMED, State.OFFERED)
                verb = "moved" if replaced.state == State.CONFIRMED else "accepted"
                replaced.move_on(replaced.state, by, verb, **moved, state=State.CONFIRMED)
            else:
                self.withdraw_offer(by)
                self.move_on(State.OFFERED, by, verb="accepted", **settled, state=State.CONFIRMED)
            if stranding.is_stranded(self):
                raise NoLongerPossible("The clinic is no longer open at the time offered.")
            mails.accepted(replaced or self, was)

    def whole_time(self):
        """The columns for the visit once it has moved here, with `period` in full."""
        return self.time_of(self.therapist, self.starts_at) | {"outside_hours": self.outside_hours}

    def time_of(self, therapist, starts_at):
        """The columns for this visit at another time."""
        return {"therapist": therapist, **occupied(self.needs(therapist)[therapist], starts_at)}

    def refuse(self, by=None, seen=None):
        """Decline this time and all others offered with it.

        A confirmed visit stays as it is. A request waits for reception again, for the time that it
        first asked for, which is no longer held. What asked for no time has nothing to return to.
        """
        with self.changing(seen=seen):
            self.check_is(State.OFFERED)
            root = self.fresh_root()
            root.end_offer(by, OFFER_DECLINED)
            mails.refused(root, by)

    def withdraw(self, by, line="", seen=None):
        """Reception withdraws this time and all others offered with it, and the patient is told.

        What becomes of the visit that they were offered for is as in `refuse`.
        """
        with self.changing(seen=seen):
            self.check_is(State.OFFERED)
            root = self.fresh_root()
            released = [copy(one) for one in root.offered_times()]
            if not released:
                raise NoLongerPossible("The time offered has passed.")
            root.end_offer(by, State.WITHDRAWN, line)
            mails.withdrawn(root, released, line)

    def end_offer(self, by, verb, line=""):
        """End all that is offered for this one, under the locks."""
        self.withdraw_offer(by, verb)
        if self.state == State.OFFERED:
            ended = self.as_asked() if self.asked_start else {"state": State.WITHDRAWN}
            ended |= {"line": line, "holds_time": False}
            self.move_on(State.OFFERED, by, verb=verb, **ended)

    def as_asked(self):
        """The columns of a request that waits again, as it was before reception offered times."""
        return {
            **self.time_of(self.asked_therapist, self.asked_start),
            "state": State.REQUESTED,
            "held_until": timezone.now(),
            "outside_hours": False,
            "asked_start": None,
            "asked_therapist": None,
            "line": "",
        }

    def ask_instead(self, therapist, starts_at, seen=None):
        """The patient asks for another time than those offered, which are released.

        Only for a request: a time offered unasked has no request to change. The time is held as for
        a new request, since reception has answered the last one.
        """
        with self.changing(therapist, seen=seen):
            if not self.can_ask_instead():
                raise NoLongerPossible(self.last_change())
            was = self.starts_at
            when = self.at_own_choice(therapist, starts_at) | self.held(starts_at) | {"line": ""}
            self.withdraw_offer(None, OFFER_DECLINED)
            asked = {"state": State.REQUESTED, "asked_start": None, "asked_therapist": None}
            self.move_on(State.OFFERED, None, verb="moved", **when, **asked)
            # So that they are told again if this hold lapses too.
            type(self.booking).objects.filter(pk=self.booking_id).update(hold_lapsed_at=None)
            mails.moved(self, was, None)

    def can_ask_instead(self):
        """Whether the patient can ask for a time of their own choice instead of those offered."""
        return self.state == State.OFFERED and self.asked_start is not None and self.is_to_come()

    @classmethod
    def acceptable(cls, offered):
        """Those of these offered times that can be accepted: held or free, and in the schedule.

        Three queries if all are held, however many.
        """
        gone = stranding.stranded(offered)
        return [one for one in offered if one not in gone and not one.is_taken()]

    def is_taken(self):
        """Whether someone else has the offered time, which is no longer held."""
        if self.is_held():
            return False
        held = type(self).objects.holding(timezone.now()).overlapping(self.period)
        return held.filter(therapist=self.therapist_id).apart_from(self).exists()
