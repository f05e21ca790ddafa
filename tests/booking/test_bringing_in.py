"""Another program's appointment book comes in once, as what it is, and tells nobody."""

import sys
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.conflicts import TimeTaken
from booking.models import Appointment, BookImport, Booking, CalendarFeed, Patient
from booking.moving_in import bringing_in, taking_back
from booking.moving_in.columns import guessed
from booking.moving_in.lines import lines
from booking.moving_in.made_patients import Persons
from booking.moving_in.mending import lines_to_mend
from booking.moving_in.table import read_table
from clinic.kept_files import KeptFile
from clinic_site.personal_data.erasing import erase
from clinic_site.personal_data.held import Held
from tests import make
from tests.appointment_book import book, run
from typed.seen import ChangedMeanwhile

pytestmark = pytest.mark.django_db

HEADER = "Name,Email,Phone,Start,End,Therapist,Service,Status,Note,Visit ID"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.fixture
def clinic():
    service = make.service()
    return service, make.therapist(service)


def row(name="Ada Exemplar", email="ada@example.com", phone="416 555 0102", **more):
    said = {
        "start": "2026-11-24 09:00",
        "end": "2026-11-24 09:30",
        "therapist": "Sample Therapist",
        "service": "IMS treatment",
        "status": "",
        "note": "",
        "key": "",
    } | more
    return ",".join([name, email, phone, *said.values()])


def compared(*rows, header=HEADER):
    """An import as it is when a person is shown what comes in."""
    one = BookImport.objects.upload("book.csv", ["\n".join([header, *rows]).encode()], by=None)
    one = run(one)
    one.decide(one.version, "sort")
    one = run(one)
    if one.asks == "names":
        one.decide(one.version, "plan")
        one = run(one)
    assert one.asks == "preview"
    return one


def brought_in(one, remind_from=None):
    one.begin(one.version, remind_from)
    return run(one)


def test_a_visit_comes_in_with_its_patient(clinic):
    brought_in(compared(row()))
    visit = Appointment.objects.get()
    assert (visit.booking.name, visit.state) == ("Ada Exemplar", "confirmed")
    assert visit.starts_at == datetime(2026, 11, 24, 14, tzinfo=UTC)
    assert visit.booking.patient.emails == ["ada@example.com"]
    assert not make.queued_mail()


def test_the_same_file_again_adds_nothing(clinic):
    brought_in(compared(row(), row(key="7", start="2026-11-25 09:00", end="2026-11-25 09:30")))
    again = compared(row(), row(key="7", start="2026-11-25 09:00", end="2026-11-25 09:30"))
    assert again.by_kind() == {"here": 2}
    brought_in(again)
    assert (Booking.objects.count(), Patient.objects.count()) == (2, 1)


def test_an_overlapping_visit_comes_in_only_by_a_tick_and_beside_the_rule(clinic):
    one = compared(row(), row("Bo Testcase", "bo@example.com", "416 555 0103"))
    assert one.by_kind() == {"fits": 1, "overlaps": 1}
    with_neither = one.version
    one.tick_all("overlaps", True)
    with pytest.raises(ChangedMeanwhile):  # on a page that promises one row
        one.begin(with_neither, None)
    brought_in(one)
    visit = Appointment.objects.get(booking__name="Bo Testcase")
    assert (visit.is_over_another(), visit.is_held()) == (True, True)
    assert visit in Appointment.objects.busy()


def test_undoing_leaves_nothing(clinic):
    one = brought_in(compared(row(note="Knee."), row("Bo Testcase", status="Cancelled")))
    assert Patient.objects.count() == 2
    one.undo(one.version)
    run(one)
    assert not Booking.objects.exists()
    assert not Patient.objects.exists()


def test_reception_brings_a_book_in_screen_by_screen(client, clinic):
    client.force_login(make.staff("Reception"))
    home = "/admin/booking/bookimport/"
    book = "\n".join([HEADER, row(), row("Bo Testcase", therapist="Somebody Else")])
    sent = client.post(home, {"file": SimpleUploadedFile("book.csv", book.encode())})
    one = BookImport.objects.get()
    at = f"{home}{one.pk}/"
    assert sent.url == at
    assert "The file is waiting to be read." in client.get(at).text
    one = run(one)
    assert client.get(at).url == f"{at}columns/"
    page = client.get(f"{at}columns/")
    assert "Ada Exemplar" in page.text
    typed = {name: field.initial for name, field in page.context["form"].fields.items()}
    client.post(f"{at}columns/", typed | {"seen": one.version})
    one = run(one)
    page = client.get(f"{at}names/")
    typed = {name: field.initial for name, field in page.context["form"].fields.items()}
    refused = client.post(f"{at}names/", typed | {"therapists_1": "", "seen": one.version})
    assert refused.status_code == 422
    client.post(f"{at}names/", typed | {"therapists_1": "out", "seen": one.version})
    one = run(one)
    assert "Bring in 1 visit and 1 new patient<" in client.get(f"{at}preview/").text
    assert "You left out" in client.get(f"{at}rows/?kind=left+out").text
    client.post(f"{at}begin/", {"seen": one.version, "remind_from": ""})
    one = run(one)
    assert "Brought in: 1 visit and 1 new patient." in client.get(at).text
    assert "except" not in client.get(f"{at}undo/").text
    client.post(f"{at}undo/", {"seen": one.version})
    run(one)
    assert client.get(f"{at}to-mend.csv").status_code == 200
    page = client.get(at)
    assert "Everything that was brought in has been removed." in page.text
    assert "sample-staff: Undid it." in page.text
    client.post(f"{at}forget/", {"seen": BookImport.objects.get().version})
    said = [entry.change_message for entry in client.get(at).context["history"]]
    assert said == ["Brought it in.", "Undid it.", "Deleted the file."]


def test_nobody_is_reminded_until_the_day_that_reception_chooses(clinic):
    one = brought_in(compared(row()))
    assert not Appointment.objects.due_for_reminder()
    Booking.objects.mail_links("ada@example.com")
    assert not make.queued_mail()
    one.remind(date(2026, 11, 24))
    assert not Appointment.objects.due_for_reminder()
    one.remind(date(2026, 11, 23))
    Appointment.objects.remind()
    assert ["ada@example.com"] in [mail.to for mail in make.queued_mail()]


def test_a_link_that_reception_has_sent_is_sent_again_on_demand(clinic):
    brought_in(compared(row()))
    Booking.objects.get().replace_link(by=None, seen=0)
    sent = len(make.queued_mail())
    Booking.objects.mail_links("ada@example.com")
    assert (sent, len(make.queued_mail())) == (1, 2)


def test_nobody_is_thanked_or_asked_about_for_a_visit_that_was_over(clinic):
    service, _ = clinic
    type(service).objects.update(after_visit="Drink water.")
    past = {"start": "2026-11-20 09:00", "end": "2026-11-20 09:30"}
    one = compared(row(**past, status="Attended"), row("Bo Testcase", "bo@example.com", **past))
    one.tick_all("overlaps", True)
    brought_in(one, remind_from=date(2026, 11, 1))
    states = dict(Appointment.objects.values_list("booking__name", "state"))
    assert states == {"Ada Exemplar": "attended", "Bo Testcase": "confirmed"}
    assert not Appointment.objects.due_for_follow_up()
    assert not Appointment.objects.unmarked()


def test_what_somebody_has_touched_stays_when_the_import_is_undone(client, clinic):
    client.force_login(make.staff("Reception", "another"))
    later = {"start": "2026-11-25 09:00", "end": "2026-11-25 09:30"}
    one = brought_in(compared(row(), row("Bo Testcase", "bo@example.com", "", **later)))
    Appointment.objects.get(booking__name="Bo Testcase").cancel(by=make.staff("Reception"))
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/admin/booking/bookimport/{one.pk}/undo/").text
    assert "Bo Testcase" in page
    assert len([query for query in asked if "booking_appointment" in query["sql"]]) == 3
    one.undo(one.version)
    run(one)
    assert [str(booking.name) for booking in Booking.objects.all()] == ["Bo Testcase"]
    assert [patient.name for patient in Patient.objects.all()] == ["Bo Testcase"]


def test_a_patient_who_was_here_gets_what_the_file_adds_and_loses_it_again(clinic):
    service, therapist = clinic
    known = make.booking(service, therapist, name="Ada Exemplar", phone="416 555 0102")
    later = {"start": "2026-11-25 09:00", "end": "2026-11-25 09:30"}
    one = compared(row(**later))
    assert one.counts["known"] == 1
    one = brought_in(one)
    patient = Patient.objects.get()
    assert patient.emails == ["patient@example.com", "ada@example.com"]
    with pytest.raises(ChangedMeanwhile):  # a form that was open since before
        patient.check_seen(known.patient.version)
    one.undo(one.version)
    run(one)
    assert Patient.objects.get().emails == ["patient@example.com"]
    assert [booking.pk for booking in Booking.objects.all()] == [known.pk]


def test_twins_stay_two_people_unless_somebody_joins_them(clinic):
    later = {"start": "2026-11-25 09:00", "end": "2026-11-25 09:30"}
    rows = [row(), row("Ada Exemplar", "other@example.com", "416 555 0177", **later)]
    one = compared(*rows)
    twin = one.twins.get()
    one.say_who([twin.pk], [])
    brought_in(one)
    assert Patient.objects.get().emails == ["ada@example.com", "other@example.com"]


def test_who_is_said_to_be_two_patients_here_is_the_one_known_longer(client, clinic):
    first, second = (
        make.booking(
            *clinic,
            make.TOMORROW_AT_NINE + timedelta(hours=hours),
            name="Ada Exemplar",
            email=f"{hours}@example.com",
            phone="",
        ).patient
        for hours in (2, 3)
    )
    one = compared(row())
    keys = [twin.pk for twin in one.twins.all()]
    one.say_who(keys, [])
    client.force_login(make.staff("Reception"))
    page = client.get(f"/admin/booking/bookimport/{one.pk}/twins/").text
    assert "that Ada Exemplar is the same person as two patients here" in page
    brought_in(one)
    assert (first.bookings.count(), second.bookings.count()) == (2, 1)


def test_killed_on_the_way_it_goes_on_where_it_was(clinic, monkeypatch):
    monkeypatch.setattr(bringing_in, "AT_ONCE", 1)
    days = [{"start": f"2026-11-2{day} 09:00", "end": f"2026-11-2{day} 09:30"} for day in "4567"]
    one = compared(*(row(**day) for day in days))
    one.begin(one.version, None)
    stops = iter([False, True])
    BookImport.objects.claim().run(lambda: next(stops))
    assert Booking.objects.count() == 2
    BookImport.objects.update(claimed_until=make.NOW - timedelta(minutes=1))
    work = BookImport.objects.claim()
    with monkeypatch.context() as patched:
        patched.setattr(Persons, "keep", lambda persons: sys.exit())  # right after a commit
        with pytest.raises(SystemExit):
            work.run()
    assert Booking.objects.count() == 3
    BookImport.objects.update(claimed_until=make.NOW - timedelta(minutes=1))
    one = run(one)
    assert (Booking.objects.count(), Patient.objects.count()) == (4, 1)
    assert one.by_kind() == {"fits": 4}


def test_reading_a_file_keeps_its_claim_and_stops_with_the_worker(clinic):
    one = BookImport.objects.upload("book.csv", [f"{HEADER}\n{row()}".encode()], by=None)
    for step in ("read", "sort", "plan"):
        if step != "read":
            one.decide(one.version, step)
        BookImport.objects.claim().run(lambda: True)
        one.refresh_from_db()
        assert (one.step, one.state) == (step, "working")
        BookImport.objects.update(claimed_until=make.NOW - timedelta(minutes=1))
        one = run(one)


def test_a_time_that_was_taken_meanwhile_stays_with_whoever_has_it(clinic):
    service, therapist = clinic
    one = compared(row())
    make.booking(service, therapist)
    one = brought_in(one)
    assert not one.bookings.exists()
    assert one.by_kind() == {"overlaps": 1}
    assert not one.rows.get().came_in


def test_a_double_booked_visit_keeps_its_time_from_others_and_moves_like_any_other(clinic):
    service, therapist = clinic
    over = {"start": "2026-11-24 09:15", "end": "2026-11-24 10:00"}
    one = compared(row(), row("Bo Testcase", "bo@example.com", **over))
    one.tick_all("overlaps", True)
    brought_in(one)
    visit = Appointment.objects.get(booking__name="Bo Testcase")
    at_half_past_nine = make.TOMORROW_AT_NINE + timedelta(minutes=30)
    with pytest.raises(TimeTaken):
        make.booking(service, therapist, at_half_past_nine)
    later = make.TOMORROW_AT_NINE + timedelta(hours=3)
    visit.move(therapist, later, by=make.staff("Reception"))
    visit.refresh_from_db()
    assert (visit.holds_time, visit.is_over_another()) == (True, False)
    make.booking(service, therapist, at_half_past_nine)


def test_a_visit_as_it_was_brought_in_has_all_its_pages(client, clinic):
    _, therapist = clinic
    one = compared(
        row(), row("Bo Testcase", "bo@example.com"), row("Cy Placeholder", status="No show")
    )
    one.tick_all("overlaps", True)
    brought_in(one)
    client.force_login(make.staff("Reception"))
    over = Appointment.objects.get(booking__name="Bo Testcase")
    page = client.get(over.get_admin_url()).text
    assert "<strong>Double-booked:</strong>" in page
    assert "No reminders for these visits are sent until a day is chosen there." in page
    one.remind(date(2026, 11, 23))
    page = client.get(over.get_admin_url()).text
    assert "Reminders for these visits are sent from Mon" in page
    assert "double-booked" in client.get("/admin/?day=2026-11-24").text
    assert client.get(over.booking.get_absolute_url()).status_code == 200
    feed = CalendarFeed.objects.create(therapist=therapist)
    assert client.get(feed.get_absolute_url()).status_code == 200


def test_a_cancelled_visit_that_was_brought_in_can_be_reinstated(client, clinic):
    brought_in(compared(row(status="Cancelled")))
    visit = Appointment.objects.get()
    client.force_login(make.staff("Reception"))
    assert "Undo" in client.get(visit.get_admin_url()).text
    visit.reinstate(by=make.staff("Reception", "another"))
    assert (visit.state, visit.holds_time) == ("confirmed", True)


def test_the_rows_that_stay_out_are_mended_and_come_in_once(client, clinic):
    one = brought_in(compared(row(key="1"), row("Bo Testcase", "bo@example.com", end="?", key="2")))
    client.force_login(make.staff("Reception"))
    file = client.get(f"/admin/booking/bookimport/{one.pk}/to-mend.csv").getvalue().decode()
    assert (file.count("Ada Exemplar"), file.count("Bo Testcase")) == (0, 1)
    header, _ = file.removeprefix("\ufeff").splitlines()
    again = compared(
        row(key="1"),
        row(
            "Bo Testcase", "bo@example.com", start="2026-11-25 9:00", end="2026-11-25 9:30", key="2"
        ),
        header=header.replace('"', ""),
    )
    assert again.by_kind() == {"here": 1, "fits": 1}


def test_what_stays_out_of_a_calendar_is_mended_as_a_table(clinic):
    one = BookImport.objects.create(is_calendar=True)
    ada = {"name": "Ada Exemplar", "emails": ["ada@example.com"], "phones": ["416 555 0102"]}
    ada = one.people.create(number=0, **ada)
    dentist = one.people.create(number=1, name="Dentist", is_out=True)
    start = make.TOMORROW_AT_NINE
    visit = {"starts_at": start, "ends_at": start + timedelta(minutes=45), "note": "Knee."}
    visit |= {"said_who": "Sample Therapist", "said_what": "IMS treatment"}
    one.rows.create(line=1, person=ada, kind="overlaps", reason="It overlaps line 9.", **visit)
    one.rows.create(line=9, person=dentist, kind="block", reason="It is not a visit.")
    table = read_table("".join(lines_to_mend(one)).encode())
    again, block = lines(table, guessed(table))
    assert (again.person.emails, again.person.dialled) == (("ada@example.com",), ("+14165550102",))
    assert (again.starts_at, again.ends_at) == (visit["starts_at"], visit["ends_at"])
    assert (again.therapist, again.service, again.note) == tuple(
        visit[name] for name in ("said_who", "said_what", "note")
    )
    assert (again.person.name, again.problem, block.person) == ("Ada Exemplar", "", None)
    assert "It is not a visit. “Dentist”" in table.rows[1].cells


def test_a_patient_who_was_booked_meanwhile_is_the_same_patient(clinic):
    service, therapist = clinic
    one = compared(row())
    later = make.TOMORROW_AT_NINE + timedelta(hours=3)
    make.booking(service, therapist, later, name="Ada Exemplar", email="ada@example.com")
    brought_in(one)
    assert Patient.objects.get().bookings.count() == 2


def test_erasing_somebody_leaves_what_a_file_says_of_others(clinic, monkeypatch):
    monkeypatch.setattr(bringing_in, "AT_ONCE", 1)
    make.therapist(clinic[0], name="Another Therapist")  # so that nobody is the only one
    days = [{"start": f"2010-11-2{day} 09:00", "end": f"2010-11-2{day} 09:30"} for day in "456"]
    ada = row(note="Knee.", **days[0])
    bo = row("Bo Testcase", "bo@example.com", "", **days[1])
    cy = row("Cy Placeholder", "cy@example.com", "", therapist="Locum", **days[2])
    one = compared(ada, bo, cy)
    unread = BookImport.objects.upload("other.csv", [HEADER.encode()], by=None)
    one.begin(one.version, None)
    BookImport.objects.order_by("pk").claim().run(lambda: True)  # killed after the first
    patient = Patient.objects.get()
    patient.set_contacts(["new@example.com"], [])  # corrected since
    patient.save()
    for address, left in (("new", ["Bo Testcase", "Cy Placeholder"]), ("cy", ["Bo Testcase"])):
        whom = {"address": f"{address}@example.com"}
        [found] = Held(**whom).as_data()["Files of appointment books"]
        assert (found["Rows"][0]["Note"], address) in [("Knee.", "new"), ("", "cy")]
        erase(whom, None, Held(**whom).version())
        assert [person.name for person in one.people.all()] == left
    assert not KeptFile.objects.exists()
    unread.refresh_from_db()
    assert unread.problem == "The file is no longer here. Upload it again."
    run(one)
    assert list(Patient.objects.values_list("name", flat=True)) == ["Bo Testcase"]


def test_a_visit_whose_therapist_is_deleted_in_the_meantime_stays_out(clinic):
    other = make.therapist(clinic[0], name="Another Therapist")
    later = {"start": "2026-11-25 09:00", "end": "2026-11-25 09:30"}
    one = compared(row(therapist=other.name), row(**later))
    other.delete()
    one = brought_in(one)
    assert one.by_kind() == {"left out": 1, "fits": 1}
    assert (one.counts["came"]["visits"], one.rows.to_mend().count()) == (1, 1)


def test_what_a_worker_will_go_on_with_is_not_forgotten(clinic):
    waits = compared(row())
    waits.begin(waits.version, None)
    BookImport.objects.all().forget()  # as if it had been idle when they were found
    with time_machine.travel(make.NOW + timedelta(days=31)):
        assert not BookImport.objects.outlived(make.NOW + timedelta(days=30))
        run(waits)
    assert Booking.objects.exists()


def test_a_file_is_forgotten_after_a_month_and_what_it_brought_in_stays(clinic):
    one = brought_in(compared(row()))
    with time_machine.travel(make.NOW + timedelta(days=31)):
        make.call("work", "--once")
    one.refresh_from_db()
    assert one.forgotten_at
    assert one.bookings.count() == 1
    with pytest.raises(ChangedMeanwhile):
        one.undo(one.version)


def test_a_whole_book_is_compared_with_everything_in_it_found(client, clinic):
    service, therapist = clinic
    other = make.therapist(service, name="Another Therapist")
    made = book(100, 300, [therapist.name, other.name])
    one = BookImport.objects.upload("book.csv", [made.content], by=None)
    for step, decided in (("sort", {}), ("sort", {"order": "month"}), ("plan", {})):
        one = run(one)
        one.decide(one.version, step, **decided)
    one = run(one)
    assert one.by_kind() == {"past": 300, "overlaps": made.overlaps, "refused": made.broken}
    assert (one.counts["people"], one.twins.count()) == (made.people, made.twins)
    client.force_login(make.staff("Reception"))
    at = f"/admin/booking/bookimport/{one.pk}"
    with CaptureQueriesContext(connection) as few:
        client.get(f"{at}/rows/?kind=overlaps")
    with CaptureQueriesContext(connection) as many:
        client.get(f"{at}/rows/?kind=past")
    assert len(many) + 2 == len(few) <= 12  # two: what the rows of a page overlap


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04workbook", "save the sheet as CSV"),
        (b"%PDF-1.7", "This is a PDF."),
        (b"", "The file is empty."),
    ],
)
def test_another_kind_of_file_is_refused_with_what_to_do(client, content, said):
    client.force_login(make.staff("Reception"))
    sent = {"file": SimpleUploadedFile("book.csv", content)}
    refused = client.post("/admin/booking/bookimport/", sent)
    assert refused.status_code == 422
    assert said in refused.text


def test_what_another_file_says_of_a_visit_that_is_here_is_remarked(clinic):
    brought_in(compared(row(note="Knee.")))
    again = compared(row(note="Hip.", status="Cancelled")).rows.get()
    assert (again.kind, again.remark) == (
        "here",
        "In the file, it is cancelled; here, it stays confirmed. The note in the file is not here.",
    )
    assert again.book_import.rows.with_remark().exists()
    assert compared(row(note="Knee.", status="Booked")).rows.get().remark == ""


@pytest.mark.parametrize("key", ["", "7"])
def test_a_visit_that_was_moved_here_does_not_come_in_again_where_it_was(clinic, key):
    brought_in(compared(row(key=key)))
    later = make.TOMORROW_AT_NINE + timedelta(hours=2)
    Appointment.objects.get().move(clinic[1], later, by=make.staff("Reception"))
    again = compared(row("ADA Exemplar", "new@example.com", key=key), row("Bo Testcase"))
    assert again.by_kind() == {"changed": 1, "fits": 1}
    brought_in(again)
    assert Booking.objects.filter(name__iexact="Ada Exemplar").count() == 1


def test_a_number_that_counts_the_rows_of_a_sheet_hides_no_visit(clinic):
    brought_in(compared(row(key="1")))
    later = {"start": "2026-11-25 09:00", "end": "2026-11-25 09:30"}
    one = compared(row(key="1", **later))
    assert one.by_kind() == {"changed": 1}
    one.tick_all("changed", True)
    brought_in(one)
    assert Booking.objects.count() == 2


def test_patients_come_in_without_a_visit_and_with_what_is_noted_about_them(clinic):
    header = "Patient ID,Name,Other names,Email,Phone,Notes"
    ada = '7,Ada Exemplar,Addie,ada@example.com,416 555 0102,"Likes, mornings."'
    one = compared(ada, header=header)
    assert one.by_kind() == {"patient": 1}
    one = brought_in(one)
    patient = Patient.objects.get()
    assert (patient.phones, patient.notes.get().text) == (["416 555 0102"], "Likes, mornings.")
    again = compared(ada, header=header)
    assert again.by_kind() == {"here": 1}
    more = brought_in(compared(ada.replace("mornings", "evenings"), header=header))
    assert sorted(note.text for note in patient.notes.all()) == [
        "Likes, evenings.",
        "Likes, mornings.",
    ]
    more.undo(more.version)
    run(more)
    assert patient.notes.get().text == "Likes, mornings."
    one.undo(one.version)
    run(one)
    assert not Patient.objects.exists()


def test_undoing_takes_back_the_notes_of_the_file_and_no_others(clinic, monkeypatch):
    monkeypatch.setattr(bringing_in, "AT_ONCE", 1)
    known = make.booking(*clinic, name="Ada Exemplar").patient
    header = "Patient ID,Name,Email,Notes"
    rows = ["8,Bo Testcase,bo@example.com,Knee.", "8,Bo Testcase,bo@example.com,Hip."]
    with time_machine.travel(make.NOW):  # the clock goes on
        one = compared("7,Ada Exemplar,ada@example.com,Mornings.", *rows, header=header)
        twin = one.twins.get()
        one.say_who([twin.pk], [])
        one = brought_in(one)
        assert known.notes.get().text == "Mornings."
        known.add_note("Called.", by=None)
        one.undo(one.version)
        run(one)
    assert [patient.pk for patient in Patient.objects.all()] == [known.pk]
    assert known.notes.get().text == "Called."


def test_what_is_noted_while_an_import_is_undone_stays(clinic, monkeypatch):
    one = brought_in(compared("7,Ada Exemplar,ada@example.com", header="Patient ID,Name,Email"))
    delete = taking_back.delete_some_patients

    def after_a_note(*args):
        Patient.objects.get().add_note("Allergic to latex.", by=None)
        delete(*args)

    monkeypatch.setattr(taking_back, "delete_some_patients", after_a_note)
    one.undo(one.version)
    run(one)
    assert Patient.objects.get().notes.get().text == "Allergic to latex."


def test_a_file_that_cant_be_read_leads_back_to_its_columns(client, clinic):
    one = BookImport.objects.upload("book.csv", [f"{HEADER}\n{row()}".encode()], by=None)
    one = run(one)
    KeptFile.objects.all().delete()
    one.decide(one.version, "sort")
    BookImport.objects.claim().run()
    client.force_login(make.staff("Reception"))
    at = f"/admin/booking/bookimport/{one.pk}/"
    assert "The file is no longer here. Upload it again." in client.get(at).text
    assert client.get(f"{at}columns/").status_code == 200


def test_a_patient_is_known_by_their_number_in_a_later_file_without_a_contact(clinic):
    patients = "Patient ID,Name,Email"
    both = ["7,Ada Exemplar,ada@example.com", "8,Ada Exemplar,other@example.com"]
    brought_in(compared(*both, header=patients))
    visits = "Visit ID,Patient ID,Name,Start,End,Therapist,Service"
    times = "2026-11-24 09:00,2026-11-24 09:30,Sample Therapist,IMS treatment"
    one = compared(f"1,8,Ada Exemplar,{times}", header=visits)
    assert (one.counts["known"], one.twins.count()) == (1, 0)
    brought_in(one)
    assert Patient.objects.count() == 2
    assert Booking.objects.get().patient.emails == ["other@example.com"]
