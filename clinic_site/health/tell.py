"""An email to ADMINS when the worker or email has been down for ten minutes, and when it is back.

Each web process watches, so that somebody is told even if the worker is dead. The email does not
go through the outbox, which the worker empties. If the mail server itself is down, it can't be
sent before that is back; until then, only the desk and /readyz show the problem.
"""

import logging
import random
import threading
import time

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from clinic.clock import in_full, moment
from clinic_site.backups.home import Home
from clinic_site.health.report import Report
from clinic_site.health.rows import TELL_AFTER, Outage
from clinic_site.health.watch import watch

EVERY = 30  # seconds

logger = logging.getLogger(__name__)
Kind = Outage.Kind
DOWN = {
    Kind.WORKER: "The website’s worker has not run",
    Kind.MAIL: "The website has sent no email",
}
BACK = {
    Kind.WORKER: "The website’s worker is running again",
    Kind.MAIL: "The website is sending email again",
}
DO = {
    Kind.WORKER: "Patients get no emails, texts or reminders until it is started again.",
    Kind.MAIL: "Check the mail server and EMAIL_URL. Once they work, waiting email is sent.",
}


def start():
    """Watch in the background for as long as this process lives."""
    threading.Thread(target=keep_watch, daemon=True).start()


def keep_watch():
    while settings.ADMINS:
        time.sleep(EVERY * random.uniform(0.8, 1.2))  # noqa: S311 so that processes take turns
        try:
            tell(watch.current())
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The health of the site is not known: %s", error)
        finally:
            connection.close()


def tell(report: Report):
    """Email ADMINS what has begun or ended, unless another process does. A copy tells nobody."""
    is_known = not report.missing or report.signs.beat_at
    if not (report.is_writable and is_known) or Home.objects.is_copy():
        return
    down_since = {
        Kind.WORKER: None if report.signs.is_worker_alive else report.signs.beat_at,
        Kind.MAIL: report.signs.mail_since,
    }
    known = set(Outage.objects.values_list("kind", flat=True))
    for kind, since in down_since.items():
        if since and timezone.now() - since >= TELL_AFTER:
            Outage.objects.begin(kind, since)
            if Outage.objects.claim(kind) and send(kind, since):
                Outage.objects.note_told(kind)
        elif not since and kind in known and (began := Outage.objects.end(kind)):
            send(kind, began, is_back=True)


def send(kind, since, *, is_back=False):
    """Whether the email has gone out. It holds nobody's data."""
    what = (BACK if is_back else DOWN)[kind]
    lines = [f"{what}.", f"The problem began on {in_full(since)}."]
    if not is_back:
        lines = [f"{what} since {in_full(since)}.", DO[kind]]
    email = EmailMessage(
        what if is_back else f"{what} since {moment(since)}",
        "\n\n".join([*lines, f"{settings.SITE_URL}/admin/health/"]) + "\n",
        settings.SERVER_EMAIL,
        [address for _, address in settings.ADMINS],
        connection=get_connection(settings.MAILER_EMAIL_BACKEND),
    )
    try:
        return bool(email.send())
    except OSError as error:  # as smtplib's own are
        logger.warning("ADMINS could not be told: %s", type(error).__name__)
        return False
