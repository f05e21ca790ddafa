from contextlib import contextmanager

from django.db import models
from django.db.models import Exists, OuterRef

from booking import mails
from booking.conflicts import NoLongerPossible, TimeTaken
from booking.models.appointment import Appointment
from booking.models.one_patient import check_is_free, take_turns
from booking.models.patient import Patient
from booking.models.rules import Hold
from booking.models.state import Event, State
from booking.models.visits import HOLDS
from booking.stranding import stranded
from typed.seen import ChangedMeanwhile

SOME_ARE_OVER = "Some of these visits can no longer be cancelled. Nothing has been changed."


class Decisions(models.Model):
    """What is decided about all visits of a booking at once, or about one of them (`only`).

    Each verb is one transaction with one lock of all therapists that the booking's visits and
    offers are with, one UPDATE that changes all visits or none, and one email.

    `by` is the account that acts; None is the patient. `line` has the clinic's own words to the
    patient, for the email and their page; each verb replaces an earlier one. `seen` is the version
    that the person saw, of the booking or of `only`. `among` has the versions of some of the
    visits, by primary key, where only these are decided about. Every verb raises ChangedMeanwhile
    if something has happened since, and NoLongerPossible if it can no longer be done, both with a
    text that says who was faster; TimeTaken if another visit has the time; ScheduleBusy if it
    should be tried again.
    """

    class Meta:
        abstract = True

    def confirm(self, by, line="", seen=None, as_well=False, only=None):
        """Turn requests into confirmed visits, all or none.

        Raises PatientHasVisit if the patient has another visit then, unless `as_well`. Also raises
        NoLongerPossible if a time has passed or no longer fits the schedule.
        """
        with self.deciding([State.REQUESTED], seen, only) as visits:
            self.settle(visits, by, line, as_well)
            mails.confirmed(visits)

    def settle(self, visits, by, line="", as_well=False, verb=None):
        """Confirm these requests as `confirm` does, under its locks, and email nobody yet."""
        if not as_well:
            check_is_free(self, [(*one.span(), one) for one in visits], by)
        Appointment.objects.change(
            visits, by, verb, state=State.CONFIRMED, line=line, **Appointment.settled()
        )
        if any(one.has_passed() for one in visits):
            raise NoLongerPossible("The requested time has passed.")
        for one in stranded(visits):
            raise NoLongerPossible(
                f"{one.therapist} no longer works at that time, or no longer offers "
                f"{one.service}. Offer another time, decline the request, or change the "
                "therapist’s page or the closures first."
            )

    def decline(self, by, line="", seen=None, only=None, among=None):
        """Decline requests and release their times."""
        with self.deciding([State.REQUESTED], seen, only, among) as visits:
            Appointment.objects.change(
                visits, by, state=State.DECLINED, holds_time=False, line=line
            )
            mails.declined(visits)

    def cancel(self, by=None, line="", seen=None, only=None, among=None):
        """Cancel every visit, request and offer still to come that can be cancelled.

        Not those too soon for the patient to cancel, nor requests, which reception declines
        instead, with a different email.
        """
        with self.deciding(State.active(), seen, only, among) as visits:
            if only and not by:
                only.check_patient_may_change()
            over = [one for one in visits if one.can_be_cancelled(by)]
            if over and among and len(over) < len(visits):
                raise NoLongerPossible(SOME_ARE_OVER)
            if not over:
                raise NoLongerPossible(
                    only.last_change() if only else "There is no visit left to cancel."
                )
            offers = Appointment.objects.filter(instead_of__in=over, state=State.OFFERED)
            Appointment.objects.change(
                [*over, *offers],
                by,
                state=Appointment.state_once_cancelled,
                holds_time=False,
                line=lambda one: line if one in over else "",
            )
            mails.cancelled(over, by)

    def restore(self, by, seen=None):
        """Turn what was set aside into requests, and tell the patient we have them.

        A time that is still free is held from now on; otherwise the request waits without it, so
        that reception can offer another.
        """
        with self.deciding(State.set_aside(), seen) as visits:
            self.take_up(visits, by, "restored", {*self.taken(visits), *stranded(visits)})
            mails.received(visits, by)

    def take_up(self, visits, by, verb, without):
        """Turn these, which were set aside, into requests; those of `without` hold no time."""
        self.check_not_erased()
        hold = Hold.starting_now()
        Appointment.objects.change(
            visits,
            by,
            verb=verb,
            state=State.REQUESTED,
            holds_time=lambda one: one not in without and not one.has_passed(),
            held_until=lambda one: hold.until(one.starts_at),
        )
        self.patient = self.owner()
        self.save(update_fields=["patient"])

    def owner(self):
        """The patient whom a booking of nobody belongs to."""
        take_turns(self.email.lower(), self.phone_dialled)
        details = ("name", "email", "phone", "contact_by")
        return Patient.objects.owner(**{name: getattr(self, name) for name in details})

    def reinstate(self, by, line="", seen=None, as_well=False, only=None, like=None):
        """Undo a decline or a cancellation: what the decision about the visit `like`, or else the
        last decision, ended of what is still to come.

        A cancelled visit is confirmed again if its time is free; otherwise this raises TimeTaken,
        or NoLongerPossible if the schedule has no room for it any more. A declined request waits
        again, with its time held only if that is free. Raises PatientHasVisit as `confirm` does.
        """
        ended = self.appointments.filter(state__in=State.undoable())
        with self.changing(*self.therapists_of(ended), seen=seen, only=only):
            self.check_not_erased()
            visits = [only] if only else self.ended_with(like)
            for one in visits:
                one.check_is(*State.undoable())
                if one.has_passed():
                    raise NoLongerPossible("That time has passed.")
            if not as_well:
                check_is_free(self, [(*one.span(), one) for one in visits], by)
            if visits[0].state == State.CANCELLED:
                again = Appointment.settled() | {"state": State.CONFIRMED}
                if taken := list(self.taken(visits)):
                    raise TimeTaken([one.starts_at for one in taken])
                for one in stranded(visits):
                    raise NoLongerPossible(f"{one.therapist} no longer works at that time.")
            else:
                without = {*self.taken(visits), *stranded(visits)}
                hold = Hold.starting_now()
                again = {
                    "state": State.REQUESTED,
                    "holds_time": lambda one: one not in without,
                    "held_until": lambda one: hold.until(one.starts_at),
                }
                self.hold_lapsed_at = None  # so that they are told again if this hold lapses too
            Appointment.objects.change(visits, by, "reinstated", line=line, **again)
            self.patient = self.patient or self.owner()
            self.save(update_fields=["patient", "hold_lapsed_at"])
            mails.reinstated(visits)

    def ended_with(self, like=None):
        """The upcoming visits that ended in the same decision as this one, or as the last."""
        events = Event.objects.filter(appointment__booking=self).changes()
        last = {one.appointment_id: one for one in events}
        ended = [
            one
            for one in self.visits()
            if one.state in State.undoable() and not one.has_passed() and one.pk in last
        ]
        if like and like.pk not in last:  # as it was brought in, so nothing was decided with it
            return [like]
        like = like or max(ended, key=lambda one: last[one.pk].pk, default=None)
        if like not in ended:
            raise NoLongerPossible("There is nothing to undo.")
        decided = last[like.pk]
        return [one for one in ended if decided.is_of_same_decision(last[one.pk])]

    def check_not_erased(self):
        if self.is_erased():
            raise NoLongerPossible("The patient’s details have been erased.")

    def taken(self, visits):
        """Those of these visits, which hold no time, whose time another visit holds."""
        held = Appointment.objects.filter(
            HOLDS,
            therapist=OuterRef("therapist"),
            period__overlap=OuterRef("period"),
        )
        return Appointment.objects.filter(Exists(held), pk__in=[one.pk for one in visits])

    @staticmethod
    def therapists_of(visits):
        return {one.therapist for one in visits.select_related("therapist")}

    @contextmanager
    def deciding(self, states, seen, only=None, among=None):
        """Yields the visits in one of these states, as they are under the locks."""
        with self.changing(seen=seen, only=only):
            if only:
                only.check_is(*states)
                yield [only]
            elif among:
                yield self.seen_visits(among, states)
            elif visits := list(self.visits().filter(state__in=states)):
                yield visits
            else:
                raise NoLongerPossible("That is no longer possible for this booking’s visits.")

    def seen_visits(self, among, states):
        """All the visits of `among`, or none: those that have left these states count too."""
        visits = list(self.visits().filter(pk__in=among))
        if len(visits) < len(among):
            raise ChangedMeanwhile(self.last_change())
        for one in visits:
            one.check_seen(among[one.pk])
            one.check_is(*states)
        return visits

    @contextmanager
    def changing(self, *therapists, seen=None, only=None):
        """Lock the time of the whole booking and of these therapists, and read the rows again.

        The whole booking even for one visit, because what happens to it may end an offer for it.
        """
        more = {one.pk for one in therapists} | ({only.therapist_id} if only else set())
        held = self.appointments.therapist_ids() | more
        with Appointment.objects.locking_schedules(held, answering=[self.pk]):
            self.refresh_from_db()
            if only:
                only.refresh_from_db(
                    from_queryset=type(only).objects.select_related("service", "therapist")
                )
                only.booking = self
            if not self.appointments.therapist_ids() | more <= held:  # moved during the wait
                raise ChangedMeanwhile(self.last_change())
            if seen is not None:
                (only or self).check_seen(seen)
            yield
