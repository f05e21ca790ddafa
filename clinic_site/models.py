from django.conf import settings
from django.db import models
from django.utils.translation import ngettext

from clinic.append_only import append_only
from clinic_site.account_events import AccountEvent
from clinic_site.accounts.devices import AuthenticatorApp, RecoveryCodes
from clinic_site.accounts.rules import SecondFactorRequest, SignInRules
from clinic_site.accounts.sessions import Session
from clinic_site.backups.home import Home
from clinic_site.health.rows import Heartbeat, Outage
from clinic_site.moving.models import PicturesZip, WordPressImport
from clinic_site.moving.records import OldComment, OldFile, OldItem, PlannedItem
from clinic_site.moving_out.models import SiteExport
from clinic_site.personal_data.erased import ErasedPerson
from clinic_site.retention.counts import PurgeCount
from clinic_site.retention.periods import Retention

__all__ = [
    "ERASE_DATA",
    "EXPORT_DATA",
    "AccountEvent",
    "AuthenticatorApp",
    "ErasedPerson",
    "Heartbeat",
    "Home",
    "OldComment",
    "OldFile",
    "OldItem",
    "Outage",
    "PersonalDataRequest",
    "PicturesZip",
    "PlannedItem",
    "PurgeCount",
    "RecoveryCodes",
    "Retention",
    "SecondFactorRequest",
    "Session",
    "SignInRules",
    "SiteExport",
    "WordPressImport",
]

EXPORT_DATA = "clinic_site.export_personal_data"  # which is also to see it
ERASE_DATA = "clinic_site.erase_personal_data"


class PersonalDataRequest(models.Model):
    """An export or erasure of somebody's data: when, by whom and how much, but never whose.

    Append-only: the database refuses to change or delete a row.
    """

    class Kind(models.TextChoices):
        EXPORT = "export", "Exported"
        ERASURE = "erasure", "Erased"

    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    bookings = models.PositiveIntegerField(default=0)
    comments = models.PositiveIntegerField(default=0)
    messages = models.PositiveIntegerField(default=0)
    patients = models.PositiveIntegerField(default=0, db_default=0)
    waits = models.PositiveIntegerField("waiting-list entries", default=0, db_default=0)
    mails = models.PositiveIntegerField("emails not sent yet", default=0)
    for_others = models.PositiveIntegerField("booked for others", default=0, db_default=0)
    kept = models.PositiveIntegerField("bookings kept", default=0, db_default=0)
    reason = models.TextField(
        max_length=500,
        blank=True,
        default="",
        db_default="",
        help_text="Why bookings were erased although a rule asks us to keep them.",
    )

    class Meta:
        triggers = append_only(forgets="by_id")
        verbose_name = "export or erasure"
        verbose_name_plural = "exports and erasures"
        ordering = ["-pk"]
        default_permissions = []
        permissions = [
            ("export_personal_data", "Can see and export personal data"),
            ("erase_personal_data", "Can erase personal data"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["export", "erasure"]),
                name="clinic_site_request_kind_is_known",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.amounts()}"

    def amounts(self):
        """How many rows of each kind, in words."""
        kinds = [
            (self.bookings, "booking", "bookings"),
            (self.comments, "comment", "comments"),
            (self.messages, "message", "messages"),
            (self.patients, "patient", "patients"),
            (self.waits, "waiting-list entry", "waiting-list entries"),
            (self.mails, "unsent email", "unsent emails"),
            (self.for_others, "booking for somebody else", "bookings for somebody else"),
        ]
        some = [f"{count} {ngettext(one, many, count)}" for count, one, many in kinds if count]
        kept = ngettext("%d booking kept", "%d bookings kept", self.kept) % self.kept
        return (", ".join(some) or "nothing") + (f"; {kept}" if self.kept else "")
