from dataclasses import replace
from datetime import timedelta

from django.db import models

from booking import free_times, mails, staff_times
from booking.conflicts import NoLongerPossible
from booking.models.one_patient import check_is_free
from booking.models.state import State
from booking.models.visits import occupied


class ServiceChanges(models.Model):
    """Actions of an appointment, as in Changes: reception books it for something else."""

    class Meta:
        abstract = True

    def needs(self, *therapists):
        """The Visit that each of these therapists needs for it, by therapist.

        A visit that was given a length of its own keeps it, with the service's buffers.
        """
        usual = free_times.visits_of(self.service, {self.therapist, *therapists})
        return self.as_long(usual, usual[self.therapist])

    def needs_in(self, catalogue):
        """The same for everyone who offers its service now; takes no query."""
        here = catalogue.visit(self.service, self.therapist)
        return self.as_long(catalogue.visits(self.service), here)

    def as_long(self, usual, here):
        own = self.ends_at - self.starts_at
        if own == here.duration:
            return usual
        return {therapist: replace(visit, duration=own) for therapist, visit in usual.items()}

    def change_service(
        self, service, minutes, by, outside_hours=False, seen=None, as_well=False, line=""
    ):
        """Give a request or a confirmed visit this service and this length, from the same start.

        `minutes` None is the usual length of the service with its therapist; buffers are those of
        the service. Returns whether the patient is emailed: only if what they see changes.
        Raises NoLongerPossible if its therapist does not offer the new service or nothing would
        change;
        TimeTaken if there is no room for it; OutsideHours and PatientHasVisit as `propose` does.
        """
        with self.changing(seen=seen):
            self.check_is(State.REQUESTED, State.CONFIRMED)
            if not self.is_to_come():
                raise NoLongerPossible("That time has passed.")
            if self.open_offer():
                raise NoLongerPossible("Another time is offered for this visit: withdraw it first.")
            offering = type(self.therapist).objects.offering(service)
            if service != self.service and not offering.contains(self.therapist):
                raise NoLongerPossible(f"{self.therapist} does not offer {service}.")
            visit = free_times.service_visit(service, self.therapist)
            if minutes:
                visit = replace(visit, duration=timedelta(minutes=minutes))
            when, was = occupied(visit, self.starts_at), (self.service, self.ends_at, self.period)
            if (service, when["ends_at"], when["period"]) == was:
                raise NoLongerPossible(f"The visit is already {service}, {self.minutes} minutes.")
            outside = staff_times.check_for_staff(
                service,
                self.therapist,
                self.starts_at,
                type(self).objects.busy(but=self),
                outside_hours=outside_hours or self.outside_hours,
                visit=visit,
            )
            if not as_well:
                check_is_free(self.booking, [(self.starts_at, when["ends_at"], self)], by)
            is_seen = (service, when["ends_at"]) != was[:2]
            changed = when | {"service": service, "outside_hours": outside}
            if is_seen:
                changed["line"] = line
            if self.is_over_another():  # and now is not
                changed |= {"holds_time": True, "is_beside": False}
            self.move_on(self.state, by, verb="changed", **changed)
            if is_seen:
                mails.changed(self, self.minutes if self.ends_at != was[1] else None)
            return is_seen
