"""A patient: whose each booking is, and who may be the same person."""

import importlib
import re
import threading
import time
import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from booking.conflicts import PatientHasVisit
from booking.models import Appointment, Booking, Patient
from booking.models.one_patient import take_turns
from inbox.verdict import Verdict
from tests import make, rivals
from tests.booking.test_requesting import details
from tests.booking.test_rivals import an_open_start
from tests.each import each
from typed.seen import ChangedMeanwhile

pytestmark = pytest.mark.django_db
clock = pytest.mark.usefixtures("clock")

LATER = make.TOMORROW_AT_NINE + timedelta(hours=1)
OTHER_EMAIL = {"email": "other@example.com"}
OTHER_PHONE = {"phone": "416 555 0199"}


@pytest.fixture
def book(clock, open_clinic):
    """Confirmed visits one after another, each at its own time."""

    def request(**details):
        start = make.open_times(*[open_clinic[0], [open_clinic[1]]])[0]
        booking = make.booking(*open_clinic, start, **details)
        if "verdict" not in details:
            booking.confirm(by=None)  # as the requests of one contact are counted
        return booking

    return request


def spam():
    verdict = Verdict()
    verdict.add(10, "A sample reason.")
    return verdict


def test_a_new_name_or_contact_is_a_new_patient(book):
    one = book(name="Sample Patient").patient
    assert (one.name, one.emails, one.phones) == (
        "Sample Patient",
        ["patient@example.com"],
        ["416 555 0123"],
    )
    assert book(name="Sample Child").patient != one
    assert book(**OTHER_EMAIL, **OTHER_PHONE).patient != one


@each(
    "details",
    [
        {"email": "PATIENT@Example.com"},
        {"name": "sample  PÁTIENT"},
        {"phone": "+1 (416) 555-0123", **OTHER_EMAIL},
        OTHER_PHONE,
    ],
)
def test_the_same_name_and_contact_is_the_same_patient(book, details):
    one = book().patient
    assert book(**details).patient == one
    one.refresh_from_db()
    if "@" in details.get("email", ""):
        assert one.emails[0] == "patient@example.com"
        assert ("other@example.com" in one.emails) == (details["email"] == "other@example.com")


def test_another_contact_of_a_patient_is_known_from_then_on(book):
    one = book().patient
    book(**OTHER_PHONE)
    with pytest.raises(ChangedMeanwhile):  # a form that was open since before
        Patient.objects.get().check_seen(one.version)
    assert book(**OTHER_EMAIL, **OTHER_PHONE).patient == one


def test_spam_belongs_to_nobody_until_it_is_restored(book):
    booking = book(verdict=spam())
    assert booking.patient is None
    assert not Patient.objects.exists()
    booking.restore(by=None)
    assert Booking.objects.get().patient.name == "Sample Patient"


def test_a_restored_request_goes_to_the_patient_who_is_known(book):
    known, booking = book().patient, book(verdict=spam(), **OTHER_PHONE)
    booking.restore(by=None)
    booking.refresh_from_db()
    assert booking.patient == known


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_moment_make_one_patient():
    service = make.service()
    therapists = [make.therapist(service, name=name) for name in ("Sample One", "Sample Two")]
    start = an_open_start(service, therapists[0])
    later = make.open_times(service, therapists)
    times = [start, next(one for one in later if one > start)]
    rivals.in_parallel(2, lambda n: make.booking(service, therapists[n], times[n]))
    assert Booking.objects.count() == 2
    assert Patient.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_booking_during_a_joining_belongs_to_who_is_left(clock):
    service = make.service()
    one, other = (make.therapist(service, name=name) for name in ("Sample One", "Sample Two"))
    left = make.booking(service, one).patient
    gone = make.booking(service, one, LATER, **OTHER_EMAIL, **OTHER_PHONE, name="S. P.").patient
    has_joined = threading.Event()

    def join_or_book(number):
        if number:
            has_joined.wait(10)
            start = LATER + timedelta(hours=2)
            make.booking(service, other, start, **OTHER_EMAIL, **OTHER_PHONE, name="S. P.")
        else:
            with transaction.atomic():
                left.join(gone, None, left.version, gone.version)
                has_joined.set()
                time.sleep(0.5)  # for the other to look for the patient

    rivals.in_parallel(2, join_or_book)
    assert Patient.objects.get() == left
    assert left.bookings.count() == 3


def test_a_chosen_patient_who_was_joined_meanwhile_is_found_under_their_name(book, open_clinic):
    left, gone = book().patient, book(name="S. P.", **OTHER_EMAIL, **OTHER_PHONE).patient
    left.join(gone, None, make.version(left), make.version(gone))
    booking = Booking.objects.by_staff(
        by=make.staff("Reception"),
        form_key=uuid.uuid4(),
        service=open_clinic[0],
        therapists=[open_clinic[1]],
        starts=[make.TOMORROW_AT_NINE + timedelta(days=2)],
        patient=gone,
        name="S. P.",
        email="",
        phone="416 555 0188",
        note="",
    )
    assert booking.patient == left == Patient.objects.get()
    assert "416 555 0188" in booking.patient.phones


@pytest.mark.django_db(transaction=True)
def test_two_desks_do_not_move_one_patient_to_two_therapists_at_one_time(clock):
    service, by = make.service(), make.staff("Reception")
    visits = []
    for number, hours in enumerate((0, 2)):
        therapist = make.therapist(service, name=f"Sample {number}")
        start, contact = LATER + timedelta(hours=hours), make.contact(number)
        visits.append(make.booking(service, therapist, start, **contact).visits().get())
        visits[-1].confirm(by)
    left, gone = (one.booking.patient for one in visits)
    left.join(gone, by, left.version, gone.version)

    def linger(execute, sql, *args):
        if sql.startswith('UPDATE "booking_appointment"'):
            time.sleep(0.5)  # for the other to look whether the patient is free
        return execute(sql, *args)

    def move(number):
        visit = Appointment.objects.get(pk=visits[number].pk)
        try:
            with connection.execute_wrapper(linger):
                visit.move(visit.therapist, make.TOMORROW_AT_NINE + timedelta(hours=6), by=by)
        except PatientHasVisit:
            return "refused"
        return "moved"

    assert sorted(rivals.in_parallel(2, move)) == ["moved", "refused"]


@pytest.mark.django_db(transaction=True)
def test_who_has_the_turn_of_a_contact_does_not_wait_for_a_patients_turn(clock):
    """As one who books for a patient by phone, while another visit of theirs is moved."""
    service, by = make.service(), make.staff("Reception")
    booking = make.booking(service, make.therapist(service), email="zoe@example.com")
    visit = booking.visits().get()
    visit.confirm(by)
    has_turn, asks = threading.Event(), threading.Event()

    def tell(execute, sql, *args):
        if "pg_advisory_xact_lock" in sql:
            asks.set()
        return execute(sql, *args)

    def act(number):
        if number == 0:
            with transaction.atomic():
                take_turns("zoe@example.com")
                has_turn.set()
                asks.wait(10)
                time.sleep(0.2)  # until the other waits
                take_turns(f"patient {booking.patient_id}")
        else:
            has_turn.wait(10)
            with connection.execute_wrapper(tell):
                visit.move(visit.therapist, LATER, by=by)

    rivals.in_parallel(2, act)
    assert Appointment.objects.get().starts_at == LATER


def migrated(monkeypatch):
    """The patients of each booking, as the migration finds them."""
    module = importlib.import_module("booking.migrations.0016_patients_of_bookings")
    monkeypatch.setattr(module, "BATCH", 2)
    apps = SimpleNamespace(get_model=lambda *_: Patient)
    module.give_bookings_their_patients(apps, SimpleNamespace(connection=connection))
    return list(Booking.objects.order_by("pk").values_list("patient", flat=True))


def test_existing_bookings_get_the_same_patients(book, monkeypatch):
    for changes in ({}, OTHER_PHONE, {"name": "Sample Child"}, OTHER_EMAIL | OTHER_PHONE):
        book(**changes)
    book(name="Sample Pátient", email="", phone="+1 416 555 0199")
    book(verdict=spam())
    restored = book(verdict=spam(), name="Sample Restored")
    restored.restore(by=None)
    erased = book(name="Sample Past")
    Booking.objects.filter(pk=erased.pk).erase()
    before = list(Booking.objects.order_by("pk").values_list("patient", flat=True))
    columns = ("name", "names_folded", "contact_by", "emails", "phones", "contact_keys")
    patients = list(Patient.objects.order_by("pk").values_list(*columns))
    Booking.objects.update(patient=None)
    Patient.objects.all().delete()
    after = migrated(monkeypatch)
    assert list(Patient.objects.order_by("pk").values_list(*columns)) == patients
    order = {pk: n for n, pk in enumerate(dict.fromkeys(filter(None, before)))}
    again = {pk: n for n, pk in enumerate(dict.fromkeys(filter(None, after)))}
    assert [order.get(pk) for pk in before] == [again.get(pk) for pk in after]
    assert after[-1] is None
    Booking.objects.filter(pk=restored.pk).update(patient=None)
    assert migrated(monkeypatch) == after  # as when it was interrupted


def ask(client, service, **changes):
    """A request sent from the website; returns the answer and its queries."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.post("/book/request/", details(service, **changes))
    return answer, [one["sql"] for one in captured]


def test_a_visitor_cannot_tell_whether_somebody_is_known(client, book, open_clinic):
    service, _ = open_clinic
    book()
    start = make.TOMORROW_AT_NINE + timedelta(days=2)
    answers, mails = [], []
    for number, who in enumerate(({}, make.contact(9), {"name": "Sample Child"}, OTHER_PHONE)):
        changes = {"start": (start + timedelta(days=number)).isoformat()} | who
        before = len(make.queued_mail())
        answer, asked = ask(client, service, **changes)
        page = client.get(answer["Location"])
        booking = Booking.objects.latest("pk")
        text = re.sub(r"(?i)[\w-]*day, \w+ \d+[^<]*", "", page.text)
        for own in ("token", "reference", "form_key", "email", "name", "phone"):
            text = text.replace(str(getattr(booking, own)), "")
        answers.append((answer.status_code, page.status_code, re.sub(r"\d+", "", text)))
        mails.append([mail.subject.partition("(")[0][:20] for mail in make.queued_mail()[before:]])
        about = [sql for sql in asked if '"booking_patient"' in sql.partition("WHERE")[0]]
        assert len(about) <= 2
    assert all(one == answers[0] for one in answers)
    assert all(one == mails[0] for one in mails)
