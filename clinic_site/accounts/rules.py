"""How staff log in: what an administrator decides about it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import JSONObject


class SignInRulesQuerySet(models.QuerySet):
    def as_columns(self):
        """The stored rules as one value, to be read in the query of something else."""
        return self.filter(pk=1).values(stored=JSONObject(**{name: name for name in NAMES}))[:1]


class SignInRules(models.Model):
    """The rules for logging in: one row, with safe defaults before it exists."""

    is_second_factor_required = models.BooleanField(
        "second step required",
        default=True,
        db_default=True,
        help_text=(
            "For everyone who sees patients’ information or can change accounts. Without it, "
            "a stolen password is enough to read all of it."
        ),
    )
    grace_days = models.PositiveSmallIntegerField(
        "time to set it up (days)",
        default=14,
        db_default=14,
        validators=[MaxValueValidator(90)],
        help_text=(
            "Counted for each account from the first time that the desk asks for it. After that, "
            "the desk opens only once the second step is set up."
        ),
    )
    idle_minutes = models.PositiveSmallIntegerField(
        "lock the desk after (minutes)",
        default=15,
        db_default=15,
        null=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text="After this long without activity. Entering the password unlocks it.",
    )
    absolute_hours = models.PositiveSmallIntegerField(
        "log out after (hours)",
        default=12,
        db_default=12,
        null=True,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
        help_text="Counted from logging in, even if the desk is in use.",
    )

    objects = SignInRulesQuerySet.as_manager()

    class Meta:
        verbose_name = "rules for logging in"
        verbose_name_plural = "rules for logging in"
        default_permissions = ["view", "add", "change"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1), name="clinic_site_one_row_of_sign_in_rules"
            )
        ]

    def __str__(self):
        return "Rules for logging in"

    @classmethod
    def of(cls, stored):
        """The rules out of `as_columns()`, or the defaults if none are stored."""
        return cls(**(stored or settings.SIGN_IN_RULES))

    @classmethod
    def current(cls):
        return cls.objects.filter(pk=1).first() or cls.of(None)


NAMES = ["is_second_factor_required", "grace_days", "idle_minutes", "absolute_hours"]


class SecondFactorRequest(models.Model):
    """When an account was first told that it needs a second step: its time to set it up begins."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    asked_at = models.DateTimeField()

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.user}, {self.asked_at}"
