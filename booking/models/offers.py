from operator import itemgetter

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils import timezone

from booking import mails
from booking.conflicts import NoLongerPossible
from booking.models.offer_answers import OfferAnswers
from booking.models.state import SYSTEM, State
from clinic.clock import moment

MOST_OFFERED = 3  # times at once
first = itemgetter(0)


class Offers(OfferAnswers):
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
        again=False,
    ):
        """Offer the patient another time and hold it for them; returns the offered appointment.

        `also` has up to MOST_OFFERED - 1 more times to choose from, as (therapist, start in UTC);
        each is an appointment of its own, and once one is accepted, the others are released. A
        request gives up its own time, takes the latest of those offered, and remembers what was
        asked for. A confirmed visit stays until the patient accepts.

        With `again`, these times replace all that were offered together with this one.

        Raises OutsideHours if the therapist does not work then, unless `outside_hours`, and
        PatientHasVisit if the patient has another visit then, unless `as_well`.
        """
        times = sorted({(starts_at, therapist), *((start, one) for one, start in also)}, key=first)
        how = {"outside_hours": outside_hours, "as_well": as_well}
        with self.changing(*(one for _, one in times), seen=seen):
            if again and self.instead_of_id:
                self.check_is(State.OFFERED)
                root = self.fresh_root()
                root.withdraw_offer(by)
                return root.offer(times, by, line, **how)
            return self.offer(times, by, line, **how)

    def offer(self, times, by, line, **how):
        """Offer these sorted times, under the locks: see `propose`."""
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
            root = self.fresh_root()
            for other in others:
                root.propose_instead(*other, by, line, **how)
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
            if self.siblings().filter(therapist=therapist, starts_at=starts_at).exists():
                raise NoLongerPossible(
                    f"That time has already been offered: {moment(starts_at)}, with {therapist}."
                )
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

    def fresh_root(self):
        """What this time was offered for, as it is under the locks; itself, if for nothing else."""
        if not self.instead_of_id:
            return self
        root = type(self).objects.select_related("service", "therapist").get(pk=self.instead_of_id)
        root.booking = self.booking
        return root

    def siblings(self):
        """The other times offered together with this one, if it is offered for another."""
        rows = type(self).objects.filter(state=State.OFFERED).exclude(pk=self.pk)
        root = self.instead_of_id
        return rows.filter(Q(instead_of=root) | Q(pk=root)) if root else rows.none()

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
