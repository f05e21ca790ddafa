"""What was brought in from another appointment book is shown and treated as what it is."""

import pytest
import time_machine

from booking.models import Appointment, Booking, Patient
from tests import make
from tests.booking.test_bringing_in import brought_in, compared, row, run

pytestmark = pytest.mark.django_db

PATIENTS = "Patient Name,Email,Phone"


@pytest.fixture(autouse=True)
def clinic():
    with time_machine.travel(make.NOW, tick=False):
        service = make.service()
        yield service, make.therapist(service)


def contact_of(visit):
    booking = Booking.objects.get(pk=visit.booking_id)
    return booking.email, booking.phone, booking.contact_by


def test_a_visit_with_only_a_name_and_an_email_has_its_patients_phone(client):
    brought_in(compared("Ada Exemplar,ada@example.com,416 555 0102", header=PATIENTS))
    brought_in(compared(row(phone="")))
    visit = Appointment.objects.get()
    assert contact_of(visit) == ("ada@example.com", "416 555 0102", "email")
    client.force_login(make.staff("Reception"))
    for address in (f"/admin/booking/appointment/{visit.pk}/change/", "/admin/?day=2026-11-24"):
        assert "555 0102" in client.get(address).text.replace("-", " ")
    found = client.get("/admin/booking/appointment/", {"q": "4165550102"})
    assert "Ada Exemplar" in found.text


def test_a_visit_gets_what_a_later_file_of_patients_says_until_that_is_undone():
    brought_in(compared(row(phone="")))
    one = brought_in(compared("Ada Exemplar,ada@example.com,416 555 0102", header=PATIENTS))
    visit = Appointment.objects.get()
    assert contact_of(visit) == ("ada@example.com", "416 555 0102", "email")
    one.undo(one.version)
    run(one)
    assert contact_of(visit) == ("ada@example.com", "", "email")
    assert Patient.objects.get().phones == []
