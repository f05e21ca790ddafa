from booking.models.state import State
from booking.models.visits import AppointmentQuerySet
from booking.models.waiting import WaitingListEntry


class FollowedVisits(AppointmentQuerySet):
    """Visits whose answered offers also update the waiting list."""

    def change(self, visits, by, verb=None, **changes):
        """As for any visits. An answered offer takes an entry off the list, or back to it."""
        offered = [one for one in visits if one.state == State.OFFERED and not one.instead_of_id]
        super().change(visits, by, verb, **changes)
        entries = WaitingListEntry.objects
        if booked := [one.booking_id for one in offered if one.state == State.CONFIRMED]:
            entries.answered(booked, booked=True)
        if over := [one.booking_id for one in offered if one.state in State.over()]:
            entries.answered(over, booked=False)
