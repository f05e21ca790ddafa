"""Both logs at the desk: found, paged, taken out as a file, and told to a patient."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Booking, RecordView
from clinic.models import Clinic
from clinic_site.audit import listing
from clinic_site.models import AccountEvent
from tests import make
from tests.booking.test_plans import rows_read

pytestmark = pytest.mark.django_db
LOG, ACCOUNTS = "/admin/view-log/", "/admin/account-log/"
Screen = RecordView.Screen


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(make.NOW, tick=False)


@pytest.fixture
def boss(client):
    client.force_login(User.objects.create_superuser("boss"))
    return client


@pytest.fixture
def patient():
    service = make.service()
    return make.booking(service, make.therapist(service)).patient


def looked(patient, name="ada", screen=Screen.PATIENT, **more):
    user, _ = User.objects.get_or_create(username=name)
    RecordView.objects.note(user, screen, [patient], **more)
    return user


def rows(answer):
    return [(row.account, row.screen) for row, *_ in answer.context["rows"]]


def test_the_log_says_who_looked_at_whose_record(boss, patient):
    looked(patient, by_search=True)
    answer = boss.get(LOG)
    assert rows(answer) == [("ada", "patient")]
    assert "Patient, from a search" in answer.text
    assert "Sample Patient" in answer.text
    newest = RecordView.objects.first()
    assert (newest.screen, newest.account, newest.patients) == ("log", "boss", 1)


def test_it_is_narrowed_to_an_account_a_screen_days_and_a_patient(boss, patient, time_machine):
    visit = patient.bookings.get().visits()[0]
    at_ten = make.TOMORROW_AT_NINE + timedelta(hours=1)
    details = make.contact(1) | {"name": "Sample Other"}
    other = make.booking(visit.service, visit.therapist, at_ten, **details).patient
    ada = looked(patient)
    looked(other, "bob")
    time_machine.shift(86400)
    looked(other)
    boss.force_login(User.objects.get(username="boss"))  # a day later
    ada_was = ("ada", "patient")
    assert rows(boss.get(LOG, {"account": ada.pk})) == [ada_was, ada_was]
    assert rows(boss.get(LOG, {"screen": "visit"})) == []
    assert rows(boss.get(LOG, {"patient": patient.pk, "screen": "patient"})) == [ada_was]
    day = {"first": "2026-11-23", "last": "2026-11-23", "screen": "patient"}
    assert rows(boss.get(LOG, day)) == [("bob", "patient"), ada_was]
    assert rows(boss.get(LOG, {"first": "2026-11-24", "screen": "patient"})) == [ada_was]


def test_it_opens_from_the_patient_for_those_who_may(client, patient):
    url = f"/admin/booking/patient/{patient.pk}/who-has-looked/"
    client.force_login(make.staff("Reception", "sample-reception"))
    assert url not in client.get(patient.get_admin_url()).text
    assert client.get(url).status_code == client.get(LOG).status_code == 403
    assert client.get(ACCOUNTS).status_code == 403
    client.force_login(User.objects.create_superuser("boss"))
    assert url in client.get(patient.get_admin_url()).text


@pytest.mark.parametrize("path", [LOG, ACCOUNTS])
@pytest.mark.parametrize(
    "query",
    [
        "first=x&last=9999-99-99&account=zz&screen=zz&what=zz",
        "first=0001-01-01",
        "last=9999-12-31",
        "patient=x&booking=" + "9" * 400,
        "before=" + "9" * 400,
        "before=-1",
        "account=none&before=1",
        "first=2026-11-24&last=2026-11-23",
    ],
)
def test_no_address_is_too_odd(boss, path, query):
    assert boss.get(f"{path}?{query}").status_code in (200, 422)


def test_pages_lead_to_the_oldest_and_skip_nothing(boss, patient, monkeypatch):
    monkeypatch.setattr(listing, "ON_A_PAGE", 2)
    monkeypatch.setattr(listing, "AT_ONCE", 2)
    for number in range(5):
        looked(patient, f"account {number}")
    names, query = [], "screen=patient"
    while query:
        answer = boss.get(f"{LOG}?{query}")
        names += [row.account for row, *_ in answer.context["rows"]]
        query = answer.context["older"]
    assert names == [f"account {number}" for number in (4, 3, 2, 1, 0)]
    file = boss.post(LOG, {"screen": "patient"}).getvalue().decode()
    assert [line.split(",")[1] for line in file.splitlines()[1:]] == [f'"{one}"' for one in names]


def test_the_file_names_no_patient_and_is_noted(boss, patient):
    looked(patient)
    text = boss.post(LOG).getvalue().decode()
    assert f'"ada","{User.objects.get(username="ada").pk}","Patient"' in text
    assert "Sample Patient" not in text
    assert AccountEvent.objects.get().what == "log exported"
    assert RecordView.objects.filter(screen="log").count() == 1


def test_a_patient_reads_who_has_looked_in_plain_words(boss, patient, client):
    booking = patient.bookings.get()
    looked(patient)
    looked(patient)  # in the same minute: it reads as one
    looked(booking, "bob", Screen.VISIT)
    RecordView.objects.note_by_patient(Screen.PRIVATE, booking)
    answer = boss.get(f"/admin/booking/patient/{patient.pk}/who-has-looked/")
    said = [(row["Who"], row["What"]) for row in answer.context["rows"]]
    assert said == [
        ("You, or someone with your link", "Opened your private page"),
        ("Staff: bob", "Opened the page of an appointment"),
        ("Staff: ada", "Opened your contact details and your appointments"),
    ]
    assert "Monday, November 23, 2026" in answer.text
    clinic = Clinic.current()
    assert f'<p class="only-print">{clinic.name}, {clinic.phone}</p>' in answer.text
    assert "data-print hidden>Print for the patient</button>" in answer.text


def test_nothing_is_forgotten_when_two_patients_are_joined(boss, patient):
    visit = patient.bookings.get().visits()[0]
    other = make.booking(
        visit.service,
        visit.therapist,
        make.TOMORROW_AT_NINE + timedelta(hours=2),
        name="Sample Patient",
        email="other@example.com",
        phone="416 555 0188",
    ).patient
    looked(other, "bob")
    seen = {"seen": patient.version, "other": other.pk, "other_seen": other.version}
    boss.post(f"/admin/booking/patient/{patient.pk}/join/", seen)
    assert not type(other).objects.filter(pk=other.pk).exists()
    said = boss.get(f"/admin/booking/patient/{patient.pk}/who-has-looked/").context["rows"]
    assert [row["Who"] for row in said][-2:] == ["Staff: boss", "Staff: bob"]


def test_the_log_of_an_erased_booking_stays_without_a_name(boss, patient):
    booking = patient.bookings.get()
    looked(booking, screen=Screen.VISIT)
    Booking.objects.filter(pk=booking.pk).erase()
    patient.delete()
    assert rows(boss.get(LOG)) == [("ada", "visit")]
    assert "Sample Patient" not in boss.get(LOG).text


def test_all_that_is_held_about_somebody_is_noted_when_it_is_shown_and_saved(boss, patient):
    typed = {"email": "patient@example.com"}
    boss.post("/admin/personal-data/", {"email": "nobody@example.com"})
    boss.post("/admin/personal-data/", typed)
    boss.post("/admin/personal-data/file/", typed)
    of_booking = RecordView.objects.filter(booking_id=patient.bookings.get().pk).order_by("pk")
    assert [one.screen for one in of_booking] == ["data", "data file"]
    assert RecordView.objects.filter(patient_id=patient.pk, booking_id=None).count() == 2


def test_the_account_log_says_who_did_what_from_where(boss, rf):
    ada = User.objects.create_user("ada")
    request = rf.get("/", REMOTE_ADDR="2001:db8::1")
    AccountEvent.objects.note(AccountEvent.What.LOGGED_IN, ada, request=request)
    by = User.objects.get(username="boss")
    AccountEvent.objects.note(AccountEvent.What.DEVICES_RESET, ada, by=by)
    AccountEvent.objects.note(AccountEvent.What.FAILED, request=request)
    answer = boss.get(ACCOUNTS, {"account": ada.pk})
    shown = [(row.what, row.account, row.by, row.network) for row in answer.context["rows"]]
    assert shown == [("devices reset", "ada", "boss", ""), ("logged in", "ada", "", "2001:db8::")]
    ada.delete()
    assert "ada (deleted)" in boss.get(ACCOUNTS).text
    assert "Failed to log in" in boss.get(ACCOUNTS, {"account": "none"}).text
    assert '"Logged in","ada"' in boss.post(ACCOUNTS, {"what": "logged in"}).getvalue().decode()


LOGS = frozenset(["booking_recordview", "clinic_site_accountevent"])
MANY = """
INSERT INTO booking_recordview (at, screen, account_id, account, patient_id, booking_id)
SELECT now() - n * interval '1 minute', 'visit', n % 9, 'ada', n % 2000, n % 8000
FROM generate_series(1, 20000) n;
INSERT INTO clinic_site_accountevent (at, what, account_id, account)
SELECT now() - n * interval '1 minute', 'logged in', n % 9, 'ada' FROM generate_series(1, 20000) n;
ANALYZE booking_recordview, clinic_site_accountevent
"""


def test_no_page_of_a_long_log_reads_all_of_it(boss):
    with connection.cursor() as cursor:
        cursor.execute(MANY)
    middle = RecordView.objects.order_by("at")[10_000]
    asked = {"account": 3, "patient": 77, "before": middle.pk}
    with CaptureQueriesContext(connection) as captured:
        for query in ({}, *({name: value} for name, value in asked.items()), {"screen": "log"}):
            assert boss.get(LOG, query).status_code == 200
        for query in ({}, {"account": 3}, {"what": "failed", "account": 3}):
            assert boss.get(ACCOUNTS, query).status_code == 200
        RecordView.objects.note_by_patient(Screen.FEED, therapist_id=1)
    read = {one["sql"] for one in captured if 'FROM "booking_recordview"' in one["sql"]}
    read |= {one["sql"] for one in captured if 'FROM "clinic_site_accountevent"' in one["sql"]}
    selects = [sql for sql in read if sql.lstrip().startswith(("SELECT", "WITH"))]
    assert len(selects) > 8
    assert not [sql for sql in selects if rows_read(sql, LOGS) > 3000]
