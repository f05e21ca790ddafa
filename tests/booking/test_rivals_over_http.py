"""Many people want the same time: real requests to web servers that share only a database."""

import os
import uuid
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest
from django.utils import timezone

from booking.fields import start_as_text
from booking.models import Appointment, Booking, BookingRules
from booking.models.rules import ZONE
from booking.wall_clock import same_time_weeks_later
from tests import make, rivals, serve
from tests.pool import find, pool

pytestmark = pytest.mark.django_db(transaction=True)

RIVALS = 20  # four more than the servers answer at once, with four threads in each process


@pytest.fixture(scope="module")
def ports(django_db_setup):
    """The ports of servers as on three machines, two of them behind a PgBouncer if there is one."""
    with ExitStack() as running:
        pooled = {"WEB_CONCURRENCY": "1"}
        if find() or "CI" in os.environ:
            pooled["DATABASE_URL"] = running.enter_context(pool())
        environs = [
            serve.environment(TRUSTED_PROXIES="1", **each)
            for each in ({"WEB_CONCURRENCY": "2"}, pooled, pooled)
        ]
        start = partial(serve.gunicorn, of="tests.served_patiently")
        yield [running.enter_context(start(environ))[0] for environ in environs]


@pytest.fixture
def clinic():
    service = make.service(longest_course=6)
    return service, make.therapist(service)


def an_open_start(service, therapist):
    """Nine o'clock a few days ahead, by the real clock that the servers go by."""
    soon = timezone.now() + timedelta(days=3)
    starts = make.open_times(service, [therapist])
    return next(s for s in starts if s > soon and s.astimezone(ZONE).hour == 9)


def request(ports, number, service, *starts, visitor=None, **changes):
    form = {
        "key": uuid.uuid4(),
        "service": service.pk,
        "start": [start_as_text(start) for start in starts],
        "name": f"Rival Patient {number}",
        "contact_by": "email",
        "confirmed": "yes",
    }
    form |= make.contact(number) | changes
    visitor = number if visitor is None else visitor
    return rivals.post(ports[number % len(ports)], "/book/request/", form, visitor)


def press(ports, number, path, version, cookies=None, **changes):
    """Press a button on a private page or, with cookies, on the desk."""
    form = {"seen": version, "csrfmiddlewaretoken": rivals.CSRF} | changes
    return rivals.post(ports[number % len(ports)], path, form, number, cookies)


def no_two_overlap():
    held = Appointment.objects.filter(holds_time=True).order_by("therapist", "starts_at")
    rows = list(held.values_list("therapist", "period"))
    return all(
        one != other or period.upper <= following.lower
        for (one, period), (other, following) in pairwise(rows)
    )


def test_of_many_who_want_one_time_exactly_one_gets_it(ports, clinic):
    start = an_open_start(*clinic)
    answers = rivals.in_parallel(RIVALS, lambda number: request(ports, number, clinic[0], start))
    assert rivals.statuses(answers) == [303] + [409] * (RIVALS - 1)
    assert Booking.objects.count() == Appointment.objects.count() == 1
    for number, answer in enumerate(answers):
        if answer.status == 409:
            assert answer.text.count('type="radio" name="start-0"') == 6
            assert f"Rival Patient {number}" in answer.text


def test_of_many_whose_visits_partly_overlap_exactly_one_gets_in(ports):
    long = make.service("Long treatment", duration=60, start_every=10)
    short = make.service("Short treatment", duration=55, start_every=10)
    therapist = make.therapist(long, short)
    start = an_open_start(long, therapist)

    def ask(number):
        later = start + timedelta(minutes=10 * (number % 5))
        return request(ports, number, (long, short)[number % 2], later)

    answers = rivals.in_parallel(RIVALS, ask)
    assert rivals.statuses(answers) == [303] + [409] * (RIVALS - 1)
    assert no_two_overlap()


def test_of_many_who_want_anyone_as_many_get_the_time_as_therapists_have_it(ports, clinic):
    make.therapist(clinic[0], name="Somebody Else")
    start = an_open_start(*clinic)
    answers = rivals.in_parallel(RIVALS, lambda number: request(ports, number, clinic[0], start))
    assert rivals.statuses(answers) == [303] * 2 + [409] * (RIVALS - 2)
    assert Appointment.objects.values("therapist").distinct().count() == 2


def test_of_a_course_and_single_visits_for_one_of_its_weeks_one_gets_it(ports, clinic):
    start = an_open_start(*clinic)
    weeks = [same_time_weeks_later(start, week, ZONE) for week in range(4)]

    def ask(number):
        return request(ports, number, clinic[0], *(weeks if number % 2 else weeks[2:3]))

    answers = rivals.in_parallel(20, ask)
    assert rivals.statuses(answers) == [303] + [409] * 19
    assert Appointment.objects.count() in (1, 4)
    assert no_two_overlap()


def test_one_form_sent_by_twenty_at_once_is_one_booking(ports, clinic):
    start, key = an_open_start(*clinic), uuid.uuid4()
    same = {"key": key, "name": "Sample Patient"} | make.contact(0)
    answers = rivals.in_parallel(
        20, lambda number: request(ports, number, clinic[0], start, **same)
    )
    assert rivals.statuses(answers) == [303] * 20
    assert Booking.objects.count() == 1


def test_requests_of_one_visitor_and_contact_at_once_hold_no_more_than_the_cap(ports):
    service = make.service()
    therapists = [make.therapist(service, name=f"Sample Therapist {n}") for n in range(4)]
    start = an_open_start(service, therapists[0])

    def ask(number):
        same = make.contact(0) | {"therapist": therapists[number % 4].pk}
        begins = start + timedelta(minutes=30 * number)
        return request(ports, number, service, begins, visitor=1, **same)

    answers = rivals.in_parallel(8, ask)
    assert rivals.statuses(answers) == [303] * 8
    assert Appointment.objects.filter(holds_time=True).count() == 3


def test_a_move_and_requests_for_the_same_time_leave_it_to_one(ports, clinic):
    start = an_open_start(*clinic)
    visit = make.booking(*clinic, start + timedelta(days=1), **make.contact(99)).appointments.get()
    path = f"{visit.booking.get_absolute_url()}{visit.pk}/move/"
    version = make.version(visit)

    def act(number):
        if number:
            return request(ports, number, clinic[0], start)
        return press(ports, number, path, version, start=start_as_text(start))

    answers = rivals.in_parallel(10, act)
    assert rivals.statuses(answers) == [303] + [409] * 9
    assert Appointment.objects.filter(starts_at=start, holds_time=True).count() == 1
    assert no_two_overlap()


def rival_requests(clinic, count):
    """Requests for one time, each made after the hold of the one before had lapsed."""
    start = an_open_start(*clinic)
    for number in range(count):
        make.booking(*clinic, start, **make.contact(number))
        Appointment.objects.update(holds_time=False)
    return list(Appointment.objects.order_by("pk"))


def test_of_rival_requests_confirmed_at_once_one_is(ports, clinic):
    requests = rival_requests(clinic, 6)
    cookies = [rivals.logged_in(make.staff("Reception", f"staff-{n}")) for n in range(6)]
    versions = [make.version(one) for one in requests]

    def confirm(number):
        path = f"/admin/booking/appointment/{requests[number].pk}/confirm/"
        return press(ports, number, path, versions[number], cookies[number])

    answers = rivals.in_parallel(6, confirm)
    assert all(answer.status < 500 for answer in answers)
    states = sorted(Appointment.objects.values_list("state", flat=True))
    assert states == ["confirmed"] + ["requested"] * 5
    assert no_two_overlap()


@pytest.mark.parametrize("attempt", range(2))
def test_a_confirmation_and_a_withdrawal_at_once_leave_one_clear_state(ports, clinic, attempt):
    BookingRules.objects.create(pk=1, cutoff_hours=0)
    visit = make.booking(*clinic, an_open_start(*clinic)).appointments.get()
    cookies, version = rivals.logged_in(make.staff("Reception")), make.version(visit)
    cancel = f"{visit.booking.get_absolute_url()}{visit.pk}/cancel/"
    confirm = f"/admin/booking/appointment/{visit.pk}/confirm/"

    def act(number):
        if number:
            return press(ports, number, cancel, version)
        return press(ports, number, confirm, version, cookies)

    answers = rivals.in_parallel(2, act)
    assert all(answer.status < 500 for answer in answers)
    visit.refresh_from_db()
    assert [str(one.verb) for one in visit.events.all()] == ["requested", visit.state]
    assert visit.holds_time == (visit.state == "confirmed")


def test_of_many_who_book_one_time_that_is_confirmed_at_once_exactly_one_has_it(ports):
    service = make.service(confirmed_at_once="everyone")
    start = an_open_start(service, make.therapist(service))
    answers = rivals.in_parallel(10, lambda number: request(ports, number, service, start))
    assert rivals.statuses(answers) == [303] + [409] * 9
    assert Appointment.objects.get().state == "confirmed"
    assert len(make.queued_mail()) == 2  # to the patient and to reception
