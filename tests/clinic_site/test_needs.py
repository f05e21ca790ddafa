"""What needs somebody now, and what comes after an answer."""

from datetime import timedelta

import pytest
import time_machine

from tests import make
from tests.markup import Markup

DESK = "/admin/"


@pytest.fixture
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def open_clinic(clock, db):
    service = make.service()
    return service, make.therapist(service)


@pytest.fixture
def reception(client, clock, db):
    client.user = make.staff("Reception")
    client.force_login(client.user)
    return client


def section(client, key, query=""):
    """One part of the panel, as {"rows", "links"…}; None if it is not there."""
    found = {one.key: one for one in client.get(DESK + query).context["needs"]}
    return found.get(key)


def words(client):
    return Markup(client.get(DESK).text).words


def ask(open_clinic, number, **when):
    """A request by a patient of their own, on the day after the one before."""
    starts_at = make.TOMORROW_AT_NINE + timedelta(days=number)
    details = {"starts_at": starts_at, "name": f"Sample Patient {number}"} | when
    return make.booking(*open_clinic, **details, **make.contact(number)).visits().first()


def test_the_longest_wait_is_first_and_says_how_long(reception, open_clinic, clock):
    late = ask(open_clinic, 5)
    clock.shift(timedelta(hours=3))
    ask(open_clinic, 2)
    reception.force_login(reception.user)
    rows = section(reception, "requests").rows
    assert [row.booking.name for row in rows] == ["Sample Patient 5", "Sample Patient 2"]
    assert rows[0].first == late
    assert "Waiting 3 hours" in words(reception)
    assert "Held for 1 more day" in words(reception)


def test_the_soonest_visit_can_come_first_instead(reception, open_clinic):
    ask(open_clinic, 5)
    soon = ask(open_clinic, 2)
    rows = section(reception, "requests", "?order=visit").rows
    assert rows[0].url == f"{soon.get_admin_url()}?back=requests-by-visit"
