from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from booking.availability import Rules

ZONE = ZoneInfo(settings.TIME_ZONE)


class BookingRules(models.Model):
    """The rules for online requests: one row, with sensible defaults before it exists."""

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
        help_text=(
            "How many days ahead patients can ask for a time. The later visits of a course may "
            "lie beyond that."
        ),
    )
    hold_days = models.PositiveSmallIntegerField(
        "hold (working days)",
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=(
            "How long an unanswered request, or a time you have offered, is kept from other "
            "patients. Days on which nobody works do not count. After that a request stays in "
            "your list, and can be confirmed while the time is free."
        ),
    )
    cutoff_hours = models.PositiveSmallIntegerField(
        "change or cancel until (hours before)",
        default=24,
        validators=[MaxValueValidator(24 * 14)],
        help_text="From then on the patient's page asks them to phone instead.",
    )
    most_waiting = models.PositiveSmallIntegerField(
        "most requests waiting",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=(
            "How many unanswered requests one e-mail address or phone number can have. A course "
            "is one request. Who has so many is asked to phone."
        ),
    )
    reminder_hours = models.PositiveSmallIntegerField(
        "reminder (hours before)",
        default=24,
        validators=[MaxValueValidator(24 * 14)],
        help_text="When patients are reminded of a confirmed visit by e-mail. 0: never.",
    )

    kept_years = models.PositiveSmallIntegerField(
        "keep contact details (years)",
        default=3,
        db_default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=(
            "How long the patient's name, email, phone number and note are kept after the last "
            "visit of a booking. After that only the visit itself is kept: when, with whom, which "
            "service, and how it ended. Three years leave time for questions about a past visit. "
            "Clinical records are kept elsewhere, and for longer: this is not one. If you change "
            "this, update the privacy page too."
        ),
    )

    class Meta:
        verbose_name = verbose_name_plural = "booking rules"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="booking_rules_are_one_row"),
            models.CheckConstraint(
                condition=Q(horizon_days__gte=1, hold_days__gte=1), name="booking_rules_allow_some"
            ),
            models.CheckConstraint(
                condition=Q(most_waiting__gte=1), name="booking_rules_allow_a_request"
            ),
            models.CheckConstraint(
                condition=Q(kept_years__gte=1), name="booking_rules_keep_details_for_a_while"
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
    def details_kept(self):
        return timedelta(days=round(365.25 * self.kept_years))

    @property
    def cutoff(self):
        return timedelta(hours=self.cutoff_hours)
