"""In a restored copy, those who were erased since are erased again, by a list of digests."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from booking.models import Booking, Patient
from clinic_site.models import ErasedPerson, PersonalDataRequest
from clinic_site.personal_data.again import erase_again, listed
from clinic_site.personal_data.erasing import erase
from clinic_site.personal_data.held import Held
from contact.models import Message
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

JANE = {"name": "Jane Sample", "email": "Family@example.com", "phone": "416 555 0177"}
MAX = {"name": "Max Sample", "email": "family@example.com", "phone": "416 555 0177"}


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(make.NOW, tick=False)
    return time_machine


@pytest.fixture
def visits(clock):
    """Both have had a visit, and have asked for another, which was declined."""
    service = make.service()
    therapist = make.therapist(service)
    for hour, person in enumerate((JANE, MAX)):
        start = make.TOMORROW_AT_NINE + timedelta(hours=hour)
        make.booking(service, therapist, start, **person).confirm(by=None)
        make.booking(service, therapist, start + timedelta(days=1), **person).decline(by=None)
    clock.move_to(make.TOMORROW_AT_NINE + timedelta(days=3))
    return service, therapist


def write_to_us():
    make.message(**JANE, text="Words of Jane.")
    make.message(**MAX, text="Words of Max.")


def erase_jane(reason=""):
    key = next(one.key for one in Held("family@example.com").people if one.name == "Jane Sample")
    whom = {"address": "family@example.com", "who": [key]}
    return erase(whom, None, Held(**whom).version(), reason)


def restore(clock):
    """The rows are as before the erasure, but not the list: it was made a minute later."""
    clock.shift(timedelta(minutes=1))
    ErasedPerson.objects.all().delete()
    Message.objects.all().delete()
    clock.shift(timedelta(minutes=-2))
    write_to_us()
    clock.shift(timedelta(minutes=2))


def run(*args):
    out = StringIO()
    call_command("erase_again", *args, stdout=out)
    return out.getvalue()


def test_whoever_was_erased_is_erased_again_and_nobody_else(clock, tmp_path):
    write_to_us()
    clock.shift(timedelta(minutes=1))
    erase_jane()
    assert run("--write", tmp_path / "list") == "Written: 2, none with a name.\n"
    restore(clock)
    assert "Erased again: 1 of 2 in the list." in run(tmp_path / "list")
    assert [one.name for one in Message.objects.all()] == ["Max Sample"]
    again = PersonalDataRequest.objects.count()
    assert "Erased again: 0" in run(tmp_path / "list")
    assert PersonalDataRequest.objects.count() == again


def test_the_list_names_nobody_and_another_key_reads_nothing_of_it(clock, tmp_path, settings):
    write_to_us()
    erase_jane()
    path = tmp_path / "list"
    run("--write", path)
    said = path.read_text().lower()
    assert not [one for one in ("jane", "sample", "family", "5550177") if one in said]
    restore(clock)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key, long enough for a test of this"
    with pytest.raises(CommandError, match="2 of 2 in the list were made with another SECRET_KEY"):
        run(path)
    assert Message.objects.count() == 2
    settings.SECRET_KEY_FALLBACKS = [old]
    run(path)
    assert Message.objects.count() == 1


def test_what_they_sent_after_the_erasure_is_left_for_a_person(clock):
    write_to_us()
    erase_jane()
    clock.shift(timedelta(minutes=1))
    make.message(**JANE, text="I am back.")
    pages = [one.get_admin_url() for one in Message.objects.filter(name=JANE["name"])]
    assert f"Not erased, because it was sent after the erasure: {pages[0]}" in run()
    assert Message.objects.filter(text="I am back.").exists()


def test_a_visit_to_come_in_the_copy_is_named_and_left(visits, clock):
    erase_jane()
    entries = listed()
    clock.shift(timedelta(days=-1))
    later = make.booking(*visits, make.TOMORROW_AT_NINE + timedelta(days=9), **JANE)
    clock.shift(timedelta(days=1))
    outcome = erase_again(entries)
    assert (outcome.erased, list(outcome.needed)) == (0, [later.visits()[0].get_admin_url()])
    assert Booking.objects.get(pk=later.pk).name == "Jane Sample"


def test_what_a_rule_keeps_is_kept_again_unless_it_was_overridden(visits, clock):
    erase_jane()
    assert list(Booking.objects.order_by("pk").values_list("name", flat=True)) == [
        *("Jane Sample", "Erased", "Max Sample", "Max Sample"),
    ]
    requests = PersonalDataRequest.objects.count()
    assert erase_again(listed()).erased == 0
    assert PersonalDataRequest.objects.count() == requests
    erase_jane("Entered for the wrong person.")
    booking = Booking.objects.order_by("pk")[0]
    assert (booking.name, booking.patient) == ("Erased", None)
    Booking.objects.filter(pk=booking.pk).update(name=JANE["name"], email=JANE["email"])
    assert erase_again(listed()).erased == 1
    booking.refresh_from_db()
    assert booking.name == "Erased"


def test_that_a_rule_was_overridden_outlives_a_later_erasure_and_a_later_file(
    visits, clock, tmp_path
):
    erase_jane("Entered for the wrong person.")
    run("--write", tmp_path / "overridden")
    clock.shift(timedelta(days=10))
    make.message(**JANE, text="Words of Jane.")
    erase_jane()
    assert {one.is_overridden for one in listed().values()} == {True}
    ErasedPerson.objects.update(is_overridden=False)
    run("--write", tmp_path / "plain")
    ErasedPerson.objects.all().delete()
    booking = Booking.objects.order_by("pk")[0]
    Booking.objects.filter(pk=booking.pk).update(name=JANE["name"], email=JANE["email"])
    run(tmp_path / "overridden", tmp_path / "plain")
    booking.refresh_from_db()
    assert booking.name == "Erased"


def test_that_a_rule_was_overridden_outlives_a_change_of_the_key(visits, clock, settings):
    erase_jane("Entered for the wrong person.")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next one"
    clock.shift(timedelta(days=10))
    make.message(**JANE, text="Words of Jane.")
    erase_jane()
    booking = Booking.objects.order_by("pk")[0]
    restored = {"name": JANE["name"], "email": JANE["email"], "reference": "SAMPLE"}
    Booking.objects.filter(pk=booking.pk).update(**restored)
    assert erase_again(listed()).erased == 1
    booking.refresh_from_db()
    assert booking.name == "Erased"


def test_who_was_corrected_after_the_backup_is_found_by_the_reference(visits):
    booking = Booking.objects.filter(name=JANE["name"]).order_by("pk")[0]
    as_it_was = {"name": booking.name, "email": booking.email, "phone": booking.phone}
    Booking.objects.filter(pk=booking.pk).update(email="new@example.com", phone="416 555 0222")
    whom = {"address": "new@example.com", "who": [Held("new@example.com").people[0].key]}
    erase(whom, None, Held(**whom).version(), "Entered for the wrong person.")
    Booking.objects.filter(pk=booking.pk).update(**as_it_was, patient=None)
    erase_again(listed())
    booking.refresh_from_db()
    assert booking.name == "Erased"
    assert Booking.objects.filter(name=MAX["name"]).count() == 2


def test_a_contact_that_only_the_patient_has_is_remembered(visits):
    patient = Patient.objects.get(name=JANE["name"])
    Patient.objects.filter(pk=patient.pk).update(emails=["family@example.com", "x@example.com"])
    erase_jane("Entered for the wrong person.")
    make.message(**JANE | {"email": "x@example.com", "phone": ""}, text="Words of Jane.")
    Message.objects.update(created_at=make.NOW)
    assert erase_again(listed()).erased == 1
    assert not Message.objects.exists()


def test_a_booking_with_a_visit_keeps_its_patient_and_says_so(visits):
    done = erase_jane()
    assert str(done) == "Erased: 1 booking, 6 unsent emails; 1 booking kept"
    assert set(Patient.objects.values_list("name", flat=True)) == {"Jane Sample", "Max Sample"}
    done = erase_jane("Entered for the wrong person.")
    assert (done.kept, done.patients, done.reason) == (0, 1, "Entered for the wrong person.")
    assert Patient.objects.get().name == "Max Sample"


def test_after_the_period_nothing_is_kept(visits, clock):
    clock.shift(timedelta(days=3660))
    assert erase_jane().kept == 0


@pytest.mark.parametrize("damage", ["x", "0 1 2", "\u00e9", f"{'0' * 64} 2026-13-01 0", "\x00"])
def test_a_damaged_list_is_refused(tmp_path, damage):
    path = tmp_path / "list"
    path.write_text(f"{'0' * 64} 2026-11-30T09:00:00+00:00 0\n{damage}\n", encoding="utf-8")
    with pytest.raises(CommandError):
        run(path)
    with pytest.raises(CommandError):
        run(tmp_path / "missing")
