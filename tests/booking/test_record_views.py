"""Whose records somebody has looked at is noted, on each screen that shows one."""

import pytest
from django.db import connection
from django.urls import reverse

from booking.models import CalendarFeed, RecordView
from tests import make

pytestmark = pytest.mark.django_db
LIST = "/admin/booking/patient/"


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(make.NOW, tick=False)


@pytest.fixture
def visit():
    service = make.service()
    return make.booking(service, make.therapist(service)).appointments.get()


@pytest.fixture
def reception(client):
    client.force_login(make.staff("Reception", "sample-reception"))
    return client


def noted():
    """What is in the log, oldest first, as screens and keys."""
    rows = RecordView.objects.order_by("pk")
    return [(one.screen, one.patient_id, one.booking_id, one.patients) for one in rows]


def test_the_page_of_a_visit_is_noted_with_its_patient(reception, visit):
    reception.get(visit.get_admin_url())
    row = RecordView.objects.get()
    assert (row.screen, row.booking_id) == ("visit", visit.booking_id)
    assert row.patient_id == visit.booking.patient_id is not None
    assert (row.at, row.account, row.by_search) == (make.NOW, "sample-reception", False)


def test_a_list_is_noted_once_and_the_few_that_a_search_finds_each(reception, visit):
    reception.get(LIST)
    reception.get(f"{LIST}?q=Sample")
    reception.get(f"{LIST}?q=Nobody")
    patient = visit.booking.patient_id
    assert noted() == [("list", None, None, 1), ("list", patient, None, 1)]


def test_what_is_opened_from_a_search_is_told_apart(reception, visit):
    url = visit.booking.patient.get_admin_url()
    for referer in (f"{LIST}?q=Sample", LIST, "https://elsewhere.example/?q=Sample", "http://[::1"):
        if referer.startswith("/"):
            referer = f"http://testserver{referer}"
        reception.get(url, headers={"referer": referer})
    rows = RecordView.objects.order_by("pk")
    assert [row.by_search for row in rows] == [True, False, False, False]


def test_the_board_is_noted_with_its_day_and_not_each_time_it_is_refreshed(
    reception, visit, time_machine
):
    for address in ("/admin/?day=2026-11-24", "/admin/booking/appointment/board/?day=2026-11-24"):
        reception.get(address)
    assert noted() == [("board", None, None, 1)]
    assert str(RecordView.objects.get().day) == "2026-11-24"
    reception.get("/admin/?day=2026-11-25")
    assert len(noted()) == 2
    time_machine.shift(601)
    reception.get("/admin/?day=2026-11-24")
    assert len(noted()) == 3


def test_a_file_of_visits_is_noted_with_how_many_patients(reception, visit):
    days = {"first": "2026-11-24", "last": "2026-11-24"}
    assert reception.get("/admin/booking/appointment/export/").status_code == 200
    assert noted() == []
    reception.post("/admin/booking/appointment/export/", days)
    assert noted() == [("export", None, None, 1)]


def test_those_found_for_a_caller_are_noted(reception, visit):
    reception.post("/admin/booking/patient/find/", {"name": "Sample Patient"})
    assert noted() == [("phone", visit.booking.patient_id, None, 1)]


def test_whose_details_fill_in_a_form_is_noted(reception, visit):
    reception.get(f"/admin/booking/appointment/book/?again={visit.pk}")
    assert {row[1:3] for row in noted()} >= {(visit.booking.patient_id, visit.booking_id)}


def test_nothing_is_noted_for_somebody_who_may_not_look(client, visit):
    client.force_login(make.staff("Editors"))
    for url in (visit.get_admin_url(), "/admin/", LIST, "/admin/booking/appointment/sheet/"):
        client.get(url)
    assert noted() == []


def test_what_cannot_be_noted_is_not_shown(reception, visit):
    reception.raise_request_exception = False
    with make.undone():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE booking_recordview ADD CHECK (screen <> 'visit')")
        answer = reception.get(visit.get_admin_url())
        assert answer.status_code == 500
        assert "Sample Patient" not in answer.text


def test_a_private_page_is_noted_now_and_then_and_shown_even_if_it_cannot_be(
    client, visit, time_machine
):
    url = visit.booking.get_absolute_url()
    for _ in range(2):
        client.get(url)
    time_machine.shift(601)
    client.get(url)
    client.get(f"{url}visit.ics")
    by_patient = (visit.booking.patient_id, visit.booking_id, 1)
    assert noted() == [("private", *by_patient)] * 2 + [("calendar", *by_patient)]
    assert RecordView.objects.first().account == ""
    time_machine.shift(601)
    with make.undone():
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE booking_recordview ADD CHECK (screen <> 'private') NOT VALID"
            )
        assert client.get(url).status_code == 200


def test_a_private_page_of_the_waiting_list_is_noted(client):
    entry = make.waiting_entry(make.service())
    client.get(entry.private_path())
    assert RecordView.objects.get().entry_id == entry.pk


def test_a_calendar_link_is_noted_once_an_hour(client, visit, time_machine):
    feed = CalendarFeed.objects.create(therapist=visit.therapist)
    for _ in range(3):
        assert client.get(feed.get_absolute_url()).status_code == 200
        time_machine.shift(1801)
    rows = RecordView.objects.values_list("screen", "therapist_id", "account_id")
    assert list(rows) == [("feed", visit.therapist_id, None)] * 2


def test_a_link_that_opens_nothing_is_not_noted(client):
    client.get(reverse("booking:appointment", args=["a" * 32]))
    client.get(reverse("booking:feed", args=["a" * 32]))
    assert noted() == []
