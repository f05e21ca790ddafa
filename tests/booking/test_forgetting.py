"""Contact details are erased some years after the last visit; the visit itself stays."""

from datetime import timedelta

import pytest

from booking.models import Booking, BookingRules
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


def test_after_three_years_nothing_of_the_person_is_left(visit, clock):
    visit.booking.replace_link(by=None, seen=0)
    old = Booking.objects.get()
    booking = work(clock, 3.01)
    assert (booking.name, booking.email, booking.phone, booking.note) == ("Erased", "", "", "")
    assert (booking.phone_dialled, booking.mail_id, booking.reasons) == ("", "", [])
    assert booking.token != old.token
    assert not booking.former_links.exists()


def test_the_visit_is_still_counted(visit, clock):
    clock.move_to(make.TOMORROW_AT_NINE)
    visit.mark("attended", by=None)
    events = visit.events.count()
    kept = work(clock, 3.01).appointments.get()
    assert (kept.state, kept.starts_at) == ("attended", make.TOMORROW_AT_NINE)
    assert (kept.therapist, kept.service) == (visit.therapist, visit.service)
    assert kept.events.count() == events


def test_until_then_they_stay(visit, clock):
    assert work(clock, 2.99).name == "Jane Sample"


def test_the_period_is_one_of_the_rules(visit, clock):
    BookingRules.objects.create(pk=1, kept_years=10)
    assert work(clock, 9).name == "Jane Sample"
    assert work(clock, 10.01).name == "Erased"


def test_the_last_visit_of_a_course_decides(open_clinic, clock):
    weeks = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in range(2)]
    service, _ = open_clinic
    service.longest_course = 2
    service.save()
    make.booking(*open_clinic, starts=weeks, **DETAILS).confirm(by=None)
    assert work(clock, 3).name == "Jane Sample"
    assert work(clock, 3.03).name == "Erased"


@pytest.mark.parametrize("state", ["requested", "offered"])
def test_nothing_is_erased_that_is_still_open(open_clinic, clock, state):
    visit = make.booking(*open_clinic, **DETAILS).appointments.get()
    if state == "offered":
        visit.propose(visit.therapist, make.TOMORROW_AT_NINE + timedelta(hours=1), by=None)
    clock.move_to(make.TOMORROW_AT_NINE + 5 * YEAR)
    Booking.objects.forget_outlived()
    assert Booking.objects.get().name == "Jane Sample"


def test_many_are_erased_in_one_batch_a_round_and_each_once(visit, clock, monkeypatch):
    monkeypatch.setattr("booking.models.erasing.FORGOTTEN_AT_ONCE", 1)
    other = make.booking(
        visit.service, visit.therapist, make.TOMORROW_AT_NINE + timedelta(hours=1), **DETAILS
    )
    other.decline(by=None)
    clock.move_to(make.TOMORROW_AT_NINE + 4 * YEAR)
    Booking.objects.forget_outlived()
    assert set(Booking.objects.values_list("name", flat=True)) == {"Erased", "Jane Sample"}
    Booking.objects.forget_outlived()
    once = set(Booking.objects.values_list("name", "token"))
    assert {name for name, _ in once} == {"Erased"}
    Booking.objects.forget_outlived()
    assert set(Booking.objects.values_list("name", "token")) == once


def test_what_an_earlier_version_has_left_is_erased_too(visit, clock):
    work(clock, 3.01)
    for left in (
        {"arranged_by": "Sample Mother"},
        {"intake": [{"question": "Who is your insurer?", "answer": "Sample Mutual"}]},
        {"texts_agreed_at": make.NOW},
    ):
        Booking.objects.update(**left)
        Booking.objects.forget_outlived()
        booking = Booking.objects.get()
        assert (booking.arranged_by, booking.intake, booking.texts_agreed_at) == ("", [], None)
    assert not Booking.objects.outlived()


def test_reception_finds_the_period_among_the_rules(reception):
    page = reception.get("/admin/booking/bookingrules/", follow=True)
    assert "Keep contact details (years)" in page.text
    assert 'value="3"' in page.text


def test_an_empty_box_leaves_the_period_as_it_is(reception):
    BookingRules.objects.create(pk=1, kept_years=7)
    page = reception.get("/admin/booking/bookingrules/", follow=True)
    sent = make.typed(page, kept_years="", notice_hours=5)
    reception.post(page.request["PATH_INFO"], sent)
    assert (BookingRules.current().kept_years, BookingRules.current().notice_hours) == (7, 5)


@pytest.mark.parametrize("years", [-1, 21, "x"])
def test_a_period_that_makes_no_sense_is_refused(reception, years):
    page = reception.get("/admin/booking/bookingrules/", follow=True)
    sent = make.typed(page, kept_years=years)
    reception.post(page.request["PATH_INFO"], sent)
    assert not BookingRules.objects.exists()


def test_the_privacy_page_says_so(seeded, client):
    assert "Three years after your last visit" in client.get("/privacy/").text
