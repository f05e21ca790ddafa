"""Reception books for somebody on the phone."""

import re
import uuid
from datetime import timedelta

import pytest

from booking.models import Appointment, Booking, Service
from tests import make
from tests.each import each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/admin/booking/appointment/book/"
ELEVEN = "2026-11-24T16:00Z"  # tomorrow in Toronto


def form(**typed):
    fields = {
        "key": uuid.uuid4(),
        "name": "Phone Caller",
        "phone": "416 555 0177",
        "service": Service.objects.first().pk,
        "visits": 1,
        "start": ELEVEN,
    }
    return fields | typed


def test_name_phone_and_a_time_are_enough(reception, open_clinic):
    page = reception.get(PAGE).text
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    assert f'value="{ELEVEN}"' in page
    response = reception.post(PAGE, form(key=key), follow=True)
    booking = Booking.objects.get()
    assert booking.visits().get().state == "confirmed"
    assert booking.contact_by == "phone"
    assert f"Booked, with reference {booking}" in response.text
    assert not make.queued_mail()


def test_with_an_address_they_get_a_mail(reception, open_clinic):
    reception.post(PAGE, form(email="caller@example.com"))
    assert [mail.to for mail in make.queued_mail()] == [["caller@example.com"]]


def test_a_double_click_books_once(reception, open_clinic):
    typed = form()
    first, second = reception.post(PAGE, typed), reception.post(PAGE, typed)
    assert first.url == second.url
    assert Booking.objects.count() == 1


def test_the_same_form_with_other_words_is_asked_about(reception, open_clinic):
    typed = form()
    reception.post(PAGE, typed)
    response = reception.post(PAGE, typed | {"name": "Somebody Else"})
    assert response.status_code == 409
    assert "This form has already been booked" in response.text
    assert "Somebody Else" in response.text
    assert Booking.objects.count() == 1


@each(
    ("typed", "said"),
    [
        ({"name": ""}, "Enter the patient&#x27;s name."),
        ({"name": "Two\nLines"}, "Use one line"),
        ({"phone": ""}, "Enter a phone number or an email address."),
        ({"phone": "nonsense"}, "with its area code"),
        ({"email": "a@localhost"}, "like name@example.com"),
        ({"service": "0"}, "Select a valid choice"),
        ({"visits": "8"}, "Select a valid choice"),
        ({"visits": "2"}, "At most 1 for this service."),
        ({"start": ""}, "Choose a time."),
        ({"name": "x" * 121}, "Shorten this"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_lost(reception, open_clinic, typed, said):
    response = reception.post(PAGE, form(note="A sample note.", **typed))
    assert response.status_code == 422
    assert said in response.text
    assert "A sample note." in response.text
    assert not Booking.objects.exists()


def test_other_times_are_shown_with_everything_kept(reception, open_clinic):
    typed = form(note="A sample note.", show="2026-12-07")
    response = reception.post(PAGE, typed)
    assert response.status_code == 200
    for kept in ("Phone Caller", "416 555 0177", "A sample note.", str(typed["key"]), "Mon, Dec 7"):
        assert kept in response.text
    assert "errornote" not in response.text
    assert not Booking.objects.exists()


def times_of(page):
    return re.search(r'name="times_of" value="([^"]+)"', page.text)[1]


@pytest.mark.parametrize("changed", ["service", "therapist", "from_day"])
def test_who_changed_what_the_times_depend_on_sees_the_new_ones_first(
    reception, open_clinic, changed
):
    service, _ = open_clinic
    typed = form(note="A sample note.", times_of=times_of(reception.get(PAGE)))
    other = make.service(name="Other treatment")
    colleague = make.therapist(service, other, name="A Colleague")
    to = {"service": other.pk, "therapist": colleague.pk, "from_day": "2026-11-30"}
    response = reception.post(PAGE, typed | {changed: to[changed]})
    assert response.status_code == 422
    assert "match your new choices" in response.text
    assert "A sample note." in response.text
    assert not Booking.objects.exists()
    again = typed | {changed: to[changed], "start": "2026-11-30T16:00Z"}
    assert reception.post(PAGE, again | {"times_of": times_of(response)}).status_code == 302
    assert Booking.objects.count() == 1


@each("screen", ["book/", "1/move/", "1/offer/"])
def test_enter_shows_times_and_changes_nothing(reception, appointment, screen):
    address = f"/admin/booking/appointment/{screen.replace('1', str(appointment.pk))}"
    page = reception.get(address).text
    first = re.search(r'<button type="submit"[^>]*>', page[page.index("desk-form") :])[0]
    assert 'name="show" value="" formaction="#times"' in first
    typed = form(therapist=appointment.therapist_id, seen=make.version(appointment), show="")
    assert reception.post(address, typed).status_code == 200
    assert [one.state for one in Appointment.objects.all()] == ["requested"]
    assert len(make.queued_mail()) == 2


def test_a_typed_time_needs_no_list(reception, open_clinic):
    typed = form(start="typed", other_day="2026-11-25", other_time="10:00", from_day="2026-11-30")
    before = times_of(reception.get(PAGE))
    assert reception.post(PAGE, typed | {"times_of": before}).status_code == 302


def test_later_times_lead_back_to_earlier_ones(reception, open_clinic):
    assert "Earlier times" not in reception.get(PAGE).text
    later = reception.post(PAGE, form(show="2026-12-17")).text
    assert 'value="2026-12-03" formaction="#times" class="button">Earlier times' in later
    assert 'value="2026-11-23" formaction' in reception.post(PAGE, form(show="2026-11-30")).text


def test_each_error_leads_to_its_field(reception, open_clinic):
    response = reception.post(PAGE, form(name="", start=""))
    assert '<a href="#id_name">Enter the patient&#x27;s name.</a>' in response.text
    assert '<a href="#times">Choose a time.</a>' in response.text
    assert response.text.index("#id_name") < response.text.index('"#times">Choose')


def test_a_therapist_shows_only_their_times(reception, open_clinic):
    service, first = open_clinic
    make.booking(service, first, make.TOMORROW_AT_NINE + timedelta(hours=2))
    assert ELEVEN not in reception.get(PAGE).text
    second = make.therapist(service, name="A Colleague")
    assert ELEVEN in reception.get(PAGE).text
    reception.post(PAGE, form(therapist=second.pk))
    assert Appointment.objects.get(state="confirmed").therapist == second


def test_for_anyone_each_time_says_who_alone_is_free(reception, open_clinic):
    service, first = open_clinic
    second = make.therapist(service, name="A Colleague")
    make.booking(service, first, make.TOMORROW_AT_NINE + timedelta(hours=2))
    said = r'value="2026-11-24T16:00Z"> 11:00 AM<span> with A Colleague</span>'
    assert re.search(said, reception.get(PAGE).text)
    assert reception.get(PAGE).text.count("with A Colleague") == 1
    for plain in ({"therapist": second.pk}, {"visits": 2}):
        assert "with A Colleague" not in reception.post(PAGE, form(show="", **plain)).text
    reception.post(PAGE, form())
    assert Appointment.objects.get(state="confirmed").therapist == second


def test_a_therapist_of_other_services_is_refused(reception, open_clinic):
    other = make.therapist(name="Somebody Else")
    response = reception.post(PAGE, form(therapist=other.pk))
    assert response.status_code == 422
    assert "Somebody Else does not offer IMS treatment." in response.text


def test_a_time_taken_meanwhile_is_not_booked_over(reception, open_clinic):
    make.booking(*open_clinic, make.TOMORROW_AT_NINE + timedelta(hours=2))
    response = reception.post(PAGE, form(outside_hours="on"))
    assert response.status_code == 409
    assert "Another visit takes up that time" in response.text
    assert "Phone Caller" in response.text
    assert not Appointment.objects.filter(state="confirmed").exists()


def test_outside_hours_only_on_purpose(reception, open_clinic):
    late = form(start="typed", other_day="2026-11-25", other_time="20:00")
    assert reception.post(PAGE, late).status_code == 422
    assert not Booking.objects.exists()
    reception.post(PAGE, late | {"outside_hours": "on"})
    assert Appointment.objects.get().outside_hours


def test_a_course_keeps_its_time_of_day(reception, open_clinic):
    Service.objects.update(longest_course=7)
    reception.post(PAGE, form(visits=3))
    starts = [one.starts_at for one in Booking.objects.get().visits()]
    assert [start - starts[0] for start in starts] == [timedelta(weeks=week) for week in range(3)]


def test_a_course_with_a_week_that_is_taken_is_not_booked_and_names_it(reception, open_clinic):
    Service.objects.update(longest_course=7)
    second_week = make.TOMORROW_AT_NINE + timedelta(hours=2, weeks=1)
    make.booking(*open_clinic, second_week)
    response = reception.post(PAGE, form(visits=3))
    assert response.status_code == 409
    assert "These times are not available: Tuesday, December 1, 11:00 AM." in response.text
    assert Booking.objects.count() == 1


def test_another_visit_of_the_same_patient_begins_with_their_details(reception, appointment):
    page = reception.get(PAGE, {"again": appointment.pk}).text
    assert 'value="Sample Patient"' in page
    for nonsense in ("0", "9" * 5000, "x", "\u00b2"):
        assert reception.get(PAGE, {"again": nonsense}).status_code == 200


def test_without_services_there_is_nothing_to_book(reception):
    assert "No times are available" in reception.get(PAGE).text
    response = reception.post(PAGE, {"name": "Phone Caller"})
    assert response.status_code == 422


def test_editors_book_nobody(client, open_clinic):
    client.force_login(make.staff("Editors"))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, form()).status_code == 403
    assert not Booking.objects.exists()


def test_the_desk_leads_there(reception, open_clinic):
    assert PAGE in reception.get("/admin/").text
    assert PAGE in reception.get("/admin/booking/appointment/").text


def test_an_email_address_without_a_phone_number_is_enough(reception, open_clinic):
    response = reception.post(PAGE, form(phone="", email="caller@example.com"), follow=True)
    booking = Booking.objects.get()
    assert (booking.phone, booking.phone_dialled, booking.contact_by) == ("", "", "email")
    assert "(no phone number)" in response.text
    assert 'href="tel:"' not in response.text
    again = reception.get(PAGE, {"again": booking.visits().get().pk})
    assert 'value="caller@example.com"' in again.text


def test_another_service_is_not_chosen_in_place_of_one_that_is_no_longer_offered(
    reception, open_clinic, appointment
):
    other = make.service("Another treatment")
    open_clinic[1].services.add(other)
    Service.objects.filter(pk=appointment.service_id).update(is_active=False)
    nothing = '<option value="" selected>Choose one</option>'
    assert nothing in reception.get(f"{PAGE}?again={appointment.pk}").text
    page = reception.post(PAGE, form(service="", show=""))
    assert nothing in page.text
    assert not page.context["form"].times()["days"]
    refused = reception.post(PAGE, form(service=""))
    assert refused.status_code == 422
    assert nothing in refused.text
    assert nothing not in reception.get(PAGE).text
