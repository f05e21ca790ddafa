"""`make bench`: speed as a ratio to a baseline of the same run, because machines are shared."""

import statistics
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from booking import diary
from booking.models import Appointment
from tests import make, rivals
from tests.booking.test_history import add_visits
from tests.booking.test_rivals_over_http import an_open_start, clinic, ports, request

__all__ = ["clinic", "ports"]  # fixtures

ROUNDS = 15


def seconds(act):
    """The median of several rounds, the first of which does not count."""
    taken = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken[1:])


@pytest.mark.django_db
def test_a_month_of_everyone_with_a_long_history():
    service = make.service()
    therapists = [make.therapist(service, name=f"Sample Therapist {n}") for n in range(5)]
    today = timezone.localdate()
    month = (today, today + timedelta(days=31))

    def act():
        diary.open_times(service, therapists, days=month)

    add_visits(service, therapists, 10)
    few = seconds(act)
    Appointment.objects.all().delete()
    add_visits(service, therapists, 10_000)
    many = seconds(act)
    print(f"\nA month of 5 therapists: {few * 1000:.1f} ms with 10 visits in the database,")
    print(f"{many * 1000:.1f} ms with 10,000: {many / few:.2f} times as long.")


@pytest.mark.django_db(transaction=True)
def test_forty_rivals_over_http(ports, clinic):
    start = an_open_start(*clinic)
    later = start + timedelta(days=1)
    rivals.in_parallel(20, lambda number: request(ports, 40 + number, clinic[0], later))  # warm up
    alone = statistics.median(request(ports, 60 + n, clinic[0], later).seconds for n in range(8))
    answers = rivals.in_parallel(40, lambda number: request(ports, number, clinic[0], start))
    longest = max(answer.seconds for answer in answers)
    print(f"\n40 rivals for one time: the longest wait is {longest:.2f} s,")
    print(f"{longest / alone:.0f} times the {alone * 1000:.0f} ms of one who comes alone.")
    assert rivals.statuses(answers)[0] == 303
