"""What happened to the accounts of staff: log-ins, devices, rights; what was taken or erased."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clinic.append_only import append_only
from inbox.client_address import client_network


class What(models.TextChoices):
    LOGGED_IN = "logged in", "Logged in"
    FAILED = "failed", "Failed to log in"
    PAUSED = "paused", "Log-in paused after failures"
    SECOND_FACTOR_FAILED = "factor failed", "Failed at the second step"
    RECOVERY_CODE_USED = "recovery used", "Used a recovery code"
    LOGGED_OUT = "logged out", "Logged out"
    LOCKED = "locked", "Locked when idle"
    UNLOCKED = "unlocked", "Unlocked"
    OUT_EVERYWHERE = "out everywhere", "Logged out everywhere"
    DEVICE_ADDED = "device added", "Added a device for the second step"
    DEVICE_REMOVED = "device removed", "Removed a device for the second step"
    DEVICES_RESET = "devices reset", "Second step reset"
    RECOVERY_CODES_MADE = "recovery made", "Made new recovery codes"
    PASSWORD_CHANGED = "password", "Password changed"
    CREATED = "created", "Account created"
    DISABLED = "disabled", "Account disabled"
    ENABLED = "enabled", "Account enabled"
    DELETED = "deleted", "Account deleted"
    RIGHTS_GIVEN = "rights given", "Permissions given"
    RIGHTS_TAKEN = "rights taken", "Permissions taken away"
    RULES_CHANGED = "rules changed", "Changed the rules for logging in"
    EXPORTED = "exported", "Exported personal data"
    EVERYTHING_EXPORTED = "all exported", "Asked for a file of all data"
    EVERYTHING_SAVED = "all saved", "Downloaded a file of all data"
    ERASED = "erased", "Erased personal data"
    RETENTION_CHANGED = "periods changed", "Changed how long data is kept"
    LOG_EXPORTED = "log exported", "Exported a log"


class AccountEventQuerySet(models.QuerySet):
    def note(self, what, account=None, by=None, request=None):
        """Add one row: to which account it happened, and who did it, if that is somebody else.

        Both are None for what the worker does, or for a log-in with a name that no account has:
        people type passwords into that field. With a request, the network is noted too.
        """
        about = {"account_id": account.pk, "account": account.get_username()} if account else {}
        actor = {"by_id": by.pk, "by": by.get_username()} if by else {}
        network = client_network(request) if request else ""
        return self.create(what=what, **about, **actor, network=network)


class AccountEvent(models.Model):
    """What happened to an account, and who did it. Append-only.

    Accounts are plain numbers, with their names as they were then, so that no row changes when an
    account is deleted.
    """

    What = What

    at = models.DateTimeField("when", default=timezone.now)
    what = models.CharField(max_length=20, choices=What)
    account_id = models.BigIntegerField(null=True)
    account = models.CharField(max_length=150, db_default="", default="")
    by_id = models.BigIntegerField(null=True)
    by = models.CharField(max_length=150, db_default="", default="")
    network = models.CharField(max_length=45, db_default="", default="")

    objects = AccountEventQuerySet.as_manager()

    class Meta:
        verbose_name = "account event"
        ordering = ["-at", "-pk"]
        default_permissions = ["view"]
        triggers = append_only()
        indexes = [
            models.Index(F("at").desc(), F("id").desc(), name="clinic_site_events_by_time"),
            models.Index(
                fields=["account_id", "-at"],
                condition=Q(account_id__isnull=False),
                name="clinic_site_events_of_account",
            ),
        ]

    def __str__(self):
        return f"{self.get_what_display()}, {self.at}"
