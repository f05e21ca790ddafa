from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from booking.availability import Rules

ZONE = ZoneInfo(settings.TIME_ZONE)


class BookingRules(models.Model):
    """What holds for every online request: one row, and sensible defaults before it is there."""

    notice_hours = models.PositiveSmallIntegerField(
        "notice (hours)",
        default=12,
        validators=[MaxValueValidator(24 * 14)],
        help_text="How long before a visit patients must ask for it online.",
    )
    horizon_days = models.PositiveSmallIntegerField(
        "how far ahead (days)",
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="How many days ahead patients can ask for a time.",
    )
    hold_days = models.PositiveSmallIntegerField(
        "hold (days)",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=(
            "How long an unanswered request keeps its time from other patients. After that it "
            "stays in your list, and can be confirmed while the time is free."
        ),
    )

    class Meta:
        verbose_name = verbose_name_plural = "booking rules"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="booking_rules_are_one_row"),
            models.CheckConstraint(
                condition=Q(horizon_days__gte=1, hold_days__gte=1), name="booking_rules_allow_some"
            ),
        ]

    def __str__(self):
        return "Booking rules"

    @classmethod
    def current(cls):
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    def as_rules(self):
        return Rules(
            notice=timedelta(hours=self.notice_hours),
            horizon=timedelta(days=self.horizon_days),
            zone=ZONE,
        )

    @property
    def hold(self):
        return timedelta(days=self.hold_days)
