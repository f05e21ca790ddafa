"""A closure and a request at once. Real threads, on the rows that all writers lock."""

import threading
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from booking import outside_calendars
from booking.conflicts import ScheduleBusy, TimeTaken
from booking.models import (
    Appointment,
    BusyElsewhere,
    Closure,
    OutsideCalendar,
    Therapist,
    therapist,
)
from booking.models.rules import ZONE
from clinic.outside_file import Answer
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8


@pytest.fixture
def clinic():
    service = make.service()
    return service, make.therapist(service)


@pytest.fixture
def without_lock(monkeypatch):
    monkeypatch.setattr(type(Therapist.objects.all()), "lock", lambda rows, ids: None)


def noon_in(days):
    day = timezone.localdate() + timedelta(days=days)
    return datetime.combine(day, datetime.min.time().replace(hour=12), ZONE)


def reception_closes(client, start):
    day = start.date().isoformat()
    return client.post("/admin/booking/closure/add/", {"first_day": day}).status_code


@contextmanager
def in_thread(act):
    def run():
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    thread.join(30)


def close_while_somebody_books(client, clinic, locked=True):
    """Save a closure of the day while a request for it is written and not committed yet.

    The request is committed a second later if the closure has to wait for it, else afterwards.
    """
    start = noon_in(days=3)
    written, commit = threading.Event(), threading.Event()

    def book_slowly():
        with transaction.atomic():  # which keeps the locks of what is inside
            make.booking(*clinic, start)
            written.set()
            commit.wait(30)

    with in_thread(book_slowly):
        written.wait(10)
        if locked:
            threading.Timer(1, commit.set).start()
        status = reception_closes(client, start)
        commit.set()
        return status


def test_a_closure_waits_for_a_request_and_shows_it(reception, clinic):
    assert close_while_somebody_books(reception, clinic) == 422
    assert not Closure.objects.exists()


def test_the_race_is_real_without_the_lock(reception, clinic, without_lock):
    assert close_while_somebody_books(reception, clinic, locked=False) == 302
    assert len(Appointment.objects.stranded()) == 1


def test_another_calendar_waits_for_a_request_and_closes_nothing_behind_its_back(
    clinic, monkeypatch
):
    monkeypatch.setattr(therapist, "LONGEST_WAIT", "100ms")
    start = noon_in(days=3)
    day = f"BEGIN:VEVENT\nDTSTART;VALUE=DATE:{start:%Y%m%d}\nEND:VEVENT\n"
    answer = Answer(f"BEGIN:VCALENDAR\n{day}END:VCALENDAR".encode(), "", "", "")
    OutsideCalendar.objects.connect(clinic[1], "https://example.com/a.ics")
    one = OutsideCalendar.objects.claim()
    written, commit = threading.Event(), threading.Event()

    def book_slowly():
        with transaction.atomic():  # which keeps the locks of what is inside
            make.booking(*clinic, start)
            written.set()
            commit.wait(30)

    with in_thread(book_slowly):
        written.wait(10)
        with pytest.raises(ScheduleBusy):
            outside_calendars.close(one, answer)
        commit.set()
    assert not BusyElsewhere.objects.exists()
    outside_calendars.close(one, answer)
    assert len(Appointment.objects.stranded()) == 1


def test_of_a_closure_and_a_request_at_once_only_one_is_saved_unseen(reception, clinic):
    clients = [Client() for _ in range(ROUNDS)]
    for number, client in enumerate(clients):
        client.force_login(reception.user)
        start, together = noon_in(days=2 + number), threading.Barrier(2)

        def ask(start=start, together=together, number=number):
            together.wait()
            try:
                make.booking(*clinic, start, **make.contact(number))
            except TimeTaken:
                return

        with in_thread(ask):
            together.wait()
            reception_closes(client, start)
    assert Appointment.objects.stranded() == []
    assert Closure.objects.count() + Appointment.objects.count() == ROUNDS
