"""The outbox: an email is a row first, written and rolled back with the change that causes it."""

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Power
from django.utils import timezone
from mailer.backend import DbBackend
from mailer.engine import send_all
from mailer.models import (
    PRIORITY_DEFERRED,
    PRIORITY_MEDIUM,
    RESULT_FAILURE,
    Message,
    MessageLog,
)

from clinic.mail import new_message_id
from clinic_site.sealed_mail import Sealed

logger = logging.getLogger(__name__)

ATTEMPTS = 12  # the last one about 68 hours after the first
SLOW = timedelta(minutes=5)  # an email that has waited this long shows that none are delivered


class Outbox(DbBackend):
    """Queues emails, each with a Message-ID that it keeps however often it is tried."""

    def send_messages(self, email_messages):
        for message in email_messages:
            message.extra_headers.setdefault("Message-ID", new_message_id())
        return super().send_messages([Sealed(message) for message in email_messages])


def put_off(connection, message, error):
    """Postpone one email and go on with the others; the log names neither people nor subjects."""
    reason = type(error).__name__
    if isinstance(error, smtplib.SMTPResponseException):
        reason += f" {error.smtp_code}"
    MessageLog.objects.create(
        when_added=message.when_added,
        priority=message.priority,
        result=RESULT_FAILURE,
        message_id=id_if_readable(message),
        log_message=reason,
    )
    message.when_added = timezone.now()  # from here on, the time of the last try
    message.defer()
    logger.warning("Mail %s was postponed: %s", message.pk, reason)
    return None, "deferred"


def id_of(email):
    """The Message-ID that it was queued with; None if it can't be read."""
    return email.extra_headers["Message-ID"]


def id_if_readable(message):
    try:
        return id_of(message.email)
    except Exception:  # a broken pickle can raise anything
        return None


def undelivered():
    """Emails that could not be sent, or that have waited too long for a first try."""
    slow = Q(when_added__lt=timezone.now() - SLOW)
    return Message.objects.filter(Q(priority=PRIORITY_DEFERRED) | slow)


def try_again(keys):
    """Let the worker send these in its next round, as if they had never been tried."""
    rows = Message.objects.filter(pk__in=keys).select_for_update(skip_locked=True)
    with transaction.atomic():
        free = list(rows.values_list("pk", flat=True))
        fresh = {"priority": PRIORITY_MEDIUM, "retry_count": 0, "when_added": timezone.now()}
        return Message.objects.filter(pk__in=free).update(**fresh)


def to_try_again():
    """Postponed emails that are due: 1, 2, 4, 8… minutes after the last try."""
    pause = timedelta(minutes=1) * Power(2, F("retry_count"))
    return Message.objects.deferred().filter(
        retry_count__lt=ATTEMPTS, when_added__lte=timezone.now() - pause
    )


def new():
    """Emails to send at once."""
    return Message.objects.exclude(priority=PRIORITY_DEFERRED)


def to_send():
    return new() | to_try_again()


def deliver():
    """Send new emails, and postponed ones that are due: at most one batch."""
    to_try_again().update(priority=PRIORITY_MEDIUM, retry_count=F("retry_count") + 1)
    first = new().order_by("priority", "when_added").values_list("pk", flat=True)
    # Not the rest: there may be thousands after a day without the mail server.
    if pks := list(first[: settings.MAILER_EMAIL_MAX_BATCH]):
        send_all(Message.objects.filter(pk__in=pks))


def outlived(before):
    """Emails that could not be delivered, last tried before this moment. They hold addresses."""
    rows = Message.objects.deferred().filter(retry_count__gte=ATTEMPTS, when_added__lt=before)
    return rows.order_by("when_added")


def outlived_log(before):
    """It holds message ids and reasons, no addresses."""
    return MessageLog.objects.filter(when_added__lt=before).order_by("when_added")
