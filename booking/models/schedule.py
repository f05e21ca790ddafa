from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q, Value
from django.utils.formats import time_format

from booking.models.therapist import Therapist
from booking.working_time import Closed, Hours
from clinic.clock import day
from clinic.closing_time import ClosingTimeField, closes_after, format_end, seconds, spoken_end
from clinic.models import Weekday
from clinic.watched import Topic, watched


class WorkingHoursQuerySet(models.QuerySet):
    def as_rows(self):
        """The therapist's key, whether they take bookings, and then the fields of Hours."""
        columns = ("weekday", "opens", "closes", "valid_from", "valid_until")
        return self.values_list("therapist_id", "therapist__is_active", *columns)

    def reaching(self, day):
        """Hours whose season goes on until this day, or longer."""
        return self.exclude(valid_until__lt=day)

    def end(self, therapist, last_day):
        """A therapist works until this day and no longer. The caller has locked their time."""
        later = self.filter(therapist=therapist).reaching(last_day + timedelta(days=1))
        later.filter(valid_from__gt=last_day).delete()
        later.update(valid_until=last_day)


class WorkingHours(models.Model):
    """A stretch of a therapist's week, in the clinic's time. A break is the gap between two."""

    therapist = models.ForeignKey(Therapist, on_delete=models.CASCADE, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField("from", help_text="Toronto time, such as 09:00.")
    closes = ClosingTimeField(
        "until", help_text="Visits end by this time. 00:00 is midnight at the end of that day."
    )
    valid_from = models.DateField(
        "first day", null=True, blank=True, help_text="Leave empty for no start date."
    )
    valid_until = models.DateField(
        "last day", null=True, blank=True, help_text="Leave empty for no end date."
    )
    note = models.CharField(max_length=80, blank=True, help_text="For staff only.")

    objects = WorkingHoursQuerySet.as_manager()

    class Meta:
        triggers = [watched(Topic.TIMES)]
        ordering = ["weekday", "opens", "valid_from"]
        verbose_name_plural = "working hours"
        constraints = [
            models.CheckConstraint(
                condition=closes_after("closes", "opens"),
                name="booking_hours_close_after_opening",
                violation_error_message="“Until” must be later than “from”.",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_until__gte=F("valid_from")),
                name="booking_hours_end_after_they_begin",
                violation_error_message="The last day can’t be before the first.",
            ),
            models.CheckConstraint(
                condition=Q(weekday__range=(0, 6)), name="booking_hours_are_on_a_weekday"
            ),
            ExclusionConstraint(
                name="booking_hours_do_not_overlap",
                expressions=[
                    (
                        Func(F("therapist"), F("therapist"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("weekday"), F("weekday"), Value("[]"), function="int4range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("valid_from"), F("valid_until"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                    (seconds("opens", "closes"), RangeOperators.OVERLAPS),
                ],
                # Checked at the end of the transaction, so that a save can replace a row by others.
                deferrable=Deferrable.DEFERRED,
                violation_error_message="These hours overlap others on that weekday.",
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{format_end(self.closes)}"

    def in_words(self):
        return f"{time_format(self.opens)} – {spoken_end(self.closes)}"

    def as_hours(self):
        return Hours(self.weekday, self.opens, self.closes, self.valid_from, self.valid_until)


class ClosureQuerySet(models.QuerySet):
    def shown_to_patients(self, today):
        """The clinic's closures that pages announce, from today on."""
        return self.filter(is_public=True, last_day__gte=today)

    def concerning(self, therapist):
        """A therapist's own and those of the whole clinic."""
        return self.filter(Q(therapist=therapist) | Q(therapist=None))


class Closure(models.Model):
    """Days, or parts of days, without visits: for one therapist or the whole clinic."""

    therapist = models.ForeignKey(
        Therapist,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="closures",
        help_text="Leave empty if the whole clinic is closed.",
    )
    first_day = models.DateField()
    last_day = models.DateField(help_text="The same as the first for a single day.")
    from_time = models.TimeField(
        null=True, blank=True, help_text="Leave both times empty for the whole day."
    )
    until_time = ClosingTimeField(
        null=True, blank=True, help_text="00:00 is midnight at the end of that day."
    )
    reason = models.CharField(
        max_length=120,
        blank=True,
        help_text="For staff only, unless you select “Show to patients”.",
    )
    is_public = models.BooleanField(
        "show to patients",
        default=False,
        help_text="Announces the days and the reason on every page. Only for clinic closures.",
    )

    objects = ClosureQuerySet.as_manager()

    class Meta:
        triggers = [watched(Topic.PAGES)]
        ordering = ["first_day", "from_time"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="booking_closure_ends_after_it_begins",
                violation_error_message="The last day can’t be before the first.",
            ),
            models.CheckConstraint(
                # Spelled out, because a CHECK lets NULL pass.
                condition=Q(from_time=None, until_time=None)
                | Q(from_time__isnull=False, until_time__isnull=False)
                & closes_after("until_time", "from_time"),
                name="booking_closure_times_are_a_pair",
                violation_error_message=(
                    "Enter both times, the second later than the first, or neither."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(therapist=None),
                name="booking_a_day_off_stays_private",
                violation_error_message="Only a closure of the whole clinic is shown to patients.",
            ),
        ]

    def __str__(self):
        return f"{self.therapist or 'The whole clinic'}: {self.when()}"

    def when(self):
        """Its days and hours as text, in the clinic's time."""
        days = day(self.first_day)
        if self.last_day != self.first_day:
            days += f" to {day(self.last_day)}"
        if not self.from_time:
            return days
        times = f"{time_format(self.from_time)} – {spoken_end(self.until_time)}"
        return f"{days}, {times}" + (" each day" if self.last_day != self.first_day else "")

    def is_shown_to_patients(self, today):
        """The rule of the query set's `shown_to_patients`, for one closure."""
        return self.is_public and self.last_day >= today

    def as_closed(self):
        return Closed(self.first_day, self.last_day, self.from_time, self.until_time)
