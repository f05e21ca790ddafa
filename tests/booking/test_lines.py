"""The clinic's own words to the patient, with each decision."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from booking.models import Appointment
from tests import make

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


@pytest.mark.parametrize("decide", [confirm, decline, propose, move, cancel])
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
