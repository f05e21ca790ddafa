"""Contact details are erased some years after the last visit; the visit itself stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from booking.models import Booking
from clinic_site.models import Retention
from clinic_site.retention.purging import purge
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

YEAR = timedelta(days=365.25)
DETAILS = {"name": "Jane Sample", "note": "Near the door, please."}


@pytest.fixture
def visit(open_clinic):
    """Confirmed for tomorrow at nine."""
    one = make.booking(*open_clinic, **DETAILS).appointments.get()
    one.confirm(by=None)
    return one


def work(clock, years):
    clock.move_to(make.TOMORROW_AT_NINE + years * YEAR + timedelta(hours=1))
    make.call("work", "--once")
    return Booking.objects.get()


def test_after_ten_years_nothing_of_the_person_is_left(visit, clock):
    visit.booking.replace_link(by=None, seen=0)
    old = Booking.objects.get()
    booking = work(clock, 10.01)
    assert (booking.name, booking.email, booking.phone, booking.note) == ("Erased", "", "", "")
    assert (booking.phone_dialled, booking.mail_id, booking.reasons) == ("", "", [])
    assert booking.token != old.token
    assert not booking.former_links.exists()


def test_the_visit_is_still_counted(visit, clock):
    clock.move_to(make.TOMORROW_AT_NINE)
    visit.mark("attended", by=None)
    events = visit.events.count()
    kept = work(clock, 10.01).appointments.get()
    assert (kept.state, kept.starts_at) == ("attended", make.TOMORROW_AT_NINE)
    assert (kept.therapist, kept.service) == (visit.therapist, visit.service)
    assert kept.events.count() == events


def test_until_then_they_stay(visit, clock):
    assert work(clock, 9.99).name == "Jane Sample"


def test_the_period_is_one_of_those_an_administrator_sets(visit, clock):
    Retention.objects.create(pk=1, visits_years=3)
    assert work(clock, 2.99).name == "Jane Sample"
    assert work(clock, 3.01).name == "Erased"


def test_the_last_visit_of_a_course_decides(open_clinic, clock):
    weeks = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in range(2)]
    service, _ = open_clinic
    service.longest_course = 2
    service.save()
    make.booking(*open_clinic, starts=weeks, **DETAILS).confirm(by=None)
    assert work(clock, 10).name == "Jane Sample"
    assert work(clock, 10.03).name == "Erased"


@pytest.mark.parametrize("state", ["requested", "offered"])
def test_nothing_is_erased_that_is_still_open(open_clinic, clock, state):
    visit = make.booking(*open_clinic, **DETAILS).appointments.get()
    if state == "offered":
        visit.propose(visit.therapist, make.TOMORROW_AT_NINE + timedelta(hours=1), by=None)
    clock.move_to(make.TOMORROW_AT_NINE + 15 * YEAR)
    purge()
    assert Booking.objects.get().name == "Jane Sample"


def test_many_are_erased_in_one_batch_a_round_and_each_once(visit, clock, monkeypatch):
    monkeypatch.setattr("typed.batches.AT_ONCE", 1)
    other = make.booking(
        visit.service, visit.therapist, make.TOMORROW_AT_NINE + timedelta(hours=1), **DETAILS
    )
    other.confirm(by=None)
    clock.move_to(make.TOMORROW_AT_NINE + 14 * YEAR)
    purge()
    assert set(Booking.objects.values_list("name", flat=True)) == {"Erased", "Jane Sample"}
    purge()
    once = set(Booking.objects.values_list("name", "token"))
    assert {name for name, _ in once} == {"Erased"}
    purge()
    assert set(Booking.objects.values_list("name", "token")) == once


def test_what_an_earlier_version_has_left_is_erased_too(visit, clock):
    work(clock, 10.01)
    for left in (
        {"arranged_by": "Sample Mother"},
        {"intake": [{"question": "Who is your insurer?", "answer": "Sample Mutual"}]},
        {"texts_agreed_at": make.NOW},
    ):
        Booking.objects.update(**left)
        purge()
        booking = Booking.objects.get()
        assert (booking.arranged_by, booking.intake, booking.texts_agreed_at) == ("", [], None)
    assert not Booking.objects.outlived(timezone.now() - 3 * YEAR)


def test_the_privacy_page_says_so(seeded, client):
    assert "Ten years after your last visit" in client.get("/privacy/").text
