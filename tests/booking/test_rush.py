"""Many online requests at once: they hold a share of the time, and the others wait for a link."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client

from booking.models import Appointment, Booking, BookingRules, Event, Patient
from booking.models.service import AtOnce
from booking.models.unproven import held_online
from tests import make
from tests.booking.test_unwanted import FLOOD, OURS, held, seen, send, states

pytestmark = pytest.mark.django_db
LAST = 8  # the number of the time that a patient asks for, after those of the rush


@pytest.fixture
def rush(client, clock, open_clinic):
    """As many requests of strangers as may hold time: two hours of this week."""
    BookingRules.objects.create(pk=1, held_of_week=1, held_of_day=100)
    for number in range(4):
        send(client, open_clinic[0], number, address=f"192.0.2.{number}")
    assert states() == ["requested"] * 4
    return open_clinic


def ask(client, rush, **changes):
    """The answer to a patient's request that is one too many, and the booking."""
    answer = send(client, rush[0], LAST, address="198.51.100.1", **changes)
    return client.get(answer["Location"]), newest()


def keep(client, booking):
    form = {"seen": make.version(booking)}
    return client.post(f"{booking.get_absolute_url()}keep/", form, headers=OURS, follow=True)


def newest():
    return Booking.objects.order_by("pk").last()


def letters():
    return [(mail.to[0], mail.subject) for mail in make.queued_mail()]


def test_one_too_many_is_not_refused_and_holds_no_time(client, rush):
    before, patients = len(letters()), Patient.objects.count()
    page, booking = ask(client, rush)
    assert (states()[-1], held(), Patient.objects.count()) == ("unproven", 4, patients)
    assert "We are not holding this time yet" in page.text
    assert booking.token not in page.text
    ((to, subject),) = letters()[before:]  # reception gets none
    assert (to, subject[:28]) == (booking.email, "One more step for your reque")
    assert booking.private_url() in make.queued_mail()[-1].body


def test_opening_the_link_changes_nothing(client, rush):
    _, booking = ask(client, rush)
    page = client.get(booking.get_absolute_url()).text
    assert "Keep this time</button>" in page
    assert client.get(f"{booking.get_absolute_url()}keep/").status_code == 405
    assert (states()[-1], held()) == ("unproven", 4)


def test_the_button_there_holds_the_time_and_tells_reception(client, rush):
    _, booking = ask(client, rush)
    assert "We are holding this for you until reception" in keep(client, booking).text
    assert (states()[-1], held()) == ("requested", 5)
    assert letters()[-1][0] == "reception@example.com"
    booking.refresh_from_db()
    assert booking.patient.name == "Sample Patient"
    before = len(letters())
    keep(client, booking)  # once more
    assert (held(), len(letters())) == (5, before)


def test_where_the_time_was_taken_since_reception_answers_without_it(client, rush):
    _, booking = ask(client, rush)
    start = booking.visits()[0].starts_at
    make.booking(*rush, start, **make.contact(50))
    assert "We are not holding a time for it" in keep(client, booking).text
    visit = booking.visits()[0]
    assert (visit.state, visit.holds_time) == ("requested", False)


@pytest.mark.parametrize("at_once", AtOnce.values)
def test_within_the_notice_reception_answers_without_a_hold(client, clock, rush, at_once):
    rush[0].confirmed_at_once = at_once
    rush[0].save()
    _, booking = ask(client, rush)
    clock.move_to(booking.visits()[0].starts_at - timedelta(minutes=5))
    keep(client, booking)
    visit = booking.visits()[0]
    assert (visit.state, visit.holds_time) == ("requested", False)
    assert letters()[-1][0] == "reception@example.com"


def test_of_a_course_that_has_begun_what_is_to_come_can_be_kept(client, clock, rush):
    rush[0].confirmed_at_once, rush[0].longest_course = AtOnce.EVERYONE, 3
    rush[0].save()
    starts = [f"2026-{day}T18:00Z" for day in ("11-24", "12-01", "12-08")]
    _, booking = ask(client, rush, start=starts)
    assert states()[4:] == ["unproven"] * 3
    clock.shift(timedelta(days=2))
    keep(client, booking)
    visits = booking.visits()
    assert [one.state for one in visits] == ["requested"] * 3
    assert [one.is_held() for one in visits] == [False, True, True]
    assert letters()[-1][0] == "reception@example.com"


def test_reception_calls_those_whom_our_email_did_not_reach(client, reception, clock, rush):
    _, booking = ask(client, rush)
    Booking.objects.filter(pk=booking.pk).update(mail_id=Booking.HELD_BACK)
    clock.shift(timedelta(minutes=6))
    assert "1 of them did not get it" in reception.get("/admin/").text
    assert booking.name in reception.get(f"{FLOOD}?of=to-phone").text
    visit = booking.visits()[0]
    assert "No time is held for it yet." in reception.get(visit.get_admin_url()).text
    form = {"all": make.version(booking)}
    reception.post(f"/admin/booking/appointment/{visit.pk}/restore/", form)
    assert (states()[-1], held()) == ("requested", 5)


def test_reception_sees_the_rush_apart_and_ends_it_in_one_action(client, reception, rush):
    for number in range(5, 8):
        send(client, rush[0], number, address=f"192.0.2.{number}")
    first = reception.get("/admin/").text
    assert "3 requests hold no time until the patient opens our email" in first
    assert "4 requests that hold time came in the same rush" in first
    page = reception.get(f"{FLOOD}?of=unproven")
    said = reception.post(f"{FLOOD}?of=unproven", seen(page), follow=True).text
    assert "3 requests declined. No email was sent." in said
    assert held() == 4


def test_a_patient_among_those_that_hold_time_can_be_spared(client, reception, rush):
    ask(client, rush)
    page = reception.get(f"{FLOOD}?of=rush")
    assert seen(page) == {}  # nothing speaks against them but the time
    patient = Booking.objects.get(email="rival0@example.com")
    others = Booking.objects.in_rush().exclude(pk=patient.pk).with_version()
    strangers = {f"seen-{one.pk}": one.seen for one in others}
    assert len(strangers) == 3
    assert all(f'name="{name}"' in page.text for name in strangers)
    reception.post(f"{FLOOD}?of=rush", strangers)
    assert list(Appointment.objects.filter(holds_time=True)) == list(patient.visits())
    assert send(client, rush[0], LAST + 1).status_code == 303
    assert (states()[-1], held()) == ("requested", 2)


def test_a_link_that_nobody_opens_makes_no_rush_of_what_is_sent_days_later(client, clock, rush):
    _, booking = ask(client, rush)
    assert len(Booking.objects.in_rush()) == 4
    clock.shift(timedelta(days=3))
    send(client, rush[0], start="2026-11-27T15:00Z", address="192.0.2.99")
    assert newest().visits()[0].is_held()
    assert list(Booking.objects.unproven()) == [booking]
    assert not Booking.objects.in_rush()


@pytest.mark.parametrize("waiting", [0, 3])
def test_nobody_learns_that_requests_of_a_contact_wait(client, clock, open_clinic, waiting):
    theirs = {"phone": "416 555 0177", "email": "known@example.com"}
    for number in range(waiting):
        send(client, open_clinic[0], number, address=f"192.0.2.{number}", **theirs)
    page, booking = ask(client, open_clinic, **theirs, name="A Stranger")
    assert (booking.visits()[0].state, booking.visits()[0].holds_time) == ("requested", True)
    assert "Held for you until" in page.text


def test_one_sender_holds_three_requests_with_one_contact(client, clock, open_clinic):
    for number in range(4):
        send(client, open_clinic[0], number, **make.contact(1))
    assert states() == ["requested"] * 3 + ["unproven"]


def test_what_is_confirmed_at_once_counts_and_waits_too(client, clock, open_clinic):
    open_clinic[0].confirmed_at_once = AtOnce.EVERYONE
    open_clinic[0].save()
    BookingRules.objects.create(pk=1, held_of_week=1, held_of_day=100)
    for number in range(4):
        send(client, open_clinic[0], number, address=f"192.0.2.{number}")
    _, booking = ask(client, open_clinic)
    assert states() == ["confirmed"] * 4 + ["unproven"]
    assert "Your appointment is confirmed" in keep(client, booking).text
    assert states()[-1] == "confirmed"


@pytest.mark.parametrize("at_once", [AtOnce.NOBODY, AtOnce.EVERYONE])
def test_even_opened_links_hold_twice_the_share_and_no_more(client, rush, at_once):
    rush[0].confirmed_at_once = at_once
    rush[0].save()
    for number in range(5, 10):
        send(client, rush[0], number, address=f"192.0.2.{number}")
        keep(client, newest())
    assert states()[-1] == "requested"
    assert held() == 8


def test_what_is_confirmed_at_once_counts_until_the_desk_has_dealt_with_it(
    client, clock, open_clinic
):
    service, _ = open_clinic
    service.confirmed_at_once = AtOnce.EVERYONE
    service.save()
    for number in range(3):  # of one visitor, reception would answer the fourth
        send(client, service, number, start=f"2026-12-0{number + 1}T15:00Z")
    first = Booking.objects.first()
    clock.shift(timedelta(days=5))
    assert len(held_online()) == 3
    first.visits()[0].record("patient phoned", make.staff("Reception", "other-staff"))
    assert len(held_online()) == 2


def test_a_stranger_who_takes_days_holds_no_more_of_a_week(client, clock, open_clinic):
    """One each day for the same week, from another address and contact each time."""
    service, _ = open_clinic
    service.confirmed_at_once = AtOnce.EVERYONE  # what is confirmed does not lapse
    service.save()
    BookingRules.objects.create(pk=1, held_of_week=4, held_of_day=100)
    for number in range(7):
        start = f"2026-12-14T{15 + number}:00Z"
        send(client, service, number, start=start, address=f"192.0.2.{number}")
        clock.shift(timedelta(days=1))
    assert held() == 4  # half-hours, of 112


def test_the_link_is_sent_again_on_request(client, clock, rush):
    _, booking = ask(client, rush)
    clock.shift(timedelta(minutes=11))
    client.post("/book/link/", {"email": booking.email}, headers=OURS)
    assert letters()[-1] == (booking.email, "The link to your appointment")


def test_links_are_mailed_in_turns_the_newest_first(client, clock, rush, monkeypatch):
    monkeypatch.setattr("booking.models.unproven.MOST_MAILED_AN_HOUR", 1)
    for number in range(5, 8):
        send(client, rush[0], number, address=f"192.0.2.{number}")
        clock.shift(timedelta(seconds=1))

    def mailed():
        return [to for to, subject in letters() if subject.startswith("One more step")]

    assert mailed() == ["rival5@example.com"]
    make.call("work", "--once")
    assert len(Booking.objects.without_link()) == 2
    assert not Booking.objects.link_due()  # or workers would ask again without a pause
    clock.shift(timedelta(hours=1, seconds=1))
    assert Booking.objects.link_due()
    make.call("work", "--once")
    assert [one.email for one in Booking.objects.without_link()] == ["rival6@example.com"]


def test_many_of_one_visitor_keep_nobody_elses_link_back(client, clock, rush, monkeypatch):
    monkeypatch.setattr("booking.models.unproven.MOST_MAILED_AN_HOUR", 1)
    send(client, rush[0], 5, address="192.0.2.5")
    _, booking = ask(client, rush)
    clock.shift(timedelta(minutes=50))
    send(client, rush[0], 6, address="192.0.2.5")
    assert booking not in Booking.objects.to_phone()
    clock.shift(timedelta(minutes=11))
    assert booking in Booking.objects.to_phone()
    send(client, rush[0], 7, address="192.0.2.5")
    make.call("work", "--once")
    assert letters()[-1][0] == booking.email
    assert len(Booking.objects.without_link()) == 2
    assert booking not in Booking.objects.to_phone()


def test_what_nobody_opened_is_forgotten_as_spam_is(client, clock, rush):
    _, booking = ask(client, rush)
    assert booking.visits()[0] in Appointment.objects.unsettled()
    clock.shift(timedelta(days=60))
    assert booking in Booking.objects.outlived_spam(make.NOW + timedelta(days=30))
    assert booking not in Booking.objects.outlived_requests(make.NOW + timedelta(days=30))


def test_strangers_hold_a_fifth_of_the_week_and_a_patient_can_book(client, clock, open_clinic):
    """With an address and a contact for each request, over HTTP; the shares are the defaults."""
    for number in range(30):
        send(client, open_clinic[0], number, address=f"192.0.2.{number}")
    assert held() == 22  # of 112 half-hours: 56 hours a week
    page, booking = ask(Client(), open_clinic, start="2026-11-28T21:00Z")
    assert "open its link now" in page.text
    (link,) = re.findall(r"http://testserver(/appointments/\S+/)", make.queued_mail()[-1].body)
    page = client.get(link).text
    (version,) = re.findall(r'name="seen" value="(\d+)"', page)
    client.post(f"{link}keep/", {"seen": version}, headers=OURS)
    assert booking.visits()[0].is_held()
    clock.shift(timedelta(days=3))  # the holds have ended
    send(client, open_clinic[0], key=str(uuid.uuid4()), start="2026-11-27T15:00Z")
    assert Appointment.objects.order_by("pk").last().is_held()
    assert Event.objects.filter(verb="time kept").count() == 1
