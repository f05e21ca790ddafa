import logging
import signal
from datetime import timedelta

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import Value
from django.utils import timezone

from booking.models import Appointment, Booking, Text, WaitingListEntry
from booking.outside_calendars import fetch_due
from clinic import texting
from clinic.watched import WatchedChange
from clinic_site import mail_queue
from clinic_site.health.pulse import Pulse
from clinic_site.long_worker import Beside, calendars, do_all, long_work
from clinic_site.models import Home, Session, SiteExport, WordPressImport
from clinic_site.resealing import is_all_sealed, reseal
from clinic_site.retention.purging import purge
from clinic_site.stopping import StopFlag
from comments.models import Comment
from pages.editing.dead_links import look_at_links, what_decides
from pages.models import Document, Image, OutsideLink, Presence, ReadVersion

logger = logging.getLogger(__name__)

# Somebody may be waiting for an email, so the outbox is checked every time. Everything else can
# wait half a minute. The worker polls because LISTEN belongs to a session, which PgBouncer does not
# keep, and because no code then has to announce what falls due.
REST = 15  # checks of the outbox for each full round that found nothing to do
PURGED_EVERY = timedelta(hours=1)  # reading every file is too much for each round
LINKS_EVERY = timedelta(minutes=1)  # as is reading every link


# Each task of a round, and the rows that show whether it has anything to do.
TASKS = [
    (mail_queue.to_send, mail_queue.deliver),
    (Text.objects.due, Text.objects.deliver),
    (Booking.objects.link_due, Booking.objects.mail_unproven),
    (Appointment.objects.with_stale_holds, Appointment.objects.end_stale_holds),
    (Appointment.objects.due_for_reminder, Appointment.objects.remind),
    (Appointment.objects.due_for_follow_up, Appointment.objects.follow_up),
    (Appointment.objects.forgotten, Appointment.objects.close_forgotten),
    (WaitingListEntry.objects.overdue, WaitingListEntry.objects.end_overdue),
    (Comment.objects.to_announce, Comment.objects.announce),
    (Comment.objects.to_tell, Comment.objects.tell),
    (WatchedChange.objects.outlived, WatchedChange.objects.purge),
    (Presence.objects.gone, lambda: Presence.objects.gone().delete()),
    (Session.objects.expired, lambda: Session.objects.expired().end()),
    (SiteExport.objects.outlived, SiteExport.objects.purge),
    (WordPressImport.objects.outlived, WordPressImport.objects.forget),
    (ReadVersion.objects.to_read, ReadVersion.objects.read),
    (OutsideLink.objects.to_ask, OutsideLink.objects.ask),  # last: other sites may be slow
]


def due():
    """The tasks that have something to do, found in one query."""
    first, *others = [
        any_of(rows()).annotate(task=Value(number)).values_list("task", flat=True)[:1]
        for number, (rows, _) in enumerate(TASKS)
    ]
    return [TASKS[number][1] for number in sorted(first.union(*others, all=True))]


def any_of(rows):
    """Without the model's order, for which PostgreSQL may read another index from its start."""
    return rows if rows.query.order_by else rows.order_by()


class Command(BaseCommand):
    help = (
        "Deliver mail and texts, end stale holds, remind patients and write to them after visits, "
        "announce comments and tell their writers, close visits that have passed, look at the "
        "wording and links of pages, and purge what is no longer needed, including unused images "
        "and the contact details of old bookings. Also run the imports and exports that somebody "
        "asked for, and fetch therapists’ other calendars. "
        "Runs until stopped; any number can run at once, on any number of machines."
    )

    is_sealed = False
    purged_at = None
    links_at = None  # when it last asked whether links have to be looked at
    links_seen = None  # what decided which are broken when they were
    checks_left = 0  # checks of the outbox left before the next full round

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Run one round, then stop.")
        parser.add_argument(
            "--every",
            type=float,
            default=2,
            metavar="SECONDS",
            help=(
                "Seconds between two checks of the outbox (default: 2). Everything else is checked "
                f"each time while there is something to do, and otherwise every {REST}th time."
            ),
        )

    def handle(self, once, every, **options):
        if once:
            if Home.objects.may_act():
                self.round()
                do_all()
                fetch_due()
            return
        stop = StopFlag(signal.SIGTERM, signal.SIGINT)
        with Pulse() as pulse, Beside(long_work), Beside(calendars, patience=5):
            while not stop.pause(every):
                pulse.progress()
                try:
                    if Home.objects.may_act():
                        self.look()
                except DatabaseError as error:
                    logger.warning("The round was cut short: %s", type(error).__name__)
                    connection.close()

    def look(self):
        """Do a full round if it is time for one; otherwise only send email and texts."""
        if self.checks_left:
            self.checks_left -= 1
            if mail_queue.new().exists():
                mail_queue.deliver()
            if texting.is_on() and Text.objects.due().exists():
                Text.objects.deliver()
        else:
            self.checks_left = 0 if self.round() else REST - 1

    def round(self):
        """Do everything that is due; returns whether there was anything."""
        tasks = due()
        for act in tasks:
            act()
        now = timezone.now()
        if not self.is_sealed:
            # Before this version, or this SECRET_KEY, rows were stored in another way; and a web
            # process with the former key may still be running. So until a round finds none.
            self.is_sealed = is_all_sealed() or not reseal()
        if self.purged_at is None or now >= self.purged_at + PURGED_EVERY:
            self.purged_at = now
            Image.objects.purge()
            Document.objects.purge()
            ReadVersion.objects.no_longer_used().delete()
            if purge():  # again in the next round, with the other tasks in between
                self.purged_at = None
        if self.links_at is None or now >= self.links_at + LINKS_EVERY:
            self.links_at = now
            decides = what_decides(now)
            if decides != self.links_seen:
                look_at_links()
                self.links_seen = decides
        return bool(tasks) or self.purged_at is None
