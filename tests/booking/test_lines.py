"""The clinic's own words to the patient, with each decision."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from mailer.models import Message as Mail

from booking.models import Appointment, Event, ReadySentence
from tests import make
from tests.markup import Markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ELEVEN_OCLOCK = make.TOMORROW_AT_NINE + timedelta(hours=2)
LINE = "The side door is open.\nPlease bring <your> health card."


def confirm(one, by):
    one.confirm(by, line=LINE)


def decline(one, by):
    one.decline(by, line=LINE)


def propose(one, by):
    one.propose(one.therapist, ELEVEN_OCLOCK, by, line=LINE)


def move(one, by):
    one.move(one.therapist, ELEVEN_OCLOCK, by, line=LINE)


def propose_instead(one, by):
    one.confirm(by, line="An earlier line.")
    propose(one, by)


def cancel(one, by):
    one.confirm(by)
    one.cancel(by, line=LINE)


@pytest.mark.parametrize("decide", [confirm, decline, propose, move, propose_instead, cancel])
def test_a_line_is_in_the_email_and_on_the_patients_page(client, reception, appointment, decide):
    decide(appointment, reception.user)
    mail = make.queued_mail()[-1]
    assert f"\n\nFrom reception:\n{LINE}\n\n" in mail.body
    page = client.get(appointment.booking.get_absolute_url()).text
    assert "The side door is open.<br>Please bring &lt;your&gt; health card." in page


@pytest.mark.parametrize("decide", [decline, move])
def test_a_line_is_on_the_visits_page_at_the_desk(reception, appointment, decide):
    decide(appointment, reception.user)
    assert (
        "Please bring &lt;your&gt; health card." in reception.get(appointment.get_admin_url()).text
    )


def test_without_a_line_nothing_is_said_about_one(client, reception, appointment):
    appointment.confirm(reception.user)
    assert "From reception" not in make.queued_mail()[-1].body
    assert "From reception" not in client.get(appointment.booking.get_absolute_url()).text


def test_the_next_decision_replaces_the_line(reception, appointment):
    appointment.confirm(reception.user, line=LINE)
    appointment.move(appointment.therapist, ELEVEN_OCLOCK, reception.user)
    appointment.refresh_from_db()
    assert appointment.line == ""


@pytest.mark.parametrize("decide", [propose, propose_instead])
def test_an_accepted_offer_leaves_its_line_behind(reception, appointment, decide):
    decide(appointment, reception.user)
    (appointment.open_offer() or appointment).accept()
    appointment.refresh_from_db()
    assert (appointment.state, appointment.line) == ("confirmed", "")
    assert "From reception" not in make.queued_mail()[-2].body


def test_reasons_given_before_there_were_lines_are_kept(reception, open_clinic):
    """Undo the migration, give a reason in each of the old columns, and migrate again."""
    declined = make.booking(*open_clinic).visits().get()
    cancelled = make.booking(*open_clinic, ELEVEN_OCLOCK, **make.contact(1)).visits().get()
    declined.decline(reception.user)
    cancel(cancelled, reception.user)
    loader = MigrationLoader(connection)
    migration = loader.get_migration("booking", "0005_one_line_to_the_patient")
    before = loader.project_state(("booking", "0004_waiting_list_without_a_visit"))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with connection.schema_editor() as editor:
            migration.unapply(before.clone(), editor)
        reason = (
            "SELECT decline_reason || '/' || cancel_reason FROM booking_appointment ORDER BY id"
        )
        cursor.execute(reason)
        assert [row[0] for row in cursor] == ["/", f"/{LINE}"]
        cursor.execute(
            "UPDATE booking_appointment SET decline_reason = 'We are full.' "
            "WHERE state = 'declined'"
        )
        with connection.schema_editor() as editor:
            migration.apply(before.clone(), editor)
    lines = Appointment.objects.order_by("pk").values_list("line", flat=True)
    assert list(lines) == ["We are full.", LINE]


def press(reception, appointment, verb, **typed):
    seen = {"seen": make.version(appointment)}
    address = f"/admin/booking/appointment/{appointment.pk}/{verb}/"
    return reception.post(address, seen | typed, follow=True)


def everything():
    """What a preview must leave as it was."""
    return (
        list(Appointment.objects.order_by("pk").values()),
        Event.objects.count(),
        Mail.objects.count(),
    )


@pytest.mark.parametrize(
    ("verb", "typed"),
    [
        ("confirm", {}),
        ("decline", {}),
        ("offer", {"start": "2026-11-24T16:00Z"}),
        ("move", {"start": "2026-11-24T16:00Z"}),
    ],
)
def test_the_email_is_shown_as_it_will_be_and_only_then_sent(reception, appointment, verb, typed):
    typed |= {"line": LINE, "therapist": appointment.therapist_id}
    before = everything()
    page = press(reception, appointment, verb, preview="one", **typed).text
    assert everything() == before
    assert "Nothing has been sent or changed yet." in page
    press(reception, appointment, verb, **typed)
    sent, private = make.queued_mail()[-1], appointment.booking.private_url()
    text = sent.body.replace(private, "(the patient’s private link)")
    shown = Markup(page).words
    assert sent.subject in shown
    for paragraph in text.split("\n\n"):
        assert " ".join(paragraph.split()) in " ".join(shown.split())
    assert private not in page


def test_the_email_about_a_whole_course_is_shown(reception, open_clinic):
    open_clinic[0].longest_course = 7
    open_clinic[0].save()
    starts = [make.TOMORROW_AT_NINE, make.TOMORROW_AT_NINE + timedelta(weeks=1)]
    first = make.booking(*open_clinic, starts=starts).visits().first()
    page = press(reception, first, "confirm", preview="all").text
    assert "Your appointments are confirmed" in page
    assert set(Appointment.objects.values_list("state", flat=True)) == {"requested"}


def test_what_was_typed_stays_while_the_email_is_shown(reception, appointment):
    page = press(reception, appointment, "decline", preview="one", line=LINE).text
    fields = Markup(page[page.index("Decline…") :]).fields
    assert fields["line"].replace("\r", "") == LINE
    assert fields["seen"] == str(make.version(appointment))


def test_what_cannot_be_done_is_said_instead_of_an_email(reception, appointment):
    appointment.confirm(by=reception.user)
    response = press(reception, appointment, "decline", preview="one", line=LINE)
    assert response.status_code == 409
    assert "Nothing was changed. This was already confirmed" in response.text
    assert "The email as it will be sent" not in response.text


def test_a_patient_without_an_address_gets_no_email_to_be_shown(reception, appointment):
    assert "Show the email" in reception.get(appointment.get_admin_url()).text
    type(appointment.booking).objects.update(email="")
    page = reception.get(appointment.get_admin_url()).text
    assert "Show the email" not in page
    assert "no email address: phone them" in page
    assert press(reception, appointment, "confirm", preview="one").status_code == 200
    assert Appointment.objects.get().state == "requested"


def test_a_ready_made_sentence_is_sent_if_nothing_is_typed(reception, appointment):
    ready = ReadySentence.objects.create(decision="decline", text="We are full that day.")
    assert ready.text in reception.get(appointment.get_admin_url()).text
    press(reception, appointment, "decline", ready=ready.pk)
    assert "From reception:\nWe are full that day.\n" in make.queued_mail()[-1].body


def test_typed_words_go_before_a_ready_made_sentence(reception, appointment):
    ready = ReadySentence.objects.create(text="We are full that day.")
    press(reception, appointment, "decline", ready=ready.pk, line="See you in May.")
    assert "From reception:\nSee you in May.\n" in make.queued_mail()[-1].body


def test_a_sentence_for_another_decision_is_not_listed_and_not_taken(reception, appointment):
    ReadySentence.objects.create(text="For any decision.")
    other = ReadySentence.objects.create(decision="cancel", text="We are away.")
    assert other.text not in reception.get(appointment.get_admin_url()).text
    assert press(reception, appointment, "decline", ready=other.pk).status_code == 422
    assert Appointment.objects.get().state == "requested"


def test_a_new_clinic_has_sentences_and_keeps_its_own(db):
    call_command("seed", verbosity=0)
    assert ReadySentence.objects.count() == 6
    ReadySentence.objects.exclude(decision="").delete()
    call_command("seed", verbosity=0)
    assert ReadySentence.objects.count() == 1
