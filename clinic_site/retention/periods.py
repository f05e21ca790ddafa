from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from clinic_site.account_events import AccountEvent
from clinic_site.retention.limits import LIMITS, as_timedelta
from typed.seen import NEXT, Versioned


def period(name, label):
    """A column for a whole number of days, months or years, as its name says."""
    limits = LIMITS[name]
    unit = name.rpartition("_")[2]
    return models.PositiveSmallIntegerField(
        f"{label} ({unit})",
        default=limits.default,
        db_default=limits.default,
        validators=[MinValueValidator(limits.least), MaxValueValidator(limits.most)],
    )


class Retention(Versioned):
    """How long things are kept: one row, with sensible defaults before it exists.

    No law gives a period for most of them. Then the rule is that of PHIPA and PIPEDA: no longer
    than the purpose needs.
    """

    visits_years = period("visits_years", "contact details after the last visit")
    requests_months = period("requests_months", "requests never confirmed")
    waiting_months = period("waiting_months", "waiting-list entries")
    messages_months = period("messages_months", "messages that were answered")
    comments_refused_months = period("comments_refused_months", "comments that were not published")
    comment_emails_months = period("comment_emails_months", "email addresses of published comments")
    spam_days = period("spam_days", "spam")
    mail_days = period("mail_days", "undelivered email")
    mail_log_days = period("mail_log_days", "log of emails")
    texts_days = period("texts_days", "text messages")
    senders_days = period("senders_days", "digests of internet addresses, with a request")
    attempts_days = period("attempts_days", "digests of addresses, for limits on forms")
    networks_days = period("networks_days", "networks that staff log in from")
    log_years = period("log_years", "view log, account log, exports and erasures")
    unsaved_days = period("unsaved_days", "unsaved text of editors")
    searches_days = period("searches_days", "searches that found nothing")
    imports_days = period("imports_days", "files of imported appointment books")
    backups_days = period("backups_days", "how long you keep backups")

    class Meta:
        verbose_name = verbose_name_plural = "retention periods"
        default_permissions = ["view", "change"]
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="retention_is_one_row"),
            *(
                models.CheckConstraint(
                    condition=Q((f"{name}__range", (limits.least, limits.most))),
                    name=f"retention_{name}_in_range",
                )
                for name, limits in LIMITS.items()
            ),
        ]

    def __str__(self):
        return "Retention periods"

    @classmethod
    def current(cls):
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @transaction.atomic
    def change(self, by, seen, periods):
        """Set these periods. Raises ChangedMeanwhile unless they are as they were `seen`."""
        type(self).objects.get_or_create(pk=1)
        row = self.locked(seen)
        if any(getattr(row, name) != amount for name, amount in periods.items()):
            type(self).objects.filter(pk=row.pk).update(**periods, version=NEXT)
            AccountEvent.objects.note(AccountEvent.What.RETENTION_CHANGED, account=by)

    def length(self, name):
        """How long that kind is kept, as a timedelta."""
        return as_timedelta(name, getattr(self, name))

    def before(self, name):
        """What is older than this moment (UTC) is kept no longer."""
        return timezone.now() - self.length(name)
