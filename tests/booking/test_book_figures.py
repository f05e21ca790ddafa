"""What a preview of an appointment book promises is what comes in, and nothing stays out unsaid."""

import csv

import pytest
import time_machine

from booking.models import Appointment, Patient
from tests import make
from tests.booking.test_book_screens import ADA, AT_NINE, AT_TEN, BO, HEADER, WITH_ONE, at
from tests.booking.test_bringing_in import brought_in, compared

pytestmark = pytest.mark.django_db

CY = "Cy Placeholder,cy@example.com,416 555 0104"
IN_THE_PAST = "2026-11-20 09:00,2026-11-20 09:30"
AT_NIGHT = "2026-11-15 03:00,2026-11-15 03:30"


@pytest.fixture(autouse=True)
def _clinic():
    with time_machine.travel(make.NOW, tick=False):
        service = make.service()
        make.therapist(service)
        make.therapist(service, name="Another Therapist")
        yield


@pytest.fixture
def desk(client):
    client.force_login(make.staff("Reception"))
    return client


def test_the_days_of_the_file_are_said_and_how_many_visits_are_past(desk):
    one = compared(
        f"{ADA},{AT_NIGHT},{WITH_ONE}",
        f"{BO},{IN_THE_PAST},{WITH_ONE}",
        f"{CY},{AT_NINE},{WITH_ONE}",
        f"{CY},{AT_TEN},{WITH_ONE}Cancelled",
        header=HEADER,
    )
    assert one.by_kind() == {"past": 2, "fits": 1, "cancelled": 1}
    assert (
        "4 visits, 1 of them cancelled, from Sun, Nov 15, 2026 to Tue, Nov 24, 2026: 2 in the past "
        "(1 outside the hours that therapists work now), 2 upcoming."
    ) in desk.get(at(one, "preview/")).text
    rows = desk.get(at(one, "rows/?kind=past")).text
    assert "In the past, outside the hours that Sample Therapist works now." in rows
    brought_in(one)
    assert not Appointment.objects.filter(outside_hours=True).exists()


def test_the_button_promises_what_the_report_says(desk):
    one = compared(
        f"{ADA},{AT_NINE},{WITH_ONE}",
        f"{ADA},{AT_TEN},{WITH_ONE}Cancelled",
        f"{BO},{AT_NINE},{WITH_ONE}",
        f"Ada Exemplar,other@example.com,,{IN_THE_PAST},{WITH_ONE}",
        header=HEADER,
    )
    twin = one.twins.get()
    one.say_who([twin.pk], [])
    page = desk.get(at(one, "preview/")).text
    promise = "3 visits (1 of them cancelled) and 1 new patient"
    assert f"Bring in {promise}<" in page
    assert "4 rows about 2 patients: 2 new, 0 already here." in page
    brought_in(one)
    assert f"Brought in: {promise}." in desk.get(at(one)).text
    assert Patient.objects.count() == 1


def test_every_row_that_stays_out_is_in_the_file_with_its_reason(desk):
    one = compared(
        f"{ADA},{AT_NINE},{WITH_ONE}",
        f"{ADA},{AT_NINE},{WITH_ONE}",
        f"{BO},{AT_NINE},{WITH_ONE}",
        f"{BO},whenever,,{WITH_ONE}",
        f"{CY},{AT_TEN},Locum Lee,IMS treatment,",
        f",,,{AT_TEN},Sample Therapist,Lunch,",
        header=HEADER,
    )
    one = brought_in(one)
    file = desk.get(at(one, "to-mend.csv")).getvalue().decode().splitlines()
    reasons = [row[-1] for row in csv.reader(file[1:])]
    assert reasons == [
        "Repeats line 2.",
        "It overlaps the visit on line 2 (Tue, Nov 24, 9:00 AM).",
        "In “Start”, “whenever” is not a date.",
        "You left out “Locum Lee”.",
        "It is not a visit.",
    ]
    assert "Download the 5 rows that stay out" in desk.get(at(one)).text
    once = brought_in(compared(f"{CY},{AT_TEN},{WITH_ONE}", header=HEADER))
    assert "to-mend.csv" not in desk.get(at(once)).text


def test_contacts_that_cant_be_read_are_counted_and_listed(desk):
    one = compared(
        f"Ada Exemplar,ada@,416 555 01,{AT_NINE},{WITH_ONE}",
        f"Ada Exemplar,ada@,416 555 01,{AT_TEN},{WITH_ONE}",
        f"Bo Testcase,bo@example.com,call the desk,{IN_THE_PAST},{WITH_ONE}",
        header=HEADER,
    )
    page = desk.get(at(one, "preview/")).text
    assert "2 phone numbers and 1 email address could not be read" in page
    assert "3 rows to check" in page
    listed = desk.get(at(one, "rows/?kind=remarks")).text
    assert "Not a phone number, so left out: “call the desk”." in listed


def test_equal_notes_of_a_patient_are_kept_once():
    header = "Name,Email,Notes"
    ada = "Ada Exemplar,ada@example.com"
    brought_in(compared(f"{ada},Likes mornings", f"{ada},Likes mornings", header=header))
    assert [note.text for note in Patient.objects.get().notes.all()] == ["Likes mornings"]


def test_a_join_is_remembered_when_the_next_file_brings_the_same_people(desk):
    header = "Patient ID,Name,Email,Phone"
    eve, finn = "7,Eve Exemplar,eve@example.com,416 555 0104", "8,Finn Exemplar,,416 555 0104"
    first = compared(eve, finn, header=header)
    first.say_who([first.twins.get().pk], [])
    brought_in(first)
    finns = f"Finn Exemplar,finn@example.com,,{AT_NINE},{WITH_ONE}"
    eves = f"Eve Exemplar,other@example.com,,{AT_TEN},{WITH_ONE}"
    second = compared(finns, eves, header=HEADER)
    joined = {twin.person.name: twin.is_same for twin in second.twins.all()}
    assert joined == {"Finn Exemplar": True, "Eve Exemplar": False}
    assert "(1 as in an earlier file)" in desk.get(at(second, "preview/")).text
    again = compared(eve, "7,Ada Exemplar,,416 555 0104", header=header)
    assert again.twins.count() == 1
    brought_in(again)
    assert not compared(eve, "7,Ada Exemplar,,416 555 0104", header=header).twins.exists()
    by_number = compared("8,Finn Exemplar,,", "9,Finn Exemplar,,", header=header)
    assert [one.is_known for one in by_number.people.all()] == [True, False]
    assert by_number.twins.count() == 1
