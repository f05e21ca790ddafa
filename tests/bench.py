"""`make bench`: speed as a ratio to a baseline of the same run, because machines are shared."""

import statistics
import time
from datetime import UTC, timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from booking import free_times
from booking.models import Appointment, BookingRules
from comments.models import Comment
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
        free_times.open_times(service, therapists, Appointment.objects.busy(), days=month)

    add_visits(service, therapists, 10)
    few = seconds(act)
    Appointment.objects.all().delete()
    add_visits(service, therapists, 10_000)
    many = seconds(act)
    print(f"\nA month of 5 therapists: {few * 1000:.1f} ms with 10 visits in the database,")
    print(f"{many * 1000:.1f} ms with 10,000: {many / few:.2f} times as long.")


@pytest.mark.django_db
def test_the_page_of_times(client):
    service = make.service(start_every=5, longest_course=7)
    therapists = [make.therapist(service, name=f"Sample Therapist {n}") for n in range(8)]
    BookingRules.objects.create(pk=1, horizon_days=365)

    def get(address):
        assert client.get(address).status_code == 200

    bare = seconds(lambda: get("/book/link/"))
    page = f"/book/?service={service.pk}"
    empty = seconds(lambda: get(page))
    add_visits(service, therapists, 10_000)
    busy = seconds(lambda: get(page))
    start = client.get(page).context["next_open"][0].astimezone(UTC).isoformat()
    chosen = urlencode({"service": service.pk, "visits": 7, "start": start})
    course = seconds(lambda: get(f"/book/course/?{chosen}"))
    print("\nThe page of times, 8 therapists with a start every 5 minutes for a year:")
    print(
        f"{empty * 1000:.0f} ms, {empty / bare:.0f} times the {bare * 1000:.1f} ms of a bare page,"
    )
    print(f"{busy / bare:.0f} times with 10,000 visits; the plan of 7 visits {course / bare:.0f}.")


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


@pytest.mark.django_db
def test_the_list_of_comments_that_wait(client):
    page = make.page(allows_comments=True)
    client.force_login(make.staff("Reception"))

    def fill(text, state, count):
        common = {"page": page, "name": "Sample", "email": "visitor@example.com"}
        Comment.objects.bulk_create(
            Comment(**common, text=text, state=state, digest=str(number)) for number in range(count)
        )

    def act():
        assert client.get("/admin/comments/comment/").status_code == 200

    fill("A sample comment.", Comment.State.PENDING, 25)
    few = seconds(act)
    fill("A sample comment.", Comment.State.SPAM, 100_000)
    many = seconds(act)
    Comment.objects.all().delete()
    fill("(at) a@1 416 " * 300, Comment.State.PENDING, 25)
    hostile = seconds(act)
    print(f"\nThe list of 25 comments that wait: {few * 1000:.0f} ms; beside 100,000 others")
    print(
        f"{many / few:.1f} times as long; with 4,000 hostile characters each {hostile / few:.1f}."
    )
