"""A patient's page, what a visit's page says of its patient, and finding a caller."""

import uuid
from datetime import timedelta

import pytest

from booking.models import Booking, Patient, Service
from inbox.verdict import Verdict
from tests import make
from tests.each import each
from tests.markup import Markup
from tests.valid_html import faults

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

BOOK = "/admin/booking/appointment/book/"
LIST = "/admin/booking/patient/"
FIND = f"{LIST}find/"
OTHER = {"email": "other@example.com", "phone": "416 555 0199"}
ELEVEN = "2026-11-24T16:00Z"  # tomorrow in Toronto


@pytest.fixture
def visit(appointment):
    """Confirmed for tomorrow at nine."""
    appointment.confirm(by=None)
    return appointment


@pytest.fixture
def patient(visit):
    return visit.booking.patient


def words(page):
    return " ".join(Markup(page.text).words.split())


def flawless(page):
    """Whether its HTML is valid, but for the lines that a middleware keeps together."""
    return not [one for one in faults(page.text) if "a line may break" not in one]


def address(patient, verb=""):
    return f"{LIST}{patient.pk}/{verb}/"


def fields(page):
    """What a browser would send of the form to correct the details."""
    form = page.context["form"]
    sent = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    return sent | {f"was_{kind}": values for kind, values in form.was.items()}


def test_the_page_shows_contact_visits_notes_and_what_was_missed(
    reception, open_clinic, clock, patient
):
    make.booking(*open_clinic, make.TOMORROW_AT_NINE + timedelta(days=3))
    clock.shift(timedelta(days=2))
    patient.bookings.first().visits().get().mark("missed", by=None)
    patient.add_note("Prefers <mornings>.", by=reception.user)
    reception.force_login(reception.user)
    page = reception.get(patient.get_admin_url())
    said = words(page)
    assert flawless(page)
    for one in (
        "416 555 0123",
        "patient@example.com",
        "1 missed",
        "1 upcoming",
        "Prefers <morning",
    ):
        assert one in said
    assert "1 waiting for an answer" in said
    assert f"{BOOK}?patient={patient.pk}" in page.text


def test_the_past_is_shown_in_pages(reception, patient, open_clinic, clock, monkeypatch):
    monkeypatch.setattr("booking.admin.patients.PAST_ON_A_PAGE", 1)
    make.booking(*open_clinic, make.TOMORROW_AT_NINE + timedelta(days=1)).confirm(by=None)
    clock.shift(timedelta(days=9))
    reception.force_login(reception.user)
    first = reception.get(patient.get_admin_url())
    assert "Page 1 of 2" in words(first)
    for number in ("2", "999", "x", "9" * 400):
        assert reception.get(patient.get_admin_url(), {"page": number}).status_code == 200


def test_what_they_wrote_from_their_own_address_is_there(reception, patient):
    page = make.page(allows_comments=True)
    make.comment(page, email="PATIENT@example.com", text="Their own comment.")
    make.comment(page, email="a.patient@example.com", text="Somebody else wrote.")
    make.message(email="", phone="(416) 555-0123", text="Their own message.")
    said = words(reception.get(patient.get_admin_url()))
    assert "Their own comment." in said
    assert "Their own message." in said
    assert "Somebody else wrote." not in said


def test_a_note_is_signed_and_two_clicks_make_one(reception, patient):
    for _ in range(2):
        answer = reception.post(address(patient, "note"), {"text": "A sample note."})
    assert answer.url == f"{patient.get_admin_url()}#notes"
    note = patient.notes.get()
    assert (note.text, note.by, note.at) == ("A sample note.", reception.user, make.NOW)
    refused = reception.post(address(patient, "note"), {"text": "x" * 1001})
    assert refused.status_code == 422
    assert "x" * 1001 in refused.text


def test_a_visit_leads_to_its_patient_and_to_a_correction(reception, visit, patient):
    page = reception.get(visit.get_admin_url())
    assert flawless(page)
    assert patient.get_admin_url() in page.text
    assert "1 visit, none missed" in words(page)
    to_correct = f"{address(patient, 'correct')}?visit={visit.pk}"
    assert to_correct in page.text
    form = reception.get(to_correct)
    assert flawless(form)
    sent = fields(form) | {"phones_0": "416 555 0144", "visit": visit.pk}
    done = reception.post(address(patient, "correct"), sent)
    assert done.url == visit.get_admin_url()
    assert Booking.objects.get().phone == "416 555 0144"


def test_a_corrected_email_is_said_with_where_the_link_goes(reception, patient):
    sent = fields(reception.get(address(patient, "correct"))) | {"emails_0": "new@example.com"}
    page = reception.post(address(patient, "correct"), sent, follow=True)
    assert "The old private link no longer works." in page.text
    assert "We are emailing the new link to new@example.com." in page.text


def test_a_colleagues_correction_is_shown_and_nothing_typed_is_lost(reception, patient):
    sent = fields(reception.get(address(patient, "correct")))
    reception.post(address(patient, "correct"), sent | {"phones_0": "416 555 0144"})
    mine = sent | {"names_0": "Sample Correction"}
    refused = reception.post(address(patient, "correct"), mine)
    assert refused.status_code == 409
    assert "Sample Correction" in refused.text
    assert "416 555 0144" in refused.text
    again = reception.post(address(patient, "correct"), fields(refused))
    assert again.status_code == 302
    patient.refresh_from_db()
    assert patient.name == "Sample Correction"
    assert "416 555 0144" in patient.phones


@each(
    ("typed", "said"),
    [
        ({"names_0": ""}, "Enter the patient’s name."),
        ({"emails_0": "a@localhost"}, "like name@example.com"),
        ({"phones_0": "nonsense"}, "with its area code"),
        ({"phones_0": "", "emails_0": ""}, "Enter a phone number or an email address."),
        ({"names_0": "\0"}, "error"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changed(reception, patient, typed, said):
    sent = fields(reception.get(address(patient, "correct"))) | typed
    refused = reception.post(address(patient, "correct"), sent)
    assert refused.status_code == 422
    assert said in refused.text
    assert Patient.objects.get().version == patient.version


def test_reception_joins_with_one_click_and_parts_again(reception, visit, patient, open_clinic):
    late = make.TOMORROW_AT_NINE + timedelta(hours=2)
    other = make.booking(*open_clinic, late, name="Sample Smyth").visits().get()
    page = reception.get(other.get_admin_url())
    assert flawless(page)
    assert "May be the same person" in page.text
    seen = {"seen": 0, "other": patient.pk, "other_seen": 0, "visit": other.pk}
    joined = reception.post(address(other.booking.patient, "join"), seen, follow=True)
    assert "all of this now belongs to Sample Patient" in joined.text
    assert Patient.objects.get().bookings.count() == 2
    assert joined.request["PATH_INFO"] == other.get_admin_url()
    again = reception.post(address(other.booking.patient, "join"), seen)
    assert again.status_code in (302, 404)
    assert "Sample Smyth, 416 555 0123" in words(reception.get(patient.get_admin_url()))
    parted = {"seen": make.version(patient), "booking": other.booking_id}
    page = reception.post(address(patient, "part"), parted, follow=True)
    assert "Sample Smyth is a patient of their own again" in page.text
    assert Patient.objects.count() == 2


def test_patients_told_apart_are_not_asked_about_again(reception, visit, patient, open_clinic):
    late = make.TOMORROW_AT_NINE + timedelta(hours=2)
    child = make.booking(*open_clinic, late, name="Sample Child").patient
    reception.post(address(patient, "apart"), {"seen": 0, "other": child.pk, "visit": visit.pk})
    assert "May be the same person" not in reception.get(visit.get_admin_url()).text
    assert "Sample Child" in words(reception.get(patient.get_admin_url()))


@pytest.mark.parametrize(
    ("verb", "typed"),
    [("correct", {"names_0": "Sample Corrected"}), ("note", {"text": "Sample Corrected"})],
)
def test_what_was_typed_goes_on_to_the_patient_they_were_joined_with(
    reception, patient, open_clinic, verb, typed
):
    gone = make.booking(*open_clinic, make.TOMORROW_AT_NINE + timedelta(days=1), **OTHER, name="S")
    gone = gone.patient
    page = reception.get(address(gone, verb) if verb == "correct" else gone.get_admin_url())
    sent = (fields(page) if verb == "correct" else Markup(page.text).fields) | typed
    Patient.join(patient, gone, None, make.version(patient), make.version(gone))
    answer = reception.post(address(gone, verb), sent)
    assert answer.status_code == 409
    assert "record has been joined with another" in answer.text
    assert "Sample Corrected" in answer.text
    assert answer.context["patient"] == patient
    again = fields(answer) if verb == "correct" else Markup(answer.text).fields
    assert f'action="{address(patient, verb)}"' in answer.text
    assert reception.post(address(patient, verb), again | typed).status_code == 302
    assert reception.post(address(gone, verb), typed | {"was_names": "\0"}).status_code == 404


@each("typed", ["sample", "555-0123", "PATIENT@example.com", "patiént samp"])
def test_the_list_finds_by_name_phone_and_email(reception, patient, open_clinic, typed):
    late = make.TOMORROW_AT_NINE + timedelta(hours=2)
    make.booking(*open_clinic, late, name="Somebody Else", **OTHER)
    said = words(reception.get(LIST, {"q": typed}))
    assert "Sample Patient" in said
    assert "Somebody Else" not in said


def typed(**changes):
    form = {
        "key": uuid.uuid4(),
        "service": Service.objects.get().pk,
        "visits": 1,
        "start": ELEVEN,
        "name": "",
        "phone": "",
        "email": "",
    }
    return form | changes


@pytest.mark.parametrize("by", [{"name": "pati"}, {"phone": "5550123"}])
def test_a_caller_is_found_by_name_or_number_and_chosen(reception, patient, by):
    form = typed(**by, note="A sample note.")
    found = reception.post(BOOK, form | {"find": ""})
    assert flawless(found)
    assert found.status_code == 200
    assert "416 555 0123" in found.text
    assert "Tue, Nov 24, 9:00 AM" in words(found)
    chosen = reception.post(BOOK, form | {"patient_is": patient.pk})
    kept = chosen.context["form"]
    assert [kept[name].value() for name in ("name", "phone", "email", "note")] == [
        "Sample Patient",
        "416 555 0123",
        "patient@example.com",
        "A sample note.",
    ]
    sent = form | {name: kept[name].value() for name in ("name", "phone", "email", "patient")}
    assert reception.post(BOOK, sent | {"phone": "416 555 0177"}).status_code == 302
    patient.refresh_from_db()
    assert patient.bookings.count() == 2
    assert patient.phones == ["416 555 0123", "416 555 0177"]


def test_nobody_is_booked_as_the_patient_chosen_before(reception, patient):
    form = typed(name="Somebody Else", phone="416 555 0199", patient=patient.pk)
    refused = reception.post(BOOK, form)
    assert refused.status_code == 422
    assert "press “Somebody else” first" in refused.text
    other = reception.post(BOOK, form | {"patient_is": ""}).context["form"]
    assert (other["patient"].value(), other["name"].value()) == ("", "Somebody Else")


def test_a_patient_leads_to_a_form_filled_in(reception, patient):
    page = reception.get(BOOK, {"patient": patient.pk})
    assert page.context["form"].known() == patient
    assert "who is already a patient" in words(page)
    for nonsense in ("0", "9" * 400, "x"):
        assert reception.get(BOOK, {"patient": nonsense}).status_code == 200
        assert reception.post(BOOK, typed(patient_is=nonsense)).status_code == 200
        assert reception.post(BOOK, typed(name="A", patient=nonsense)).status_code == 422


def test_suggestions_need_the_permission_and_are_never_in_an_address(reception, client, patient):
    assert reception.get(FIND, {"name": "sample"}).status_code in (302, 405)
    part = reception.post(FIND, {"name": "sample"})
    assert "Sample Patient" in part.text
    assert "<html" not in part.text
    client.force_login(make.staff("Editors", "sample-editor"))
    assert client.post(FIND, {"name": "sample"}).status_code == 403


def test_spam_names_the_patients_at_its_contact(reception, patient, open_clinic):
    verdict = Verdict()
    verdict.add(9, "A sample signal.")
    late = make.TOMORROW_AT_NINE + timedelta(hours=2)
    one = make.booking(*open_clinic, late, verdict=verdict).visits().get()
    page = reception.get(one.get_admin_url())
    assert flawless(page)
    assert patient.get_admin_url() in page.text


def test_patients_and_waits_are_shown_to_who_may_see_them(
    client, visit, patient, django_user_model
):
    make.waiting_entry(visit.service, email="patient@example.com")
    user = django_user_model.objects.create_user("sample-other", is_staff=True)
    user.user_permissions.add(*make.permissions("view_appointment", "decide_appointment"))
    client.force_login(user)
    page = client.get(visit.get_admin_url())
    assert page.status_code == 200
    assert flawless(page)
    assert patient.get_admin_url() not in page.text
    assert "Requests waiting from this contact" in page.text
    user.user_permissions.add(*make.permissions("view_patient"))
    assert patient.get_admin_url() in client.get(visit.get_admin_url()).text
    assert "/waitinglistentry/" not in client.get(patient.get_admin_url()).text
    user.user_permissions.add(*make.permissions("view_waitinglistentry"))
    assert "/waitinglistentry/" in client.get(patient.get_admin_url()).text
