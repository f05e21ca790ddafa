from operator import itemgetter

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from booking import mails, stranding
from booking.conflicts import NoLongerPossible
from booking.models.one_patient import check_is_free
from booking.models.state import OFFER_DECLINED, SYSTEM, State
from booking.models.visits import occupied

MOST_OFFERED = 3  # times at once
first = itemgetter(0)


class Offers(models.Model):
    """Actions of an appointment, as in Changes: reception offers another time."""

    class Meta:
        abstract = True

    def propose(
        self,
        therapist,
        starts_at,
        by,
        outside_hours=False,
        seen=None,
        as_well=False,
        line="",
        also=(),
    ):
        """Offer the patient another time and hold it for them; returns the offered appointment.

        `also` has up to MOST_OFFERED - 1 more times to choose from, as (therapist, start in UTC);
        each is an appointment of its own, and once one is accepted, the others are released. A
        request gives up its own time, takes the latest of those offered, and remembers what was
        asked for. A confirmed visit stays until the patient accepts.

        Raises OutsideHours if the therapist does not work then, unless `outside_hours`, and
        PatientHasVisit if the patient has another visit then, unless `as_well`.
        """
        times = sorted({(starts_at, therapist), *((start, one) for one, start in also)}, key=first)
        how = {"outside_hours": outside_hours, "as_well": as_well}
        with self.changing(*(one for _, one in times), seen=seen):
            self.check_can_be_offered(times)
            if self.state == State.CONFIRMED:
                if self.open_offer():
                    raise NoLongerPossible(
                        "Another time has already been offered and not answered yet."
                    )
                self.withdraw_offer(SYSTEM)  # one whose time has passed
                offered, *_ = [self.propose_instead(*one, by, line, **how) for one in times]
            else:
                offered = self
                self.withdraw_offer(by)
                *others, (start, one) = times
                when = self.at(one, start, by=by, **how) | self.held(start) | {"line": line}
                if self.state != State.OFFERED:
                    when |= {"asked_start": self.starts_at, "asked_therapist": self.therapist}
                expected = State.OFFERED if self.state == State.OFFERED else State.REQUESTED
                self.move_on(expected, by, **when, state=State.OFFERED)
                for other in others:
                    self.propose_instead(*other, by, line, **how)
            mails.offered(offered)
            return offered

    def check_can_be_offered(self, times):
        offering = set(type(self.therapist).objects.offering(self.service))
        for starts_at, therapist in times:
            if therapist not in offering:
                raise NoLongerPossible(f"{therapist} no longer offers {self.service}.")
            # A request whose own time has passed can still be offered another.
            is_over = self.state == State.CONFIRMED and self.starts_at <= timezone.now()
            if is_over or starts_at <= timezone.now():
                raise NoLongerPossible("That time has passed.")
            # The same time can be offered again once it is no longer held.
            if self.is_at(therapist, starts_at) and (self.state != State.OFFERED or self.is_held()):
                raise NoLongerPossible(self.already_at())

    def propose_instead(self, starts_at, therapist, by, line, **how):
        """Offer a time as an appointment of its own, which this one moves to once accepted."""
        when = self.at(therapist, starts_at, by=by, **how)
        if therapist == self.therapist and self.state == State.CONFIRMED:
            when["period"] = self.besides_own(when["period"])
        offered = type(self).objects.create(
            booking=self.booking,
            service=self.service,
            state=State.OFFERED,
            instead_of=self,
            line=line,
            version=1,  # so that the booking's version, their sum, changes
            **self.held(starts_at),
            **when,
        )
        offered.record(State.OFFERED, by)
        return offered

    def besides_own(self, period):
        """The part of a period that this visit does not already hold.

        An offer holds no more than that. So a visit can be offered a time that overlaps its own,
        and no moment is held twice.
        """
        own = self.period
        parts = [
            DateTimeTZRange(start, end)
            for start, end in (
                (period.lower, min(period.upper, own.lower)),
                (max(period.lower, own.upper), period.upper),
            )
            if start < end
        ]
        if len(parts) != 1:  # the treatment's length has changed since
            raise NoLongerPossible(
                "That time overlaps the visit’s own time, so we can’t hold both. Agree on it by "
                "phone, then move the visit."
            )
        return parts[0]

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
            mails.accepted(replaced or self)

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
        root = self.instead_of or self
        with self.changing(seen=seen):
            self.check_is(State.OFFERED)
            if root != self:
                root.refresh_from_db()
                root.booking = self.booking
            root.withdraw_offer(by, verb=OFFER_DECLINED)
            if root.state == State.OFFERED:
                ended = {"state": State.WITHDRAWN, "holds_time": False}
                ended |= root.as_asked() if root.asked_start else {}
                root.move_on(State.OFFERED, by, verb=OFFER_DECLINED, **ended)
            mails.refused(root, by)

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

    def can_be_accepted(self):
        """Whether the offered time is still held or free, and still fits the schedule."""
        if not self.is_held():
            held = type(self).objects.holding(timezone.now()).overlapping(self.period)
            if held.filter(therapist=self.therapist_id).apart_from(self).exists():
                return False
        return not stranding.is_stranded(self)

    def open_offers(self):
        """The times offered instead of this one and not answered yet, soonest first."""
        offers = [
            one for one in self.offers.all() if one.state == State.OFFERED and one.is_to_come()
        ]
        return sorted(offers, key=lambda one: one.starts_at) if self.is_to_come() else []

    def open_offer(self):
        """The first of `open_offers`, or None."""
        return next(iter(self.open_offers()), None)

    def offered_times(self):
        """All appointments that the patient can choose from together with this one."""
        root = self.instead_of or self
        own = [root] if root.state == State.OFFERED and root.is_to_come() else []
        return sorted([*own, *root.open_offers()], key=lambda one: one.starts_at)

    def offered_with(self):
        """The key that all times offered together share."""
        return self.instead_of_id or self.pk

    def withdraw_offer(self, by, verb=None):
        offers = list(self.offers.filter(state=State.OFFERED))
        self.offers.change(offers, by, verb, state=State.WITHDRAWN, holds_time=False)
