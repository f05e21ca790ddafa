"""What was brought in from another appointment book is shown and treated as what it is."""

from datetime import timedelta

import pytest
import time_machine

from booking.models import Appointment, Booking, Patient
from clinic_site.models import Retention
from clinic_site.retention.kinds import KINDS
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


def test_a_patient_whose_email_only_their_record_has_is_told_when_their_visit_moves():
    brought_in(compared("Ada Exemplar,ada@example.com,416 555 0102", header=PATIENTS))
    brought_in(compared(row(email="")))
    visit = Appointment.objects.get()
    later = visit.starts_at + timedelta(hours=1)
    visit.move(visit.therapist, later, by=make.staff("Reception"))
    (mail,) = make.queued_mail()
    assert mail.to == ["ada@example.com"]


def test_a_visit_gets_what_a_later_file_of_patients_says_until_that_is_undone():
    brought_in(compared(row(phone="")))
    one = brought_in(compared("Ada Exemplar,ada@example.com,416 555 0102", header=PATIENTS))
    visit = Appointment.objects.get()
    assert contact_of(visit) == ("ada@example.com", "416 555 0102", "email")
    one.undo(one.version)
    run(one)
    assert contact_of(visit) == ("ada@example.com", "", "email")
    assert Patient.objects.get().phones == []


def test_figures_say_what_another_book_does_not(client):
    last_week = {"start": "2026-11-17 09:00", "end": "2026-11-17 09:30"}
    gone = row("Bo Testcase", "bo@example.com", "", status="Cancelled", **last_week)
    brought_in(compared(row(**last_week), gone))
    client.force_login(make.staff("Reception"))
    address = "/admin/booking/appointment/figures/"
    page = client.get(address, {"first": "2026-11-16", "last": "2026-11-20"})
    tally = page.context["report"].all
    assert (tally.unmarked, tally.by_either, tally.by_clinic) == (1, 1, 0)
    assert "2 of these visits were brought in" in page.text


def test_visits_of_long_ago_are_kept_for_their_period_from_the_import_on():
    old = {"start": "2005-11-24 09:00", "end": "2005-11-24 09:30"}
    gone = row("Bo Testcase", "bo@example.com", "", status="Cancelled", **old)
    brought_in(compared(row(**old), gone))
    retention = Retention.current()
    assert not [kind for kind in KINDS if kind.found(retention)]
    with time_machine.travel(make.NOW + 4100 * timedelta(days=1), tick=False):
        due = {kind.key for kind in KINDS if kind.found(retention)}
    assert due >= {"visits", "requests"}
