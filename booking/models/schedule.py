from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models
from django.db.models import F, Q

from booking.availability import Closed, Hours, Visit
from pages.models.clinic import Weekday

LONGEST_WAIT = "5s"  # for another visit of the same therapist to be written


class ServiceQuerySet(models.QuerySet):
    def active(self):
        """Services that somebody can be booked for."""
        return self.filter(is_active=True, therapists__is_active=True).distinct()


class Service(models.Model):
    """What a visit is for, and how much time it takes. All durations are minutes."""

    name = models.CharField(max_length=80, unique=True)
    duration = models.PositiveSmallIntegerField(
        "duration (minutes)", validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    buffer_before = models.PositiveSmallIntegerField(
        "buffer before (minutes)",
        default=0,
        validators=[MaxValueValidator(240)],
        help_text="Kept free before each visit. Patients do not see it.",
    )
    buffer_after = models.PositiveSmallIntegerField(
        "buffer after (minutes)",
        default=0,
        validators=[MaxValueValidator(240)],
        help_text="Kept free after each visit. Patients do not see it.",
    )
    start_every = models.PositiveSmallIntegerField(
        "a start every (minutes)",
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(480)],
        help_text="How far apart the offered times lie, counted from opening.",
    )
    is_active = models.BooleanField(
        "offered", default=True, help_text="Untick to stop offering it. Visits already made stay."
    )
    order = models.PositiveSmallIntegerField(default=100)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(duration__gte=5) & Q(start_every__gte=5),
                name="booking_service_takes_time",
            )
        ]

    def __str__(self):
        return self.name

    def visit(self):
        return Visit(
            duration=timedelta(minutes=self.duration),
            buffer_before=timedelta(minutes=self.buffer_before),
            buffer_after=timedelta(minutes=self.buffer_after),
            start_every=timedelta(minutes=self.start_every),
        )


class TherapistQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def offering(self, service):
        return self.active().filter(services=service, services__is_active=True)

    def lock(self, ids):
        """Hold these rows until the transaction ends, in an order that rules out deadlocks.

        `no_key`, because a plain FOR UPDATE would also stop every insert that refers to a row.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LONGEST_WAIT])
        list(self.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values("pk"))


class Therapist(models.Model):
    """Somebody who treats patients. This row is the lock for all of their time."""

    name = models.CharField(max_length=80, help_text="As patients see it.")
    services = models.ManyToManyField(Service, related_name="therapists", blank=True)
    is_active = models.BooleanField(
        "takes bookings", default=True, help_text="Untick to stop offering. Visits made stay."
    )
    order = models.PositiveSmallIntegerField(default=100)

    objects = TherapistQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]

    def __str__(self):
        return self.name


class WorkingHours(models.Model):
    """One stretch of a therapist's week, in the clinic's time. A break is a gap between two."""

    therapist = models.ForeignKey(Therapist, on_delete=models.CASCADE, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField("from", help_text="Clinic's time, for instance 09:00.")
    closes = models.TimeField("until", help_text="A visit ends by then.")
    note = models.CharField(max_length=80, blank=True, help_text="For staff only.")

    class Meta:
        ordering = ["weekday", "opens"]
        verbose_name_plural = "working hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="booking_hours_close_after_opening",
                violation_error_message="“Until” must come after “from”.",
            ),
            models.UniqueConstraint(
                fields=["therapist", "weekday", "opens"], name="booking_hours_are_said_once"
            ),
            models.CheckConstraint(
                condition=Q(weekday__range=(0, 6)), name="booking_hours_are_on_a_weekday"
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def as_hours(self):
        return Hours(self.weekday, self.opens, self.closes)


class Closure(models.Model):
    """Days without visits, for one therapist or the whole clinic; or part of each of those days."""

    therapist = models.ForeignKey(
        Therapist,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="closures",
        help_text="Empty: the whole clinic is closed.",
    )
    first_day = models.DateField()
    last_day = models.DateField(help_text="The same as the first for a single day.")
    from_time = models.TimeField(
        null=True, blank=True, help_text="Both times empty: the whole day."
    )
    until_time = models.TimeField(null=True, blank=True)
    reason = models.CharField(max_length=120, blank=True, help_text="For staff only.")

    class Meta:
        ordering = ["first_day", "from_time"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="booking_closure_ends_after_it_begins",
                violation_error_message="The last day must not come before the first.",
            ),
            models.CheckConstraint(
                # Said in full, because a CHECK also lets NULL pass.
                condition=Q(from_time=None, until_time=None)
                | Q(
                    from_time__isnull=False,
                    until_time__isnull=False,
                    until_time__gt=F("from_time"),
                ),
                name="booking_closure_times_are_a_pair",
                violation_error_message="Enter both times, the second after the first, or none.",
            ),
        ]

    def __str__(self):
        who = self.therapist or "The clinic"
        return f"{who}: {self.first_day} – {self.last_day}"

    def as_closed(self):
        return Closed(self.first_day, self.last_day, self.from_time, self.until_time)
