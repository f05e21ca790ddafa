"""A therapist's account: their own days, visits and patients, and nothing of any other's."""

import re
from datetime import timedelta

import pytest
import time_machine

from booking.models import Appointment, CalendarFeed, Patient, RecordView, VisitNote
from booking.models.visible import sees_own_alone
from tests import make
from tests.clinic_site.doors import DESK, STOCK

pytestmark = pytest.mark.django_db
OTHERS = ("Other Patient", "other@example.com", "0177", "Other words", "Other Therapist")
LATER = make.TOMORROW_AT_NINE + timedelta(hours=2)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def mine(client):
    """A visit of the therapist who is logged in."""
    service = make.service()
    therapist = make.therapist(service)
    client.force_login(make.own_account(therapist))
    booking = make.booking(service, therapist, note="Sample words")
    booking.confirm(by=None)
    return booking.appointments.get()


@pytest.fixture
def other(mine):
    """A visit of another therapist, with a patient of theirs."""
    therapist = make.therapist(mine.service, name="Other Therapist")
    details = {"name": "Other Patient", "email": "other@example.com", "phone": "416 555 0177"}
    booking = make.booking(mine.service, therapist, note="Other words", **details)
    booking.confirm(by=None)
    visit = booking.appointments.get()
    VisitNote.objects.add(visit, "Other words", by=None)
    CalendarFeed.objects.create(therapist=therapist)
    return visit


def reads(client, path):
    page = client.get(path)
    assert page.status_code == 200
    assert not [words for words in OTHERS if words in page.text], path
    return page.text


@pytest.mark.parametrize("show", ["day", "week"])
@pytest.mark.parametrize("whose", ["", "&therapist={}"])
def test_the_desk_opens_on_their_own_day(client, mine, other, show, whose):
    query = f"?day={make.TOMORROW}&show={show}{whose.format(other.therapist_id)}"
    first = reads(client, f"/admin/{query}")
    assert "Your day" in first
    assert "Sample Patient" in first
    assert "Find one of your visits" in first
    assert "Sample Patient" in reads(client, f"/admin/booking/appointment/board/{query}")
    for closed in ("Print the day", "Book for a caller", "Waiting list", "appointment request"):
        assert closed not in first


def test_a_therapist_who_takes_no_bookings_is_not_shown_everybody(client, mine, other):
    type(mine.therapist).objects.filter(pk=mine.therapist_id).update(is_active=False)
    assert "Sample Patient" in reads(client, f"/admin/?day={make.TOMORROW}")
    reads(client, "/admin/?day=2026-12-20&show=week")


def test_an_account_that_is_linked_to_nobody_sees_nobody(client, mine, other):
    client.force_login(make.staff("Therapists", "sample-unlinked"))
    first = reads(client, f"/admin/?day={make.TOMORROW}")
    assert "not linked to a therapist" in first
    assert "Sample Patient" not in first
    assert "not linked to a therapist" in reads(client, "/admin/booking/appointment/mine/")
    assert client.get(mine.get_admin_url()).status_code == 403


def test_a_visit_of_another_is_refused_in_clear_words_and_noted(client, mine, other):
    note = f"/admin/booking/appointment/{other.pk}/note/"
    for ask, path in ((client.get, other.get_admin_url()), (client.post, note)):
        for at in (path, path.replace(f"/{other.pk}/", "/999999/")):  # as if it were there
            answer = ask(at)
            assert answer.status_code == 403
            assert "You cannot open this page" in answer.text
    noted = RecordView.objects.get(screen="refused")
    assert (noted.account, noted.patients) == (mine.therapist.account.username, 0)
    assert noted.patient_id is None


def test_no_address_opens_a_visit_or_a_patient_of_another(client, mine, other):
    patient = other.booking.patient
    paths = [
        f"/{re.sub('<.*?>', str(row.pk), route)}"
        for row, kind in ((other, "appointment"), (patient, "patient"))
        for route in DESK | STOCK
        if re.match(f"admin/booking/{kind}/<", route)
    ]
    assert len(paths) > 25
    for path in paths:
        for method in (client.get, client.post):
            answer = method(path, follow=True)
            assert not [words for words in OTHERS if words in answer.text], path
            led_away = answer.wsgi_request.path == "/admin/"
            assert led_away or answer.status_code in (403, 404, 405), path
    assert Appointment.objects.get(pk=other.pk).version == other.version
    assert other.notes.count() == 1


def test_a_search_finds_only_their_own(client, mine, other):
    listed = "/admin/booking/appointment/?state=all&q="
    assert "Sample Patient" in reads(client, f"{listed}sample")
    reads(client, listed)
    assert "/change/" not in client.get(f"{listed}other").text
    assert client.get("/admin/booking/patient/?q=sample").status_code == 403


def test_their_visit_says_what_they_need(client, mine, other):
    VisitNote.objects.add(mine, "A sample note", by=None)
    page = reads(client, mine.get_admin_url())
    for words in ("Sample Patient", "416 555 0123", "Sample words", "A sample note", "requested"):
        assert words in page
    for verb in ("cancel", "move", "offer", "link", "service"):
        assert f"/{verb}/" not in page
    reads(client, f"/admin/booking/appointment/{mine.pk}/history/")


def test_the_record_of_a_patient_of_both_shows_their_own_visits_alone(client, mine, other):
    patient = mine.booking.patient
    again = make.booking(mine.service, other.therapist, starts_at=LATER, note="Other words")
    assert again.patient == patient
    Patient.objects.get(pk=patient.pk).add_note("Other words", by=None)
    VisitNote.objects.add(again.appointments.get(), "Other words", by=None)
    VisitNote.objects.add(mine, "A sample note", by=None)
    page = reads(client, patient.get_admin_url())
    assert "416 555 0123" in page
    assert "A sample note" in page
    assert re.findall(r"/appointment/(\d+)/", page) == [str(mine.pk)]


def test_they_record_who_came_and_correct_it(client, mine, now):
    now.shift(timedelta(days=1, hours=1))
    client.force_login(mine.therapist.account)
    for verb, state in (("attended", "attended"), ("missed", "missed")):
        path = f"/admin/booking/appointment/{mine.pk}/{verb}/"
        said = client.post(path, {"seen": make.version(mine)}, follow=True)
        assert f"is marked as {state}" in said.text
        assert Appointment.objects.get(pk=mine.pk).state == state
    assert client.post(path, {"seen": 0, "back": "attendance"}, follow=True).status_code == 200


def test_an_answer_never_leads_to_a_visit_of_another(client, mine, other, now):
    now.shift(timedelta(days=1, hours=1))
    client.force_login(mine.therapist.account)
    path = f"/admin/booking/appointment/{mine.pk}/attended/"
    done = client.post(path, {"seen": make.version(mine), "back": "attendance"}, follow=True)
    assert done.status_code == 200
    assert not [words for words in OTHERS if words in done.text]


def test_they_write_a_note_on_their_visit(client, mine):
    path = f"/admin/booking/appointment/{mine.pk}/note/"
    assert client.post(path, {"text": ""}).status_code == 422
    page = client.post(path, {"text": "A sample note"}, follow=True)
    assert "A sample note" in page.text
    assert mine.notes.get().by == mine.therapist.account


def test_their_hours_are_shown_and_their_calendar_is_theirs_alone(client, mine, other):
    page = reads(client, "/admin/booking/appointment/mine/")
    assert "9:00 AM – 5:00 PM" in page
    feed = "/admin/booking/therapist/{}/feed/{}/".format
    client.post(feed(mine.therapist_id, "make"))
    assert mine.therapist.feed.get_absolute_url() in reads(
        client, "/admin/booking/appointment/mine/"
    )
    for verb in ("make", "replace", "revoke"):
        answer = client.post(feed(other.therapist_id, verb), {f"seen-{other.therapist.feed.pk}": 0})
        assert answer.status_code == 404
    assert CalendarFeed.objects.filter(therapist=other.therapist).exists()


def test_somebody_in_reception_too_sees_everybody(client, mine, other):
    account = mine.therapist.account
    account.groups.add(make.Group.objects.get(name="Reception"))
    assert not sees_own_alone(type(account).objects.get(pk=account.pk))
    assert "Other Patient" in client.get(f"/admin/?day={make.TOMORROW}").text


def test_what_cannot_be_seen_cannot_be_decided(client, mine, other):
    mine.therapist.account.user_permissions.set(make.permissions("decide_appointment"))
    for visit in (mine, other):
        path = f"/admin/booking/appointment/{visit.pk}/cancel/"
        assert client.post(path, {"seen": visit.version}).status_code == 403
    assert not Appointment.objects.filter(state="cancelled").exists()
