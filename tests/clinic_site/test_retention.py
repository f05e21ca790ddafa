"""What is kept for a period, how long, and how the worker purges it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from mailer.models import PRIORITY_DEFERRED, MessageLog
from mailer.models import Message as Mail

from booking.figures import counts
from booking.models import Appointment, Booking, Text
from booking.spans import Span
from clinic_site.mail_queue import ATTEMPTS
from clinic_site.models import PurgeCount, Retention
from clinic_site.retention.kinds import KINDS
from clinic_site.retention.limits import LIMITS, as_timedelta
from clinic_site.retention.purging import foreseen, purge
from clinic_site.seed_content import PAGES
from comments.models import Comment
from contact.models import Message
from pages.models import EmptySearch
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

A_DAY = timedelta(days=1)


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(make.NOW, tick=False)
    return time_machine


@pytest.fixture
def open_clinic(clock):
    service = make.service()
    return service, make.therapist(service)


def after(clock, period, more=A_DAY):
    """Let the default period pass, and `more`, from the last visit of the samples."""
    clock.move_to(make.TOMORROW_AT_NINE + as_timedelta(period, LIMITS[period].default) + more)


@pytest.fixture
def visits(open_clinic):
    """One of each: confirmed, declined, marked as spam."""
    hours = [make.TOMORROW_AT_NINE + timedelta(hours=hour) for hour in range(3)]
    confirmed, declined, spam = (
        make.booking(*open_clinic, start, name=f"Sample {number}", **make.contact(number))
        for number, start in enumerate(hours)
    )
    confirmed.confirm(by=None)
    declined.decline(by=None)
    spam.appointments.update(state="spam", holds_time=False)
    return confirmed, declined, spam


def names():
    return list(Booking.objects.order_by("pk").values_list("name", flat=True))


@pytest.mark.parametrize(
    ("period", "left"),
    [
        ("spam_days", ["Sample 0", "Sample 1", "Erased"]),
        ("requests_months", ["Sample 0", "Erased", "Erased"]),
        ("visits_years", ["Erased", "Erased", "Erased"]),
    ],
)
def test_bookings_are_erased_after_a_period_of_their_own(clock, visits, period, left):
    after(clock, period, -A_DAY)
    purge()
    assert names() != left
    after(clock, period)
    purge()
    assert names() == left


@pytest.mark.parametrize(("state", "left"), [("cancelled", "Erased"), ("missed", "Sample 0")])
def test_a_cancelled_visit_is_kept_no_longer_than_a_request(clock, visits, state, left):
    reception = make.staff("Reception")
    if state == "cancelled":
        visits[0].cancel(by=reception)
    else:
        clock.move_to(make.TOMORROW_AT_NINE + timedelta(hours=8))
        visits[0].visits()[0].mark("missed", by=reception)
    after(clock, "requests_months")
    purge()
    assert names()[0] == left


def test_a_sender_is_remembered_while_their_request_holds_a_time(clock, open_clinic):
    Retention.objects.create(pk=1, senders_days=14)
    booking = make.booking(*open_clinic)
    Booking.objects.update(sent_by="a digest")
    until = make.NOW + timedelta(days=30)
    booking.appointments.update(held_until=until)
    for days, left in ((29, "a digest"), (31, "")):
        clock.move_to(make.NOW + timedelta(days=days))
        purge()
        assert Booking.objects.get().sent_by == left


@pytest.mark.parametrize(
    ("period", "state"),
    [("comments_refused_months", "rejected"), ("spam_days", "spam"), (None, "pending")],
)
def test_comments_are_deleted_unless_they_wait_or_are_shown(clock, period, state):
    page = make.page(allows_comments=True)
    make.comment(page, text="Another text.").moderate(None, 0, state=state)
    shown = make.approved(make.comment(page))
    after(clock, period or "visits_years")
    purge()
    left = set(Comment.objects.values_list("state", flat=True))
    assert left == {"approved"} | (set() if period else {state})
    assert Comment.objects.get(pk=shown.pk).text == shown.text


def test_a_published_comment_loses_its_address_and_nothing_else(clock):
    one = make.approved(make.comment(make.page(allows_comments=True), wants_email=True))
    after(clock, "comment_emails_months", -9 * A_DAY)
    purge()
    assert Comment.objects.get().email == one.email
    after(clock, "comment_emails_months")
    purge()
    kept = Comment.objects.get()
    assert (kept.email, kept.wants_email) == ("", False)
    assert (kept.name, kept.text, kept.state) == (one.name, one.text, "approved")
    assert not kept.others().exists()
    assert not purge()


def test_an_answered_message_is_deleted_and_an_open_one_never(clock):
    make.message(text="Still open.")
    make.message(text="Answered.").handle(None, 0, state="answered")
    after(clock, "messages_months", -9 * A_DAY)
    purge()
    assert Message.objects.count() == 2
    after(clock, "messages_months")
    purge()
    assert Message.objects.get().text == "Still open."


def test_mail_that_is_still_tried_stays(clock):
    for retries in (ATTEMPTS, 1):
        EmailMessage("A subject", "A text.", to=[f"patient{retries}@example.com"]).send()
    given_up, _ = Mail.objects.order_by("pk")
    Mail.objects.update(priority=PRIORITY_DEFERRED, retry_count=1)
    Mail.objects.filter(pk=given_up.pk).update(retry_count=ATTEMPTS)
    after(clock, "mail_days")
    purge()
    assert Mail.objects.get().pk != given_up.pk


def test_a_run_again_finds_nothing_and_the_day_has_its_counts(clock, visits):
    after(clock, "visits_years")
    purge()
    counted = dict(PurgeCount.objects.values_list("kind", "count"))
    assert counted == {"visits": 1, "requests": 1, "spam_requests": 1, "attempts": 3}
    purge()
    assert dict(PurgeCount.objects.values_list("kind", "count")) == counted
    assert not foreseen(Retention.current())


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_purge_each_row_once(clock, visits):
    for number in range(8):
        make.message(text=f"Message {number}").handle(None, 0, state="answered")
    after(clock, "visits_years")
    together = threading.Barrier(3)

    def worker(_):
        together.wait()
        try:
            purge()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(worker, range(3)))
    purge()  # what each of them left to another
    counted = dict(PurgeCount.objects.values_list("kind", "count"))
    assert (counted["messages"], counted["visits"], counted["requests"]) == (8, 1, 1)
    assert not Message.objects.exists()
    assert names() == ["Erased"] * 3


def test_counts_of_one_day_are_added_up():
    PurgeCount.objects.add("mail", 2)
    PurgeCount.objects.add("mail", 3)
    assert PurgeCount.objects.get().count == 5


def test_a_dry_run_says_what_would_go_and_changes_nothing(clock, visits):
    after(clock, "requests_months")
    out = StringIO()
    call_command("retention", "--dry-run", stdout=out)
    said = out.getvalue()
    assert "1 Requests never confirmed, and cancelled visits: everything personal erased" in said
    assert "1 Requests marked as spam, or with a link not opened: everything" in said
    assert "name, contact details" not in said
    assert "Erased" not in names()
    make.call("retention")
    assert names() == ["Sample 0", "Erased", "Erased"]


def test_figures_are_the_same_before_and_after(clock, visits):
    clock.move_to(make.TOMORROW_AT_NINE + timedelta(hours=8))
    Appointment.objects.get(booking=visits[0]).mark("attended", by=None)
    day = make.TOMORROW_AT_NINE.date()
    span = Span(day - A_DAY, day)
    before = counts.visits(span), counts.requests(span)
    assert before[1]["sent"] == 3
    after(clock, "visits_years", 30 * A_DAY)
    purge()
    assert names() == ["Erased"] * 3
    assert (counts.visits(span), counts.requests(span)) == before


def test_each_period_is_read_by_a_kind_or_named_here():
    elsewhere = {"backups_days"}
    assert {kind.period for kind in KINDS} | elsewhere == set(LIMITS)
    assert len({kind.key for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("name", LIMITS)
def test_the_database_itself_refuses_a_period_that_makes_no_sense(name):
    for wrong in (LIMITS[name].least - 1, LIMITS[name].most + 1):
        with pytest.raises(IntegrityError), transaction.atomic():
            Retention.objects.create(pk=1, **{name: wrong})


def test_texts_and_the_log_of_emails_have_their_periods(clock, visits):
    visit = visits[0].appointments.get()
    Text.objects.create(
        booking=visits[0], visit=visit, kind="confirmed", starts_at=visit.starts_at,
        next_at=timezone.now(),
    )  # fmt: skip
    MessageLog.objects.create(when_added=timezone.now(), priority=2, result="1")
    after(clock, "texts_days")
    purge()
    assert (Text.objects.count(), MessageLog.objects.count()) == (0, 1)
    after(clock, "mail_log_days")
    purge()
    assert not MessageLog.objects.exists()


def test_words_that_were_searched_for_are_kept_for_ninety_days_even_if_searched_again(clock):
    for days, left in ((0, 1), (90, 1), (91, 0)):
        clock.move_to(make.NOW + timedelta(days=days))
        if days < 91:
            EmptySearch.objects.count_in("massage")
        purge()
        assert EmptySearch.objects.count() == left


def test_the_privacy_page_that_a_site_starts_with_names_the_default_periods():
    page = next(page for page in PAGES if page["slug"] == "privacy")
    said = " ".join(section["body"] for section in page["sections"])
    defaults = {name: limits.default for name, limits in LIMITS.items()}
    assert (defaults["visits_years"], "Ten years after your last visit" in said) == (10, True)
    assert (defaults["requests_months"], "erase this after one year" in said) == (12, True)
    assert (defaults["waiting_months"], "one year after you leave the list" in said) == (12, True)
    assert (defaults["messages_months"], "Two years after we answered" in said) == (24, True)
    assert (defaults["comment_emails_months"], "Two years after we published" in said) == (24, True)
    assert (defaults["comments_refused_months"], "comment after six months" in said) == (6, True)
    assert (defaults["spam_days"], "kept apart for 90 days" in said) == (90, True)
    assert (defaults["senders_days"], "for up to 60 days" in said) == (60, True)
    assert (defaults["attempts_days"], "for at most two days" in said) == (2, True)
    assert (defaults["searches_days"], "keep its words for up to 90 days" in said) == (90, True)


@pytest.mark.parametrize(
    ("installed", "months"),
    [({"visits_years": 3, "waiting_months": 36}, 36), ({"version": 1}, 12), ({}, 12)],
)
def test_an_installed_site_begins_with_periods_that_delete_little(installed, months):
    Retention.objects.create(pk=1, **installed)
    name = "0014_keep_what_was_kept_until_somebody_decides"
    [keep] = MigrationLoader(connection).get_migration("clinic_site", name).operations
    with connection.cursor() as cursor:
        cursor.execute(keep.sql)
    row = Retention.current()
    assert row.requests_months == months
    assert (row.messages_months == 120) is (months == 36)
