from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models
from django.db.models import Q

from booking.availability import Visit
from clinic.watched import Topic, watched

LONGEST_WAIT = "5s"  # for another writer to the same therapist's time
LONGEST_COURSE = 7  # weekly visits: many issues need fewer than eight treatments
SHORTEST_VISIT, LONGEST_VISIT = MinValueValidator(5), MaxValueValidator(480)  # minutes


class ServiceQuerySet(models.QuerySet):
    def active(self):
        """Services that can be booked, online or by phone."""
        return self.filter(is_active=True, therapists__is_active=True).distinct()

    def booked_online(self):
        """Services that patients can request themselves."""
        return self.active().filter(is_online=True)


class Service(models.Model):
    """What a visit is for and how long it takes. All durations are in minutes."""

    name = models.CharField(max_length=80, unique=True)
    duration = models.PositiveSmallIntegerField(
        "duration (minutes)",
        validators=[SHORTEST_VISIT, LONGEST_VISIT],
        help_text="A therapist can have their own duration for it.",
    )
    buffer_before = models.PositiveSmallIntegerField(
        "buffer before (minutes)",
        default=0,
        validators=[MaxValueValidator(240)],
        help_text=(
            "Kept free of other visits before each one, and within working hours. Patients do not "
            "see it."
        ),
    )
    buffer_after = models.PositiveSmallIntegerField(
        "buffer after (minutes)",
        default=0,
        validators=[MaxValueValidator(240)],
        help_text=(
            "Kept free of other visits after each one, and within working hours. Patients do not "
            "see it."
        ),
    )
    buffers_overrun = models.BooleanField(
        "buffers may overrun",
        default=False,
        db_default=False,
        help_text=(
            "Select this box to offer visits whose buffers reach into a break or a closure, or "
            "past opening or closing time. You can always book such a visit yourself by entering "
            "its time."
        ),
    )
    start_every = models.PositiveSmallIntegerField(
        "minutes between starts",
        default=30,
        validators=[SHORTEST_VISIT, LONGEST_VISIT],
        help_text="How far apart the available times are, counted from opening.",
    )
    longest_course = models.PositiveSmallIntegerField(
        "longest course (visits)",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_COURSE)],
        help_text=(
            f"How many weekly visits a patient can ask for at once, up to {LONGEST_COURSE}. "
            "Enter 1 for single visits only."
        ),
    )
    is_online = models.BooleanField(
        "booked online",
        default=True,
        help_text="Clear this box to ask patients to phone for it. You can still book it for them.",
    )
    is_active = models.BooleanField(
        "offered",
        default=True,
        help_text=(
            "Clear this box to stop offering it. You will first see which booked visits this "
            "affects. To keep those and take no new ones online, clear “Booked online”."
        ),
    )
    order = models.PositiveSmallIntegerField(default=100)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        triggers = [watched(Topic.TIMES)]
        ordering = ["order", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(duration__gte=5) & Q(start_every__gte=5),
                name="booking_service_takes_time",
            ),
            models.CheckConstraint(
                condition=Q(longest_course__range=(1, LONGEST_COURSE)),
                name="booking_course_has_a_length",
            ),
        ]

    def __str__(self):
        return self.name

    def visit(self, duration=None):
        """The time that one visit needs. `duration` (minutes) is a therapist's own."""
        return Visit(
            duration=timedelta(minutes=duration or self.duration),
            buffer_before=timedelta(minutes=self.buffer_before),
            buffer_after=timedelta(minutes=self.buffer_after),
            start_every=timedelta(minutes=self.start_every),
            buffers_within_hours=not self.buffers_overrun,
        )


class TherapistQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def offering(self, service):
        return self.active().filter(services=service, services__is_active=True)

    def lock(self, ids):
        """Lock these rows until the transaction ends, in an order that rules out deadlocks.

        `no_key`, because a plain FOR UPDATE would also block every insert that refers to a row.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, true); SELECT id FROM booking_therapist"
                " WHERE id = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE",
                [LONGEST_WAIT, list(ids)],
            )


class Therapist(models.Model):
    """Someone who treats patients. This row is the lock for all of their time."""

    name = models.CharField(max_length=80, help_text="As patients see it.")
    services = models.ManyToManyField(Service, through="Offering", related_name="therapists")
    is_active = models.BooleanField(
        "takes bookings",
        default=True,
        help_text=(
            "Clear this box when they no longer take patients. You will first see which booked "
            "visits would need another therapist."
        ),
    )
    order = models.PositiveSmallIntegerField(default=100)

    objects = TherapistQuerySet.as_manager()

    class Meta:
        triggers = [watched(Topic.TIMES)]
        ordering = ["order", "name"]

    def __str__(self):
        return self.name


class OfferingQuerySet(models.QuerySet):
    def in_order(self):
        """With their services and therapists, in the order shown to people."""
        orders = ("service__order", "service__name", "therapist__order", "therapist__name")
        return self.select_related("service", "therapist").order_by(*orders)


class Offering(models.Model):
    """A service that a therapist offers, with their own duration if they have one."""

    therapist = models.ForeignKey(Therapist, on_delete=models.CASCADE, related_name="offerings")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="offerings")
    duration = models.PositiveSmallIntegerField(
        "own duration (minutes)",
        null=True,
        blank=True,
        validators=[SHORTEST_VISIT, LONGEST_VISIT],
        help_text="Leave empty to use the service's own.",
    )

    objects = OfferingQuerySet.as_manager()

    class Meta:
        triggers = [watched(Topic.TIMES)]
        verbose_name = "service of a therapist"
        verbose_name_plural = "services of therapists"
        constraints = [
            models.UniqueConstraint(
                fields=["therapist", "service"], name="booking_offered_once_by_a_therapist"
            ),
            models.CheckConstraint(
                condition=Q(duration=None) | Q(duration__gte=5),
                name="booking_own_duration_takes_time",
            ),
        ]

    def __str__(self):
        return f"{self.service} with {self.therapist}"

    def is_bookable(self):
        """Whether it can be booked now, online or by phone."""
        return self.service.is_active and self.therapist.is_active
