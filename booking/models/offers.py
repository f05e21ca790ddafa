from dataclasses import replace

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from booking import free_times, mails, stranding
from booking.conflicts import NoLongerPossible
from booking.models.one_patient import check_is_free
from booking.models.state import OFFER_DECLINED, SYSTEM, State
from booking.models.visits import occupied


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
    ):
        """Offer the patient another time and hold it for them; returns the offered appointment.

        A request gives up its own time for it. A confirmed visit stays until the patient accepts.
        Raises OutsideHours if the therapist does not work then, unless `outside_hours`, and
        PatientHasVisit if the patient has another visit then, unless `as_well`.
        """
        with self.changing(therapist, seen=seen):
            if not type(therapist).objects.offering(self.service).contains(therapist):
                raise NoLongerPossible(f"{therapist} no longer offers {self.service}.")
            # A request whose own time has passed can still be offered another.
            is_over = self.state == State.CONFIRMED and self.starts_at <= timezone.now()
            if is_over or starts_at <= timezone.now():
                raise NoLongerPossible("That time has passed.")
            # The same time can be offered again once it is no longer held.
            if self.is_at(therapist, starts_at) and (self.state != State.OFFERED or self.is_held()):
                raise NoLongerPossible(self.already_at())
            if self.state == State.CONFIRMED:
                offered = self.propose_instead(
                    therapist, starts_at, by, outside_hours, as_well, line
                )
            else:
                offered = self
                when = self.at(therapist, starts_at, outside_hours, as_well, by)
                expected = State.OFFERED if self.state == State.OFFERED else State.REQUESTED
                self.move_on(
                    expected, by, **when, **self.held(starts_at), state=State.OFFERED, line=line
                )
            mails.offered(offered)
            return offered

    def propose_instead(self, therapist, starts_at, by, outside_hours, as_well, line):
        if self.open_offer():
            raise NoLongerPossible("Another time has already been offered and not answered yet.")
        self.withdraw_offer(SYSTEM)  # one whose time has passed
        when = self.at(therapist, starts_at, outside_hours, as_well, by)
        if therapist == self.therapist:
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
        """Accept the offered time. A visit that it was offered for moves there.

        While the time is held, the patient is known to be free: reception checked when it offered.
        """
        replaced = self.instead_of
        with self.changing(seen=seen):
            if self.starts_at <= timezone.now():
                raise NoLongerPossible("The time offered has passed.")
            if not self.is_held() and not as_well:
                check_is_free(self.booking, [(*self.span(), self)], by)
            if replaced:
                replaced.refresh_from_db()
                if not replaced.is_to_come():
                    raise NoLongerPossible("The visit that it was offered for is over.")
                self.move_on(
                    State.OFFERED, by, verb="accepted", state=State.WITHDRAWN, holds_time=False
                )
                moved = (
                    self.whole_time() | self.settled() | {"waiting_list_since": None, "line": ""}
                )
                replaced.move_on(State.CONFIRMED, by, verb="moved", **moved)
            else:
                settled = self.settled() | {"state": State.CONFIRMED, "line": ""}
                self.move_on(State.OFFERED, by, verb="accepted", **settled)
            if stranding.is_stranded(self):
                raise NoLongerPossible("The clinic is no longer open at the time offered.")
            mails.accepted(replaced or self)

    def whole_time(self):
        """The columns for the visit once it has moved here, with `period` in full."""
        visit = replace(
            free_times.service_visit(self.service, self.therapist), duration=self.visit().duration
        )
        return {
            "therapist": self.therapist,
            "outside_hours": self.outside_hours,
            **occupied(visit, self.starts_at),
        }

    def refuse(self, by=None, seen=None):
        """Decline the offered time. A visit that it was offered for stays as it is."""
        with self.changing(seen=seen):
            self.move_on(
                State.OFFERED, by, verb=OFFER_DECLINED, state=State.WITHDRAWN, holds_time=False
            )
            mails.refused(self)

    def can_be_accepted(self):
        """Whether the offered time is still held or free, and still fits the schedule."""
        if not self.is_held():
            held = type(self).objects.holding(timezone.now()).overlapping(self.period)
            others = held.filter(therapist=self.therapist_id)
            if others.exclude(pk__in=[self.pk, self.instead_of_id or self.pk]).exists():
                return False
        return not stranding.is_stranded(self)

    def open_offer(self):
        """The other time offered for this visit and not answered yet, or None."""
        offers = [
            one for one in self.offers.all() if one.state == State.OFFERED and one.is_to_come()
        ]
        return offers[0] if offers and self.is_to_come() else None

    def withdraw_offer(self, by):
        offers = list(self.offers.filter(state=State.OFFERED))
        self.offers.change(offers, by, state=State.WITHDRAWN, holds_time=False)
