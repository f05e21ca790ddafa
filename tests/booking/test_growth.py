"""Years of history cost nothing: booking takes few queries, and each uses an index."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Appointment, Booking
from booking.models.rules import ZONE
from booking.wall_clock import same_time_weeks_later
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

WEEKS = [same_time_weeks_later(make.TOMORROW_AT_NINE, week, ZONE) for week in range(7)]
DETAILS = {"name": "Sample Patient", "email": "patient@example.com", "phone": "416 555 0123"}
NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
BIG = re.compile(r"Seq Scan on booking_(appointment|booking)\b")
PAST_BOOKINGS = """
INSERT INTO booking_booking (reference, form_key, name, email, phone, phone_dialled, contact_by,
    note, reasons, sent_by, created_at, mail_id, token)
SELECT 'old-' || n, gen_random_uuid(), 'Somebody', 'somebody' || n || '@example.com', '',
    '+1647' || n, 'email', '', '[]', 'visitor ' || n % 100, %(now)s - n * interval '1 hour', '',
    'token ' || n
FROM generate_series(1, 3000) n"""
PAST_VISITS = """
INSERT INTO booking_appointment (version, booking_id, service_id, therapist_id, starts_at, ends_at,
    period, state, holds_time, held_until, outside_hours, line, settled_at)
SELECT 0, booking.id, %(service)s, %(therapist)s, starts_at, starts_at + interval '10 minutes',
    tstzrange(starts_at, starts_at + interval '10 minutes'), state, state <> 'lapsed', starts_at,
    false, '', starts_at
FROM generate_series(1, 9000) n
JOIN booking_booking booking ON booking.reference = 'old-' || (n % 3000 + 1),
LATERAL (SELECT %(now)s - n * interval '15 minutes' AS starts_at,
    CASE n % 3 WHEN 0 THEN 'lapsed' WHEN 1 THEN 'confirmed' ELSE 'attended' END AS state) made"""


@pytest.fixture
def history(open_clinic):
    """The clinic after years of work, analyzed for the planner as autovacuum would have done."""
    service, therapist = open_clinic
    service.longest_course = 7
    service.save()
    known = {"now": make.NOW, "service": service.pk, "therapist": therapist.pk}
    with connection.cursor() as cursor:
        cursor.execute(PAST_BOOKINGS.replace("n % 100", "n %% 100"), known)
        cursor.execute(PAST_VISITS.replace("n % ", "n %% "), known)
        cursor.execute("ANALYZE booking_booking, booking_appointment, booking_event")
    return open_clinic


def queries_of(act):
    """The statements that `act` sends, without those that begin or end transactions; its result."""
    with CaptureQueriesContext(connection) as captured:
        result = act()
    statements = [one["sql"] for one in captured]
    return [one for one in statements if not one.startswith(NOT_COUNTED)], result


def plans(statements):
    with connection.cursor() as cursor:
        for sql in statements:
            if sql.startswith(("SELECT", "UPDATE")) and "set_config" not in sql:
                cursor.execute(f"EXPLAIN {sql}")
                yield "\n".join(row[0] for row in cursor.fetchall()), sql


def send(client, service, starts, **changes):
    form = DETAILS | {"contact_by": "email", "key": uuid.uuid4(), "confirmed": "yes"} | changes
    texts = [start.isoformat() for start in starts]
    answer = client.post("/book/request/", form | {"service": service.pk, "start": texts})
    assert answer.status_code == 303, answer.text


def test_what_takes_time_never_reads_the_whole_history(client, history, reception):
    service, therapist = history
    page, _ = queries_of(lambda: client.get(f"/book/?service={service.pk}"))
    request, _ = queries_of(lambda: send(client, service, WEEKS))
    booking = Booking.objects.latest("pk")
    confirm, _ = queries_of(lambda: booking.confirm(by=reception.user))
    visit, later = booking.visits()[0], make.TOMORROW_AT_NINE + timedelta(hours=1)
    move, _ = queries_of(lambda: visit.move(therapist, later, by=reception.user))
    offer, _ = queries_of(
        lambda: visit.propose(therapist, make.TOMORROW_AT_NINE, by=reception.user)
    )
    stale, _ = queries_of(Appointment.objects.end_stale_holds)
    cancel, _ = queries_of(lambda: Booking.objects.get(pk=booking.pk).cancel(by=reception.user))
    every = [*page, *request, *confirm, *move, *offer, *stale, *cancel]
    found = list(plans(every))
    assert len(found) > 50
    assert [sql for plan, sql in found if BIG.search(plan)] == []
    used = {name for plan, _ in found for name in re.findall(r"booking_\w+", plan)}
    assert used >= {
        "booking_visits_by_time",  # a month's busy periods
        "booking_held_for_a_while",  # stale holds, and what floods hold
        "booking_of_an_email",  # the contact's other visits and waiting requests
        "booking_of_a_phone",
    }


def test_the_page_of_times_takes_at_most_eleven_queries(client, open_clinic):
    service, _ = open_clinic
    few, _ = queries_of(lambda: client.get("/book/"))
    for number in range(5):
        other = make.therapist(service, name=f"Sample Therapist {number}")
        make.booking(service, other, **make.contact(number))
    make.therapist(make.service("Another treatment"))
    many, answer = queries_of(lambda: client.get(f"/book/?service={service.pk}"))
    assert "Choose a time" in answer.text
    # The ninth for the questions that editors show here, the tenth for the pages about people.
    assert len(few) == len(many) <= 11


@pytest.mark.parametrize("visits", [1, 7])
def test_a_request_takes_at_most_32_queries(client, open_clinic, visits):
    service, _ = open_clinic
    service.longest_course = 7
    service.save()
    for number in range(3):
        make.therapist(service, name=f"Sample Therapist {number}")
    statements, _ = queries_of(lambda: send(client, service, WEEKS[:visits]))
    assert Appointment.objects.count() == visits
    assert len(statements) <= 32


@pytest.mark.parametrize("visits", [1, 7])
def test_confirming_takes_at_most_25_queries(open_clinic, reception, visits):
    service, therapist = open_clinic
    service.longest_course = 7
    service.save()
    booking = make.booking(service, therapist, starts=WEEKS[:visits])
    statements, _ = queries_of(lambda: booking.confirm(by=reception.user))
    assert len(statements) <= 25
