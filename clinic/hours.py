"""When the clinic is open, as patients read it."""

from itertools import groupby

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Value

from clinic.closing_time import ClosingTimeField, closes_after, format_end, seconds
from clinic.watched import Topic, watched


class Weekday(models.IntegerChoices):
    """Numbered as in `date.weekday()`."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


def as_line(days):
    """Consecutive (day, hours) as one (“Monday to Friday”, hours)."""
    first, last = days[0][0], days[-1][0]
    join = " and " if last - first == 1 else " to "
    said = first.label if first == last else f"{first.label}{join}{last.label}"
    return said, days[0][1]


def as_week(opening_hours):
    """These hours for display: neighbouring days with the same hours share a line.

    A list of (days, hours), with empty hours when the clinic is closed; [] if no hours are known.
    """
    of_day = {day: [] for day in Weekday}
    for hours in opening_hours:
        of_day[hours.weekday].append(hours)
    if not any(of_day.values()):
        return []
    alike = groupby(of_day.items(), lambda one: [hours.span() for hours in one[1]])
    return [as_line(list(days)) for _, days in alike]


class OpeningHours(models.Model):
    """When the clinic is open, as shown to patients. Therapists' working hours are in booking."""

    clinic = models.ForeignKey("clinic.Clinic", on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField()
    closes = ClosingTimeField(help_text="00:00 is midnight at the end of that day.")
    note = models.CharField(
        max_length=80,
        blank=True,
        help_text="Shown beside the hours, for instance “by appointment”.",
    )

    class Meta:
        triggers = [watched(Topic.PAGES)]
        ordering = ["weekday", "opens"]
        verbose_name_plural = "opening hours"
        constraints = [
            models.CheckConstraint(
                condition=closes_after("closes", "opens"),
                name="clinic_opening_hours_close_after_opening",
                violation_error_message="The closing time must be later than the opening time.",
            ),
            ExclusionConstraint(
                name="clinic_opening_hours_do_not_overlap",
                expressions=[
                    (Func(F("clinic"), F("clinic"), Value("[]"), function="int8range"), "&&"),
                    (Func(F("weekday"), F("weekday"), Value("[]"), function="int4range"), "&&"),
                    (seconds("opens", "closes"), "&&"),
                ],
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{format_end(self.closes)}"

    def span(self):
        """The hours and their note, without the day."""
        return self.opens, self.closes, self.note
