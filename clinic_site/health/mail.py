"""Since when no email has gone out. One refused address is no outage."""

from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from mailer.models import RESULT_FAILURE, RESULT_SUCCESS, Message, MessageLog

from clinic_site.mail_queue import ATTEMPTS, SLOW, new

# The beginnings of reasons that may have to do with one email alone …
OF_ONE_EMAIL = (
    r"^(SMTPRecipientsRefused|SMTPDataError|SMTPNotSupported|Unicode|Value|Type|Attribute)"
)
# … unless so many emails were refused, one after another.
MANY = 3


def not_sent_since():
    """The moment (UTC) since which no email has gone out; None while all is well."""
    limit = timezone.now() - SLOW
    found = [untried_since(), failing_since()]
    return min((since for since in found if since and since < limit), default=None)


def untried_since():
    return new().filter(retry_count=0).aggregate(since=Min("when_added"))["since"]


def failing_since():
    """When the first of the failures happened that no success has followed."""
    if not Message.objects.deferred().filter(retry_count__lt=ATTEMPTS).exists():
        return None
    last = MessageLog.objects.filter(result=RESULT_SUCCESS).aggregate(pk=Max("pk"))["pk"] or 0
    failed = MessageLog.objects.filter(pk__gt=last, result=RESULT_FAILURE).aggregate(
        since=Min("when_attempted"),
        mails=Count("message_id", distinct=True),
        of_the_server=Count("pk", filter=~Q(log_message__regex=OF_ONE_EMAIL)),
    )
    return failed["since"] if failed["of_the_server"] or failed["mails"] >= MANY else None
