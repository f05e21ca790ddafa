"""The outbox: what Django sends is a row first, written and rolled back with its change."""

import logging
import smtplib
from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Power
from django.utils import timezone
from mailer.backend import DbBackend
from mailer.engine import send_all
from mailer.models import PRIORITY_MEDIUM, RESULT_FAILURE, Message, MessageLog

from pages.mail import new_message_id

logger = logging.getLogger(__name__)

ATTEMPTS = 12  # the last one about 68 hours after the first
LOG_KEPT = timedelta(days=90)  # it holds message ids and reasons, no addresses


class Outbox(DbBackend):
    """Queues mail, each with the Message-ID it keeps however often it is tried."""

    def send_messages(self, email_messages):
        for message in email_messages:
            message.extra_headers.setdefault("Message-ID", new_message_id())
        return super().send_messages(email_messages)


def put_off(connection, message, error):
    """Put one mail off and go on with the others; the log names neither people nor subjects.

    The mail itself is not looked into: it may be what cannot be read.
    """
    reason = type(error).__name__
    if isinstance(error, smtplib.SMTPResponseException):
        reason += f" {error.smtp_code}"
    MessageLog.objects.create(
        when_added=message.when_added,
        priority=message.priority,
        result=RESULT_FAILURE,
        log_message=reason,
    )
    message.when_added = timezone.now()  # from now on the time of the last try
    message.defer()
    logger.warning("Mail %s was put off: %s", message.pk, reason)
    return None, "deferred"


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


def old_log():
    return MessageLog.objects.filter(when_added__lt=timezone.now() - LOG_KEPT)


def purge_log():
    old_log().delete()
