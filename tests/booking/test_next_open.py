"""The soonest time that can be requested, as the home page and others tell it."""

import pytest
import time_machine

from booking.models import Service
from booking.next_open import Openings
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False):
        yield


def test_home_names_the_next_open_time_and_leads_there(client):
    make.page("home")
    service = make.service()
    make.therapist(service)
    soonest = Openings().next_open()
    page = client.get("/").text
    assert f'<a href="/book/?service={service.pk}">' in page
    assert soonest.service == service


def test_without_a_time_nothing_is_promised(client):
    make.page("home")
    assert Openings().next_open() is None
    assert "Next available time" not in client.get("/").text
    Service.objects.update(is_online=False)
    assert Openings().next_open() is None


def test_new_patients_are_led_to_where_they_start():
    first = make.service("First visit", is_first=True)
    make.therapist(make.service(), first)
    assert Openings().next_open().service == first


def test_it_costs_few_queries(django_assert_num_queries):
    services = [make.service(f"Treatment {number}") for number in range(3)]
    for _ in range(3):
        make.therapist(*services)
    with django_assert_num_queries(6):
        openings = Openings()
        for one in services:
            assert openings.next_open([one]).service == one
        assert len(openings.booked_online()) == 3
