"""Where the site is at home: the one database, under one host name, from which it sends.

A copy (a restored backup, a cloned database) has another's home written in it, so it knows that it
is one, however it was made. A copy does nothing by itself: it would send patients what the original
has sent, and its worker would remove images that the original still shows.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.db.models import BooleanField, ExpressionWrapper, Func, Q
from django.utils import timezone
from mailer.models import Message as Mail

from booking.models import Text
from booking.models.sending import TextState

RESUME = "clinic_site.resume_sending"


class ThisDatabase(Func):
    """The cluster and the database in it. A standby that takes over has the same two numbers.

    Every role may ask for them, unless `pg_control_system` was revoked from PUBLIC.
    """

    template = (
        "(SELECT control.system_identifier || '/' || pg_database.oid"
        " FROM pg_control_system() AS control, pg_database"
        " WHERE pg_database.datname = current_database())"
    )
    output_field = models.CharField()


def this_host():
    return urlsplit(settings.SITE_URL).hostname or ""


class HomeQuerySet(models.QuerySet):
    def elsewhere(self):
        """The row, if this process runs on a copy."""
        return self.filter(is_elsewhere())

    def at_home(self):
        """The row, if this process runs where the site is at home."""
        return self.exclude(is_elsewhere())

    def is_copy(self):
        return self.elsewhere().exists()

    def may_act(self):
        """Whether a worker may send and tidy up. The first one makes this database the home."""
        asked = ExpressionWrapper(is_elsewhere(), output_field=BooleanField())
        row = self.annotate(is_copy_=asked).values_list("is_copy_", "copied_at").first()
        if row is None:
            self.settle()
            return True
        is_copy, copied_at = row
        if is_copy and copied_at is None:
            self.filter(copied_at=None).update(copied_at=timezone.now())
        elif copied_at and not is_copy:  # a worker with another SITE_URL has been here
            self.filter(is_restored=False).update(copied_at=None)
        return not is_copy

    def settle(self):
        """Make this database the home, if none is named yet."""
        self.bulk_create([self.model(pk=1, **here())], ignore_conflicts=True)

    def be_copy(self):
        """Make this database a copy, which sends nothing until somebody resumes it."""
        copied = {"database": "", "host": "", "is_restored": True, "copied_at": timezone.now()}
        self.update_or_create(pk=1, defaults=copied)

    def note_backup(self):
        """Note that a backup was made now. Not in a copy: its backups are not the site's."""
        self.settle()
        self.at_home().update(backed_up_at=timezone.now())

    def last_backup_at(self):
        """When the last backup was made (UTC), or None."""
        return self.values_list("backed_up_at", flat=True).first()

    @transaction.atomic
    def resume(self, *, send_old):
        """Make this copy the home. What was queued before it was one is sent too, or deleted.

        Returns False, and does nothing, if it is no copy (any more).
        """
        row = self.elsewhere().select_for_update().first()
        if row is None:
            return False
        if not send_old:
            mails, texts = queued_before(row.copied_at)
            mails.delete()
            texts.delete()
        self.update(**here(), is_restored=False, copied_at=None)
        return True


def is_elsewhere():
    is_home = Q(is_restored=False, database=ThisDatabase(), host=this_host())
    return ~is_home


def here():
    return {"database": ThisDatabase(), "host": this_host()}


def queued_before(moment):
    """The emails and texts that a copy found in itself, not sent. None is known: all of them."""
    mails, texts = Mail.objects.all(), Text.objects.filter(state__in=TextState.not_sent())
    if moment:
        mails, texts = mails.filter(when_added__lt=moment), texts.filter(queued_at__lt=moment)
    return mails, texts


class Home(models.Model):
    """One row, made by the first worker."""

    database = models.CharField(max_length=60)
    host = models.CharField(max_length=255)
    is_restored = models.BooleanField(
        default=False, db_default=False, help_text="Set by `manage.py restore`."
    )
    copied_at = models.DateTimeField(null=True, help_text="When it was noticed to be a copy.")
    backed_up_at = models.DateTimeField(null=True)
    sealed_with = models.CharField(
        max_length=64,
        default="",
        db_default="",
        help_text="A digest of the SECRET_KEY and the columns for which all is sealed.",
    )

    objects = HomeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "home of the site"
        default_permissions = []
        permissions = [("resume_sending", "Can let a restored copy send email")]
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="clinic_site_home_is_one_row"),
        ]

    def __str__(self):
        return self.host
