"""What is kept for a period: which rows are older than it, and how they are purged.

Nothing that somebody still needs is among them: open requests and visits to come, unanswered
messages, comments to decide about, emails that are still tried. The rooms themselves know which
rows those are; the period is handed to them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min, QuerySet

from booking.models import BookImport, Booking, Patient, RecordView, Text, WaitingListEntry
from clinic_site import mail_queue
from clinic_site.account_events import AccountEvent
from clinic_site.accounts import throttle
from clinic_site.models import ErasedPerson, PersonalDataRequest
from comments.models import Comment
from contact.models import Message
from inbox.models import Attempt
from pages.models import EmptySearch, UnsavedText
from typed.batches import AT_ONCE, delete_some


def forget(bookings):
    return bookings.forget_some()


def forget_files(imports):
    return imports.forget()


def some(rows):
    """The first of these rows: one batch."""
    return rows.model.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[:AT_ONCE]))


def forget_senders(rows):
    return some(rows).update(sent_by="")


def of_log(model):
    """Rows of a log that is append-only: `append_only` lets go of no others."""
    return lambda before: model.objects.filter(at__lt=before).order_by("at")


def delete_from_log(rows):
    """Without locks, for which the site's role would need the right to change the log."""
    return some(rows).delete()[0]


def forget_emails(comments):
    return some(comments).forget_emails()


@dataclass(frozen=True)
class Kind:
    """`rows` are those older than a moment, oldest first by `at`. `purge` takes them, or the first
    of them, and returns how many it dealt with; nothing that it has dealt with is among the rows.
    """

    key: str  # under which it is counted
    label: str
    period: str
    at: str
    rows: Callable[[datetime], QuerySet]
    purge: Callable[[QuerySet], int] = delete_some

    def outlived(self, retention):
        return self.rows(retention.before(self.period))

    def found(self, retention):
        """How many there are, with the times (UTC) of the oldest and the newest; None if none."""
        rows = self.outlived(retention).order_by()
        oldest, newest = Min(self.at), Max(self.at)
        found = rows.aggregate(oldest=oldest, newest=newest) | {"count": rows.count()}
        return {"kind": self} | found if found["count"] else None


KINDS = [
    Kind(
        "visits",
        "Bookings: name, contact details and notes erased, visits kept without a name",
        *("visits_years", "created_at", Booking.objects.outlived, forget),
    ),
    Kind(
        "requests",
        "Requests never confirmed, and cancelled visits: everything personal erased",
        *("requests_months", "created_at", Booking.objects.outlived_requests, forget),
    ),
    Kind(
        "spam_requests",
        "Requests marked as spam, or with a link not opened: everything personal erased",
        *("spam_days", "created_at", Booking.objects.outlived_spam, forget),
    ),
    Kind(
        "waiting",
        "Waiting-list entries: deleted",
        *("waiting_months", "closed_at", WaitingListEntry.objects.outlived),
    ),
    Kind(
        "spam_waiting",
        "Waiting-list entries marked as spam: deleted",
        *("spam_days", "created_at", WaitingListEntry.objects.outlived_spam),
    ),
    Kind(
        "messages",
        "Answered messages: deleted",
        *("messages_months", "created_at", Message.objects.outlived),
    ),
    Kind(
        "spam_messages",
        "Messages marked as spam: deleted",
        *("spam_days", "created_at", Message.objects.outlived_spam),
    ),
    Kind(
        "comments",
        "Comments that were not published: deleted",
        *("comments_refused_months", "created_at", Comment.objects.outlived),
    ),
    Kind(
        "spam_comments",
        "Comments marked as spam: deleted",
        *("spam_days", "created_at", Comment.objects.outlived_spam),
    ),
    Kind(
        "comment_emails",
        "Email addresses of published comments: erased",
        *("comment_emails_months", "created_at", Comment.objects.with_outlived_email),
        forget_emails,
    ),
    Kind(
        "mail",
        "Undelivered emails: deleted",
        *("mail_days", "when_added", mail_queue.outlived),
    ),
    Kind(
        "mail_log",
        "Lines of the log of emails: deleted",
        *("mail_log_days", "when_added", mail_queue.outlived_log),
    ),
    Kind(
        "texts",
        "Text messages: deleted",
        *("texts_days", "queued_at", Text.objects.outlived),
    ),
    Kind(
        "senders",
        "Requests: digests of internet addresses erased",
        *("senders_days", "created_at", Booking.objects.with_outlived_sender, forget_senders),
    ),
    Kind(
        "senders_waiting",
        "Waiting list: digests of internet addresses erased",
        *("senders_days", "created_at", WaitingListEntry.objects.with_outlived_sender),
        forget_senders,
    ),
    Kind(
        "attempts",
        "Digests of addresses for limits on forms: deleted",
        *("attempts_days", "at", Attempt.objects.outlived),
    ),
    Kind(
        "networks",
        "Networks that staff logged in from: deleted",
        *("networks_days", "attempt_time", throttle.outlived_networks),
    ),
    Kind(
        "failures",
        "Failed log-ins: deleted",
        *("networks_days", "attempt_time", throttle.outlived_failures),
    ),
    Kind(
        "unsaved",
        "Unsaved text of editors: deleted",
        *("unsaved_days", "kept_at", UnsavedText.objects.outlived),
    ),
    Kind(
        "searches",
        "Searches that found nothing: deleted",
        *("searches_days", "since", EmptySearch.objects.outlived),
    ),
    Kind(
        "imports",
        "Files of imported appointment books: deleted",
        *("imports_days", "created_at", BookImport.objects.outlived, forget_files),
    ),
    Kind(
        "patients",
        "Patients brought in without a visit: deleted",
        *("visits_years", "created_at", Patient.objects.outlived),
    ),
    Kind(
        "erased",
        "Coded notes of who was erased: deleted",
        *("backups_days", "at", ErasedPerson.objects.outlived),
    ),
    Kind(
        "views",
        "Lines of the view log: deleted",
        *("log_years", "at", of_log(RecordView), delete_from_log),
    ),
    Kind(
        "events",
        "Lines of the account log: deleted",
        *("log_years", "at", of_log(AccountEvent), delete_from_log),
    ),
    Kind(
        "data_requests",
        "Lines of the log of exports and erasures: deleted",
        *("log_years", "at", of_log(PersonalDataRequest), delete_from_log),
    ),
]
