"""Many want one time, in threads, with the safeguards taken away one by one."""

import threading
import uuid
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from booking.conflicts import NoLongerPossible, ScheduleBusy, TimeTaken
from booking.models import Appointment, BookImport, Booking, Closure, Service, Therapist
from tests import make, rivals
from typed.seen import ChangedMeanwhile

pytestmark = pytest.mark.django_db(transaction=True)

RIVALS = 40


@pytest.fixture
def clinic():
    service = make.service()
    return service, make.therapist(service)


def an_open_start(service, therapist):
    """An open time two or more days ahead, by the real clock that the servers go by."""
    soon = timezone.now() + timedelta(days=2)
    return next(s for s in make.open_times(service, [therapist]) if s > soon)


def race(clinic, wrapper=None):
    """Forty threads ask for one time; returns how many were told yes."""
    service, therapist = clinic
    start = an_open_start(service, therapist)

    def ask(number):
        try:
            with connection.execute_wrapper(wrapper) if wrapper else nullcontext():
                make.booking(service, therapist, start, **make.contact(number))
        except (ScheduleBusy, TimeTaken):
            return False
        return True

    return sum(rivals.in_parallel(RIVALS, ask))


@pytest.fixture
def without_lock(monkeypatch):
    monkeypatch.setattr(type(Therapist.objects.all()), "lock", lambda rows, ids: None)


@pytest.fixture
def without_constraint(transactional_db):
    constraint = next(
        one for one in Appointment._meta.constraints if one.name == "booking_no_double_booking"
    )
    with connection.schema_editor() as editor:
        editor.remove_constraint(Appointment, constraint)
    yield
    Appointment.objects.update(holds_time=False, state=Appointment.State.DECLINED)
    with connection.schema_editor() as editor:
        editor.add_constraint(Appointment, constraint)


def test_with_lock_and_constraint_one_is_stored(clinic):
    assert race(clinic) == 1


def test_the_constraint_alone_stores_one(clinic, without_lock):
    assert race(clinic) == 1
    assert Appointment.objects.count() == 1


def test_the_lock_alone_stores_one(clinic, without_constraint):
    assert race(clinic) == 1


def test_the_race_is_real_without_either(clinic, without_lock, without_constraint):
    look_first = rivals.look_first(Appointment._meta.db_table, RIVALS)
    assert race(clinic, look_first) == RIVALS


def test_two_therapists_take_two_of_many_who_ask_for_anyone():
    service = make.service()
    therapists = [make.therapist(service, name=f"Sample Therapist {n}") for n in (1, 2)]
    start = an_open_start(service, therapists[0])

    def ask(number):
        try:
            make.booking(service, None, start, therapists=therapists, **make.contact(number))
        except (ScheduleBusy, TimeTaken):
            return False
        return True

    assert sum(rivals.in_parallel(12, ask)) == 2


def test_one_form_sent_twice_at_once_is_one_booking(clinic):
    service, therapist = clinic
    start, key = an_open_start(service, therapist), uuid.uuid4()
    bookings = rivals.in_parallel(
        8, lambda _: make.booking(service, therapist, start, form_key=key).pk
    )
    assert len(set(bookings)) == 1
    assert Booking.objects.count() == 1


def test_of_two_who_confirm_at_once_one_is_told(clinic):
    booking = make.booking(*clinic, an_open_start(*clinic))
    users = [make.staff("Reception", f"sample-staff-{number}") for number in (1, 2)]

    def confirm(number):
        try:
            booking.appointments.get().confirm(by=users[number])
        except NoLongerPossible:
            return False
        return True

    assert sum(rivals.in_parallel(2, confirm)) == 1


def test_confirming_and_withdrawing_at_once_leave_one_clear_state(clinic):
    booking = make.booking(*clinic, an_open_start(*clinic))
    user = make.staff("Reception")

    def act(number):
        one = booking.appointments.get()
        try:
            one.cancel() if number else one.confirm(by=user)
        except NoLongerPossible:
            return False
        return True

    done = rivals.in_parallel(2, act)
    left = booking.appointments.get()
    verbs = list(left.events.values_list("verb", flat=True))
    assert len(verbs) == 1 + sum(done)
    assert left.state == verbs[-1]
    assert left.holds_time == (left.state == "confirmed")


def test_a_known_patient_who_confirms_while_reception_declines_is_told_one_thing(clinic):
    Service.objects.update(confirmed_at_once="known")
    clinic[0].refresh_from_db()
    start, user = an_open_start(*clinic), make.staff("Reception")
    make.booking(*clinic, start + timedelta(days=1))
    Appointment.objects.update(state="attended")
    booking = make.booking(*clinic, start)

    def act(number):
        one = Booking.objects.get(pk=booking.pk)
        try:
            one.decline(by=user) if number else one.confirm_by_patient()
        except NoLongerPossible:
            return False
        return True

    assert sum(rivals.in_parallel(2, act)) == 1


def test_a_closure_saved_while_a_schedule_is_busy_is_refused_and_kept(clinic, client, monkeypatch):
    monkeypatch.setattr("booking.models.therapist.LONGEST_WAIT", "200ms")
    client.force_login(make.staff("Reception"))
    form = {"first_day": "2027-01-04", "reason": "Kept words"}
    held, done = threading.Event(), threading.Event()

    def book_slowly():
        with Appointment.objects.locking_schedules([clinic[1].pk]):
            held.set()
            done.wait(10)
        connection.close()

    booking = threading.Thread(target=book_slowly)
    booking.start()
    held.wait(10)
    response = client.post("/admin/booking/closure/add/", form)
    done.set()
    booking.join()
    assert "A visit is being booked right now" in response.text
    assert "Kept words" in response.text
    assert not Closure.objects.exists()
    assert client.post("/admin/booking/closure/add/", form).status_code == 302


def test_of_many_who_offer_the_same_times_with_two_therapists_one_holds_them_all(clinic):
    service, one = clinic
    two = make.therapist(service, name="Sample Colleague")
    soon = an_open_start(*clinic)
    first, *later = [start for start in make.open_times(service, [one]) if start > soon]
    requests = [
        make.booking(service, one, start, **make.contact(number)).visits().get()
        for number, start in enumerate(later[40:46])
    ]
    user, times = make.staff("Reception"), [(one, first), (two, first), (two, later[0])]

    def offer(number):
        (therapist, start), *also = times if number % 2 else times[::-1]
        try:
            requests[number].propose(therapist, start, by=user, also=also)
        except TimeTaken:
            return False
        return True

    assert sum(rivals.in_parallel(len(requests), offer)) == 1
    assert Appointment.objects.filter(state="offered", holds_time=True).count() == 3
    assert Appointment.objects.filter(state="requested").count() == len(requests) - 1


def test_of_two_offered_times_accepted_at_once_one_is_the_patients(clinic):
    start = an_open_start(*clinic)
    times = [s for s in make.open_times(*clinic[:1], [clinic[1]]) if s > start][:2]
    request = make.booking(*clinic, start).visits().get()
    request.propose(clinic[1], times[0], by=make.staff("Reception"), also=[(clinic[1], times[1])])
    offered = [one.pk for one in request.offered_times()]

    def accept(number):
        try:
            Appointment.objects.get(pk=offered[number]).accept()
        except (ChangedMeanwhile, NoLongerPossible):
            return False
        return True

    assert sum(rivals.in_parallel(2, accept)) == 1
    assert Appointment.objects.filter(holds_time=True, state="confirmed").count() == 1
    assert Appointment.objects.filter(holds_time=True).count() == 1


def test_an_offer_accepted_while_another_time_is_asked_for_ends_as_one_of_them(clinic):
    start = an_open_start(*clinic)
    times = [s for s in make.open_times(*clinic[:1], [clinic[1]]) if s > start][:2]
    request = make.booking(*clinic, start).visits().get()
    request.propose(clinic[1], times[0], by=make.staff("Reception"))

    def answer(number):
        one = Appointment.objects.get(pk=request.pk)
        try:
            one.ask_instead(clinic[1], times[1]) if number else one.accept()
        except (ChangedMeanwhile, NoLongerPossible):
            return ""
        return ("confirmed", "requested")[number]

    (won,) = filter(None, rivals.in_parallel(2, answer))
    assert list(Appointment.objects.values_list("state", "holds_time")) == [(won, True)]


def test_a_time_reinstated_and_asked_for_at_once_is_given_once(clinic):
    start, user = an_open_start(*clinic), make.staff("Reception")
    gone = make.booking(*clinic, start, **make.contact(0)).visits().get()
    gone.confirm(user)
    gone.cancel(user)

    def act(number):
        try:
            if number:
                make.booking(*clinic, start, **make.contact(number))
            else:
                Appointment.objects.get(pk=gone.pk).reinstate(user)
        except (TimeTaken, ScheduleBusy):
            return False
        return True

    assert sum(rivals.in_parallel(6, act)) == 1
    assert Appointment.objects.filter(holds_time=True).count() == 1


def test_a_file_that_is_sent_twice_at_once_is_one_import():
    uploads = rivals.in_parallel(4, lambda number: BookImport.objects.upload("a", [b"Name"], None))
    assert len({one.pk for one in uploads}) == 1
