"""The outbox: what Django sends is a row first, written and rolled back with its change."""

import logging
import smtplib
from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Power
from django.utils import timezone
from mailer.backend import DbBackend
from mailer.engine import send_all
from mailer.models import PRIORITY_MEDIUM, RESULT_FAILURE, RESULT_SUCCESS, Message, MessageLog

from pages.mail import new_message_id

logger = logging.getLogger(__name__)

ATTEMPTS = 12  # the last one about 68 hours after the first
LOG_KEPT = 90  # days; it holds message ids and reasons, no addresses


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


def deliver():
    """Send what waits, and what was put off 1, 2, 4, 8… minutes after the last try."""
    now = timezone.now()
    Message.objects.deferred().filter(
        retry_count__lt=ATTEMPTS,
        when_added__lte=now - timedelta(minutes=1) * Power(2, F("retry_count")),
    ).update(priority=PRIORITY_MEDIUM, retry_count=F("retry_count") + 1)
    send_all()


def purge_log():
    MessageLog.objects.purge_old_entries(LOG_KEPT, [RESULT_SUCCESS, RESULT_FAILURE])
