"""What `manage.py work` does by itself: remind, let holds lapse, and close what has passed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Appointment, BookingRules, Closure, Therapist
from clinic_site.management.commands.work import REST, Command
from tests import make, serve
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ONE_HOUR, ONE_DAY = timedelta(hours=1), timedelta(days=1)
NEXT_WEEK = make.TOMORROW_AT_NINE + 7 * ONE_DAY


@pytest.fixture
def visit(open_clinic):
    """Confirmed on Monday for Tuesday of next week."""
    one = make.booking(*open_clinic, NEXT_WEEK).appointments.get()
    one.confirm(by=None)
    return one


def work():
    make.call("work", "--once")


def queued(subject):
    return [mail for mail in make.queued_mail() if mail.subject.startswith(subject)]


def reminders():
    return queued("Your appointment is coming up")


@pytest.fixture(autouse=True)
def nothing_is_delivered(settings):
    """No server answers there, so that what was queued is still found in the outbox."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", serve.free_port()


def test_a_patient_is_reminded_once_a_day_before(clock, visit):
    clock.move_to(NEXT_WEEK - ONE_DAY - ONE_HOUR)
    work()
    assert reminders() == []
    for _ in range(3):
        clock.shift(ONE_HOUR)
        work()
    (mail,) = reminders()
    assert mail.to == ["patient@example.com"]
    assert "Tuesday, December 1\n9:00 – 9:30 AM" in mail.body


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_remind_each_patient_once(clock, open_clinic):
    for hour in range(6):
        one = make.booking(*open_clinic, NEXT_WEEK + hour * ONE_HOUR, **make.contact(hour))
        one.confirm(by=None)
    clock.move_to(NEXT_WEEK - ONE_HOUR)
    together = threading.Barrier(4)

    def worker(_):
        together.wait()
        try:
            Appointment.objects.remind()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(worker, range(4)))
    assert sorted(mail.to[0] for mail in reminders()) == [
        make.contact(hour)["email"] for hour in range(6)
    ]


def test_a_visit_confirmed_within_the_day_before_needs_no_reminder(clock, open_clinic):
    request = make.booking(*open_clinic, NEXT_WEEK)
    clock.move_to(NEXT_WEEK - 23 * ONE_HOUR)
    request.confirm(by=None)
    work()
    assert reminders() == []


def test_a_visit_moved_within_the_day_before_needs_no_reminder(clock, open_clinic, visit):
    clock.move_to(NEXT_WEEK - 23 * ONE_HOUR)
    visit.move(open_clinic[1], NEXT_WEEK + ONE_HOUR, by=make.staff("Reception"))
    work()
    assert reminders() == []


def test_a_visit_moved_after_its_reminder_is_reminded_of_the_new_day(clock, open_clinic, visit):
    clock.move_to(NEXT_WEEK - 23 * ONE_HOUR)
    work()
    visit.move(open_clinic[1], NEXT_WEEK + 7 * ONE_DAY, by=make.staff("Reception"))
    work()
    assert len(reminders()) == 1
    clock.move_to(NEXT_WEEK + 6 * ONE_DAY)
    work()
    assert "December 8" in reminders()[1].body


def test_what_is_cancelled_or_never_confirmed_is_not_reminded_of(clock, open_clinic, visit):
    visit.cancel()
    make.booking(*open_clinic, NEXT_WEEK)
    clock.move_to(NEXT_WEEK - ONE_HOUR)
    work()
    assert reminders() == []


@each(("hours", "count"), [(0, 0), (1, 0), (2, 1), (48, 1)])
def test_reminders_come_as_early_as_the_rules_say_and_0_is_never(clock, visit, hours, count):
    BookingRules.objects.create(pk=1, reminder_hours=hours)
    clock.move_to(NEXT_WEEK - 2 * ONE_HOUR)
    work()
    assert len(reminders()) == count


def close_the_clinic():
    day = NEXT_WEEK.date()
    return Closure.objects.create(first_day=day, last_day=day)


def test_of_a_visit_without_room_reception_is_told_once_and_not_the_patient(clock, visit):
    close_the_clinic()
    clock.move_to(NEXT_WEEK - 2 * ONE_HOUR)
    work()
    work()
    (mail,) = queued("A visit needs another time")
    assert mail.to == ["reception@example.com"]
    assert visit.get_admin_url() in mail.body
    assert reminders() == []


def test_a_visit_that_has_room_again_is_reminded_of(clock, visit):
    closure = close_the_clinic()
    clock.move_to(NEXT_WEEK - 2 * ONE_HOUR)
    work()
    closure.delete()
    work()
    assert len(reminders()) == 1


def test_a_visit_that_loses_its_room_while_it_waits_is_not_reminded_of(clock, visit):
    clock.move_to(NEXT_WEEK - 2 * ONE_HOUR)
    (due,) = Appointment.objects.due_for_reminder()
    close_the_clinic()
    due.remind()
    assert reminders() == []
    assert len(queued("A visit needs another time")) == 1


def test_a_therapist_who_has_left_is_not_reminded_of(clock, visit):
    Therapist.objects.update(is_active=False)
    clock.move_to(NEXT_WEEK - 2 * ONE_HOUR)
    work()
    assert reminders() == []


def test_the_visit_itself_is_too_late_for_a_reminder(clock, visit):
    clock.move_to(NEXT_WEEK)
    work()
    assert reminders() == []


def test_a_hold_that_lapses_is_told_once_for_a_whole_course(clock, open_clinic):
    booking = make.booking(*open_clinic, starts=[NEXT_WEEK, NEXT_WEEK + 7 * ONE_DAY])
    clock.move_to(booking.visits()[0].held_until)
    work()
    work()
    (mail,) = queued("We are still working on your request")
    assert "December 1" in mail.body
    assert "December 8" in mail.body
    assert {one.state for one in booking.visits()} == {"requested"}
    assert not any(one.holds_time for one in booking.visits())


def test_a_hold_lasts_until_its_time(clock, open_clinic):
    booking = make.booking(*open_clinic, NEXT_WEEK)
    clock.move_to(booking.visits()[0].held_until - timedelta(seconds=1))
    work()
    assert queued("We are still working on your request") == []
    assert booking.visits()[0].holds_time


def test_a_request_whose_time_has_passed_stays_in_the_queue_for_some_days(clock, appointment):
    clock.move_to(appointment.starts_at + 5 * ONE_DAY - timedelta(seconds=1))
    work()
    assert appointment in Appointment.objects.waiting()
    clock.shift(timedelta(seconds=1))
    work()
    work()
    appointment.refresh_from_db()
    assert appointment.state == "lapsed"
    assert appointment.events.filter(verb="lapsed").count() == 1


def test_a_request_whose_time_has_passed_is_offered_another(clock, appointment):
    clock.move_to(appointment.starts_at + ONE_DAY)
    reception = make.staff("Reception")
    appointment.propose(appointment.therapist, NEXT_WEEK, by=reception)
    assert (appointment.state, appointment.starts_at) == ("offered", NEXT_WEEK)


def test_an_offer_lapses_and_the_visit_that_it_was_for_stays(clock, open_clinic, visit):
    offered = visit.propose(open_clinic[1], NEXT_WEEK - ONE_DAY, by=make.staff("Reception"))
    clock.move_to(offered.starts_at)
    work()
    offered.refresh_from_db(), visit.refresh_from_db()
    assert (offered.state, visit.state) == ("lapsed", "confirmed")


def test_a_confirmed_visit_does_not_lapse(clock, visit):
    clock.move_to(visit.ends_at)
    work()
    visit.refresh_from_db()
    assert visit.state == "confirmed"


def test_an_idle_worker_asks_once_for_everything(open_clinic):
    worker = Command()
    worker.round()
    with CaptureQueriesContext(connection) as captured:
        worker.round()
    assert len(captured) <= 3


def queries_of_looks(worker, count):
    for _ in range(count):
        with CaptureQueriesContext(connection) as captured:
            worker.look()
        yield len(captured)


def test_an_idle_worker_looks_only_for_email_most_of_the_time(open_clinic):
    worker = Command()
    worker.round()
    first, *others, last = queries_of_looks(worker, REST + 1)
    assert others == [1] * (REST - 1)
    assert first == last <= 3


def test_a_worker_that_had_something_to_do_asks_again_at_once(clock, visit):
    worker = Command()
    while not worker.checks_left:
        worker.look()
    clock.move_to(NEXT_WEEK - ONE_HOUR)
    for _ in range(REST):
        worker.look()
    assert len(reminders()) == 1
    assert worker.checks_left == 0


@pytest.mark.django_db(transaction=True)
def test_a_busy_schedule_holds_up_no_other(clock, open_clinic, monkeypatch, caplog):
    monkeypatch.setattr("booking.models.therapist.LONGEST_WAIT", "200ms")
    service, busy = open_clinic
    free = make.therapist(service, name="Another Therapist")
    for number, therapist in enumerate((busy, free)):
        make.booking(service, therapist, NEXT_WEEK, **make.contact(number)).confirm(by=None)
        make.booking(service, therapist, **make.contact(number))  # for tomorrow, never answered
    clock.move_to(NEXT_WEEK - ONE_HOUR)
    held, done = threading.Event(), threading.Event()

    def write_slowly():
        with Appointment.objects.locking_schedules([busy.pk]):
            held.set()
            done.wait(20)
        connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    held.wait(10)
    work()
    assert [mail.to for mail in reminders()] == [["rival1@example.com"]]
    assert Appointment.objects.get(state="lapsed").therapist == free
    assert "postponed: ScheduleBusy" in caplog.text
    assert "Therapist" not in caplog.text
    done.set()
    writer.join()
    work()
    assert len(reminders()) == 2
    assert Appointment.objects.filter(state="lapsed").count() == 2
