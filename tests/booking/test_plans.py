"""What the clinic has behind it slows nobody down: no query of a day's work reads it all.

The counts are PostgreSQL's own, of tables long enough that it would rather use an index.
"""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from booking.models import Appointment, Booking
from clinic_site import resealing
from clinic_site.models import Home
from pages.reading.questions import at_booking, categories
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAST = 6_000  # visits, an hour apart
NEXT_WEEK = make.TOMORROW_AT_NINE + timedelta(weeks=1)
LONG = {
    *("booking_appointment", "booking_booking", "booking_event", "mailer_messagelog"),
    "booking_waitinglistentry",
}
NUMBERS = re.compile(r"\d+")  # keys, days and times in a query
MUCH = PAST // 5  # rows of one such table, for one query

MANY = """
INSERT INTO booking_booking (reference, token, form_key, name, email, phone, phone_dialled,
    contact_by, note, reasons, created_at, mail_id, mailed_at)
SELECT 'R' || n, 'T' || n, gen_random_uuid(), 'Sample', 'p' || n || '@example.com', '', '+1' || n,
    'email', '', '[]', t, '<' || n || '@example.com>', t
FROM (SELECT n, %(now)s::timestamptz - n * interval '1 hour' AS t
    FROM generate_series(1, %(count)s) AS n) AS days;
INSERT INTO booking_appointment (booking_id, service_id, therapist_id, starts_at, ends_at, period,
    state, holds_time, held_until, outside_hours, line)
SELECT id, %(service)s, %(therapist)s, created_at, created_at + interval '30 minutes',
    tstzrange(created_at, created_at + interval '30 minutes'), 'attended', true, created_at,
    false, ''
FROM booking_booking WHERE created_at < %(now)s;
INSERT INTO booking_event (appointment_id, verb, actor, starts_at, at)
SELECT id, 'attended', 'staff', starts_at, starts_at FROM booking_appointment;
INSERT INTO mailer_messagelog (message_data, when_added, priority, when_attempted, result,
    log_message, message_id)
SELECT '', mailed_at, '2', mailed_at, '1', '', mail_id FROM booking_booking
WHERE mailed_at > %(now)s - interval '80 days';
INSERT INTO booking_waitinglistentry (token, form_key, answers, name, email, phone, phone_dialled,
    service_id, weekdays, times_of_day, until, note, state, reasons, sent_by, mail_id, created_at,
    closed_at)
SELECT token, form_key, '', name, email, '+1', phone_dialled, %(service)s, '{}', '{}', created_at,
    '', 'left', '[]', '', '', created_at, created_at
FROM booking_booking;
ANALYZE booking_booking, booking_appointment, booking_event, mailer_messagelog,
    booking_waitinglistentry;
"""

SECTIONS = """
INSERT INTO pages_section (revision_id, key, "order", kind, heading, body, data)
SELECT %s, gen_random_uuid(), n, 'text', '', '', '{}' FROM generate_series(1, %s) AS n;
ANALYZE pages_section, pages_revision;
"""


@pytest.fixture
def long_past(open_clinic):
    service, therapist = open_clinic
    values = {"now": make.NOW, "count": PAST, "service": service.pk, "therapist": therapist.pk}
    with connection.cursor() as cursor:
        cursor.execute(MANY, values)
    Home.objects.settle()
    Home.objects.update(sealed_with=resealing.mark())  # as on any day but one
    return service, therapist


def a_days_work(client, service, therapist):
    """What patients, reception and the worker do all day."""
    request = make.booking(service, therapist, NEXT_WEEK)
    one = request.visits().get()
    client.get(request.get_absolute_url())
    for screen in ("", "booking/appointment/", "?show=week"):
        client.get(f"/admin/{screen}")
    client.get(one.get_admin_url())
    for pile in ("room=none", "mail=undelivered", "answer=offered", "answer=never"):
        client.get(f"/admin/booking/appointment/?state=all&{pile}")
    one.confirm(client.user)
    one.join_waiting_list()
    entry = make.waiting_entry(service)
    client.get("/admin/booking/appointment/waiting-list/")
    client.get("/admin/booking/waitinglistentry/")
    client.get(entry.get_admin_url())
    Booking.objects.offer_to(
        entry,
        by=client.user,
        therapist=therapist,
        start=NEXT_WEEK + timedelta(hours=4),
        seen=entry.version,
    ).refuse()
    one.propose(therapist, NEXT_WEEK + timedelta(hours=1), client.user).refuse()
    one.refresh_from_db()
    one.move(therapist, NEXT_WEEK + timedelta(hours=2))
    one.cancel()
    make.call("work", "--once")


def rows_read(sql, tables=frozenset(LONG)):
    """The most rows of these long tables that one part of a query reads."""
    if sql.startswith("SELECT set_config"):  # in one round trip with the statement that follows
        sql = sql.partition("; ")[2]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}")
        ((answer,),) = cursor.fetchall()
        transaction.set_rollback(True)
    return max(looked_at(node, tables) for node in nodes(answer[0]["Plan"]))


def nodes(plan):
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def looked_at(node, tables):
    if node.get("Relation Name") not in tables:
        return 0
    passed_over = sum(value for name, value in node.items() if name.startswith("Rows Removed"))
    return (node["Actual Rows"] + passed_over) * node["Actual Loops"]


def test_no_query_of_a_days_work_reads_the_whole_past(reception, long_past):
    for order in ("pk", "starts_at"):  # a query that does would be noticed
        with CaptureQueriesContext(connection) as captured:
            list(Appointment.objects.filter(settled_at=None).order_by(order))
        assert rows_read(captured[0]["sql"]) > MUCH
    with CaptureQueriesContext(connection) as captured:
        a_days_work(reception, *long_past)
    asked = [q["sql"] for q in captured if q["sql"].startswith(("SELECT", "UPDATE", "DELETE"))]
    each_kind = {NUMBERS.sub("0", sql): sql for sql in asked}  # of other rows, it reads as little
    assert not [(sql, rows) for sql in each_kind.values() if (rows := rows_read(sql)) > MUCH]


def test_questions_and_their_categories_are_found_without_reading_every_version():
    draft = make.page().edit(by=None)
    data = {"at_booking": True, "category": "Fees"}
    draft.sections.create(kind="question", heading="Why?", data=data)
    draft.publish()
    with connection.cursor() as cursor:
        cursor.execute(SECTIONS, [draft.page.edit(by=None).pk, PAST])
    with CaptureQueriesContext(connection) as captured:
        assert [one.heading for one in at_booking()] == ["Why?"]
        assert categories() == ["Fees"]
    read = [rows_read(query["sql"], {"pages_section"}) for query in captured]
    assert max(read) < MUCH
