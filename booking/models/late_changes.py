"""What a late change or cancellation costs, in the versions that patients have agreed to."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models

from booking.models.rules import BookingRules
from clinic.clock import day


class LateChangePolicyQuerySet(models.QuerySet):
    def current(self):
        """The newest version, or None before there is any."""
        return self.order_by("-pk").first()


class LateChangePolicy(models.Model):
    """A version of the clinic's policy. Append-only: bookings refer to the one agreed to."""

    text = models.TextField(
        "policy",
        max_length=1500,
        blank=True,
        help_text=(
            "Shown before a request is sent, below the sentence that says until when patients can "
            "make changes online. Leave empty if that sentence says enough."
        ),
    )
    fee = models.CharField(
        max_length=40,
        blank=True,
        help_text=(
            "What a late change or cancellation costs, such as “$40”. Patients agree to it by "
            "selecting a box. Leave empty for no fee."
        ),
    )
    began_at = models.DateTimeField("since", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = LateChangePolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "late-change policy"
        verbose_name_plural = "late-change policy"

    def __str__(self):
        return f"Version of {day(self.began_at)}"


@dataclass(frozen=True)
class LateChanges:
    """What patients are told before they send: until when they can change a visit, and the policy.

    `hours` is how long before a visit that is; `policy` is a LateChangePolicy or None.
    """

    hours: int
    policy: LateChangePolicy | None

    @classmethod
    def now(cls):
        """Two queries."""
        return cls(BookingRules.current().cutoff_hours, LateChangePolicy.objects.current())

    @property
    def fee(self):
        return self.policy.fee if self.policy else ""

    @property
    def version(self):
        """Shows whether what the patient read is still in force when the form is sent."""
        return f"{self.policy.pk if self.policy else 0}-{self.hours}"
