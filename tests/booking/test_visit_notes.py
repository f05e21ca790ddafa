"""What the staff note about a visit, among themselves."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Booking, VisitNote
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def add(client, appointment, text):
    return client.post(
        f"/admin/booking/appointment/{appointment.pk}/note/", {"text": text}, follow=True
    )


def test_a_note_says_who_wrote_it_and_no_patient_reads_it(client, reception, appointment):
    page = add(reception, appointment, "Comes by <wheelchair>.").text
    assert "Comes by &lt;wheelchair&gt;." in page
    assert "sample-staff, Monday, November 23" in page
    appointment.confirm(reception.user)
    assert "wheelchair" not in reception.get(appointment.booking.get_absolute_url()).text
    assert not any("wheelchair" in mail.body for mail in make.queued_mail())


def test_a_double_click_is_one_note(reception, appointment):
    add(reception, appointment, "A sample note.")
    add(reception, appointment, "A sample note.")
    add(reception, appointment, "Another.")
    assert list(VisitNote.objects.values_list("text", flat=True)) == ["Another.", "A sample note."]


def test_as_many_queries_for_many_notes_as_for_few(reception, appointment):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            reception.get(appointment.get_admin_url())
        return len(captured)

    queries()  # what is read once and kept
    VisitNote.objects.add(appointment, "A sample note.", reception.user)
    few = queries()
    VisitNote.objects.add(appointment, "Another.", reception.user)
    assert queries() == few


@pytest.mark.parametrize(("text", "said"), [("", "Write a note"), ("x" * 1001, "Shorten this")])
def test_a_note_that_cannot_be_saved_comes_back(reception, appointment, text, said):
    response = add(reception, appointment, text)
    assert response.status_code == 422
    assert said in response.text
    assert text in response.text
    assert f"<strong>{appointment.booking.name}</strong>" in response.text
    assert not VisitNote.objects.exists()


def test_notes_go_when_the_patient_is_erased(reception, appointment):
    add(reception, appointment, "A sample note.")
    Booking.objects.erase()
    assert not VisitNote.objects.exists()
