from django.utils import timezone

from booking import deadline_mails, free_times, mails, staff_times, stranding
from booking.catalogue import Catalogue
from booking.conflicts import NoLongerPossible
from booking.models.coming import Coming
from booking.models.following_up import FollowUp
from booking.models.offers import Offers
from booking.models.one_patient import check_is_free
from booking.models.rules import BookingRules, Hold, rules_for_moving
from booking.models.services import ServiceChanges
from booking.models.state import (
    JOINED_WAITING_LIST,
    LEFT_WAITING_LIST,
    REMINDED,
    SYSTEM,
    Event,
    State,
)
from booking.models.visits import occupied
from clinic.clock import moment


class Changes(Coming, FollowUp, ServiceChanges, Offers):
    """What can happen to an appointment: each verb is one transaction under the locks.

    `confirm`, `decline`, `cancel` and `reinstate` are the booking's, for this visit only. See
    Decisions, also for `by`, `seen` and what every verb raises; `by` can be SYSTEM, the worker.
    Verbs that take time raise PatientHasVisit if the patient has another visit then, which only
    reception can allow: `as_well`.
    """

    cutoff = None  # as `with_cutoff` has read it

    class Meta:
        abstract = True

    def confirm(self, by, line="", **how):
        self.booking.confirm(by, line, only=self, **how)

    def decline(self, by, line="", **how):
        self.booking.decline(by, line, only=self, **how)

    def cancel(self, by=None, line="", **how):
        if by and self.state == State.OFFERED and not self.instead_of_id:
            self.withdraw(by, line, **how)
        else:
            self.booking.cancel(by, line, only=self, **how)

    def reinstate(self, by, line="", **how):
        self.booking.reinstate(by, line, only=self, **how)

    def move(
        self,
        therapist,
        starts_at,
        by=None,
        outside_hours=False,
        seen=None,
        as_well=False,
        line="",
    ):
        """Move the visit to another time. It keeps the old one if the new one is not free.

        A request stays a request. A patient moves by the same rules as for a new request, and not
        within the cutoff. Raises OutsideHours as `propose` does.
        """
        with self.changing(therapist, seen=seen):
            if not self.can_be_moved():
                raise NoLongerPossible(self.last_change())
            if starts_at <= timezone.now():
                raise NoLongerPossible("That time has passed.")
            if self.is_at(therapist, starts_at):
                raise NoLongerPossible(self.already_at())
            if by:
                when = self.at(therapist, starts_at, outside_hours, as_well, by)
            else:
                when = self.at_own_choice(therapist, starts_at)
            was = self.starts_at
            when["line"] = line
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
                when["waiting_list_since"] = None
            self.withdraw_offer(by)  # first, because the new time may be the offered one
            self.move_on(self.state, by, verb="moved", **when)
            mails.moved(self, was, by)

    def mark(self, state, by, seen=None):
        """Record whether the patient came (ATTENDED or MISSED), once the visit has started."""
        with self.changing(seen=seen):
            if self.starts_at > timezone.now():
                raise NoLongerPossible("The visit has not started yet.")
            if self.state not in State.kept():
                raise NoLongerPossible(self.last_change())
            self.move_on(self.state, by, state=state)
            self.withdraw_offer(by)

    def join_waiting_list(self):
        rows = type(self).objects.filter(pk=self.pk, waiting_list_since=None).to_come()
        if rows.update(waiting_list_since=timezone.now()):
            self.record(JOINED_WAITING_LIST)

    def leave_waiting_list(self):
        rows = type(self).objects.filter(pk=self.pk).on_waiting_list()
        if rows.update(waiting_list_since=None):
            self.record(LEFT_WAITING_LIST)

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
                deadline_mails.never_answered(self, offered)

    def remind(self):
        """Remind the patient once, unless the visit has changed since it was found due.

        If the visit no longer fits the schedule, reception is told instead, also once.
        """
        due = type(self).objects.filter(pk=self.pk, starts_at=self.starts_at).due_for_reminder()
        with self.changing():
            if not stranding.is_stranded(self):
                reached = self.booking.email or self.booking.gets_texts()
                if due.update(reminded_at=timezone.now()) and reached:
                    self.record(REMINDED, SYSTEM)
                    deadline_mails.reminder(self)
            elif due.filter(no_room_told_at=None).update(no_room_told_at=timezone.now()):
                deadline_mails.no_room(self)

    def changing(self, *therapists, seen=None):
        return self.booking.changing(*therapists, seen=seen, only=self)

    def is_at(self, therapist, starts_at):
        return (self.therapist_id, self.starts_at) == (therapist.pk, starts_at)

    def already_at(self):
        return (
            f"The visit is already at that time: {moment(self.starts_at)}, with {self.therapist}."
        )

    def at_own_choice(self, therapist, starts_at):
        """As `at`, for a time that the patient has chosen, by the rules for a new request."""
        self.check_patient_may_change()
        needed = self.needs_in(Catalogue(service=self.service))
        visits = {one: visit for one, visit in needed.items() if one == therapist}
        busy, rules = type(self).objects.busy(but=self), rules_for_moving(self)
        free_times.share_out(visits, [starts_at], busy, rules=rules)
        return self.at(therapist, starts_at)

    def at(self, therapist, starts_at, outside_hours=False, as_well=False, by=None):
        """The columns for another time, checked to be free under the locks."""
        visit = self.needs(therapist)[therapist]
        outside = staff_times.check_for_staff(
            self.service,
            therapist,
            starts_at,
            type(self).objects.busy(but=self),
            outside_hours=outside_hours,
            visit=visit,
        )
        if not as_well:
            check_is_free(self.booking, [(starts_at, starts_at + visit.duration, self)], by)
        return occupied(visit, starts_at) | {"therapist": therapist, "outside_hours": outside}

    @staticmethod
    def settled():
        """The columns of a visit that has its time for good, as of now."""
        told = {"reminded_at": None, "no_room_told_at": None, "will_come_at": None}
        held = {"holds_time": True, "is_beside": False}
        return held | {"settled_at": timezone.now()} | told

    @staticmethod
    def held(starts_at):
        """The columns of a request or offer that holds its time for a while, as of now."""
        return {"holds_time": True, "held_until": Hold.starting_now().until(starts_at)}

    def is_within_cutoff(self):
        """Whether a confirmed visit starts too soon to be changed online."""
        return self.state == State.CONFIRMED and timezone.now() > self.changeable_until()

    def changeable_until(self):
        """Until when the patient can change it online, once it is confirmed (UTC)."""
        cutoff = BookingRules.current().cutoff if self.cutoff is None else self.cutoff
        return self.starts_at - cutoff

    def can_be_moved(self):
        """Whether it can be given another time; an offer is withdrawn or answered instead."""
        return self.is_to_come() and self.state != State.OFFERED

    def can_be_moved_by_patient(self):
        return self.can_be_moved() and self.can_be_changed_by_patient()

    def can_be_marked(self, state):
        """Whether reception can record that they came (ATTENDED) or did not (MISSED)."""
        return self.has_passed() and self.state in State.kept() and self.state != state

    def can_be_cancelled(self, by):
        """Whether the patient (`by` None) or reception can; reception declines requests instead."""
        if by:
            return self.is_to_come() and self.state != State.REQUESTED
        return self.can_be_changed_by_patient()

    def state_once_cancelled(self):
        return State.CANCELLED if self.state == State.CONFIRMED else State.WITHDRAWN

    def can_be_changed_by_patient(self):
        """Whether the private page can move or cancel it."""
        return self.is_to_come() and not self.is_within_cutoff()

    def check_patient_may_change(self):
        if self.is_within_cutoff():
            raise NoLongerPossible("The visit can no longer be changed online.")

    def move_on(self, expected, by, verb=None, **changes):
        """Change the row if its state is still the expected one."""
        self.check_is(expected)
        type(self).objects.change([self], by, verb, **changes)

    def check_is(self, *states):
        """Raise NoLongerPossible for another state."""
        if self.state not in states:
            raise NoLongerPossible(self.last_change())

    def record(self, verb, by=None):
        Event.objects.record([self], verb, by)

    def last_change(self):
        event = self.events.changes().select_related("staff").last()
        if event is None:  # as it was brought in
            return f"This visit is {self.get_state_display().lower()}."
        return f"This was already {event.verb} by {event.who()} on {event.when()}."
