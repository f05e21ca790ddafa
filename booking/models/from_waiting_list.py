import uuid

from django.db import models
from django.utils import timezone

from booking import free_times, mails, staff_times, waiting_mails
from booking.conflicts import NoLongerPossible
from booking.models.appointment import Appointment
from booking.models.one_patient import check_is_free, take_turns
from booking.models.requests import add_visits, owner_of
from booking.models.rules import Hold
from booking.models.state import State
from booking.models.therapist import Therapist
from booking.models.waiting_changes import WaitState

ANSWER_FIRST = "A time has already been offered to them and not answered yet."


class FromWaitingListQuerySet(models.QuerySet):
    """A time for somebody on the waiting list who has no visit: offered, or agreed by phone.

    Both return the visit. They raise ChangedMeanwhile unless the entry has the version `seen`;
    NoLongerPossible if it is no longer on the list or the time has passed; TimeTaken, OutsideHours
    and ScheduleBusy as for any time; PatientHasVisit if they have another visit then, unless
    `as_well`.
    """

    def offer_to(self, entry, **how):
        """Hold this time for them until they accept or decline; they keep their place until then.

        It takes the place of an offer that is no longer held.
        """
        return self.give(entry, State.OFFERED, WaitState.OFFERED, **how)

    def book_for(self, entry, **how):
        """Book this time, which they have agreed to by phone."""
        return self.give(entry, State.CONFIRMED, WaitState.BOOKED, **how)

    def give(self, entry, state, then, *, by, therapist, start, seen, as_well=False):
        earlier = [entry.booking_id] if entry.booking_id else []
        held = Appointment.objects.filter(booking__in=earlier).therapist_ids()
        with Appointment.objects.locking_schedules({therapist.pk, *held}, answering=earlier):
            take_turns(entry.email.lower(), entry.phone_dialled)
            row = entry.locked(seen)
            row.check_is(*WaitState.open())
            withdraw_offer(row, by, even_if_held=state != State.OFFERED)
            visit = self.make_visit(row, state, by, therapist, start, as_well)
            closed = None if then in WaitState.open() else timezone.now()
            row.set(by, then.label.lower(), state=then, booking=visit.booking, closed_at=closed)
            if state == State.OFFERED:
                waiting_mails.offered(visit)
            else:
                mails.confirmed([visit])
            return visit

    def make_visit(self, entry, state, by, therapist, start, as_well):
        if start <= timezone.now():
            raise NoLongerPossible("That time has passed.")
        if not Therapist.objects.offering(entry.service).contains(therapist):
            raise NoLongerPossible(f"{therapist} no longer offers {entry.service}.")
        outside = staff_times.check_for_staff(
            entry.service, therapist, start, Appointment.objects.busy()
        )
        lengths = free_times.visits_of(entry.service, [therapist])
        details = details_of(self.model, entry)
        booking = self.add(uuid.uuid4(), "", details, owner_of(details))
        if not as_well:
            check_is_free(booking, [(start, start + lengths[therapist].duration, None)], by)
        planned, hold = [(start, therapist, outside)], Hold.starting_now()
        return add_visits(booking, entry.service, lengths, planned, state, by, hold)[0]


def withdraw_offer(entry, by, even_if_held):
    """End the offer that this entry had before. Raises NoLongerPossible if it is still held."""
    if not entry.booking_id:
        return
    offers = list(entry.booking.appointments.filter(state=State.OFFERED))
    if not even_if_held and any(one.is_held() for one in offers):
        raise NoLongerPossible(ANSWER_FIRST)
    Appointment.objects.change(offers, by, state=State.WITHDRAWN, holds_time=False)


def details_of(model, entry):
    by_email = model.ContactBy.EMAIL if entry.email else model.ContactBy.PHONE
    same = ("name", "email", "phone", "note", "privacy_notice")
    return {name: getattr(entry, name) for name in same} | {"contact_by": by_email}
