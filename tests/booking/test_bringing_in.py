"""Another program's appointment book comes in once, as what it is, and tells nobody."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from booking.models import Appointment, BookImport, Booking, Patient
from tests import make

pytestmark = pytest.mark.django_db

HEADER = "Name,Email,Phone,Start,End,Therapist,Service,Status,Note,Visit ID"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.fixture
def clinic():
    service = make.service()
    return service, make.therapist(service)


def row(name="Ada Exemplar", email="ada@example.com", phone="416 555 0102", **more):
    said = {
        "start": "2026-11-24 09:00",
        "end": "2026-11-24 09:30",
        "therapist": "Sample Therapist",
        "service": "IMS treatment",
        "status": "",
        "note": "",
        "key": "",
    } | more
    return ",".join([name, email, phone, *said.values()])


def run(one):
    """As the worker does."""
    found = BookImport.objects.claim()
    assert found == one
    found.run()
    assert found.state != "failed", found.problem
    return BookImport.objects.get(pk=one.pk)


def compared(*rows, header=HEADER):
    """An import as it is when a person is shown what comes in."""
    one = BookImport.objects.upload("book.csv", ["\n".join([header, *rows]).encode()], by=None)
    one = run(one)
    one.decide(one.version, "sort")
    one = run(one)
    if one.asks == "names":
        one.decide(one.version, "plan")
        one = run(one)
    assert one.asks == "preview"
    return one


def brought_in(one, remind_from=None):
    one.begin(one.version, remind_from)
    return run(one)


def test_a_visit_comes_in_with_its_patient(clinic):
    brought_in(compared(row()))
    visit = Appointment.objects.get()
    assert (visit.booking.name, visit.state) == ("Ada Exemplar", "confirmed")
    assert visit.starts_at == datetime(2026, 11, 24, 14, tzinfo=UTC)
    assert visit.booking.patient.emails == ["ada@example.com"]
    assert not make.queued_mail()


def test_the_same_file_again_adds_nothing(clinic):
    brought_in(compared(row(), row(key="7", start="2026-11-25 09:00", end="2026-11-25 09:30")))
    again = compared(row(), row(key="7", start="2026-11-25 09:00", end="2026-11-25 09:30"))
    assert again.by_kind() == {"here": 2}
    brought_in(again)
    assert (Booking.objects.count(), Patient.objects.count()) == (2, 1)


def test_an_overlapping_visit_comes_in_only_by_a_tick_and_beside_the_rule(clinic):
    one = compared(row(), row("Bo Testcase", "bo@example.com", "416 555 0103"))
    assert one.by_kind() == {"fits": 1, "overlaps": 1}
    one.tick_all("overlaps", True)
    brought_in(one)
    visit = Appointment.objects.get(booking__name="Bo Testcase")
    assert (visit.is_over_another(), visit.is_held()) == (True, True)
    assert visit in Appointment.objects.busy()


def test_undoing_leaves_nothing(clinic):
    one = brought_in(compared(row(note="Knee."), row("Bo Testcase", status="Cancelled")))
    assert Patient.objects.count() == 2
    one.undo(one.version)
    run(one)
    assert not Booking.objects.exists()
    assert not Patient.objects.exists()


def test_reception_brings_a_book_in_screen_by_screen(client, clinic):
    client.force_login(make.staff("Reception"))
    home = "/admin/booking/bookimport/"
    book = "\n".join([HEADER, row(), row("Bo Testcase", therapist="Somebody Else")])
    sent = client.post(home, {"file": SimpleUploadedFile("book.csv", book.encode())})
    one = BookImport.objects.get()
    at = f"{home}{one.pk}/"
    assert sent.url == at
    assert "The file is being read." in client.get(at).text
    one = run(one)
    assert client.get(at).url == f"{at}columns/"
    page = client.get(f"{at}columns/")
    assert "Ada Exemplar" in page.text
    typed = {name: field.initial for name, field in page.context["form"].fields.items()}
    client.post(f"{at}columns/", typed | {"seen": one.version})
    one = run(one)
    page = client.get(f"{at}names/")
    typed = {name: field.initial for name, field in page.context["form"].fields.items()}
    refused = client.post(f"{at}names/", typed | {"therapists_1": "", "seen": one.version})
    assert refused.status_code == 422
    client.post(f"{at}names/", typed | {"therapists_1": "out", "seen": one.version})
    one = run(one)
    assert "Bring in 1 row" in client.get(f"{at}preview/").text
    assert "You leave out" in client.get(f"{at}rows/?kind=left+out").text
    client.post(f"{at}begin/", {"seen": one.version, "remind_from": ""})
    one = run(one)
    assert "1 visit and 1 new patient came in." in client.get(at).text
    assert "except" not in client.get(f"{at}undo/").text
    client.post(f"{at}undo/", {"seen": one.version})
    run(one)
    assert "Nothing of it is left." in client.get(at).text
    assert client.get(f"{at}to-mend.csv").status_code == 200
