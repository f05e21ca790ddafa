from django.db import models
from django.db.models import F, Q

from pages.phone import to_e164, validate_phone


class Clinic(models.Model):
    """The clinic's own details: one row, from which every page, mail and header takes them."""

    name = models.CharField(max_length=120)
    phone = models.CharField(
        max_length=40,
        blank=True,
        validators=[validate_phone],
        help_text="As patients should read it. It becomes a link that dials.",
    )
    email = models.EmailField("e-mail", blank=True)
    address = models.TextField(
        blank=True, max_length=400, help_text="Left out of the pages while it is empty."
    )
    map_link = models.URLField(
        "link to a map",
        blank=True,
        db_default="",
        help_text="Shown beside the address. Copy it from a map's “share” button.",
    )
    notice = models.TextField(
        "emergency notice",
        max_length=300,
        blank=True,
        db_default="",
        help_text=(
            "Stands at the top of every page, for instance when the clinic cannot open today. "
            "Empty it when it is over."
        ),
    )

    class Meta:
        verbose_name = verbose_name_plural = "clinic details"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="pages_clinic_is_one_row"),
        ]

    def __str__(self):
        return self.name

    @classmethod
    def current(cls):
        """The clinic, or an empty one before anybody has entered it."""
        return cls.objects.prefetch_related("hours").filter(pk=1).first() or cls(pk=1)

    @property
    def phone_link(self):
        return to_e164(self.phone)


class Weekday(models.IntegerChoices):
    """Numbered as `date.weekday()` does."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


class OpeningHours(models.Model):
    """When the door is open, as shown to patients. Who can be booked when is booking's affair."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField()
    closes = models.TimeField()
    note = models.CharField(
        max_length=80,
        blank=True,
        help_text="Shown beside the hours, for instance “by appointment”.",
    )

    class Meta:
        ordering = ["weekday", "opens"]
        verbose_name_plural = "opening hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="pages_opening_hours_close_after_opening",
                violation_error_message="Closing must come after opening.",
            ),
            models.UniqueConstraint(
                fields=["clinic", "weekday", "opens"], name="pages_opening_hours_are_said_once"
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"
