"""Years of data slow down neither the desk, nor a search, nor the worker.

The counts of rows read for each query are PostgreSQL's own.
"""

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from booking.models import Patient
from clinic_site.management.commands.work import TASKS, any_of, due
from clinic_site.models import Retention
from clinic_site.retention.kinds import KINDS
from comments.models import Comment
from inbox.counting import MOST, values_of
from tests import large, make
from tests.booking.test_plans import rows_read
from typed.batches import AT_ONCE

VISITS, COMMENTS, PAGES = 30_000, 10_000, 300
LONG = {
    *("booking_appointment", "booking_booking", "booking_event", "mailer_messagelog"),
    *("comments_comment", "contact_message", "pages_words", "booking_patient"),
}
MUCH = 4 * MOST  # rows of one such table, for one query: MOST rows if every fourth one matches
APPOINTMENTS, COMMENT_LIST = "/admin/booking/appointment/", "/admin/comments/comment/"


@pytest.fixture(scope="module")
def years(django_db_setup, django_db_blocker):
    """Shared by all tests here: what one test changes, the others do not see."""
    with django_db_blocker.unblock(), transaction.atomic():
        service = make.service()
        therapists = [make.therapist(service, name=f"Sample {number}") for number in range(8)]
        pages = [make.page(f"page-{number}", allows_comments=True) for number in range(2)]
        large.visits(service, therapists, VISITS, make.NOW)
        large.comments(pages, COMMENTS, make.NOW)
        large.pages(PAGES, make.NOW)
        User.objects.create_superuser("sample-administrator")
        large.analyze()
        connection.check_constraints()  # once for all rows, or each test would do it at its end
        yield
        transaction.set_rollback(True)


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(make.NOW, tick=False)


@pytest.fixture
def desk(years, db, clock, client):
    client.force_login(User.objects.get(username="sample-administrator"))
    return client


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        f"{APPOINTMENTS}sheet/",
        f"{APPOINTMENTS}figures/?first=2026-11-02&last=2026-11-04",
        APPOINTMENTS,
        f"{APPOINTMENTS}?state=all",
        f"{APPOINTMENTS}?state=attended",
        f"{APPOINTMENTS}?state=withdrawn",
        f"{APPOINTMENTS}?state=all&room=none",
        f"{APPOINTMENTS}?state=all&mail=undelivered",
        f"{APPOINTMENTS}?q=p7777@example.com",
        f"{APPOINTMENTS}?q=0007777",
        "/admin/booking/patient/",
        "/admin/booking/patient/?q=p7777@example.com",
        "/admin/booking/patient/?q=0007777",
        COMMENT_LIST,
        f"{COMMENT_LIST}?state=all",
        f"{COMMENT_LIST}?q=ana",
        f"{COMMENT_LIST}?q=v77@example.com",
        "/admin/contact/message/",
        "/admin/contact/message/?state=all",
        "/search/?q=needles",
        "/search/?q=tendons",
    ],
)
def test_a_screen_reads_few_rows_of_many(desk, address):
    desk.get(address)  # some things are looked up once in each process
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(address).status_code == 200
    asked = {one["sql"] for one in captured if one["sql"].startswith("SELECT")}
    assert asked
    assert not [(sql, rows) for sql in asked if (rows := rows_read(sql, LONG)) > MUCH]


def test_a_patient_is_found_and_shown_in_few_rows_of_many(desk):
    patient = Patient.objects.get(emails=["p7777@example.com"])
    visit = patient.bookings.get().visits()[0]
    find = {"name": "ana", "phone": "0007777", "email": "p7777@example.com"}
    asking = [
        lambda: desk.get(patient.get_admin_url()),
        lambda: desk.get(visit.get_admin_url()),
        lambda: desk.post("/admin/booking/patient/find/", find),
        lambda: list(Patient.objects.called("Ana Sample", ["p7777@example.com"])),
    ]
    for ask in asking:
        ask()
        with CaptureQueriesContext(connection) as captured:
            ask()
        asked = {one["sql"] for one in captured if one["sql"].startswith("SELECT")}
        assert not [(sql, rows) for sql in asked if (rows := rows_read(sql, LONG)) > MUCH]


def test_the_desk_counts_no_further_than_a_thousand(desk):
    Comment.objects.filter(state=Comment.State.REJECTED).update(state=Comment.State.PENDING)
    shown = desk.get("/admin/").text
    assert "All of them, more than 1,000 comments</a>" in shown
    listed = desk.get(COMMENT_LIST).text
    assert "More than 1,000 comments" in listed
    assert "Select the first 1,000 comments" in listed
    assert "Spam (more than 1,000)" in listed


def test_the_pages_of_a_list_go_on_for_as_long_as_there_are_rows(desk):
    last, seen = f"{COMMENT_LIST}?state=all&p=", 40
    assert f"p={seen}" in desk.get(last + "1").text
    further = desk.get(last + str(seen))
    assert "More than 2,000 comments" in further.text
    end = COMMENTS // 25
    shown = desk.get(last + str(end))
    assert len(shown.context["cl"].result_list) == 25
    assert f"{COMMENTS} comments" in shown.text


def test_only_pages_with_comments_can_be_chosen(desk):
    with CaptureQueriesContext(connection) as captured:
        pages = values_of(Comment, "page")
    assert len(pages) == 2
    assert rows_read(captured[0]["sql"], LONG) <= len(pages)
    listed = desk.get(COMMENT_LIST).text
    assert "page-1" in listed
    assert "large-1" not in listed


INDEXED = {
    "booking_held_for_a_while",
    "booking_visits_by_state",
    "booking_not_erased",
    "comments_to_announce",
    "clinic_site_log_by_time",
}


def test_the_worker_finds_what_is_due_by_its_indexes(years, db, clock):
    plans = [any_of(rows())[:1].explain() for rows, _ in TASKS]
    assert not [plan for plan in plans if any(f"Seq Scan on {table}" in plan for table in LONG)]
    # Once an hour; those whose rows are few among many may be read through.
    plans += [kind.outlived(Retention())[:AT_ONCE].explain() for kind in KINDS]
    assert {index for index in INDEXED if not any(index in plan for plan in plans)} == set()


def test_asking_what_is_due_reads_little(years, db, clock):
    with CaptureQueriesContext(connection) as captured:
        due()
    assert len(captured) <= 3
    few = 2 * large.AHEAD  # the bookings made within a day, whose links may be still to mail
    assert not [one for one in captured if rows_read(one["sql"], LONG) > few]
