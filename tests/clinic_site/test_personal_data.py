"""What is held about a person: all of it is told, all of it is erased, and nobody else's."""

import base64
import json
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from mailer.models import Message as Mail

from booking.models import (
    Appointment,
    Booking,
    Event,
    FormerLink,
    Patient,
    ServiceQuestion,
    VisitNote,
    WaitingListEntry,
)
from booking.models.erasing import ERASED
from booking.patient.questions import seal
from clinic_site.models import PersonalDataRequest, Session
from clinic_site.personal_data.erasing import StillNeeded, erase
from clinic_site.personal_data.held import Held
from clinic_site.personal_data.labels import LABELS, LEFT_OUT
from clinic_site.personal_data.mail import find, normal, texts
from comments.models import Comment
from contact.models import Message
from tests import make
from tests.booking.test_requesting import details
from typed.seen import ChangedMeanwhile

pytestmark = pytest.mark.django_db

ADDRESS = "marker.address@example.com"
PHONE = "416 555 0177"
MARKERS = ("marker", PHONE, "+14165550177")
AFTERWARDS = make.NOW + timedelta(days=30)


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(make.NOW, tick=False)
    return time_machine


@pytest.fixture
def clinic(clock):
    service = make.service()
    return service, make.therapist(service)


@pytest.fixture
def boss(django_user_model):
    return django_user_model.objects.create_superuser("sample-boss")


@pytest.fixture
def everywhere(client, clinic, clock, boss):
    """Somebody who has used every form, and with whom staff have done whatever they can."""
    page = make.page(allows_comments=True)
    person = {"name": "Marker Name", "email": ADDRESS}
    typed = person | {"website": "https://marker.example.com", "text": "Marker comment, not short"}
    assert client.post("/comments/a-page/", typed).status_code == 303
    typed = person | {"phone": PHONE, "text": "Marker message", "topic": "payment"}
    assert client.post("/contact/", typed).status_code == 303
    typed = person | {"phone": PHONE, "note": "Marker note"}
    wait = typed | {"service": clinic[0].pk, "until": "2026-12-07"}
    assert client.post("/book/waiting-list/", wait).status_code == 303
    question = ServiceQuestion.objects.create(service=clinic[0], text="A sample question?")
    asked = f"question-{question.pk}"
    for hour in (15, 16, 17):
        more = {"visit_for": "other", "patient_name": "Marker Child", asked: "Marker answer"}
        more |= {"asked": seal([question]), "start": f"2026-11-25T{hour}:00Z"}
        form = details(clinic[0], **typed, **more)
        assert client.post("/book/request/", form).status_code == 303
    visits = Appointment.objects.filter(booking__email=ADDRESS)
    declined, confirmed, cancelled = visits.order_by("starts_at")
    assert client.post("/book/link/", {"email": ADDRESS}).status_code == 303

    client.force_login(boss)

    def act(visit, verb, **typed):
        now = make.version(visit)
        address = f"/admin/booking/appointment/{visit.pk}/{verb}/"
        assert client.post(address, {"seen": now} | typed).status_code == 302

    act(declined, "decline", line="Marker reason")
    act(confirmed, "confirm")
    act(confirmed, "link", seen=0)
    act(cancelled, "confirm")
    act(cancelled, "cancel", line="Marker cancelled because")
    confirmed.booking.patient.notes.create(text="Marker note on the patient", by=boss)
    confirmed.notes.create(text="Marker note on the visit", by=boss)
    comment = Comment.objects.get(email=ADDRESS)
    message = Message.objects.get(email=ADDRESS)
    comment.moderate(
        boss,
        comment.version,
        "Marker reply",
        state="approved",
        show_website=True,
        shown_name="Marker N.",
        shown_text="Marker, shortened",
    )
    message.handle(boss, 0, state="answered", assigned_to=boss, note="Marker private note")
    for model in (Booking, Comment, Message, WaitingListEntry):
        model.objects.filter(email=ADDRESS).update(reasons=["Marker sign"])
    EmailMessage("Elsewhere", "A text.", to=["Marker <MARKER.address@example.com>"]).send()
    client.get("/admin/")  # shows what the last step had to say, which is then forgotten
    clock.move_to(AFTERWARDS, tick=False)
    return page


@pytest.fixture
def somebody_else(clinic):
    """Whose address, in one way or another, holds that of the person."""
    other = {"name": "Other Person", "email": "o'" + ADDRESS}
    page = make.page("another-page")
    make.comment(page, **other, text="Their own words.")
    make.comment(page, name="Phone twin", email=ADDRESS + ".au")
    make.message(**other, phone=PHONE[:-1] + "8", text="Their own message.")
    start = make.TOMORROW_AT_NINE + timedelta(hours=5)
    make.booking(*clinic, start, **other, note="Their note").confirm(by=None)
    make.booking(*clinic, start + timedelta(hours=1), **other).confirm(by=None)


def tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        return [name for (name,) in cursor.fetchall()]


def dump():
    """Every row of every table as text, with what lies packed in queued mails and sessions."""
    rows = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'SELECT one::text FROM "{table}" one ORDER BY 1')  # noqa: S608
            rows[table] = [text for (text,) in cursor.fetchall()]
    for row in Mail.objects.all():
        rows["mailer_message"] += texts(row.email)
    rows["clinic_site_session"] += [str(one.get_decoded()) for one in Session.objects.all()]
    return rows


def traces(markers=MARKERS):
    return {
        (table, marker)
        for table, rows in dump().items()
        for marker in markers
        for text in rows
        if marker in text.lower()
    }


def erase_all(address=ADDRESS, by=None, reason="A sample reason."):
    """Also what a rule asks to keep."""
    return erase({"address": address}, by, Held(address).version(), reason)


def test_nothing_of_the_person_is_left_in_any_table(everywhere, boss):
    held = {table for table, _ in traces()}
    assert held == {
        "booking_booking",
        "booking_patient",
        "booking_waitinglistentry",
        "booking_patientnote",
        "booking_visitnote",
        "booking_appointment",
        "comments_comment",
        "contact_message",
        "mailer_message",
    }
    secrets = [*Booking.objects.values_list("token", flat=True)]
    secrets += [str(key) for key in Booking.objects.values_list("form_key", flat=True)]
    secrets += FormerLink.objects.values_list("token", flat=True)
    secrets += WaitingListEntry.objects.values_list("token", flat=True)
    secrets = [one.lower() for one in secrets]
    assert traces(secrets)
    erase_all(by=boss)
    assert traces() == set()
    assert traces(secrets) == set()


def test_the_schedules_past_and_its_events_stay(everywhere):
    events = list(Event.objects.values())
    visits = list(Appointment.objects.order_by("pk").values("state", "period", "therapist_id"))
    erase_all()
    assert list(Event.objects.values()) == events
    left = Appointment.objects.order_by("pk").values("state", "period", "therapist_id")
    assert list(left) == visits
    assert set(Booking.objects.values_list("name", "email")) == {(ERASED, "")}
    assert len(set(Booking.objects.values_list("token", flat=True))) == 3


def test_nobody_elses_data_is_touched(somebody_else, everywhere):
    held = Held(ADDRESS)
    mine = [*held.patients, *held.bookings, *held.waits, *held.comments, *held.messages]
    mine += VisitNote.objects.filter(appointment__booking__in=held.bookings)
    before = rows_but(mine, {one.pk for one in held.mails})
    assert len(before["comments_comment"]) == 2
    assert len(before["mailer_message"]) == 7
    erase_all()
    assert rows_but(mine, set()) == before


# These tables note that data was erased, by whom, and that pages have changed.
WRITTEN_ANEW = {
    "clinic_site_accountevent",
    "clinic_site_erasedperson",
    "clinic_site_personaldatarequest",
    "clinic_watchedchange",
}


def rows_but(mine, mails):
    """Every row as text, without these rows of a person and what belongs to them."""
    gone = {(one._meta.db_table, one.pk) for one in mine} | {("mailer_message", pk) for pk in mails}
    belongs = {
        "booking_appointment": ("booking_id", "booking_booking"),
        "booking_formerlink": ("booking_id", "booking_booking"),
        "booking_patientnote": ("patient_id", "booking_patient"),
        "booking_waitinglistchange": ("entry_id", "booking_waitinglistentry"),
        "comments_commentchange": ("comment_id", "comments_comment"),
        "contact_messagechange": ("message_id", "contact_message"),
    }
    rows = {}
    with connection.cursor() as cursor:
        for table in set(tables()) - WRITTEN_ANEW:
            cursor.execute(f'SELECT to_jsonb(one) FROM "{table}" one')  # noqa: S608
            column, owner = belongs.get(table, ("id", table))
            found = [row if isinstance(row, dict) else json.loads(row) for (row,) in cursor]
            rows[table] = sorted(
                json.dumps(row) for row in found if (owner, row.get(column)) not in gone
            )
    return rows


def test_everything_the_person_and_staff_wrote_is_told(everywhere):
    told = json.dumps(Held(ADDRESS).as_data())
    for words in (
        "Marker Name",
        "https://marker.example.com",
        "Marker comment, not short",
        "Marker message",
        "Payment or a receipt",
        "Marker note",
        "Marker reason",
        "Marker cancelled because",
        "Marker reply",
        "Marker N.",
        "Marker, shortened",
        "Marker private note",
        "Marker note on the patient",
        "Marker note on the visit",
        "Marker sign",
        PHONE,
        "Wednesday, November 25, 2026, 10:00 AM EST",
        "We have your request",
        "link replaced",
    ):
        assert words in told


def test_no_key_and_no_colleague_is_handed_out(everywhere):
    told = json.dumps(Held(ADDRESS).as_data())
    secrets = Booking.objects.values_list("token", flat=True)
    assert not [one for one in (*secrets, "sample-boss") if one in told]


@pytest.mark.parametrize("model", LABELS)
def test_no_column_is_forgotten(model):
    columns = {one.name for one in model._meta.get_fields() if one.concrete}
    assert set(LABELS[model]) | LEFT_OUT[model] == columns
    assert not set(LABELS[model]) & LEFT_OUT[model]


def test_no_table_that_hangs_on_a_person_is_forgotten():
    hanging = {
        relation.related_model
        for model in (Patient, Booking, Appointment, Comment, Message)
        for relation in model._meta.related_objects
    }
    assert hanging <= set(LABELS)


@pytest.mark.parametrize(
    ("stored", "asked", "is_found"),
    [
        ("ann@example.com", "ANN@Example.COM", True),
        ("Ann@Example.com", "ann@example.com", True),
        ("ann@caf\u00e9.example", "ann@cafe\u0301.example", True),
        ("ann@example.com", "joann@example.com", False),
        ("joann@example.com", "ann@example.com", False),
        ("ann@example.com.au", "ann@example.com", False),
        ("mike@example.com", "m\u0131ke@example.com", False),  # a dotless i
        ("m\u0131ke@example.com", "mike@example.com", False),
        ("strasse@example.com", "stra\u00dfe@example.com", False),
        ("a_n@example.com", "ann@example.com", False),
        ("ann@example.com", "a_n@example.com", False),
        ("ann@example.com", "%@example.com", False),
    ],
)
def test_an_address_is_compared_whole(stored, asked, is_found):
    make.message(email=stored)
    Mail.objects.all().delete()
    assert bool(Held(asked)) is is_found


def test_who_gave_no_address_is_nobodys():
    make.message(email="", phone=PHONE)
    assert not Held("").messages


def queue(address="ann@example.com", **mail):
    """A mail in the queue; returns whether it is found as about ann@example.com."""
    attached = mail.pop("attach", None)
    message = EmailMessage(
        **{"subject": "A subject", "body": "A text.", "to": ["x@example.org"]} | mail
    )
    if attached:
        message.attach(*attached)
    message.send()
    return bool(find({normal(address)}, [])[0])


FOLDED = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:{}an\r\n n@example.com\r\n"


@pytest.mark.parametrize(
    "mail",
    [
        {"to": ["ann@example.com"]},
        {"to": ["Ann <ANN@example.com>"]},
        {"cc": ["ann@example.com"]},
        {"bcc": ["ann@example.com"]},
        {"reply_to": ["ann@example.com"]},
        {"from_email": "ann@example.com"},
        {"headers": {"X-About": "ann@example.com"}},
        {"subject": "From ann@example.com"},
        {"body": "Write to ann@example.com."},
        {"attach": ("a.txt", "(Ann@Example.com)", "text/plain")},
        {"attach": ("a.bin", b"\xff ann@example.com", "application/octet-stream")},
        {"attach": ("ann@example.com.txt", "Nothing.", "text/plain"), "body": "ann@example.com"},
        {"attach": ("a.html", "<b>&#97;nn@example.com</b>", "text/html")},
        {"attach": ("a.ics", FOLDED.format(""), "text/calendar")},
    ],
)
def test_a_queued_email_is_found_wherever_the_address_is(mail):
    assert queue(**mail)


@pytest.mark.parametrize(
    "mail",
    [
        {},
        {"to": ["joann@example.com"]},
        {"to": ["jo.ann@example.com"]},
        {"to": ["o'ann@example.com"]},
        {"to": ["ann@example.com.au"]},
        {"to": ["ann@example.common"]},
        {"body": "Write to joann@example.com or ann@example.com-mail.example."},
        {"attach": ("a.html", "o&#x27;ann@example.com", "text/html")},
        {"attach": ("a.ics", FOLDED.format("o%27"), "text/calendar")},
    ],
)
def test_a_mail_to_a_longer_address_is_not_found(mail):
    assert not queue(**mail)


def test_the_invitation_in_a_mail_of_ours_is_read(clinic):
    make.booking(*clinic, email="o'ann@example.com").confirm(by=None)
    assert not find({"ann@example.com"}, [])[0]
    assert len(find({"o'ann@example.com"}, [])[0]) == 2


def test_mail_to_reception_about_the_person_is_deleted_and_other_mail_stays(clinic, clock):
    make.message(email=ADDRESS)
    make.message(name="Other", email="other@example.com", text="Other words")
    make.booking(*clinic, email=ADDRESS).decline(by=None)
    assert len(make.queued_mail()) == 5
    erase_all()
    (left,) = make.queued_mail()
    assert Message.objects.get().get_admin_url() in left.body


@pytest.mark.parametrize(
    "data",
    ["", "gASVBg==", "no base64 at all \u00e9", base64.b64encode(b"cno.such\nthing\n.").decode()],
)
def test_a_mail_that_cannot_be_read_stays_and_is_counted(data):
    make.message(email=ADDRESS)
    unreadable = Mail.objects.create(message_data=data)
    assert Held(ADDRESS).unreadable_mails == 1
    erase_all()
    assert Mail.objects.get() == unreadable
    assert not Message.objects.exists()


def test_an_unreadable_email_is_erased_if_the_address_is_in_it():
    row = Mail(email=EmailMessage("A subject", "A text.", to=[ADDRESS.upper()]))  # not sealed
    half = base64.b64decode(row.message_data)
    row.message_data = base64.b64encode(half[: half.index(ADDRESS.upper().encode()) + 60]).decode()
    row.save()
    assert Held(ADDRESS).unreadable_mails == 0
    assert erase_all().mails == 1
    assert not Mail.objects.exists()


def waiting(booking):
    return booking


def to_come(booking):
    booking.confirm(by=None)


def offered(booking):
    visit = booking.appointments.get()
    visit.propose(visit.therapist, visit.starts_at + timedelta(hours=1), by=None)


@pytest.mark.parametrize("come_to", [waiting, to_come, offered])
def test_while_a_visit_is_to_come_nothing_is_erased(clinic, come_to):
    booking = make.booking(*clinic, email=ADDRESS)
    come_to(booking)
    make.message(email=ADDRESS)
    before = dump()
    with pytest.raises(StillNeeded):
        erase_all()
    assert dump() == before


def test_a_request_whose_time_has_passed_still_waits_for_an_answer(clinic, clock):
    make.booking(*clinic, email=ADDRESS)
    clock.move_to(AFTERWARDS, tick=False)
    with pytest.raises(StillNeeded):
        erase_all()


def test_a_visit_that_is_over_is_erased(clinic, clock):
    make.booking(*clinic, email=ADDRESS).confirm(by=None)
    clock.move_to(AFTERWARDS, tick=False)
    assert erase_all().bookings == 1


def test_what_was_added_since_is_not_erased_unseen(clinic):
    make.message(email=ADDRESS)
    seen = Held(ADDRESS).version()
    make.message(email=ADDRESS, text="Something new.")
    with pytest.raises(ChangedMeanwhile):
        erase({"address": ADDRESS}, None, seen)
    assert Message.objects.count() == 2


def test_a_mail_that_leaves_meanwhile_is_no_change(clinic):
    make.message(email=ADDRESS)
    seen = Held(ADDRESS).version()
    Mail.objects.all().delete()
    assert erase({"address": ADDRESS}, None, seen).mails == 0


def test_it_is_written_down_without_the_person(everywhere, boss, caplog):
    caplog.set_level("DEBUG")
    Held(ADDRESS).note_export(by=boss)
    erase_all(by=boss)
    erasure, export = PersonalDataRequest.objects.all()
    assert (export.kind, export.by, export.at) == ("export", boss, AFTERWARDS)
    assert str(erasure).startswith("Erased: 3 bookings, 1 comment, 1 message, ")
    assert erasure.mails == export.mails > 5
    assert not [line for line in caplog.messages if "marker" in line.lower()]


def test_an_erased_person_is_not_found_again(everywhere):
    erase_all()
    assert not Held(ADDRESS)
    assert not Held("").bookings


PHONE_ONLY = {"name": "Marker Caller", "email": "", "phone": PHONE}


def test_a_patient_who_gave_only_a_number_is_told_and_erased(clinic, clock):
    patient = make.booking(*clinic, **PHONE_ONLY).patient
    patient.notes.create(text="Marker note")
    Booking.objects.get().decline(by=None)
    clock.move_to(AFTERWARDS, tick=False)
    held = Held("", PHONE)
    assert "Marker note" in json.dumps(held.as_data())
    done = erase({"phone": PHONE}, None, held.version())
    assert str(done).startswith("Erased: 1 booking, 1 patient")
    assert traces() == set()


def test_a_patient_without_bookings_is_told_and_erased():
    Patient.objects.owner(**PHONE_ONLY, contact_by="phone").notes.create(text="Marker note")
    assert str(erase({"phone": PHONE}, None, Held("", PHONE).version())) == "Erased: 1 patient"
    assert traces() == set()


def test_what_was_joined_under_another_contact_is_erased_too(clinic, clock):
    booking = make.booking(*clinic, email=ADDRESS, name="Marker One")
    other = make.booking(*clinic, make.NOW + timedelta(days=2), email="marker2@example.com")
    Booking.objects.filter(pk=other.pk).update(patient=booking.patient)
    other.patient.delete()
    for one in (booking, other):
        one.decline(by=None)
    clock.move_to(AFTERWARDS, tick=False)
    assert erase_all().bookings == 2
    assert traces() == set()


def test_erasing_one_name_leaves_what_the_patient_booked_under_another(clinic, clock):
    booking = make.booking(*clinic, email=ADDRESS, name="Marker One")
    other = make.booking(*clinic, make.NOW + timedelta(days=2), email="other@example.com")
    Booking.objects.filter(pk=other.pk).update(patient=booking.patient)
    other.patient.delete()
    booking.patient.notes.create(text="Marker note")
    for one in (booking, other):
        one.decline(by=None)
    clock.move_to(AFTERWARDS, tick=False)
    held = Held(ADDRESS)
    who = [one.key for one in held.people if one.name == "Marker One"]
    erase({"address": ADDRESS, "who": who}, None, Held(ADDRESS, who=who).version())
    left = Patient.objects.get(pk=booking.patient_id)
    assert (left.name, left.emails) == ("Sample Patient", ["other@example.com"])
    assert traces() == set()
