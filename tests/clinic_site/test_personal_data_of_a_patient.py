"""Export and erasure from a patient's page, with all contacts; who booked for somebody else; and
what is kept by a rule."""

import json
from datetime import timedelta

import pytest
from mailer.models import Message as Mail

from booking.models import Booking, RecordView
from clinic_site.models import AccountEvent, PersonalDataRequest
from contact.models import Message
from tests import make
from tests.markup import Markup
from tests.valid_html import faults

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

START = "/admin/personal-data/"
FILE, ERASE = f"{START}file/", f"{START}erase/"
JANE = {"name": "Jane Sample", "email": "jane@example.com", "phone": "416 555 0177"}
REASON = "Entered for the wrong person."


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(make.NOW, tick=False)
    return time_machine


@pytest.fixture
def boss(client, django_user_model):
    client.user = django_user_model.objects.create_superuser("sample-boss")
    client.force_login(client.user)
    return client


@pytest.fixture
def clinic():
    service = make.service()
    return service, make.therapist(service)


@pytest.fixture
def declined(clinic):
    booking = make.booking(*clinic, **JANE)
    booking.decline(by=None)
    return booking


@pytest.fixture
def treated(boss, clinic, clock):
    """A booking of a visit that took place yesterday."""
    booking = make.booking(*clinic, **JANE)
    booking.confirm(by=None)
    clock.move_to(make.TOMORROW_AT_NINE + timedelta(days=1), tick=False)
    boss.force_login(boss.user)
    return booking


@pytest.fixture
def mailless(treated):
    Mail.objects.all().delete()


def only_forms(page):
    return [one for one in faults(page.text) if "a line may break" not in one]


def test_the_patients_page_leads_there_without_typing(boss, declined):
    patient = declined.patient
    page = boss.get(patient.get_admin_url())
    assert "Export or erase" in page.text
    shown = boss.post(START, {"patient": patient.pk})
    assert only_forms(shown) == []
    assert "Jane Sample" in shown.text
    assert declined.reference in shown.text


def test_a_patient_is_found_with_every_contact_and_without_the_family(boss, declined):
    patient = declined.patient
    patient.set_contacts([*patient.emails, "second@example.com"], [*patient.phones])
    patient.save()
    make.message(name="Jane Sample", email="second@example.com", text="From my other address.")
    make.message(name="Max Sample", email="", phone=JANE["phone"], text="From her husband.")
    shown = boss.post(START, {"patient": patient.pk})
    assert "From my other address." in shown.text
    assert "From her husband." not in shown.text
    assert "Max Sample: 1 message" in shown.text
    fields = {"patient": patient.pk, "chosen": "yes"}
    assert "From her husband." in boss.post(START, fields).text  # everybody, once that was chosen
    file = json.loads(boss.post(FILE, {"patient": patient.pk}).text)
    assert file["Name"] == ["Jane Sample"]
    assert "second@example.com" in file["Also looked for"]


def test_it_is_all_erased_in_the_same_way(boss, declined):
    make.message(name="Jane Sample", email="", phone=JANE["phone"], text="By phone.")
    shown = boss.post(START, {"patient": declined.patient.pk})
    asked = boss.post(ERASE, Markup(shown.text).fields)
    done = boss.post(ERASE, Markup(asked.text).fields | {"confirmed": "yes"}, follow=True)
    assert "Erased for good: 1 booking, 1 message, 1 patient" in done.text
    assert not Message.objects.exists()
    assert Booking.objects.get().name == "Erased"
    assert AccountEvent.objects.get(what=AccountEvent.What.ERASED).account == "sample-boss"
    gone = boss.post(START, {"patient": declined.patient.pk})
    assert "We hold nothing about this patient." in gone.text


@pytest.mark.parametrize("patient", ["0", "-1", "x", "9" * 30, "999", "1\x00", ""])
def test_no_patient_can_be_made_up(boss, declined, patient):
    page = boss.post(START, {"patient": patient})
    assert page.status_code in (200, 400, 422)
    assert declined.reference not in page.text


def test_another_contact_can_be_ticked_to_be_included(boss, declined):
    Booking.objects.filter(pk=declined.pk).update(email="", phone_dialled="+14165550177")
    make.message(name="Jane Sample", email="jane@example.com", text="By email.")
    shown = boss.post(START, {"phone": JANE["phone"]})
    assert "There is more under jane@example.com" in shown.text
    assert "By email." not in shown.text
    more = boss.post(START, {"phone": JANE["phone"], "also": "jane@example.com"})
    assert "By email." in more.text
    assert "There is more under" not in more.text
    assert Markup(more.text).fields["also"] == "jane@example.com"


def test_the_clinics_own_address_is_nobodys_also_as_one_more(boss, declined):
    make.message(name="Other Person", email="reception@example.com", text="Not hers.")
    shown = boss.post(START, {"phone": JANE["phone"], "also": "reception@example.com"})
    assert declined.reference in shown.text
    assert "Not hers." not in shown.text


def test_who_booked_for_somebody_else_is_found_and_leaves_the_booking(boss, clinic):
    booking = make.booking(*clinic, **JANE | {"name": "Tim Sample"}, arranged_by="Jane Sample")
    booking.decline(by=None)
    page = boss.post(START, {"email": JANE["email"]})
    assert "Jane Sample: 1 booked for somebody else" in page.text
    key = next(one.key for one in page.context["found"].people if one.name == "Jane Sample")
    hers = boss.post(START, {"email": JANE["email"], "who": key})
    file = json.loads(boss.post(FILE, {"email": JANE["email"], "who": key}).text)
    assert [one["Reference"] for one in file["Booked for somebody else"]] == [booking.reference]
    assert "Tim Sample" not in json.dumps(file)
    asked = boss.post(ERASE, Markup(hers.text).fields | {"who": key})
    assert "1 booking for somebody else: the name" in asked.text
    boss.post(ERASE, Markup(asked.text).fields | {"who": key, "confirmed": "yes"})
    booking.refresh_from_db()
    assert (booking.name, booking.arranged_by) == ("Tim Sample", "")


def test_what_is_kept_is_said_with_its_rule_and_its_day(boss, treated):
    make.message(**JANE, text="Words of Jane.")
    shown = boss.post(START, {"email": JANE["email"]})
    asked = boss.post(ERASE, Markup(shown.text).fields)
    words = " ".join(Markup(asked.text).words.split())
    assert f"Booking {treated.reference}, last visit on Tuesday, November 24: kept" in words
    assert "until Monday, November 24, 2036" in words
    assert "College of Physiotherapists of Ontario (Record Keeping Standard)" in words
    assert "1 message: deleted" in words
    assert "1 booking: name" not in words
    done = boss.post(ERASE, Markup(asked.text).fields | {"confirmed": "yes"}, follow=True)
    assert "1 booking kept" in done.text
    treated.refresh_from_db()
    assert (treated.name, treated.patient.name) == ("Jane Sample", "Jane Sample")
    assert not Message.objects.exists()


def test_it_can_be_erased_for_a_written_reason_only(boss, treated):
    asked = boss.post(ERASE, Markup(boss.post(START, {"email": JANE["email"]}).text).fields)
    sent = Markup(asked.text).fields | {"confirmed": "yes", "override": "on"}
    refused = boss.post(ERASE, sent)
    assert refused.status_code == 422
    assert "Enter the reason, or clear the box above." in refused.text
    treated.refresh_from_db()
    assert treated.name == "Jane Sample"
    boss.post(ERASE, sent | {"reason": REASON})
    treated.refresh_from_db()
    assert (treated.name, treated.patient) == ("Erased", None)
    noted = PersonalDataRequest.objects.get()
    assert (noted.reason, noted.kept, noted.by) == (REASON, 0, boss.user)
    assert REASON in boss.get("/admin/clinic_site/personaldatarequest/").text


def test_a_reason_without_the_box_overrides_nothing(boss, treated, mailless):
    asked = boss.post(ERASE, Markup(boss.post(START, {"email": JANE["email"]}).text).fields)
    assert "Nothing." in asked.text
    sent = Markup(asked.text).fields | {"confirmed": "yes", "reason": REASON}
    refused = boss.post(ERASE, sent)
    assert refused.status_code == 422
    assert "Nothing else can be erased." in refused.text
    assert not PersonalDataRequest.objects.exists()
    treated.refresh_from_db()
    assert treated.name == "Jane Sample"


def test_the_file_says_when_their_record_was_looked_at_and_names_no_colleague(boss, declined):
    RecordView.objects.note(boss.user, RecordView.Screen.PATIENT, [declined.patient])
    file = boss.post(FILE, {"patient": declined.patient.pk}).text
    looked = json.loads(file)["Looked at"]
    assert {"When": "Monday, November 23, 2026, 9:00 AM EST", "Where": "Patient"} in looked
    assert "sample-boss" not in file
