"""Reception joins, parts and corrects patients."""

from datetime import timedelta

import pytest

from booking.conflicts import NoLongerPossible, PatientHasVisit
from booking.models import Appointment, Booking, Event, FormerLink, Patient
from booking.models.corrections import Details
from booking.models.waiting import WaitingListEntry
from clinic_site.models import Retention
from tests import make
from typed.seen import ChangedMeanwhile

pytestmark = pytest.mark.django_db

OLD, NEW = "patient@example.com", "corrected@example.com"
SMYTH = {"name": "Sample Smyth"}
OTHER = {"email": "other@example.com", "phone": "416 555 0199"}


@pytest.fixture
def book(clock, open_clinic):
    """Confirmed visits one after another, each at its own time."""

    def request(**details):
        start = make.open_times(open_clinic[0], [open_clinic[1]])[0]
        booking = make.booking(*open_clinic, start, **details)
        booking.confirm(by=None)
        return Booking.objects.get(pk=booking.pk)

    return request


@pytest.fixture
def by(db):
    return make.staff("Reception")


def join(one, other, by):
    return one.join(other, by, make.version(one), make.version(other))


def details(patient, **changes):
    """The patient's form as it is, with these changes: from the old value to the new."""

    def pairs(name, values):
        new = changes.get(name, {})
        return [(value, new.get(value, value)) for value in [*values, *({""} & set(new))]]

    return Details(
        pairs("names", [patient.name, *patient.other_names]),
        pairs("emails", patient.emails),
        pairs("phones", patient.phones),
        changes.get("contact_by", patient.contact_by),
    )


def correct(patient, by, **changes):
    patient.refresh_from_db()
    return patient.correct(details(patient, **changes), by, patient.version)


def verbs(booking):
    return list(Event.objects.filter(appointment__booking=booking).values_list("verb", flat=True))


def sent():
    """To whom each email in the queue goes, and its text."""
    return [(mail.to, mail.body) for mail in make.queued_mail()]


def test_the_one_known_longer_takes_over_what_both_had(book, by):
    first, second = book(), book(**SMYTH | OTHER)
    second.patient.notes.create(text="A sample note.", by=by)
    joined = join(second.patient, first.patient, by)
    assert Patient.objects.get() == joined == first.patient
    assert (joined.name, joined.other_names) == ("Sample Patient", ["Sample Smyth"])
    assert joined.emails == [OLD, "other@example.com"]
    assert joined.phones == ["416 555 0123", "416 555 0199"]
    assert joined.bookings.count() == 2
    assert joined.notes.get().text == "A sample note."
    event = Event.objects.get(verb="patient joined")
    assert (event.appointment.booking, event.staff) == (second, by)


def test_once_joined_the_other_spelling_is_the_same_patient(book, by):
    joined = join(book(**SMYTH).patient, book().patient, by)
    assert book(**SMYTH).patient == book().patient == joined


def test_nobody_is_joined_unseen(book, by):
    first, second = book().patient, book(**SMYTH).patient
    correct(second, by, phones={"416 555 0123": "416 555 0144"})
    with pytest.raises(ChangedMeanwhile):
        first.join(second, by, first.version, second.version)
    join(first, second, by)
    with pytest.raises(ChangedMeanwhile):
        first.join(second, by, make.version(first), second.version)
    assert Patient.objects.count() == 1


def test_parting_undoes_a_joining(book, by):
    first, again = book(), book()
    second, more = book(**SMYTH | OTHER), book(**SMYTH | OTHER)
    joined = join(first.patient, second.patient, by)
    new = joined.part(more, by, make.version(joined))
    joined.refresh_from_db()
    assert set(new.bookings.all()) == {second, more}
    assert set(joined.bookings.all()) == {first, again}
    assert (new.name, new.emails) == ("Sample Smyth", ["other@example.com"])
    assert (joined.name, joined.other_names, joined.emails) == ("Sample Patient", [], [OLD])
    assert "patient parted" in verbs(second)
    assert new not in Patient.objects.like(joined)
    assert book(**SMYTH | OTHER).patient == new


def test_one_booking_of_the_same_name_and_contact_parts_alone(book, by):
    first, second = book(), book()
    new = first.patient.part(second, by, make.version(first.patient))
    assert (new.bookings.get(), first.patient.bookings.get()) == (second, first)
    assert Patient.objects.get(pk=first.patient_id).emails == [OLD]
    with pytest.raises(NoLongerPossible):
        new.part(second, by, make.version(new))


def test_patients_who_may_be_the_same_share_contact_or_name(book, by):
    one = book().patient
    child = book(name="Sample Child", email="").patient
    namesake = book(**OTHER).patient
    book(name="Somebody Else", **make.contact(7))
    assert set(Patient.objects.like(one)) == {child, namesake}
    one.tell_apart(child, make.version(one))
    assert set(Patient.objects.like(one)) == {namesake}
    assert one not in Patient.objects.like(child)


def test_a_corrected_email_revokes_the_links_and_only_the_new_address_hears(book, by):
    one, two = book(), book()
    past, tokens = len(sent()), [one.token, two.token]
    corrected = correct(one.patient, by, emails={OLD: NEW})
    new = Booking.objects.order_by("pk")
    assert [row.email for row in new] == [NEW, NEW]
    assert set(FormerLink.objects.values_list("token", flat=True)) == set(tokens)
    ((to, text),) = sent()[past:]
    assert to == [NEW]
    assert all(row.private_url() in text for row in new)
    assert corrected.sent == list(new)
    assert {row.mail_id for row in new} == {make.queued_mail()[-1].extra_headers["Message-ID"]}
    assert {"details corrected", "link replaced"} <= set(verbs(one))
    assert Patient.objects.get().emails == [NEW]
    assert Event.objects.filter(verb="details corrected", staff=by).count() == 2


def test_the_old_link_shows_nothing(book, by, client):
    booking = book()
    assert client.get(booking.get_absolute_url()).status_code == 200
    correct(booking.patient, by, emails={OLD: NEW})
    assert client.get(booking.get_absolute_url()).status_code == 410


def test_a_corrected_name_or_phone_changes_bookings_and_keeps_the_link(book, by):
    booking, past = book(), len(sent()) + 2
    correct(
        booking.patient,
        by,
        names={"Sample Patient": "Sample Person"},
        phones={"416 555 0123": "416 555 0199"},
        contact_by="phone",
    )
    new = Booking.objects.get()
    assert (new.name, new.phone, new.phone_dialled) == (
        "Sample Person",
        "416 555 0199",
        "+14165550199",
    )
    assert (new.token, new.contact_by) == (booking.token, "phone")
    assert len(sent()) == past - 2
    assert book(name="Sample Person").patient == new.patient


def test_a_correction_stores_no_link_that_it_could_not_read(book, by, client, settings):
    booking = book()
    key, settings.SECRET_KEY = settings.SECRET_KEY, "another key, long enough for a test of this"
    correct(booking.patient, by, names={booking.name: "Corrected Patient"})
    settings.SECRET_KEY = key
    assert client.get(booking.get_absolute_url()).status_code == 200
    assert Booking.objects.get().name == "Corrected Patient"


@pytest.mark.parametrize("email", [OLD, ""])
def test_a_number_that_was_texted_loses_the_link_to_its_correction(
    book, by, client, settings, email
):
    settings.TEXTS = {"BACKEND": "clinic.twilio_texts.Twilio", "OPTIONS": {}}
    booking, before = book(email=email, texts=True), len(sent())
    if email:  # and somebody else has replied STOP
        about = {"visit": booking.visits().get(), "starts_at": make.NOW, "state": "sent"}
        booking.texts.create(kind="confirmed", **about)
        booking.end_texts()
        booking.texts.all().delete()  # as after a while
    for same in ("416 555 0123", "416-555-0123"):
        correct(booking.patient, by, phones={"416 555 0123": same})
    assert client.get(booking.get_absolute_url()).status_code == 200
    corrected = correct(booking.patient, by, phones={"416-555-0123": "416 555 0199"})
    assert client.get(booking.get_absolute_url()).status_code == 410
    assert corrected.revoked == [booking]
    assert [to for to, _ in sent()[before:]] == ([[OLD]] if email else [])


def test_what_is_over_for_long_gets_no_new_link(book, by, clock):
    booking = book()
    clock.shift(timedelta(days=60))
    correct(booking.patient, by, emails={OLD: NEW})
    assert (Booking.objects.get().email, Booking.objects.get().token) == (NEW, booking.token)
    assert not FormerLink.objects.exists()
    assert not [to for to, _ in sent() if to == [NEW]]


def test_a_first_address_gets_the_links_of_what_is_to_come(book, by, clock):
    past = book(email="")
    clock.shift(timedelta(days=3))
    booking = book(email="")
    correct(booking.patient, by, emails={"": NEW})
    ((_, text),) = [one for one in sent() if one[0] == [NEW]]
    assert booking.private_url() in text  # which nobody had before
    assert past.private_url() not in text
    assert Booking.objects.get(pk=past.pk).email == ""


def test_a_second_address_changes_no_booking(book, by):
    booking, before = book(), len(sent())
    correct(booking.patient, by, emails={"": NEW})
    assert (Booking.objects.get().email, len(sent())) == (OLD, before)
    assert Patient.objects.get().emails == [OLD, NEW]


def test_a_removed_address_gives_way_to_the_other(book, by):
    booking = book()
    correct(booking.patient, by, emails={"": NEW})
    correct(booking.patient, by, emails={OLD: ""})
    assert Booking.objects.get().email == NEW
    assert sent()[-1][0] == [NEW]


def test_a_wait_of_the_patient_moves_to_the_new_address_too(book, by, open_clinic):
    booking = book()
    mine = make.waiting_entry(open_clinic[0], name="Sample Patient", email=OLD)
    child = make.waiting_entry(open_clinic[0], name="Sample Child", email=OLD)
    before = len(sent())
    correct(booking.patient, by, emails={OLD: NEW})
    assert {to for (to,), _ in sent()[before:]} == {NEW}
    assert [WaitingListEntry.objects.get(pk=one.pk).email for one in (mine, child)] == [NEW, OLD]
    assert WaitingListEntry.objects.get(pk=mine.pk).token != mine.token


def test_a_correction_of_what_has_changed_is_refused(book, by):
    patient = book().patient
    correct(patient, by, phones={"416 555 0123": "416 555 0199"})
    with pytest.raises(ChangedMeanwhile):
        patient.correct(details(patient, emails={OLD: NEW}), by, 0)
    assert Booking.objects.get().email == OLD


def test_two_contacts_of_one_patient_are_in_one_place_at_a_time(book, by, open_clinic):
    first, second = book(), book(**OTHER)
    join(first.patient, second.patient, by)
    colleague = make.therapist(open_clinic[0], name="A Colleague")
    one, other = (row.visits().get() for row in (first, second))
    with pytest.raises(PatientHasVisit):
        one.move(colleague, other.starts_at, by=by)
    one.move(colleague, other.starts_at, by=by, as_well=True)
    assert Appointment.objects.filter(starts_at=other.starts_at).count() == 2


def test_nobody_else_learns_whom_reception_knows(book, by, open_clinic):
    first, second = book(), book(**OTHER)
    join(first.patient, second.patient, by)
    colleague = make.therapist(open_clinic[0], name="A Colleague")
    one, other = (row.visits().get() for row in (first, second))
    Booking.objects.get(pk=first.pk).visits().get().move(colleague, other.starts_at)
    one.refresh_from_db()
    assert one.starts_at == other.starts_at


def test_the_last_booking_takes_the_patient_and_the_notes_along(book, by, clock):
    Retention.objects.update_or_create(pk=1, defaults={"visits_years": 3})
    patient = book().patient
    patient.notes.create(text="A sample note.", by=by)
    correct(patient, by, emails={OLD: NEW})
    clock.shift(timedelta(days=500))
    later = book(email=NEW)
    clock.shift(timedelta(days=3 * 366 - 480))
    make.call("work", "--once")
    assert Patient.objects.get() == later.patient == patient
    assert Booking.objects.filter(name="Erased").count() == 1
    clock.shift(timedelta(days=600))
    make.call("work", "--once")
    assert not Patient.objects.exists()


def test_what_only_an_erased_booking_said_is_forgotten(book, by):
    kept, gone = book(), book(**SMYTH | OTHER)
    joined = join(kept.patient, gone.patient, by)
    seen = joined.version
    Booking.objects.filter(pk=gone.pk).erase()
    joined.refresh_from_db()
    assert (joined.name, joined.other_names) == ("Sample Patient", [])
    assert (joined.emails, joined.phones) == ([OLD], ["416 555 0123"])
    assert joined.contact_keys == ["+14165550123", OLD]
    assert joined.names_folded == ["samplepatient"]
    with pytest.raises(ChangedMeanwhile):
        joined.correct(details(joined), by, seen)
