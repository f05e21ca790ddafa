"""Visits as a file for a spreadsheet: whole, harmless, for those who may, and on record."""

import csv
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.admin import export
from booking.models import Booking, Export
from tests import make
from tests.each import each
from typed.spreadsheet import harmless

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = "/admin/booking/appointment/export/"
WEEK = {"first": "2026-11-23", "last": "2026-11-29"}


def text_of(response):
    return b"".join(response.streaming_content).decode()


def rows_of(response):
    text = text_of(response)
    assert text[0] == "\ufeff"
    return list(csv.DictReader(text[1:].splitlines()))


def test_a_file_has_a_line_for_each_visit_in_the_clinics_time(reception, appointment):
    response = reception.post(PAGE, WEEK)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].endswith('"visits-2026-11-23-to-2026-11-29.csv"')
    assert "no-store" in response["Cache-Control"]
    assert rows_of(response) == [
        {
            "Date": "2026-11-24",
            "Start": "09:00",
            "End": "09:30",
            "State": "Requested",
            "Service": "IMS treatment",
            "Therapist": "Sample Therapist",
            "Patient": "Sample Patient",
            "Phone": "416 555 0123",
            "Email": "patient@example.com",
            "Reference": appointment.booking.reference,
            "Booked on": "2026-11-23 09:00",
        }
    ]


def test_both_days_are_included_and_no_others(reception, appointment):
    for day in ("2026-11-23", "2026-11-25"):
        assert rows_of(reception.post(PAGE, {"first": day, "last": day})) == []
    tomorrow = {"first": "2026-11-24", "last": "2026-11-24"}
    assert len(rows_of(reception.post(PAGE, tomorrow))) == 1


def test_a_day_with_25_hours_is_whole(reception, open_clinic):
    service, _ = open_clinic
    late = make.therapist(service, name="Late Therapist", opens="23:00", closes="00:00")
    with time_machine.travel("2026-10-30T14:00Z", tick=False):
        make.booking(service, late, starts_at=make.NOW.replace(month=11, day=2, hour=4))
    day = {"first": "2026-11-01", "last": "2026-11-01"}
    assert [one["Start"] for one in rows_of(reception.post(PAGE, day))] == ["23:00"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2", "'-2"),
        ("+1 416 555 0123", "'+1 416 555 0123"),
        ("\uff1d1+1", "'\uff1d1+1"),
        (" \t=1+1", "' \t=1+1"),
        ("\r=1+1", "'\r=1+1"),
        ("\u200b=1+1", "'\u200b=1+1"),
        ("Ann;=1+1", "Ann;'=1+1"),
        ("Mary-Ann O'Neil", "Mary-Ann O'Neil"),
        ("ann+clinic@example.com", "ann+clinic@example.com"),
    ],
)
def test_no_cell_is_a_formula(typed, written):
    assert harmless(typed) == written


def test_a_name_that_is_a_formula_is_written_as_text(reception, appointment):
    Booking.objects.update(name='=HYPERLINK("https://example.com")')
    (row,) = rows_of(reception.post(PAGE, WEEK))
    assert row["Patient"] == '\'=HYPERLINK("https://example.com")'


def test_a_file_leaves_a_record(reception, appointment):
    reception.post(PAGE, WEEK)
    record = Export.objects.get()
    assert (record.by, record.visits) == (reception.user, 1)
    page = reception.get(PAGE).text
    assert "November 23, 2026 to November 29, 2026" in page
    assert "sample-staff" in page


def test_looking_at_the_form_leaves_none_and_suggests_the_last_month(reception):
    page = reception.get(PAGE, WEEK).text
    assert 'value="2026-10-01"' in page
    assert 'value="2026-10-31"' in page
    assert not Export.objects.exists()


@each(
    ("days", "said"),
    [
        ({}, "Enter a day."),
        ({"first": "nonsense", "last": "2026-11-24"}, "Enter a day, such as"),
        ({"first": "2026-11-24", "last": "2026-11-23"}, "be before the first."),
        ({"first": "2024-11-24", "last": "2026-11-24"}, "Choose 2 years at most."),
        ({"first": "0001-01-01", "last": "9999-12-31"}, "Enter a year from"),
    ],
)
def test_days_that_make_no_span_are_refused_as_typed(reception, days, said):
    response = reception.post(PAGE, days)
    assert response.status_code == 422
    assert said in response.text
    assert not Export.objects.exists()


def test_two_years_are_allowed(reception):
    assert reception.post(PAGE, {"first": "2024-11-25", "last": "2026-11-24"}).status_code == 200


def test_a_long_file_is_read_a_few_visits_at_a_time_and_each_once(
    reception, open_clinic, monkeypatch
):
    service, therapist = open_clinic
    colleague = make.therapist(service, name="Sample Colleague")
    for number in range(3):
        start = make.TOMORROW_AT_NINE + timedelta(hours=number)
        make.booking(service, therapist, start, name=f"A{number}", **make.contact(number))
        make.booking(service, colleague, start, name=f"B{number}", **make.contact(10 + number))
    monkeypatch.setattr(export, "AT_ONCE", 1)
    response = reception.post(PAGE, WEEK)
    with CaptureQueriesContext(connection) as captured:
        names = [row["Patient"] for row in rows_of(response)]
    assert names == ["A0", "B0", "A1", "B1", "A2", "B2"]
    assert len(captured) == 7


def test_spam_and_offers_are_not_visits(reception, appointment, open_clinic):
    _, therapist = open_clinic
    appointment.confirm(by=reception.user)
    appointment.propose(therapist, appointment.starts_at + timedelta(hours=2), by=reception.user)
    assert len(rows_of(reception.post(PAGE, WEEK))) == 1
    type(appointment).objects.update(state="spam", holds_time=False, instead_of=None)
    assert rows_of(reception.post(PAGE, WEEK)) == []


def test_a_colleague_who_may_only_look_gets_no_file(client):
    user = make.staff("Editors")
    user.user_permissions.set(make.permissions("view_appointment"))
    client.force_login(user)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, WEEK).status_code == 403
