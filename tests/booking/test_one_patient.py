"""A patient is in one place at a time, whichever way the second visit would come about."""

from datetime import timedelta

import pytest

from booking.conflicts import PatientHasVisit
from booking.models import Booking
from tests import make, rivals
from tests.booking.test_requesting import details
from tests.booking.test_rivals import an_open_start
from tests.each import each

pytestmark = pytest.mark.django_db
clock = pytest.mark.usefixtures("clock")

HALF_PAST_NINE = make.TOMORROW_AT_NINE + timedelta(minutes=30)
NEXT_WEEK = make.TOMORROW_AT_NINE + timedelta(weeks=1)
THREE_WEEKS = [NEXT_WEEK + timedelta(weeks=number) for number in range(3)]


@pytest.fixture
def two(db):
    """A service of an hour, starts each half hour, and two therapists who offer it."""
    service = make.service(duration=60, start_every=30, longest_course=4)
    return service, make.therapist(service), make.therapist(service, name="A Colleague")


@clock
@each("minutes", [0, 30])
@each("same", [{}, {"email": "other@example.com"}, {"phone": "416 555 0199"}])
def test_a_second_request_for_the_same_time_is_refused(client, two, minutes, same):
    make.booking(two[0], two[1])
    start = make.TOMORROW_AT_NINE + timedelta(minutes=minutes)
    form = details(two[0], start=start.isoformat(), name="sample  PATIENT") | same
    page = client.post("/book/request/", form)
    assert page.status_code == 409
    assert "You already have a visit or a request at that time" in page.text
    choices = [start for _, start in page.context["form"].alternatives[0]["choices"]]
    assert min(choices) >= make.TOMORROW_AT_NINE + timedelta(hours=1)
    assert Booking.objects.count() == 1


@clock
def test_a_family_that_shares_an_address_comes_together(client, two):
    make.booking(two[0], two[1])
    form = details(two[0], name="Sample Child")
    assert client.post("/book/request/", form).status_code == 303


@clock
def test_one_visit_right_after_the_other_is_fine(two):
    make.booking(two[0], two[1])
    make.booking(two[0], two[2], make.TOMORROW_AT_NINE + timedelta(hours=1))


@clock
def test_what_is_over_is_in_nobodys_way(two):
    make.booking(two[0], two[1]).cancel()
    make.booking(two[0], two[2])


@clock
def test_a_course_meets_an_earlier_booking(two):
    make.booking(two[0], two[1], THREE_WEEKS[1] + timedelta(minutes=30))
    with pytest.raises(PatientHasVisit) as caught:
        make.booking(two[0], two[2], starts=THREE_WEEKS)
    assert caught.value.starts == [THREE_WEEKS[1]]
    assert Booking.objects.count() == 1


def press(client, one, start):
    url = f"{one.booking.get_absolute_url()}{one.pk}/move/"
    form = {"start": start.isoformat(), "seen": make.version(one), "anyone": "on"}
    return client.post(url, form)


@clock
@pytest.mark.parametrize("hours", [0, 3], ids=["onto it", "to the same day"])
def test_a_visit_of_a_course_does_not_move_to_the_day_of_another(client, two, hours):
    booking = make.booking(two[0], two[1], starts=THREE_WEEKS)
    second = booking.visits()[1]
    start = THREE_WEEKS[2] + timedelta(hours=hours)
    page = press(client, second, start)
    assert page.status_code == 409
    assert "clashes with that time" in page.text
    with pytest.raises(PatientHasVisit):
        second.move(two[2], start)
    assert [one.starts_at for one in booking.visits()] == THREE_WEEKS


@clock
def test_the_page_shows_no_time_that_would_be_refused(client, two):
    booking = make.booking(two[0], two[1], starts=THREE_WEEKS)
    second = booking.visits()[1]
    url = f"{booking.get_absolute_url()}{second.pk}/move/"
    page = client.get(url, {"anyone": "on", "day": THREE_WEEKS[2].date()})
    assert THREE_WEEKS[2].date() not in [day for day, _ in page.context["days"]]


@clock
def test_a_move_onto_another_booking_of_the_patient_is_refused(client, two):
    make.booking(two[0], two[1], NEXT_WEEK)
    other = make.booking(two[0], two[2]).visits().get()
    assert press(client, other, NEXT_WEEK + timedelta(minutes=30)).status_code == 409
    other.refresh_from_db()
    assert other.starts_at == make.TOMORROW_AT_NINE


@clock
def test_an_offer_that_lapsed_is_not_accepted_beside_another_visit(client, clock, two, reception):
    one = make.booking(two[0], two[1], NEXT_WEEK).visits().get()
    one.propose(two[1], NEXT_WEEK + timedelta(days=7), by=reception.user)
    clock.shift(timedelta(days=5))
    make.booking(two[0], two[2], NEXT_WEEK + timedelta(days=7))
    url = f"{one.booking.get_absolute_url()}{one.pk}/offer/"
    page = client.post(url, {"answer": "accept", "seen": make.version(one)})
    assert page.status_code == 409
    assert "You already have a visit or a request at the time we offered" in page.text


@clock
@pytest.mark.parametrize("verb", ["move", "offer"])
def test_reception_moves_and_offers_beside_another_visit_after_a_question(two, reception, verb):
    make.booking(two[0], two[1], NEXT_WEEK)
    one = make.booking(two[0], two[2]).visits().get()
    url = f"/admin/booking/appointment/{one.pk}/{verb}/"
    form = {"seen": make.version(one), "therapist": two[2].pk, "start": NEXT_WEEK.isoformat()}
    asked = reception.post(url, form)
    assert asked.status_code == 422
    assert "Sample Patient already has a visit at that time" in asked.text
    assert reception.post(url, form | {"as_well": "on"}).status_code == 302
    one.refresh_from_db()
    assert one.starts_at == NEXT_WEEK


@clock
def test_reception_books_beside_another_visit_after_a_question(two, reception):
    make.booking(two[0], two[1])
    form = details(two[0], two[2], visits="1")
    asked = reception.post("/admin/booking/appointment/book/", form)
    assert asked.status_code == 422
    assert "Select this to book both" in asked.text
    form |= {"as_well": "on"}
    assert reception.post("/admin/booking/appointment/book/", form).status_code == 302
    assert Booking.objects.count() == 2


@clock
def test_reception_confirms_beside_another_visit_after_a_question(clock, two, reception):
    one = make.booking(two[0], two[1], NEXT_WEEK).visits().get()
    clock.shift(timedelta(days=4))
    make.booking(two[0], two[2], NEXT_WEEK)
    reception.force_login(reception.user)
    assert "Book both anyway" in reception.get(one.get_admin_url()).text
    url = f"/admin/booking/appointment/{one.pk}/confirm/"
    refused = reception.post(url, {"seen": make.version(one)}, follow=True)
    assert "Select the box to book both" in refused.text
    reception.post(url, {"seen": make.version(one), "as_well": "yes"})
    one.refresh_from_db()
    assert one.state == "confirmed"


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_at_the_same_moment_one_is_taken(two):
    start = an_open_start(two[0], two[1])

    def ask(number):
        try:
            make.booking(two[0], two[1 + number], start)
        except PatientHasVisit:
            return False
        return True

    assert sorted(rivals.in_parallel(2, ask)) == [False, True]
