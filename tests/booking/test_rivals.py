"""Many want one time. Over real HTTP, and in threads with the safeguards taken away one by one."""

import threading
import urllib.error
import urllib.parse
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from booking import diary
from booking.conflicts import NoLongerPossible, TimeTaken
from booking.models import Appointment, Booking, Closure, Therapist
from tests import make, serve

pytestmark = pytest.mark.django_db(transaction=True)

RIVALS = 40


@pytest.fixture
def clinic():
    service = make.service()
    return service, make.therapist(service)


def an_open_start(service, therapist):
    """An open time two or more days ahead, by the real clock that the servers go by."""
    soon = timezone.now() + timedelta(days=2)
    return next(s for s in diary.open_times_of_any(service, [therapist]) if s > soon)


def in_parallel(count, act):
    together = threading.Barrier(count)

    def one(number):
        together.wait()
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


class KeepRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def post(port, number, form):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/book/request/",
        urllib.parse.urlencode(form).encode(),
        {"X-Forwarded-For": f"198.51.100.{number}", "X-Forwarded-Proto": "https"},
    )
    try:
        urllib.request.build_opener(KeepRedirects).open(request, timeout=30)
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()


def test_of_forty_rivals_over_http_exactly_one_gets_the_time(clinic):
    service, therapist = clinic
    start = an_open_start(service, therapist)
    with (
        serve.site(TRUSTED_PROXIES="1") as first,
        serve.site(TRUSTED_PROXIES="1") as second,
    ):
        answers = in_parallel(
            RIVALS,
            lambda number: post(
                (first, second)[number % 2],
                number,
                {
                    "key": uuid.uuid4(),
                    "service": service.pk,
                    "start": start.strftime("%Y-%m-%dT%H:%MZ"),
                    "name": f"Rival Patient {number}",
                    "contact_by": "email",
                    "confirmed": "yes",
                }
                | make.contact(number),
            ),
        )
    assert sorted(code for code, _ in answers) == [303] + [409] * (RIVALS - 1)
    assert Booking.objects.count() == Appointment.objects.count() == 1
    for number, (code, page) in enumerate(answers):
        if code == 409:
            assert page.count('type="radio"') == 6
            assert f"Rival Patient {number}" in page
            assert "has just been taken" in page


def race(clinic):
    """Forty threads ask for one time; returns how many were told yes."""
    service, therapist = clinic
    start = an_open_start(service, therapist)

    def ask(number):
        try:
            make.booking(service, therapist, start, **make.contact(number))
        except TimeTaken:
            return False
        return True

    return sum(in_parallel(RIVALS, ask))


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
    assert race(clinic) > 1


def test_two_therapists_take_two_of_many_who_ask_for_anyone():
    service = make.service()
    therapists = [make.therapist(service, name=f"Sample Therapist {n}") for n in (1, 2)]
    start = an_open_start(service, therapists[0])

    def ask(number):
        try:
            make.booking(service, None, start, therapists=therapists, **make.contact(number))
        except TimeTaken:
            return False
        return True

    assert sum(in_parallel(12, ask)) == 2


def test_one_form_sent_twice_at_once_is_one_booking(clinic):
    service, therapist = clinic
    start, key = an_open_start(service, therapist), uuid.uuid4()
    bookings = in_parallel(8, lambda _: make.booking(service, therapist, start, form_key=key).pk)
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

    assert sum(in_parallel(2, confirm)) == 1


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

    done = in_parallel(2, act)
    left = booking.appointments.get()
    verbs = list(left.events.values_list("verb", flat=True))
    assert len(verbs) == 1 + sum(done)
    assert left.state == verbs[-1]
    assert left.holds_time == (left.state == "confirmed")


def test_a_closure_saved_while_a_diary_is_busy_is_refused_and_kept(clinic, client, monkeypatch):
    monkeypatch.setattr("booking.models.service.LONGEST_WAIT", "200ms")
    client.force_login(make.staff("Reception"))
    form = {"first_day": "2027-01-04", "reason": "Kept words"}
    held, done = threading.Event(), threading.Event()

    def book_slowly():
        with Appointment.taking_time([clinic[1].pk]):
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
