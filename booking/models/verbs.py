from contextlib import contextmanager

from django.db.models import Max
from django.utils import timezone

from booking import free_times, mails, staff_times
from booking.conflicts import NoLongerPossible, TimeTaken
from booking.models.appointments import occupied
from booking.models.event import SYSTEM, WISHED, WISHED_NO_MORE, Event
from booking.models.offers import Offers
from booking.models.one_patient import check_is_free
from booking.models.state import State
from booking.models.upkeep import Upkeep
from clinic.clock import spoken


class Verbs(Offers, Upkeep):
    """What can happen to an appointment: each verb is one transaction under the locks.

    `by` is the account that acts; None is the patient, SYSTEM the worker. `seen` is the version
    that the person saw: if something has happened since, nothing is done. `tell=False` leaves the
    email to the caller, who acts on a whole course.

    Every verb raises NoLongerPossible if the appointment is now in another state, with a text that
    says who was faster; TimeTaken if another visit has the time; DiaryBusy if it should be tried
    again. Verbs that take time raise PatientHasVisit if the patient has another visit then, which
    only reception can allow: `at_once`.
    """

    class Meta:
        abstract = True

    def confirm(self, by, seen=None, tell=True, at_once=False):
        """Turn the request into a confirmed visit.

        Also raises NoLongerPossible if its time has passed or no longer fits the schedule.
        """
        with self.changing(seen=seen):
            if self.state == State.REQUESTED and not at_once:
                check_is_free(self.booking, [self.span()], but=self)
            self.move_on(State.REQUESTED, by, **self.settled(), state=State.CONFIRMED)
            if self.starts_at <= timezone.now():
                raise NoLongerPossible("The time asked for has passed.")
            if not free_times.has_room(self):
                raise NoLongerPossible(
                    f"{self.therapist} no longer works at that time, or no longer offers "
                    f"{self.service}. Offer another time, decline the request, or change the "
                    "therapist’s page or the closures first."
                )
            if tell:
                mails.confirmed([self])

    def decline(self, by, reason="", seen=None, tell=True):
        """Decline the request and release its time."""
        with self.changing(seen=seen):
            self.move_on(
                State.REQUESTED,
                by,
                state=State.DECLINED,
                holds_time=False,
                decline_reason=reason,
            )
            if tell:
                mails.declined([self])

    def restore(self, by):
        """Turn spam back into a request. The caller holds the locks and sends the email."""
        hold = self.held(self.starts_at)
        others = type(self).objects.filter(therapist=self.therapist_id, holds_time=True)
        is_taken = others.filter(period__overlap=self.period).exists()
        if is_taken or self.has_passed() or not free_times.has_room(self):
            hold["holds_time"] = False
        self.move_on(State.SPAM, by, verb="restored", state=State.REQUESTED, **hold)

    def move(self, therapist, starts_at, by=None, outside_hours=False, seen=None, at_once=False):
        """Move the visit to another time. It keeps the old one if the new one is not free.

        A request stays a request. A patient moves by the same rules as for a new request, and not
        within the cutoff. Raises OutsideHours as `propose` does.
        """
        with self.changing(therapist, seen=seen):
            if not self.stands() or self.state == State.OFFERED:
                raise NoLongerPossible(self.last_change())
            if starts_at <= timezone.now():
                raise NoLongerPossible("That time has passed.")
            if self.is_at(therapist, starts_at):
                raise NoLongerPossible(self.already_at())
            if by:
                when = self.at(therapist, starts_at, outside_hours, at_once)
            else:
                self.check_patient_may_change()
                offering = type(therapist).objects.offering(self.service)
                if therapist not in offering:
                    raise TimeTaken([starts_at])
                rules = free_times.for_moving(self)
                free_times.share_out(self.service, [therapist], [starts_at], rules=rules, but=self)
                when = self.at(therapist, starts_at)
            was = self.starts_at
            if self.state == State.CONFIRMED:
                when |= self.settled()
            elif by:
                when |= self.held(starts_at)
                # So that they are told again if this hold lapses too.
                type(self.booking).objects.filter(pk=self.booking_id).update(hold_lapsed_at=None)
            else:
                # No longer than before, or moving again and again would hold time forever.
                when["holds_time"] = self.is_held()
                when["held_until"] = min(self.held_until, self.held(starts_at)["held_until"])
            if starts_at < was:
                when["wants_earlier_since"] = None
            self.withdraw_offer(by)  # first, because the new time may be the offered one
            self.move_on(self.state, by, verb="moved", **when)
            mails.moved(self, was, by)

    def cancel(self, by=None, seen=None, tell=True, reason=""):
        """Release the time: a patient cancels a request or visit, or reception cancels a visit.

        Reception declines requests instead, with a different email.
        """
        with self.changing(seen=seen):
            if not self.stands() or (by and self.state == State.REQUESTED):
                raise NoLongerPossible(self.last_change())
            if not by:
                self.check_patient_may_change()
            confirmed = self.state == State.CONFIRMED
            new = State.CANCELLED if confirmed else State.WITHDRAWN
            self.move_on(self.state, by, state=new, holds_time=False, cancel_reason=reason)
            self.withdraw_offer(by)
            if tell:
                mails.cancelled([self], by)

    def mark(self, state, by, seen=None):
        """Record whether the patient came (ATTENDED or MISSED), once the visit has started."""
        with self.changing(seen=seen):
            if self.starts_at > timezone.now():
                raise NoLongerPossible("The visit has not begun yet.")
            if self.state not in State.kept():
                raise NoLongerPossible(self.last_change())
            self.move_on(self.state, by, state=state)
            self.withdraw_offer(by)

    def wish_for_earlier(self, wanted):
        """Put the patient on the waiting list, or take them off it."""
        rows = type(self).objects.filter(pk=self.pk).to_come()
        rows = rows.filter(wants_earlier_since__isnull=wanted)
        if rows.update(wants_earlier_since=timezone.now() if wanted else None):
            self.record(WISHED if wanted else WISHED_NO_MORE)

    @contextmanager
    def changing(self, *therapists, seen=None):
        """Lock the time of the whole booking and of these therapists, and read this row again.

        The whole booking, because what happens to one visit may end an offer for it, or may be part
        of what happens to all.
        """
        in_booking = type(self).objects.filter(booking=self.booking_id)
        held = in_booking.diaries() | {self.therapist_id, *(one.pk for one in therapists)}
        with self.taking_time(held, answering=[self.booking_id]):
            self.refresh_from_db()
            if (
                not in_booking.diaries() | {self.therapist_id} <= held
            ):  # moved while this was waiting
                raise NoLongerPossible(self.booking.last_change())
            if seen is not None and seen != self.version():
                raise NoLongerPossible(self.last_change())
            yield

    def is_at(self, therapist, starts_at):
        return (self.therapist_id, self.starts_at) == (therapist.pk, starts_at)

    def already_at(self):
        return (
            f"The visit is already at that time: {spoken(self.starts_at)}, with {self.therapist}."
        )

    def at(self, therapist, starts_at, outside_hours=False, at_once=False):
        """The columns for another time, checked to be free under the locks."""
        outside = staff_times.check_for_staff(
            self.service, therapist, starts_at, outside_hours=outside_hours, but=self
        )
        visit = free_times.service_visit(self.service, therapist)
        if not at_once:
            check_is_free(self.booking, [(starts_at, starts_at + visit.duration)], but=self)
        return occupied(visit, starts_at) | {"therapist": therapist, "outside_hours": outside}

    @staticmethod
    def settled():
        """The columns of a visit that has its time for good, as of now."""
        told = {"reminded_at": None, "no_room_told_at": None}
        return {"holds_time": True, "settled_at": timezone.now()} | told

    @staticmethod
    def held(starts_at):
        """The columns of a request or offer that holds its time for a while, as of now."""
        return {"holds_time": True, "held_until": free_times.held_until(timezone.now(), starts_at)}

    def check_patient_may_change(self):
        if self.is_within_cutoff():
            raise NoLongerPossible("The visit can no longer be changed online.")

    def move_on(self, expected, by, verb=None, **changes):
        """Change the row if its state is still `expected`; the row count says who won."""
        rows = type(self).objects.filter(pk=self.pk, state=expected)
        if not rows.update(**changes):
            raise NoLongerPossible(self.last_change())
        for field, value in changes.items():
            setattr(self, field, value)
        self.record(verb or self.state, by)

    def record(self, verb, by=None):
        self.events.create(
            verb=verb,
            actor=Event.Actor.PATIENT
            if by is None
            else SYSTEM
            if by == SYSTEM
            else Event.Actor.STAFF,
            staff=None if by == SYSTEM else by,
            starts_at=self.starts_at,
        )

    def version(self):
        """Names what a person looks at, so that a later action can see whether it is still so."""
        return self.events.changes().aggregate(last=Max("pk"))["last"]

    def last_change(self):
        event = self.events.changes().select_related("staff").last()
        return f"This was already {event.verb} by {event.who()} on {event.when()}."
