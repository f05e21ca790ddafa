import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from booking.conflicts import TimeTaken
from booking.models import Appointment, Booking, Closure, Service, Therapist
from tests import make
from tests.each import each
from tests.markup import Markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

START = "2026-11-24T14:00Z"


def details(service, therapist=None, **changes):
    return {
        "key": str(uuid.uuid4()),
        "service": service.pk,
        "therapist": therapist.pk if therapist else "",
        "start": START,
        "name": "Sample Patient",
        "email": "patient@example.com",
        "phone": "416 555 0123",
        "contact_by": "email",
        "note": "",
        "confirmed": "yes",
    } | changes


def first_link(client, query=""):
    """To the details for the first open time shown."""
    _, times = client.get(f"/book/{query}").context["days"][0]
    return str(times[0][1])


def days(response):
    return [day for day, _ in response.context["days"]]


def test_without_hours_patients_are_asked_to_phone(client, seeded):
    page = client.get("/book/").text
    assert "Online booking is not open yet" in page
    assert "(416) 477-1101" in page


def test_open_times_are_links_to_the_details(client, open_clinic):
    page = client.get("/book/").text
    assert "start=2026-11-24T14%3A00Z" in page
    assert "EST" in page


def test_a_taken_time_is_not_offered(client, open_clinic):
    make.booking(*open_clinic)
    assert "start=2026-11-24T14%3A00Z" not in client.get("/book/").text


def test_later_dates_follow_on_the_ones_shown(client, open_clinic):
    first = client.get("/book/")
    later = client.get(str(first.context["picker"].later()))
    assert days(later)[0] > days(first)[-1]
    assert days(client.get(str(later.context["picker"].earlier()))) == days(first)


def test_a_closed_day_is_passed_over(client, open_clinic):
    Closure.objects.create(first_day=make.TOMORROW, last_day=make.TOMORROW)
    assert make.TOMORROW not in days(client.get("/book/"))


@each(
    "query",
    [
        "service=99999999999999999999999",
        "service=x&therapist=y&day=z&start=w",
        "day=9999-12-31",
        "day=0001-01-01",
        "therapist=-1",
        "start=0001-01-01T00:00%2B05:00",
        "start=9999-12-31T23:59-05:00",
        "start=9999-12-31T23:59Z",
        "start=2026-11-24T14:00",
    ],
)
def test_nonsense_in_the_address_is_ignored(client, open_clinic, query):
    assert client.get(f"/book/?{query}").status_code == 200
    assert client.get(f"/book/request/?{query}").status_code == 302
    with_service = f"/book/request/?{query}&service={open_clinic[0].pk}"
    assert client.get(with_service).status_code == 302
    assert client.post("/book/request/", QueryDict(query).dict()).status_code == 422


def test_a_request_is_stored_and_shown_as_not_yet_confirmed(client, open_clinic):
    service, therapist = open_clinic
    response = client.post("/book/request/", details(service, therapist, note="Ground floor?"))
    assert response.status_code == 303
    booking = Booking.objects.get()
    assert booking.note == "Ground floor?"
    page = client.get(response["Location"])
    assert "We have your request" in page.text
    assert booking.reference in page.text
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"


def test_the_private_page_names_nobody(client, open_clinic):
    make.booking(*open_clinic)
    page = client.get(Booking.objects.get().get_absolute_url()).text
    for private in ("Sample Patient", "patient@example.com", "416 555 0123"):
        assert private not in page


def test_a_wrong_link_says_nothing(client, open_clinic):
    assert client.get("/appointments/not-a-token/").status_code == 404


def test_anyone_means_the_first_who_is_free(client):
    service = make.service()
    first = make.therapist(service, name="Sample Therapist 1", order=1)
    second = make.therapist(service, name="Sample Therapist 2", order=2)
    for number in (1, 2, 3):
        third = client.post("/book/request/", details(service, **make.contact(number)))
    assert [one.therapist for one in Appointment.objects.order_by("pk")] == [first, second]
    assert third.status_code == 409


def test_a_taken_time_offers_others_and_keeps_what_was_typed(client, open_clinic):
    make.booking(*open_clinic)
    response = client.post("/book/request/", details(open_clinic[0], name="Rival Patient"))
    assert response.status_code == 409
    assert 'value="Rival Patient"' in response.text
    assert "Tuesday, November 24, 9:30 AM" in Markup(response.text).words
    assert Booking.objects.count() == 1


def test_one_of_the_times_offered_is_accepted_with_the_same_form(client, open_clinic):
    make.booking(*open_clinic)
    form = details(open_clinic[0])
    refused = client.post("/book/request/", form)
    offered = re.findall(r'name="start-0" value="([^"]+)"', refused.text)
    accepted = client.post("/book/request/", form | {"start": [], "start-0": offered[0]})
    assert accepted.status_code == 303


def test_a_double_click_leads_to_one_booking(client, open_clinic):
    form = details(open_clinic[0])
    first = client.post("/book/request/", form)
    second = client.post("/book/request/", form)
    assert first["Location"] == second["Location"]
    assert Booking.objects.count() == 1


def test_back_finds_the_same_form(client, open_clinic):
    for page in (client.get(first_link(client)), client.post("/book/request/", {})):
        assert page["Cache-Control"] == "private, no-cache"


def test_the_way_back_to_the_times_keeps_the_day(client, open_clinic):
    link = first_link(client, "?day=2026-12-01")
    assert "day=2026-12-01" in str(client.get(link).context["choose"])


def test_the_key_of_another_ones_form_does_not_open_their_booking(client, open_clinic):
    form = details(open_clinic[0])
    theirs = client.post("/book/request/", form)
    mine = client.post("/book/request/", form | {"name": "Somebody Else"})
    assert mine.status_code == 409
    assert theirs["Location"] not in mine.text
    assert "Somebody Else" in mine.text
    assert form["key"] not in mine.text  # a new key, so that sending again is a new request


@each("start", ["2026-11-24T14:07Z", "2026-11-23T15:00Z", "2027-11-24T14:00Z", "2026-11-25T03:00Z"])
def test_a_time_that_is_not_offered_is_refused(client, open_clinic, start):
    response = client.post("/book/request/", details(open_clinic[0], start=start))
    assert response.status_code == 409
    assert not Booking.objects.exists()


def test_a_time_that_is_gone_leads_back_to_those_that_are_open(client, open_clinic):
    link = first_link(client)
    assert client.get(link).status_code == 200
    make.booking(*open_clinic)
    response = client.get(link, follow=True)
    assert "is no longer available" in response.text
    assert response.context["days"]


def test_a_therapist_who_does_not_offer_the_service_is_not_booked(client, open_clinic):
    other = make.service("Something else")
    make.therapist(other, name="Somebody Else")
    response = client.post("/book/request/", details(other, open_clinic[1]))
    assert response.status_code == 409
    assert not Booking.objects.exists()


def test_a_therapist_who_has_just_stopped_is_not_booked(client, open_clinic):
    service, therapist = open_clinic
    Therapist.objects.update(is_active=False)
    with pytest.raises(TimeTaken):
        make.booking(service, therapist)


def test_a_service_no_longer_offered_keeps_what_was_typed(client, open_clinic):
    form = details(open_clinic[0])
    Service.objects.update(is_active=False)
    response = client.post("/book/request/", form)
    assert response.status_code == 422
    assert 'value="Sample Patient"' in response.text


def test_an_empty_form_names_what_is_missing(client, open_clinic):
    form = details(open_clinic[0], name="", email="", phone="")
    response = client.post("/book/request/", form)
    assert response.status_code == 422
    assert "There is a problem" in response.text
    assert set(response.context["form"].errors) == {"name", "email", "phone"}


def test_details_are_asked_for_only_after_a_time(client, open_clinic):
    response = client.get("/book/request/")
    assert response.status_code == 302
    assert response["Location"] == "/book/"


@pytest.mark.parametrize("key", ["", "not a key"])
def test_a_form_whose_key_was_lost_is_stored(client, open_clinic, key):
    response = client.post("/book/request/", details(open_clinic[0], key=key))
    assert response.status_code == 303


def test_both_mails_go_out_with_the_request_and_carry_nothing_typed(client, open_clinic):
    form = details(open_clinic[0], name="Typed Name", note="Typed note", phone="416 555 0177")
    client.post("/book/request/", form)
    patient, reception = make.queued_mail()
    assert patient.to == ["patient@example.com"]
    assert reception.to == ["reception@example.com"]
    for mail in (patient, reception):
        for typed in ("Typed Name", "Typed note", "416 555 0177"):
            assert typed not in mail.subject + mail.body
    assert "not confirmed yet" in patient.body
    assert Booking.objects.get().get_absolute_url() in patient.body
    assert "/admin/booking/appointment/" in reception.body


def queries_to_choose(client, number):
    for _ in range(number):
        service = Service.objects.first() or make.service(start_every=10, duration=10)
        one = make.therapist(service, name=f"Sample Therapist {Therapist.objects.count()}")
        for minutes in (0, 30, 60):
            start = make.TOMORROW_AT_NINE + timedelta(minutes=minutes)
            make.booking(service, one, start, **make.contact(Booking.objects.count()))
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/book/").status_code == 200
    return len(captured)


def test_choosing_a_time_takes_as_few_queries_whatever_the_history(client):
    assert queries_to_choose(client, 2) == queries_to_choose(client, 8) <= 14


CHANGES = {
    "therapist": "",
    "contact_by": "phone",
    "name": "Another Name",
    "email": "another@example.com",
    "phone": "416 555 0199",
    "note": "Another note",
    "start": ["2026-11-25T14:00Z"],
}


@each("name", CHANGES)
def test_a_form_changed_after_it_was_sent_is_not_taken_for_the_old_one(client, open_clinic, name):
    service, therapist = open_clinic
    make.therapist(service, name="A Colleague")
    form = details(service, therapist)
    sent = client.post("/book/request/", form)
    page = client.post("/book/request/", form | {name: CHANGES[name]})
    assert page.status_code == 409
    assert "Changes you made after that were not sent" in page.text
    assert (f'href="{sent["Location"]}"' in page.text) == (name != "name")
    assert Booking.objects.count() == 1


def test_a_service_or_a_number_of_visits_changed_later_is_not_the_old_request(client, open_clinic):
    service, therapist = open_clinic
    Service.objects.update(longest_course=3)
    other = make.service("Another service")
    other.therapists.add(therapist)
    form = details(service, therapist)
    client.post("/book/request/", form)
    for change in ({"service": other.pk}, {"start": [START, "2026-12-01T14:00Z"]}):
        assert client.post("/book/request/", form | change).status_code == 409
    assert Booking.objects.count() == 1


def test_the_very_same_form_leads_to_its_booking_also_after_a_move(client, open_clinic):
    form = details(*open_clinic)
    first = client.post("/book/request/", form)
    Appointment.objects.get().move(open_clinic[1], make.TOMORROW_AT_NINE + timedelta(hours=3))
    assert client.post("/book/request/", form)["Location"] == first["Location"]
    assert Booking.objects.count() == 1


def test_a_second_request_needs_three_more_presses(client, open_clinic):
    form = details(*open_clinic)
    client.post("/book/request/", form)
    changed = form | {"start": "2026-11-25T14:00Z"}
    key = client.post("/book/request/", changed).context["form"]["key"].value()
    del changed["confirmed"]
    assert "Check your answers" in client.post("/book/request/", changed | {"key": key}).text
    assert Booking.objects.count() == 1
    client.post("/book/request/", changed | {"key": key, "confirmed": "yes"})
    assert Booking.objects.count() == 2
