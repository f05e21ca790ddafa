"""Several who act on the waiting list at once, in threads."""

from datetime import timedelta

import pytest

from booking.conflicts import NoLongerPossible, ScheduleBusy, TimeTaken
from booking.models import Appointment, Booking, WaitingListEntry
from tests import make, rivals
from typed.seen import ChangedMeanwhile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]

RIVALS = 6
REFUSED = (ChangedMeanwhile, NoLongerPossible, ScheduleBusy, TimeTaken)


@pytest.fixture
def clinic(clock, transactional_db):
    service = make.service()
    return service, make.therapist(service)


def offer(pk, therapist, start):
    entry = WaitingListEntry.objects.get(pk=pk)
    how = {"by": None, "therapist": therapist, "start": start, "seen": 0}
    return Booking.objects.offer_to(entry, **how)


def succeeds(act):
    try:
        act()
    except REFUSED:
        return False
    return True


def test_one_time_offered_to_many_at_once_goes_to_one(clinic):
    service, therapist = clinic
    many = [make.waiting_entry(service, **make.contact(number)).pk for number in range(RIVALS)]
    start = make.TOMORROW_AT_NINE
    done = rivals.in_parallel(RIVALS, lambda n: succeeds(lambda: offer(many[n], therapist, start)))
    assert sum(done) == 1
    assert Appointment.objects.get().booking.waiting_entry.pk == many[done.index(True)]
    assert WaitingListEntry.objects.waiting().count() == RIVALS - 1


def test_one_entry_offered_to_by_many_colleagues_at_once_gets_one_time(clinic):
    service, _ = clinic
    entry = make.waiting_entry(service)
    everyone = [make.therapist(service, name=f"Therapist {number}") for number in range(RIVALS)]
    starts = [make.TOMORROW_AT_NINE + timedelta(hours=number) for number in range(RIVALS)]
    done = rivals.in_parallel(
        RIVALS, lambda n: succeeds(lambda: offer(entry.pk, everyone[n], starts[n]))
    )
    assert sum(done) == 1
    assert Appointment.objects.get().booking.waiting_entry == entry


def test_accepting_and_leaving_at_once_does_one_of_them(clinic):
    service, therapist = clinic
    entry = make.waiting_entry(service)
    pk, visit = entry.pk, offer(entry.pk, therapist, make.TOMORROW_AT_NINE)
    acts = [
        lambda: Appointment.objects.get(pk=visit.pk).accept(),
        lambda: WaitingListEntry.objects.get(pk=pk).leave(),
    ]
    done = rivals.in_parallel(2, lambda number: succeeds(acts[number]))
    visit.refresh_from_db()
    entry.refresh_from_db()
    assert sum(done) == 1
    assert (visit.state, entry.state) == [("confirmed", "booked"), ("withdrawn", "left")][
        done.index(True)
    ]
