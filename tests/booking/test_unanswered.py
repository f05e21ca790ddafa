"""Offers and requests that get no answer: told at each turn once, and listed until dealt with."""

from datetime import timedelta

import pytest

from booking.models import Appointment, Booking
from tests import make, serve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NEXT_WEEK = make.TOMORROW_AT_NINE + timedelta(weeks=1)
IN_TWO_WEEKS = NEXT_WEEK + timedelta(weeks=1)
LATER = NEXT_WEEK + timedelta(hours=2)
FOR_GOOD = timedelta(days=5)  # after the time asked for
LIST = "/admin/booking/appointment/?state=all&answer="


@pytest.fixture(autouse=True)
def nothing_is_delivered(settings):
    """No server answers there, so that what was queued is still found in the outbox."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", serve.free_port()


@pytest.fixture
def offered(open_clinic, reception):
    """A request, in place of whose time next week reception has offered another."""
    one = make.booking(*open_clinic, NEXT_WEEK).visits().get()
    return one.propose(one.therapist, LATER, by=reception.user)


@pytest.fixture
def offered_instead(open_clinic, reception):
    """A time offered instead of that of a confirmed visit next week."""
    one = make.booking(*open_clinic, NEXT_WEEK).visits().get()
    one.confirm(by=reception.user)
    return one.propose(one.therapist, LATER, by=reception.user)


def work_at(clock, moment):
    """Two rounds, since nothing may be said twice."""
    clock.move_to(moment)
    make.call("work", "--once")
    make.call("work", "--once")


def mails(subject):
    return [mail for mail in make.queued_mail() if mail.subject.startswith(subject)]


def desk(client):
    """The parts of the first screen by their names."""
    client.force_login(client.user)  # days have passed
    return {one.key: one for one in client.get("/admin/").context["needs"]}


def listed(client, name):
    client.force_login(client.user)
    return list(client.get(LIST + name).context["cl"].queryset)


def test_an_offer_waits_at_the_desk_from_the_first(reception, offered):
    assert desk(reception)["offers"].url == LIST + "offered"
    assert listed(reception, "offered") == [offered]
    assert listed(reception, "follow-up") == []


def test_an_offer_is_followed_up_a_day_before_its_hold_ends_and_after(reception, offered, clock):
    clock.move_to(offered.held_until - timedelta(days=1, seconds=1))
    assert listed(reception, "follow-up") == []
    clock.shift(timedelta(seconds=1))
    assert listed(reception, "follow-up") == [offered]
    assert "Held for 1 more day" in reception.get("/admin/").text
    work_at(clock, offered.held_until)
    assert listed(reception, "follow-up") == [offered]


def test_what_the_patient_has_answered_is_in_no_such_list(reception, offered):
    offered.accept()
    assert "offers" not in desk(reception)


def test_the_end_of_an_offers_hold_is_told_to_both_sides_once(offered, clock):
    work_at(clock, offered.held_until - timedelta(seconds=1))
    assert mails("Do you still want") == []
    work_at(clock, offered.held_until)
    (to_patient,) = mails("Do you still want the time we offered?")
    (to_reception,) = mails("Offer not answered:")
    assert to_patient.to == ["patient@example.com"]
    assert "You can still accept it" in to_patient.body
    assert to_reception.to == ["reception@example.com"]
    assert offered.get_admin_url() in to_reception.body
    assert mails("We are still working") == []


def test_of_an_offer_instead_of_a_visit_it_says_that_the_visit_stays(offered_instead, clock):
    work_at(clock, offered_instead.held_until)
    (to_patient,) = mails("Do you still want the time we offered?")
    assert "Your appointment on Tuesday, December 1" in to_patient.body
    assert "stays as it is" in to_patient.body
    assert "book/" not in to_patient.body


def test_an_offer_no_longer_held_is_offered_again(reception, offered, clock):
    work_at(clock, offered.held_until)
    reception.force_login(reception.user)
    url = f"/admin/booking/appointment/{offered.pk}/offer/"
    start = LATER.strftime("%Y-%m-%dT%H:%MZ")
    assert start in reception.get(url).text
    form = {"seen": make.version(offered), "therapist": offered.therapist_id, "start": start}
    assert reception.post(url, form).status_code == 302
    offered.refresh_from_db()
    assert offered.is_held()
    work_at(clock, offered.held_until)
    assert len(mails("Do you still want")) == 2


def test_the_desk_tells_which_requests_have_lost_their_hold(reception, open_clinic, clock):
    one = make.booking(*open_clinic, NEXT_WEEK).visits().get()
    assert desk(reception)["requests"].rows[0].held_until == one.held_until
    clock.move_to(one.held_until)
    assert desk(reception)["requests"].rows[0].held_until is None
    assert "No longer held" in reception.get("/admin/").text


def test_a_request_never_answered_ends_with_one_kind_word(open_clinic, clock):
    make.booking(*open_clinic, NEXT_WEEK)
    work_at(clock, NEXT_WEEK + FOR_GOOD)
    (mail,) = mails("About your request")
    assert mail.to == ["patient@example.com"]
    assert "we did not answer your request" in mail.body
    assert "http://testserver/book/" in mail.body


def test_it_waits_at_the_desk_until_somebody_has_phoned(reception, open_clinic, clock):
    one = make.booking(*open_clinic, NEXT_WEEK).visits().get()
    work_at(clock, NEXT_WEEK + FOR_GOOD)
    assert [row.visit for row in desk(reception)["phoning"].rows] == [one]
    assert listed(reception, "never") == [one]
    page = reception.get(one.get_admin_url()).text
    assert "This ended without an answer: phone the patient" in page
    assert "I have phoned them" in page
    reception.post(f"/admin/booking/appointment/{one.pk}/phoned/")
    assert "phoning" not in desk(reception)
    page = reception.get(one.get_admin_url()).text
    assert "phone the patient" not in page
    assert "patient phoned by sample-staff" in page


def test_a_request_answered_in_time_is_not_listed(reception, open_clinic, clock):
    make.booking(*open_clinic, NEXT_WEEK).visits().get().decline(by=reception.user)
    work_at(clock, NEXT_WEEK + FOR_GOOD)
    assert listed(reception, "never") == []


def test_an_offer_never_answered_is_told_in_other_words(reception, offered, clock):
    work_at(clock, LATER)
    (mail,) = mails("About your request")
    assert "We have not heard from you" in mail.body
    assert listed(reception, "never") == [offered]


def test_an_offer_instead_of_a_visit_ends_without_a_word(reception, offered_instead, clock):
    work_at(clock, LATER)
    assert mails("About your request") == []
    assert listed(reception, "never") == []


def test_a_course_never_answered_is_told_once_until_somebody_phones(open_clinic, clock):
    booking = make.booking(*open_clinic, starts=[NEXT_WEEK, IN_TWO_WEEKS])
    work_at(clock, NEXT_WEEK + FOR_GOOD)
    work_at(clock, IN_TWO_WEEKS + FOR_GOOD)
    assert len(mails("About your request")) == 1
    assert Appointment.objects.to_call().count() == 2
    Booking.objects.get().note_call(by=None)
    assert not booking.appointments.to_call().exists()


def test_a_patient_without_an_address_is_listed_all_the_same(reception, open_clinic, clock):
    one = make.booking(*open_clinic, NEXT_WEEK, email="").visits().get()
    work_at(clock, NEXT_WEEK + FOR_GOOD)
    assert mails("About your request") == []
    assert listed(reception, "never") == [one]
