from datetime import timedelta

import pytest
from django.test import RequestFactory

from booking.conflicts import NoLongerPossible, OutsideHours, TimeTaken
from booking.models import Appointment, BookingRules, Closure
from inbox.client_address import client_digest
from inbox.models import LIMIT, Attempt
from tests import make
from tests.each import each
from tests.markup import Markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NEXT_WEEK = make.TOMORROW_AT_NINE + timedelta(weeks=1)


@pytest.fixture
def later(open_clinic):
    """A confirmed visit next week, well before the cutoff."""
    one = make.booking(*open_clinic, NEXT_WEEK).appointments.get()
    one.confirm(by=None)
    return one


def link(appointment):
    return f"{appointment.booking.get_absolute_url()}{appointment.pk}/move/"


def press(client, appointment, start, **changes):
    """The button on the page that asks whether to move it."""
    form = {"start": start.isoformat(), "seen": make.version(appointment)} | changes
    return client.post(link(appointment), form, follow=True)


def test_the_page_offers_other_times_of_the_same_therapist(client, later):
    make.therapist(later.service, name="Somebody Else")
    page = client.get(link(later))
    assert "with Sample Therapist" in page.text
    assert "First available" in page.text
    times = [start for _, of_day in page.context["days"] for start, _ in of_day]
    assert NEXT_WEEK not in times
    assert NEXT_WEEK + timedelta(minutes=30) in times


def test_looking_at_a_new_time_moves_nothing(client, later):
    page = client.get(link(later), {"start": (NEXT_WEEK + timedelta(hours=1)).isoformat()})
    assert "Move your visit?" in page.text
    later.refresh_from_db()
    assert later.starts_at == NEXT_WEEK


def test_a_confirmed_visit_moves_and_stays_confirmed(client, later):
    page = press(client, later, NEXT_WEEK + timedelta(hours=1))
    assert page.status_code == 200
    later.refresh_from_db()
    assert (later.state, later.starts_at) == ("confirmed", NEXT_WEEK + timedelta(hours=1))
    assert [str(event.verb) for event in later.events.all()] == ["requested", "confirmed", "moved"]


def test_too_many_moves_wait_and_keep_the_time_chosen(client, later):
    visitor = client_digest(RequestFactory().get("/"))
    Attempt.objects.bulk_create(Attempt(form="move", client=visitor) for _ in range(LIMIT))
    start = NEXT_WEEK + timedelta(hours=1)
    page = press(client, later, start)
    assert page.status_code == 429
    assert int(page["Retry-After"]) > 0
    later.refresh_from_db()
    assert later.starts_at == NEXT_WEEK
    form = Markup(page.text).fields
    Attempt.objects.all().delete()
    client.post(link(later), form)
    later.refresh_from_db()
    assert later.starts_at == start


def test_a_request_moves_and_stays_a_request(client, appointment):
    press(client, appointment, NEXT_WEEK)
    appointment.refresh_from_db()
    assert (appointment.state, appointment.starts_at) == ("requested", NEXT_WEEK)
    assert appointment.holds_time


def test_the_old_time_is_open_again_and_the_new_one_taken(client, open_clinic, later):
    press(client, later, NEXT_WEEK + timedelta(hours=1))
    make.booking(*open_clinic, NEXT_WEEK, **make.contact(1))
    with pytest.raises(TimeTaken):
        make.booking(*open_clinic, NEXT_WEEK + timedelta(hours=1), **make.contact(2))


def test_a_time_that_overlaps_only_the_visit_itself_is_open_to_it(client):
    service = make.service(duration=60)
    one = make.booking(service, make.therapist(service), NEXT_WEEK).appointments.get()
    press(client, one, NEXT_WEEK + timedelta(minutes=30))
    one.refresh_from_db()
    assert one.starts_at == NEXT_WEEK + timedelta(minutes=30)


def test_a_time_just_taken_leaves_the_visit_where_it_was(client, open_clinic, later):
    make.booking(*open_clinic, NEXT_WEEK + timedelta(hours=1), **make.contact(1))
    page = press(client, later, NEXT_WEEK + timedelta(hours=1))
    assert page.status_code == 409
    assert "has not moved" in page.text
    later.refresh_from_db()
    assert later.starts_at == NEXT_WEEK


@each("start", ["2026-12-01T14:07Z", "2026-12-02T03:00Z", "2027-12-01T14:00Z"])
def test_a_time_that_is_not_offered_is_refused(client, later, start):
    form = {"start": start, "seen": make.version(later)}
    assert client.post(link(later), form).status_code == 409


def test_before_the_cutoff_the_page_says_until_when_a_visit_can_be_changed(client, later):
    page = client.get(later.booking.get_absolute_url()).text
    assert "You can change this visit online until Monday, November 30, 9:00 AM." in page


def test_within_the_cutoff_the_page_shows_the_phone_instead(client, seeded, appointment):
    appointment.confirm(by=None)
    BookingRules.objects.create(pk=1, cutoff_hours=25)
    page = client.get(appointment.booking.get_absolute_url()).text
    assert "can no longer be changed online" in page
    assert "Move to another time" not in page
    assert client.get(link(appointment)).status_code == 303
    with pytest.raises(NoLongerPossible):
        appointment.move(appointment.therapist, NEXT_WEEK)
    with pytest.raises(NoLongerPossible):
        appointment.cancel()


def test_a_page_that_is_out_of_date_moves_nothing(client, later):
    seen = make.version(later)
    later.move(later.therapist, NEXT_WEEK + timedelta(hours=2))
    page = press(client, later, NEXT_WEEK + timedelta(hours=4), seen=seen)
    assert page.status_code == 409
    assert "Something has changed in the meantime" in page.text
    later.refresh_from_db()
    assert later.starts_at == NEXT_WEEK + timedelta(hours=2)


def test_the_button_twice_moves_once(client, later):
    seen = make.version(later)
    for _ in range(2):
        press(client, later, NEXT_WEEK + timedelta(hours=1), seen=seen)
    assert later.events.filter(verb="moved").count() == 1


def test_a_visit_of_another_booking_is_not_there(client, open_clinic, later):
    other = make.booking(*open_clinic, **make.contact(1))
    wrong = f"{other.get_absolute_url()}{later.pk}/"
    for page in ("move/", "cancel/", "offer/", "earlier/"):
        assert client.post(wrong + page).status_code == 404


def test_one_visit_of_a_course_moves_and_leaves_the_others(client, open_clinic):
    starts = [make.TOMORROW_AT_NINE + timedelta(weeks=week) for week in range(3)]
    booking = make.booking(*open_clinic, starts=starts)
    second = booking.visits()[1]
    press(client, second, starts[1] + timedelta(days=1))
    moved = [starts[0], starts[1] + timedelta(days=1), starts[2]]
    assert [visit.starts_at for visit in booking.visits()] == moved


def test_reception_moves_outside_hours_only_on_purpose(reception, later):
    evening = NEXT_WEEK + timedelta(hours=12)
    with pytest.raises(OutsideHours):
        later.move(later.therapist, evening, by=reception.user)
    later.move(later.therapist, evening, by=reception.user, outside_hours=True)
    assert Appointment.objects.get(pk=later.pk).outside_hours


def test_a_request_put_outside_hours_on_purpose_can_be_confirmed(reception, appointment):
    evening = NEXT_WEEK + timedelta(hours=12)
    appointment.move(appointment.therapist, evening, by=reception.user, outside_hours=True)
    appointment.confirm(by=reception.user)
    assert (appointment.state, appointment.starts_at) == ("confirmed", evening)


def test_a_closed_day_is_not_moved_to(client, later):
    day = (NEXT_WEEK + timedelta(days=1)).date()
    Closure.objects.create(first_day=day, last_day=day)
    assert press(client, later, NEXT_WEEK + timedelta(days=1)).status_code == 409


def test_the_time_that_it_has_already_is_no_new_time(client, later):
    mails = len(make.queued_mail())
    form = {"start": NEXT_WEEK.isoformat(), "seen": make.version(later)}
    page = client.post(link(later), form)
    assert "Your visit is already at this time" in page.text
    assert later.events.filter(verb="moved").count() == 0
    assert len(make.queued_mail()) == mails


def test_no_verb_moves_a_visit_to_where_it_is(reception, later):
    with pytest.raises(NoLongerPossible, match="already at that time"):
        later.move(later.therapist, NEXT_WEEK)
    with pytest.raises(NoLongerPossible, match="already at that time"):
        later.move(later.therapist, NEXT_WEEK, by=reception.user)


def test_the_same_time_with_somebody_else_is_a_move(reception, later):
    colleague = make.therapist(later.service, name="A Colleague")
    later.move(colleague, NEXT_WEEK, by=reception.user)
    assert later.therapist == colleague
