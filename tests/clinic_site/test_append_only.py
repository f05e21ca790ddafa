"""The logs in the database: raw SQL, as the role that the application works as."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from booking.models import Export, RecordView
from clinic_site.models import AccountEvent, PersonalDataRequest, Retention
from tests import make

pytestmark = pytest.mark.django_db
LOGS = ["booking_recordview", "clinic_site_accountevent"]
TRIGGERS = [
    trigger.get_pgid(model)
    for model in (RecordView, AccountEvent)
    for trigger in model._meta.triggers
]


@pytest.fixture
def now(time_machine):
    time_machine.move_to(make.NOW, tick=False)


def run(sql, params=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def noted(at=None):
    """A row in each log."""
    user = User.objects.create_user("ada")
    when = {"at": at} if at else {}
    RecordView.objects.note(user, RecordView.Screen.BOARD, **when)
    AccountEvent.objects.note(AccountEvent.What.LOGGED_IN, user)
    if at:
        AccountEvent.objects.bulk_create([AccountEvent(what="logged in", at=at)])
    return user


def delete_before(table, age):
    return run(f"DELETE FROM {table} WHERE at < now() - interval %s", [age])  # noqa: S608


@pytest.mark.parametrize("table", LOGS)
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE {} SET account = 'somebody else'",
        "UPDATE {} SET at = at - interval '30 years'",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "TRUNCATE {} CASCADE",
        f"SET LOCAL pgtrigger.ignore = '{{{{{','.join(TRIGGERS)}}}}}'; DELETE FROM {{}}",  # noqa: S608
        "INSERT INTO {0} SELECT * FROM {0} ON CONFLICT (id) DO UPDATE SET account = 'nobody'",
    ],
)
def test_the_database_refuses_to_change_a_log(table, sql):
    noted()
    with pytest.raises(ProgrammingError, match="refused: rows of"):
        run(sql.format(table))
    assert RecordView.objects.get().account == AccountEvent.objects.get().account == "ada"


@pytest.mark.parametrize("table", LOGS)
@pytest.mark.parametrize("years", [1, 10])
def test_rows_past_the_period_that_is_set_may_be_deleted(table, years):
    Retention.objects.create(pk=1, log_years=years)
    noted(at=timezone.now() - timedelta(days=366 * years))
    assert delete_before(table, "1 year") == 1


@pytest.mark.parametrize("table", LOGS)
@pytest.mark.parametrize("years", [1, 2, None])
def test_rows_within_the_period_that_is_set_may_not(table, years):
    if years:
        Retention.objects.create(pk=1, log_years=years)
    noted(at=timezone.now() - timedelta(days=360 * (years or 10)))
    with pytest.raises(ProgrammingError, match="refused"):
        delete_before(table, "10 days")


def test_no_table_of_a_callers_own_is_taken_for_the_periods():
    noted(at=timezone.now() - timedelta(days=700))
    with pytest.raises(ProgrammingError, match="refused"):
        run(
            "CREATE TEMP TABLE clinic_site_retention (log_years int);"
            " INSERT INTO clinic_site_retention VALUES (0); DELETE FROM booking_recordview"
        )


def test_a_log_keeps_its_rows_when_the_account_is_deleted():
    noted().delete()
    assert RecordView.objects.get().account == AccountEvent.objects.get().account == "ada"


def test_what_happened_to_a_visit_is_kept_as_it_was_written_without_the_account(now):
    service, user = make.service(), User.objects.create_user("ada")
    visit = make.booking(service, make.therapist(service)).appointments.get()
    visit.confirm(by=user)
    Export.objects.create(by=user, first_day=make.TOMORROW, last_day=make.TOMORROW, visits=1)
    PersonalDataRequest.objects.create(by=user, kind="export")
    event = visit.events.last()
    connection.check_constraints()  # or PostgreSQL would refuse for what is still to be checked
    for sql in (
        "UPDATE booking_event SET verb = 'declined'",
        "UPDATE booking_event SET staff_id = NULL, verb = 'declined'",
        "DELETE FROM booking_event",
        "TRUNCATE booking_event",
        "UPDATE booking_export SET visits = 0",
        "DELETE FROM booking_export",
        "UPDATE clinic_site_personaldatarequest SET kind = 'erasure'",
        "DELETE FROM clinic_site_personaldatarequest",
    ):
        with pytest.raises(ProgrammingError, match="refused: rows of"):
            run(sql)
    user.delete()
    event.refresh_from_db()
    assert (event.verb, event.staff) == ("confirmed", None)
    assert Export.objects.get().by is PersonalDataRequest.objects.get().by is None
