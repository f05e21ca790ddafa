"""What reception is asked about another program's appointment book, and what it is told."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import BookImport
from tests import make
from tests.appointment_book import run

pytestmark = pytest.mark.django_db

HEADER = "Name,Email,Phone,Start,End,Therapist,Service,Status"
ADA = "Ada Exemplar,ada@example.com,416 555 0102"
BO = "Bo Testcase,bo@example.com,416 555 0103"
AT_NINE = "2026-11-24 09:00,2026-11-24 09:30"
AT_TEN = "2026-11-24 10:00,2026-11-24 10:30"
WITH_ONE = "Sample Therapist,IMS treatment,"


@pytest.fixture(autouse=True)
def clinic():
    with time_machine.travel(make.NOW, tick=False):
        service = make.service()
        yield service, make.therapist(service)


@pytest.fixture
def desk(client):
    client.force_login(make.staff("Reception"))
    return client


def uploaded(*rows, header=HEADER, name="visits.csv"):
    """An import whose file was just read."""
    return run(BookImport.objects.upload(name, ["\n".join([header, *rows]).encode()], by=None))


def at(one, screen=""):
    return f"/admin/booking/bookimport/{one.pk}/{screen}"


def goes_on(desk, one, screen, **typed):
    """The import after this screen was sent as it is shown, but for what is typed."""
    fields = desk.get(at(one, screen)).context["form"].fields
    shown = {name: field.initial for name, field in fields.items() if field.initial is not None}
    response = desk.post(at(one, screen), shown | {"seen": one.version} | typed)
    assert response.status_code == 302, response.context["form"].errors
    return run(one)


def test_a_question_that_is_new_is_said_to_be_and_is_beside_its_column(desk):
    moved = uploaded(
        f"{ADA},{AT_NINE},{WITH_ONE},03/12/2026 10:00",
        f"{BO},{AT_TEN},{WITH_ONE},04/12/2026 10:00",
        header=f"{HEADER},Modified",
    )
    one = goes_on(desk, moved, "columns/", column_3="", column_4="", column_8="start")
    page = desk.get(at(one, "columns/")).text
    assert "One more question" in page
    assert page.index(">Modified<") < page.index('id="order"')


def answered(desk, *rows, **more):
    """An import at its preview, its questions answered on the screens."""
    one = uploaded(*rows, **more)
    if one.asks == "columns":
        one = goes_on(desk, one, "columns/", column_3="start")
    if one.asks == "names":
        one = goes_on(desk, one, "names/")
    assert one.asks == "preview"
    return one


def test_what_was_answered_for_a_file_is_filled_in_for_the_next_of_its_kind(desk, clinic):
    service, therapist = clinic
    mine = "Dr. S.,IMS"
    rows = (
        f"{ADA},03/12/2026 10:00,,{mine},Zapped",
        f"{BO},04/12/2026 10:00,04/12/2026 10:30,{mine},Booked",
    )
    first = goes_on(desk, uploaded(*rows), "columns/", order="day", column_1="")
    said = {
        "therapists_0": therapist.pk,
        "services_0": service.pk,
        "statuses_0": "booked",
        "statuses_1": "cancelled",
    }
    first = goes_on(desk, first, "names/", **said)
    assert first.by_kind() == {"cancelled": 1, "fits": 1}
    again = uploaded(*rows, f"{BO},05/12/2026 10:00,,{mine},Zapped", header=f"{HEADER},Reason")
    assert (again.asks, again.by_kind()) == ("preview", {"cancelled": 2, "fits": 1})
    assert (again.order, again.columns["1"]) == ("day", "")
    page = desk.get(at(again, "preview/")).text
    assert "Filled in with your answers for “visits.csv” from Mon, Nov 23" in page
    assert "Dates are read with the day first." in page
    assert "Cancelled: “Zapped”" in page
    assert "as answered for “visits.csv”" in desk.get(at(again, "names/")).text
    BookImport.objects.filter(pk=again.as_in_id).update(remind_from="2026-11-25")
    assert 'value="2026-11-25"' in desk.get(at(again, "preview/")).text
    BookImport.objects.filter(pk=again.as_in_id).update(remind_from="2026-11-01")
    assert 'value="2026-11-01"' not in desk.get(at(again, "preview/")).text
    more = uploaded(*rows, f"{BO},06/12/2026 10:00,,Somebody Else,IMS,Zapped")
    assert more.asks == "names"
    for one in (first, again, more):
        one.forget()
    assert uploaded(*rows, rows[0]).asks == "columns"


def brought_in(desk, one):
    page = desk.get(at(one, "preview/")).context
    desk.post(
        at(one, "begin/"), {"seen": one.version, "remind_from": ""} | {"what": page["coming"]}
    )
    return run(one)


def test_an_import_that_is_done_says_what_came_in_and_not_what_could_be_chosen(desk):
    rows = f"{ADA},{AT_NINE},{WITH_ONE}", f"{BO},{AT_NINE},{WITH_ONE}", f"Cy,,,{AT_NINE},{WITH_ONE}"
    one = answered(desk, *rows)
    one.tick([row.pk for row in one.rows.all()], [one.rows.get(line=3).pk])
    one = brought_in(desk, one)
    page = desk.get(at(one)).text
    assert "Visits: visits.csv" in page
    assert "only if you select" not in page.lower()
    assert "2 of these visits are upcoming" in page
    assert "can’t be undone" in page
    listed = desk.get(at(one, "rows/?kind=overlaps")).text
    assert listed.count("Yes, as this visit") == listed.count('"Brought in">No<') == 1
    desk.post(at(one, "undo/"), {"seen": one.version})
    one = run(one)
    page = desk.get(at(one)).text
    assert "Brought in, before it was undone" in page
    for gone in ("remind_from", "can’t be undone"):
        assert gone not in page
    assert "Yes, but it has been removed since" in desk.get(at(one, "rows/?kind=overlaps")).text


def test_a_day_in_the_past_is_refused_for_reminders_where_it_was_typed(desk):
    one = answered(desk, f"{ADA},{AT_NINE},{WITH_ONE}")
    past = {"seen": one.version, "remind_from": "2020-01-01"}
    refused = desk.post(at(one, "begin/"), past)
    assert (refused.status_code, "2020-01-01" in refused.text) == (422, True)
    one = brought_in(desk, one)
    refused = desk.post(at(one, "remind/"), past)
    assert (refused.status_code, "Enter today or a later day" in refused.text) == (422, True)
    said = desk.post(at(one, "remind/"), {"remind_from": "2026-11-24"}, follow=True).text
    assert "reminded from Tuesday, November 24 on" in said


def test_patients_lead_on_to_the_visits_and_have_no_step_without_a_question(desk):
    one = goes_on(desk, uploaded(ADA, header="Name,Email,Phone", name="patients.csv"), "columns/")
    page = desk.get(at(one, "preview/")).text
    assert at(one, "names/") not in page
    assert "remind_from" not in page
    assert desk.get(at(one, "names/")).status_code == 302
    page = desk.get(at(brought_in(desk, one))).text
    assert "Patients: patients.csv" in page
    assert "Next: " in page
    assert "deleted automatically on Wednesday, December 23" in page
    again = uploaded(ADA, header="Name,Email,Phone", name="again.csv")
    assert "everything in this file is already here" in desk.get(at(again, "preview/")).text


def test_deleting_a_file_is_asked_once(desk):
    one = uploaded(f"{ADA},{AT_NINE},{WITH_ONE}")
    assert "Yes, delete this file" in desk.get(at(one, "forget/")).text
    assert desk.post(at(one, "forget/"), {"seen": one.version}).status_code == 302
    assert BookImport.objects.get().forgotten_at


def test_who_may_be_one_person_is_shown_with_what_they_share_and_can_be_answered_either_way(
    desk, clinic
):
    make.booking(*clinic, name="Finn Sample", email="finn@example.com", phone="416 555 0107")
    patients = (
        "Ada Exemplar,ada@example.com,416 555 0102",
        "Ada M. Exemplar,,416 555 0102",
        "Bo Testcase,bo@example.com,",
        "Bo Testcase,other@example.com,",
        "Eve Sample,,416 555 0107",
    )
    header = "Name,Email,Phone"
    one = goes_on(desk, uploaded(*patients, header=header), "columns/")
    page = desk.get(at(one, "twins/"))
    assert "They share the phone number 416 555 0102." in page.text
    assert "They share the name, and no phone number or email." in page.text
    assert "they keep the name Finn Sample and the email finn@example.com" in page.text
    ada, bo, eve = (pair["twin"].pk for pair in page.context["pairs"])
    said = {f"who-{ada}": "same", f"who-{bo}": "others", f"who-{eve}": "", "shown": [ada, bo, eve]}
    desk.post(at(one, "twins/"), said)
    assert one.twins.said() == {"all": 3, "same": 1, "others": 1, "open": 1}
    desk.post(at(one, "twins/"), said | {f"who-{ada}": "others"})
    desk.post(at(one, "twins/"), {"all": "nearly_one_name"})
    assert not one.twins.filter(is_same=True)  # what somebody has said stays
    desk.post(at(one, "twins/"), said | {f"who-{ada}": "", f"who-{bo}": ""})
    desk.post(at(one, "twins/"), {"all": "nearly_one_name"})
    assert [twin.pk for twin in one.twins.filter(is_same=True)] == [ada]
    desk.post(at(one, "twins/"), {"all": "others"})
    desk.post(at(one, "again/"), {"seen": BookImport.objects.get().version})
    one = run(one)
    assert one.twins.said() == {"all": 3, "same": 1, "others": 2, "open": 0}
    assert "0 without" not in desk.get(at(one, "preview/")).text


def test_all_entries_of_a_calendar_are_selected_at_once_and_known_names_beforehand(desk, clinic):
    make.booking(*clinic, name="Ada Exemplar")
    events = [
        f"BEGIN:VEVENT\r\nUID:{number}\r\nDTSTART:20261124T1{number}0000Z\r\n"
        f"DTEND:20261124T1{number}3000Z\r\nSUMMARY:{name}\r\nEND:VEVENT"
        for number, name in enumerate(("ADA EXEMPLAR", "Bo Testcase", "Staff lunch"), 4)
    ]
    whole = "\r\n".join(["BEGIN:VCALENDAR", *events, "END:VCALENDAR"]).encode()
    one = run(BookImport.objects.upload("visits.ics", [whole], by=None))
    page = desk.get(at(one, "names/"))
    assert page.text.index('type="submit"') < page.text.index("Select all 3")
    assert ticked(page) == [True, False, False]
    typed = {"therapists_0": "out", "name_1": "Bo Q. Testcase", "seen": one.version}
    page = desk.post(at(one, "names/"), typed | {"tick": "all"})
    assert page.status_code == 200
    assert ticked(page) == [True, True, True]
    assert 'value="Bo Q. Testcase"' in page.text
    assert '<option value="out" selected>' in page.text
    page = desk.post(at(one, "names/"), typed | {"tick": "none", "is_patient_0": "on"})
    assert ticked(page) == [False] * 3
    assert BookImport.objects.get().version == one.version  # nothing is decided by it


def ticked(page):
    form = page.context["form"]
    return [bool(is_patient.initial) for is_patient, _ in form.subjects]


def test_names_without_a_contact_are_joined_at_once_where_they_can_mean_one_patient_only(
    desk, clinic
):
    here = ("Ada Exemplar", "Bo Testcase", "Bo Testcase", "Cher", "Di Sample")
    for hour, name in enumerate(here):
        at_nine = make.TOMORROW_AT_NINE + timedelta(hours=hour)
        make.booking(*clinic, at_nine, name=name, email=f"{hour}@example.com", phone="")
    people = (
        "Ada Exemplar,",
        "Bo Testcase,",
        "Cher,",
        "Di Sample,other@example.com",
        "Eve Sample,",
    )
    one = goes_on(desk, uploaded(*people, header="Name,Email"), "columns/")
    assert (
        "The same person: the pair with a full name that nobody else has"
        in desk.get(at(one, "twins/")).text
    )
    desk.post(at(one, "twins/"), {"all": "only_of_their_name"})
    assert [twin.person.name for twin in one.twins.filter(is_same=True)] == ["Ada Exemplar"]
    assert "a full name" not in desk.get(at(one, "twins/")).text
    desk.post(at(one, "twins/"), {"all": "delete"})
    assert one.twins.said()["open"] == 4


def test_who_has_the_time_is_named_and_linked_in_few_queries(desk, clinic):
    visit = make.booking(*clinic, name="Finn Sample").visits().get()
    late = "2026-11-24 10:15,2026-11-24 10:45"
    rows = [f"{ADA},{AT_NINE},{WITH_ONE}", f"{BO},{AT_TEN},{WITH_ONE}", f"{ADA},{late},{WITH_ONE}"]
    one = answered(desk, *rows)
    with CaptureQueriesContext(connection) as queries:
        page = desk.get(at(one, "rows/?kind=overlaps")).text
    assert f'<a href="{visit.get_admin_url()}">Finn Sample, Tue, Nov 24, 9:00 AM</a>' in page
    assert "Line 3: Bo Testcase, Tue, Nov 24, 10:00 AM, 30 minutes" in page
    assert len(queries) <= 14
    again = answered(desk, *rows, f"{BO},{late},{WITH_ONE}", name="again.csv")
    with CaptureQueriesContext(connection) as more:
        desk.get(at(again, "rows/?kind=overlaps"))
    assert len(more) == len(queries)
