"""Schedules are locked together and in one order, so that no two writers wait for each other."""

import re
import threading
import uuid
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from booking.conflicts import ScheduleBusy
from booking.models import Appointment, Booking, Therapist
from booking.models.corrections import Details
from booking.models.locking import LocksOutOfOrder
from clinic_site.personal_data.erasing import erase
from clinic_site.personal_data.held import Held
from inbox.verdict import Verdict
from tests import make, rivals
from tests.each import each
from typed.seen import ChangedMeanwhile

ONE_WEEK = timedelta(weeks=1)


@pytest.fixture
def course(transactional_db):
    """Two confirmed visits with the second therapist; the first is offered an hour of another."""
    service = make.service(longest_course=2)
    other, therapist = (make.therapist(service, name=f"Sample Therapist {n}") for n in (1, 2))
    first = timezone.now().replace(hour=16, minute=0, second=0, microsecond=0) + 2 * ONE_WEEK
    booking = make.booking(service, therapist, starts=[first, first + ONE_WEEK])
    booking.confirm(by=None)
    booking.visits()[0].propose(other, first - timedelta(days=1), by=make.staff("Reception"))
    return booking


def test_a_verb_for_all_visits_and_a_change_of_hours_do_not_deadlock(course):
    has_a_lock = threading.Event()

    def linger(execute, sql, *args):
        """After the first lock, leave the other writer time to take the first of its own."""
        result = execute(sql, *args)
        if "FOR NO KEY UPDATE" in sql and not has_a_lock.is_set():
            has_a_lock.set()
            threading.Event().wait(0.5)
        return result

    def cancel_or_change_hours(number):
        try:
            if number:
                has_a_lock.wait(10)
                with Appointment.objects.locking_schedules(
                    Therapist.objects.values_list("pk", flat=True)
                ):
                    pass
            else:
                with connection.execute_wrapper(linger):
                    course.cancel()
        except ScheduleBusy:
            return "deadlock"
        return "done"

    assert rivals.in_parallel(2, cancel_or_change_hours) == ["done", "done"]
    assert {one.state for one in course.appointments.all()} == {"cancelled", "withdrawn"}


def test_a_call_that_is_noted_and_a_verb_do_not_deadlock(course):
    has_written, has_noted = threading.Event(), threading.Event()

    def linger(execute, sql, *args):
        """Between the visit and the booking, leave the other writer time for the booking."""
        result = execute(sql, *args)
        if sql.startswith('UPDATE "booking_appointment"') and not has_written.is_set():
            has_written.set()
            has_noted.wait(0.5)
        return result

    def cancel_or_note(number):
        try:
            if number:
                has_written.wait(10)
                course.note_call(by=None)
                has_noted.set()
            else:
                with connection.execute_wrapper(linger):
                    course.cancel()
        except (ScheduleBusy, OperationalError):
            return "deadlock"
        return "done"

    assert rivals.in_parallel(2, cancel_or_note) == ["done", "done"]


@pytest.mark.parametrize("inner", [0, 1])
def test_a_schedule_is_never_locked_on_top_of_others(db, inner):
    ids = [make.therapist(name=name).pk for name in ("First", "Second")]
    with (
        pytest.raises(LocksOutOfOrder),
        Appointment.objects.locking_schedules(ids),
        Appointment.objects.locking_schedules([ids[inner]]),
    ):
        pass


@each("verb", ["confirm", "decline", "cancel", "restore"])
def test_a_verb_for_all_visits_asks_as_few_questions_as_for_two(clock, db, verb):
    service = make.service(longest_course=7)
    therapist, by = make.therapist(service), make.staff("Reception")
    questions = {}
    for visits in (2, 6):
        starts = [make.TOMORROW_AT_NINE + (week + 1) * ONE_WEEK for week in range(visits)]
        verdict = Verdict(score=9) if verb == "restore" else None
        booking = make.booking(service, therapist, starts=starts, verdict=verdict)
        if verb == "cancel":
            booking.confirm(by=by)
        seen = booking.version
        with CaptureQueriesContext(connection) as questions[visits]:
            getattr(booking, verb)(by=by, seen=seen)
        Appointment.objects.update(state="declined", holds_time=False)
    assert len(questions[6]) <= 26
    assert len(questions[6]) <= len(questions[2]) + 1


def test_where_one_visit_has_changed_since_it_was_read_none_is_changed(course):
    course.visits()[0].withdraw_offer(by=None)
    visits = list(course.visits())
    course.visits()[1].cancel()
    with pytest.raises(ChangedMeanwhile), transaction.atomic():
        Appointment.objects.change(visits, by=None, state="declined", holds_time=False)
    assert [one.state for one in course.visits()] == ["confirmed", "cancelled"]


KINDS = ("therapist", "pg_advisory_xact_lock", "booking", "waitinglistentry", "patient")


def first_locked(queries):
    """The kinds of locks in the order in which each was first taken."""
    found = []
    for sql in (one["sql"] for one in queries):
        kind = re.match(r'SELECT .*?FROM "booking_(\w+)".* FOR (NO KEY )?UPDATE', sql, re.DOTALL)
        name = kind[1] if kind else "pg_advisory_xact_lock"
        if (kind or name in sql) and name in KINDS and name not in found:
            found.append(name)
    return found


@pytest.mark.parametrize("act", ["offer", "book", "correct", "erase"])
def test_bookings_are_locked_before_waits_and_those_before_patients(clock, db, act):
    service, by = make.service(), make.staff("Reception")
    therapist = make.therapist(service)
    who = {"name": "Sample Waiter", "email": "waiter@example.com", "phone": "416 555 0199"}
    booking = make.booking(service, therapist, **who)
    booking.decline(by)
    patient, entry = booking.patient, make.waiting_entry(service, **who)
    when = {"by": by, "therapist": therapist, "start": make.TOMORROW_AT_NINE}
    with CaptureQueriesContext(connection) as questions:
        if act == "offer":
            Booking.objects.offer_to(entry, seen=0, **when)
        elif act == "book":
            Booking.objects.by_staff(
                by=by,
                form_key=uuid.uuid4(),
                service=service,
                therapists=[therapist],
                starts=[make.TOMORROW_AT_NINE],
                patient=patient,
                waiting=entry,
                **who,
                note="",
            )
        elif act == "correct":
            new = [(who["email"], "new@example.com")]
            phones = [(who["phone"], who["phone"])]
            names = [(who["name"], who["name"])]
            patient.correct(Details(names, new, phones, "email"), by, patient.version)
        else:
            whom = {"address": who["email"]}
            erase(whom, by, Held(**whom).version())
    locked = first_locked(questions)
    assert {"waitinglistentry", "patient"} < set(locked)
    assert locked == sorted(locked, key=KINDS.index)
