"""The outbox: what Django sends is a row first, written and rolled back with its change."""

import logging
import smtplib
from datetime import timedelta

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

logger = logging.getLogger(__name__)

ATTEMPTS = 12  # the last one about 68 hours after the first
GIVEN_UP_KEPT = timedelta(days=30)  # since the last try; it holds addresses and what was written
SLOW = timedelta(minutes=5)  # a mail that has waited so long says that nobody delivers
LOG_KEPT = timedelta(days=90)  # it holds message ids and reasons, no addresses


class Outbox(DbBackend):
    """Queues mail, each with the Message-ID it keeps however often it is tried."""

    def send_messages(self, email_messages):
        for message in email_messages:
            message.extra_headers.setdefault("Message-ID", new_message_id())
        return super().send_messages(email_messages)


def put_off(connection, message, error):
    """Put one mail off and go on with the others; the log names neither people nor subjects."""
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
    message.when_added = timezone.now()  # from now on the time of the last try
    message.defer()
    logger.warning("Mail %s was postponed: %s", message.pk, reason)
    return None, "deferred"


def id_of(email):
    """The Message-ID with which it was queued."""
    return email.extra_headers["Message-ID"]


def id_if_readable(message):
    try:
        return id_of(message.email)
    except Exception:  # a broken pickle raises whatever it likes
        return None


def undelivered():
    """What could not be sent, and what nobody has tried to send for a while."""
    slow = Q(when_added__lt=timezone.now() - SLOW)
    return Message.objects.filter(Q(priority=PRIORITY_DEFERRED) | slow)


def try_again(keys):
    """Let these be sent in the worker's next round, with all their tries before them."""
    rows = Message.objects.filter(pk__in=keys).select_for_update(skip_locked=True)
    with transaction.atomic():
        free = list(rows.values_list("pk", flat=True))
        return Message.objects.filter(pk__in=free).update(priority=PRIORITY_MEDIUM, retry_count=0)


def to_try_again():
    """What was put off 1, 2, 4, 8… minutes after the last try."""
    pause = timedelta(minutes=1) * Power(2, F("retry_count"))
    return Message.objects.deferred().filter(
        retry_count__lt=ATTEMPTS, when_added__lte=timezone.now() - pause
    )


def to_send():
    return Message.objects.non_deferred() | to_try_again()


def deliver():
    """Send what waits, and try again what was put off."""
    to_try_again().update(priority=PRIORITY_MEDIUM, retry_count=F("retry_count") + 1)
    send_all()


def given_up():
    """What was tried for the last time so long ago that nobody will miss it."""
    return Message.objects.deferred().filter(
        retry_count__gte=ATTEMPTS, when_added__lt=timezone.now() - GIVEN_UP_KEPT
    )


def purge_given_up():
    given_up().delete()


def old_log():
    return MessageLog.objects.filter(when_added__lt=timezone.now() - LOG_KEPT)


def purge_log():
    old_log().delete()
