"""What the private page tells: the state first, then when, with whom, where and what to bring."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from booking.conflicts import NoLongerPossible, TimeTaken
from booking.models import Appointment, BookingRules, Service
from clinic.models import Clinic
from tests import make
from tests.markup import Markup
from tests.valid_html import faults
from typed.seen import ChangedMeanwhile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LATER = make.TOMORROW_AT_NINE + timedelta(weeks=1)
THREE = [LATER + timedelta(days=day) for day in (1, 2, 3)]
TELLS = {
    "bring": "Bring loose shorts.",
    "before_visit": "Eat something before.",
    "after_visit": "You may be sore.",
}


@pytest.fixture
def course(reception):
    """A function that makes a confirmed course of so many weekly visits."""
    service = make.service(longest_course=7, **TELLS)
    therapist = make.therapist(service)

    def make_course(visits, hour=0):
        starts = [LATER + timedelta(weeks=week, hours=hour) for week in range(visits)]
        booking = make.booking(service, therapist, starts=starts, **make.contact(visits))
        booking.confirm(by=reception.user)
        return booking

    return make_course


def shown(client, booking):
    page = client.get(booking.get_absolute_url())
    assert page.status_code == 200
    assert not [one for one in faults(page.text) if "a line may break" not in one]
    return page.text


def words(text):
    return " ".join(Markup(text).words.split())


def queries(client, booking):
    with CaptureQueriesContext(connection) as captured:
        shown(client, booking)
    return len(captured)


def test_seven_visits_take_as_many_queries_as_one(client, clock, course):
    one, seven = course(1), course(7, hour=1)
    assert queries(client, one) == queries(client, seven)
    BookingRules.objects.create(pk=1, cutoff_hours=336)
    clock.shift(timedelta(days=2))  # too late to change the first two of them
    assert queries(client, one) == queries(client, seven)


def test_three_offered_times_take_as_many_queries_as_two(client, reception, open_clinic):
    counted = []
    for number, also in enumerate((THREE[1:2], THREE[1:])):
        start = LATER + timedelta(hours=1 + number)
        one = make.booking(*open_clinic, start, **make.contact(number)).visits().get()
        hours = timedelta(hours=2 + number)
        times = [(one.therapist, time + hours) for time in also]
        one.propose(one.therapist, THREE[0] + hours, by=reception.user, also=times)
        counted.append(queries(client, one.booking))
    assert counted[0] == counted[1]


def test_a_course_has_one_line_a_visit_and_one_calendar_file(client, course):
    booking = course(5)
    page = shown(client, booking)
    assert page.count("<summary>") == page.count(">Change<") == 5
    main = page[page.index("<main") : page.index("</main>")]
    assert main.count('class="button') == main.count("visit.ics") == 1
    file = client.get(f"{booking.get_absolute_url()}visit.ics").content
    assert len(Calendar.from_ical(file).walk("VEVENT")) == 5


def test_it_says_where_what_to_bring_and_until_when_once_confirmed(client, reception, course):
    Clinic.objects.create(pk=1, name="Clinic", address="1 Sample St", map_link="https://a.test/m")
    booking = course(1)
    said = words(shown(client, booking))
    for one in ("1 Sample St", "Open a map", TELLS["bring"], TELLS["before_visit"]):
        assert one in said
    assert "You can change this visit online until Monday, November 30, 9:00 AM." in said
    assert TELLS["after_visit"] not in said
    request = make.booking(booking.visits()[0].service, booking.visits()[0].therapist)
    assert TELLS["bring"] not in shown(client, request)


def test_of_two_treatments_each_heading_names_its_own(client, clock, reception, course):
    booking = course(2)
    other = make.service("Another treatment", **TELLS)
    other.therapists.add(booking.visits()[0].therapist)
    booking.visits().filter(starts_at__gt=LATER).update(service=other)
    page = shown(client, booking)
    for heading in ("What to bring", "Before your visit"):
        for name in ("IMS treatment", "Another treatment"):
            assert f"{heading}: {name}</h2>" in page
    clock.shift(timedelta(weeks=3))
    page = shown(client, booking)
    assert "After your visit: IMS treatment</h2>" in page
    assert "After your visit: Another treatment</h2>" in page


def test_on_its_day_and_after_it_the_page_says_so(client, clock, course):
    booking = course(1)
    clock.move_to(LATER - timedelta(hours=1))
    assert "Confirmed for today" in shown(client, booking)
    clock.move_to(LATER + timedelta(hours=1))
    said = words(shown(client, booking))
    assert "This visit is over" in said
    assert TELLS["after_visit"] in said
    assert TELLS["before_visit"] not in said
    assert "Add to your calendar" not in said


def test_in_a_mixed_course_each_visit_has_its_state(client, reception, course):
    booking = course(3)
    booking.visits()[1].cancel(by=reception.user)
    said = words(shown(client, booking))
    assert "Your 3 visits" in said
    assert (said.count("Confirmed"), said.count("Cancelled")) == (2, 1)


def test_a_visit_that_is_over_is_booked_again_with_treatment_and_therapist(client, appointment):
    again = f"/book/?service={appointment.service_id}&amp;therapist={appointment.therapist_id}"
    assert "Book again" not in shown(client, appointment.booking)
    appointment.cancel()
    assert f'href="{again}"' in shown(client, appointment.booking)
    Service.objects.update(is_online=False)
    assert 'href="/book/">Book again' in shown(client, appointment.booking)


def test_the_address_of_an_offer_in_older_emails_leads_to_the_page(client, reception, appointment):
    appointment.propose(appointment.therapist, LATER, by=reception.user)
    home = appointment.booking.get_absolute_url()
    answer = client.get(f"{home}{appointment.pk}/offer/")
    assert (answer.status_code, answer["Location"]) == (303, home)


@pytest.fixture
def offered(reception, appointment):
    """A request for tomorrow at nine, for which reception offers three times next week."""
    one, others = THREE[0], [(appointment.therapist, start) for start in THREE[1:]]
    appointment.propose(appointment.therapist, one, by=reception.user, also=others)
    return appointment


def test_an_offer_for_a_visit_too_soon_to_change_leads_to_no_second_booking(
    client, clock, reception, appointment
):
    appointment.confirm(by=reception.user)
    clock.shift(timedelta(hours=2))
    appointment.propose(appointment.therapist, LATER, by=reception.user)
    page = shown(client, appointment.booking)
    assert 'value="accept"' in page
    assert "See other times" not in page


def ask(client, one, start, seen=None):
    url = f"{one.booking.get_absolute_url()}{one.pk}/move/"
    seen = make.version(one) if seen is None else seen
    return client.post(url, {"start": start.isoformat(), "seen": seen}, follow=True)


def test_the_patient_asks_for_another_time_than_those_offered(client, open_clinic, offered):
    home = offered.booking.get_absolute_url()
    assert f'href="{home}{offered.pk}/move/">See other times' in shown(client, offered.booking)
    choosing = client.get(f"{home}{offered.pk}/move/").text
    assert "Our offer stays open" in choosing
    mailed, wanted = len(make.queued_mail()), THREE[2] + timedelta(hours=3)
    for _ in range(2):  # a double click
        page = ask(client, offered, wanted, seen=offered.version)
    assert "We have your request" in page.text
    offered.refresh_from_db()
    assert (offered.state, offered.starts_at) == ("requested", wanted)
    assert offered.is_held()
    assert Appointment.objects.filter(holds_time=True).count() == 1
    told = [mail.to for mail in make.queued_mail()[mailed:]]
    assert sorted(told) == [["patient@example.com"], ["reception@example.com"]]
    for number, start in enumerate(THREE):
        make.booking(*open_clinic, start, **make.contact(number))


def test_a_time_that_was_taken_leaves_the_offer_as_it_was(client, open_clinic, offered):
    wanted = THREE[2] + timedelta(hours=3)
    make.booking(*open_clinic, wanted, **make.contact(1))
    with pytest.raises(TimeTaken):
        offered.ask_instead(offered.therapist, wanted)
    assert Appointment.objects.filter(state="offered", holds_time=True).count() == 3


def test_other_times_are_asked_for_only_while_an_offer_is_open(reception, offered):
    first, second = (Appointment.objects.get(pk=offered.pk) for _ in range(2))
    seen = offered.version
    first.accept(seen=seen)
    with pytest.raises(ChangedMeanwhile):
        second.ask_instead(second.therapist, LATER, seen=seen)
    with pytest.raises(NoLongerPossible):
        second.ask_instead(second.therapist, LATER)
    assert Appointment.objects.get(pk=offered.pk).state == "confirmed"


def test_a_link_that_has_expired_offers_to_send_the_newest(client, appointment):
    old = appointment.booking.get_absolute_url()
    appointment.booking.replace_link(by=None, seen=0)
    page = client.get(old)
    assert page.status_code == 410
    assert 'action="/book/link/"' in page.text
    assert 'name="email"' in page.text
