"""Requests that a machine sends: they take no time, reach nobody, and end in one action."""

import uuid
from datetime import timedelta

import pytest

from booking.models import Appointment, Booking, BookingRules
from booking.models.floods import SENDERS_KEPT
from clinic_site.personal_data.erasing import StillNeeded, erase
from clinic_site.personal_data.held import Held
from inbox.verdict import Verdict
from tests import make
from tests.each import each
from tests.markup import Markup

pytestmark = pytest.mark.django_db

OURS = {"Origin": "http://testserver"}
FLOOD = "/admin/booking/appointment/flood/"


def spam(service, therapist, starts_at=make.TOMORROW_AT_NINE, **details):
    """A request that a rule has marked as spam."""
    verdict = Verdict(score=5, reasons=["A sign."])
    return make.booking(service, therapist, starts_at, verdict=verdict, **details)


def send(client, service, number=0, address="127.0.0.1", **changes):
    """Post a request for one visit or a course, in the name of a contact of its own."""
    start = make.TOMORROW_AT_NINE + timedelta(minutes=30 * (number % 16), days=number // 16)
    form = {
        "key": str(uuid.uuid4()),
        "service": service.pk,
        "start": f"{start:%Y-%m-%dT%H:%MZ}",
        "name": "Sample Patient",
        "contact_by": "email",
        "confirmed": "yes",
    }
    form |= make.contact(number) | changes
    answer = client.post("/book/request/", form, headers=OURS, REMOTE_ADDR=address)
    assert answer.status_code == 303
    return answer


def held():
    return Appointment.objects.filter(holds_time=True).count()


def states():
    return list(Appointment.objects.order_by("pk").values_list("state", flat=True))


# What it takes


def test_a_request_judged_as_spam_holds_no_time_and_mails_nobody(client, clock, open_clinic):
    service, _ = open_clinic
    send(client, service, ref_k2="https://example.com")
    assert (states(), held(), make.queued_mail()) == (["spam"], 0, [])
    assert "start=2026-11-24T14%3A00Z" in client.get("/book/").text


def test_its_sender_reads_of_a_request_that_waits_and_of_no_time_kept(client, clock, open_clinic):
    page = client.get(send(client, open_clinic[0], ref_k2="https://example.com")["Location"]).text
    assert "We have your request" in page
    assert "We are not holding this time at the moment" in page
    assert "to be sure of this time</strong>" in page
    assert '<h1 class="state requested"><span>' in page  # without the tick of a time that is held
    assert "Held for you" not in page
    assert "sent you the link" not in page
    assert "spam" not in page.lower()


def test_the_same_form_twice_is_one_request(client, clock, open_clinic):
    form = {"ref_k2": "https://example.com", "key": str(uuid.uuid4())}
    answers = [send(client, open_clinic[0], **form)["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Booking.objects.count() == 1


def test_no_link_is_mailed_for_it_and_no_schedule_shows_it(client, reception, clock, open_clinic):
    booking = spam(*open_clinic)
    client.post("/book/link/", {"email": booking.email}, headers=OURS)
    assert make.queued_mail() == []
    assert booking.name not in client.get("/admin/?day=2026-11-24").text


def test_it_does_not_count_among_the_requests_of_its_contact(clock, open_clinic):
    for hour in range(3):
        spam(*open_clinic, make.TOMORROW_AT_NINE + timedelta(hours=hour))
    assert make.booking(*open_clinic).appointments.get().state == "requested"


def test_one_visitor_holds_so_many_visits_and_no_more_on_any_day(client, clock, open_clinic):
    BookingRules.objects.create(pk=1, held_of_week=100, held_of_day=100)
    make.therapist(open_clinic[0])
    for number in range(43):
        send(client, open_clinic[0], number + 16)
        clock.shift(timedelta(minutes=25))  # past the midnight at which digests change
    assert held() == 21
    assert states()[21:] == ["unproven"] * 21 + ["spam"]
    assert "more than 42 visits" in Booking.objects.first().reasons[-1]


def test_another_visitor_is_not_held_back(client, clock, open_clinic):
    for number in range(22):
        send(client, open_clinic[0], number)
        clock.shift(timedelta(minutes=10))
    send(client, open_clinic[0], 30, address="192.0.2.7")
    assert states()[-1] == "requested"


def test_who_sent_a_request_is_forgotten_in_the_end(client, clock, open_clinic):
    send(client, open_clinic[0])
    assert "127.0.0.1" not in str(list(Booking.objects.values()))
    clock.shift(timedelta(days=61))
    make.call("work", "--once")
    assert Booking.objects.get().sent_by == ""


def test_the_privacy_page_says_for_how_long_it_is_kept(seeded, client):
    said = "With a request, or a place on the waiting list, we keep it for up to "
    assert f"{said}{SENDERS_KEPT.days} days." in client.get("/privacy/").text


# What reception does with it


def verb(reception, booking, name):
    url = f"/admin/booking/appointment/{booking.visits()[0].pk}/{name}/"
    return reception.post(url, {"all": make.version(booking)}, follow=True).text


def test_the_desk_sees_what_was_marked_as_spam_and_why(reception, clock, open_clinic):
    booking = spam(*open_clinic)
    assert '?state=spam">1 request marked as spam' in reception.get("/admin/").text
    page = reception.get(booking.visits()[0].get_admin_url()).text
    assert "Marked as spam." in page
    assert "A sign." in page


def test_spam_is_still_to_be_checked_when_its_time_has_passed(clock, open_clinic):
    booking = spam(*open_clinic)
    clock.shift(timedelta(days=3))
    assert list(Booking.objects.suspected_spam()) == [booking]
    clock.shift(timedelta(days=4))
    assert not Booking.objects.suspected_spam().exists()


def test_a_request_wrongly_marked_as_spam_is_restored_with_its_time_and_email(
    reception, clock, open_clinic
):
    booking = spam(*open_clinic)
    assert "is restored" in verb(reception, booking, "restore")
    assert (states(), held()) == (["requested"], 1)
    (mail,) = make.queued_mail()
    assert (mail.to, mail.subject[:20]) == (["patient@example.com"], "We have your request")
    assert "Held for you until" in reception.get(booking.get_absolute_url()).text


def test_where_the_time_was_taken_since_it_waits_for_another(reception, clock, open_clinic):
    booking = spam(*open_clinic)
    make.booking(*open_clinic, **make.contact(1))
    assert "Offer another time" in verb(reception, booking, "restore")
    visit = booking.visits()[0]
    assert (visit.state, visit.holds_time) == ("requested", False)


def test_it_is_restored_once(reception, clock, open_clinic):
    booking = spam(*open_clinic)
    form = {"all": make.version(booking)}
    url = f"/admin/booking/appointment/{booking.visits()[0].pk}/restore/"
    for _ in range(2):
        said = reception.post(url, form, follow=True).text
    assert "Nothing was changed" in said
    assert len(make.queued_mail()) == 1


@pytest.mark.parametrize("make_one", [spam, make.booking])
def test_spam_is_declined_without_a_mail(reception, clock, open_clinic, make_one):
    booking = make_one(*open_clinic)
    before = len(make.queued_mail())
    assert "No email was sent." in verb(reception, booking, "turn-away")
    assert (states(), held()) == (["declined"], 0)
    assert len(make.queued_mail()) == before
    assert "marked as spam" not in reception.get("/admin/").text


def flood(client, clock, open_clinic, number=5):
    for one in range(number):
        send(client, open_clinic[0], one, address="192.0.2.7")
        clock.shift(timedelta(minutes=1))
    return Booking.objects.last()


def seen(page):
    """What the button on the page of a flood sends."""
    fields = Markup(page.text).fields.items()
    return {name: value for name, value in fields if name.startswith("seen-")}


def test_a_flood_is_seen_at_the_desk_and_ends_in_one_action(reception, clock, open_clinic):
    first = flood(reception, clock, open_clinic)
    other = make.booking(*open_clinic, make.TOMORROW_AT_NINE + timedelta(days=3))
    mails = len(make.queued_mail())
    assert f'href="{FLOOD}">5 requests from one visitor' in reception.get("/admin/").text
    requests = reception.get("/admin/booking/appointment/").text
    assert "<h1>Requests</h1>" in requests
    assert f'href="{FLOOD}"' in requests
    assert f"?of={first.pk}" in reception.get(FLOOD).text
    page = reception.get(f"{FLOOD}?of={first.pk}")
    assert "Nothing has been changed yet." in page.text
    said = reception.post(f"{FLOOD}?of={first.pk}", seen(page), follow=True)
    assert "5 requests declined. No email was sent." in said.text
    assert 'href="/admin/booking/appointment/?state=declined"' in said.text
    assert list(Appointment.objects.filter(holds_time=True)) == list(other.visits())
    assert len(make.queued_mail()) == mails
    assert "from one visitor" not in reception.get("/admin/").text


def test_what_came_or_changed_after_the_look_is_left(reception, clock, open_clinic):
    first = flood(reception, clock, open_clinic)
    before = seen(reception.get(f"{FLOOD}?of={first.pk}"))
    first.confirm(by=reception.user)
    send(reception, open_clinic[0], 9, address="192.0.2.7")
    said = reception.post(f"{FLOOD}?of={first.pk}", before, follow=True).text
    assert "4 requests declined. No email was sent. 1 request left unchanged" in said
    assert sorted(states()) == ["confirmed", *["declined"] * 4, "requested"]


def test_all_spam_is_declined_at_once(reception, clock, open_clinic):
    for hour in range(3):
        spam(*open_clinic, make.TOMORROW_AT_NINE + timedelta(hours=hour))
    assert "?of=spam" in reception.get("/admin/booking/appointment/?state=spam").text
    page = reception.get(f"{FLOOD}?of=spam")
    reception.post(f"{FLOOD}?of=spam", seen(page))
    assert states() == ["declined"] * 3


def test_a_large_flood_is_declined_in_turns(reception, clock, open_clinic, monkeypatch):
    monkeypatch.setattr("booking.admin.flood.MOST_AT_ONCE", 2)
    for hour in range(3):
        spam(*open_clinic, make.TOMORROW_AT_NINE + timedelta(hours=hour))
    page = reception.get(f"{FLOOD}?of=spam")
    assert "These are the first 2." in page.text
    reception.post(f"{FLOOD}?of=spam", seen(page))
    assert sorted(states()) == ["declined", "declined", "spam"]
    assert "These are the first" not in reception.get(f"{FLOOD}?of=spam").text


@each("version", ["", "x", "-1", "9" * 5000, "²"])
def test_a_damaged_list_declines_nothing(reception, clock, open_clinic, version):
    booking = make.booking(*open_clinic)
    damaged = {f"seen-{booking.pk}": version, "seen-x": "1", f"seen-{'9' * 40}": "1"}
    assert reception.post(f"{FLOOD}?of=spam", damaged).status_code == 302
    assert states() == ["requested"]


def test_three_requests_of_one_household_are_no_flood(reception, clock, open_clinic):
    flood(reception, clock, open_clinic, number=3)
    assert "from one visitor" not in reception.get("/admin/").text


def test_who_may_only_look_cannot_decline(client, clock, open_clinic):
    booking = make.booking(*open_clinic)
    one = make.staff("Editors")
    one.user_permissions.set(make.permissions("view_appointment"))
    client.force_login(one)
    assert client.get(f"{FLOOD}?of=spam").status_code == 200
    assert client.post(f"{FLOOD}?of=spam", {"seen": ""}).status_code == 403
    url = f"/admin/booking/appointment/{booking.visits()[0].pk}/turn-away/"
    assert client.post(url, {"all": make.version(booking)}).status_code == 403


def test_nobody_is_erased_while_a_request_of_theirs_is_marked_as_spam(
    reception, clock, open_clinic
):
    booking = spam(*open_clinic, email="patient@example.com")
    whom = {"address": "patient@example.com"}
    with pytest.raises(StillNeeded):
        erase(whom, reception.user, Held(**whom).version())
    Booking.objects.turn_away(by=reception.user, seen={booking.pk: make.version(booking)})
    erase(whom, reception.user, Held(**whom).version())
    assert Booking.objects.get().name == "Erased"
