from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from booking.availability import Visit
from clinic.watched import Topic, watched

LONGEST_COURSE = 7  # weekly visits: many issues need fewer than eight treatments
SHORTEST_VISIT, LONGEST_VISIT = MinValueValidator(5), MaxValueValidator(480)  # minutes


class AtOnce(models.TextChoices):
    """For whom a request for a service is confirmed as it is made."""

    NOBODY = "", "Nobody: reception answers every request"
    KNOWN = "known", "Patients who have had a visit with us"
    EVERYONE = "everyone", "Everyone"


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
    for_whom = models.CharField(
        "who it is for",
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text="Shown under the name when patients choose, such as “For a first visit.”",
    )
    is_first = models.BooleanField(
        "new patients start here",
        default=False,
        db_default=False,
        help_text="Select this box to point new patients to this service.",
    )
    price = models.CharField(
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text="As patients will read it. Leave empty to show no price.",
    )
    bring = models.TextField(
        "what to bring",
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="Sent with the confirmation, and shown on the patient’s page.",
    )
    before_visit = models.TextField(
        "before the visit",
        max_length=1500,
        blank=True,
        default="",
        db_default="",
        help_text="Sent with the reminder, and shown on the patient’s page until the visit.",
    )
    after_visit = models.TextField(
        "after the visit",
        max_length=1500,
        blank=True,
        default="",
        db_default="",
        help_text=(
            "Sent by email once the visit is marked as attended (once per course), and shown on "
            "the patient’s page. Leave empty to send nothing."
        ),
    )
    confirmed_at_once = models.CharField(
        "confirmed at once",
        max_length=8,
        choices=AtOnce,
        blank=True,
        default=AtOnce.NOBODY,
        db_default="",
        help_text=(
            "Whose online bookings need no answer from reception. Patients who have had a visit "
            "with us confirm from our email, so that nobody else can find out who is a patient "
            "here. What looks like spam still waits for you."
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

    AtOnce = AtOnce

    objects = ServiceQuerySet.as_manager()

    class Meta:
        triggers = [watched(Topic.TIMES), watched(Topic.PAGES)]
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

    @property
    def is_confirmed_for_everyone(self):
        return self.confirmed_at_once == AtOnce.EVERYONE

    @property
    def is_confirmed_for_known(self):
        return self.confirmed_at_once == AtOnce.KNOWN

    def visit(self, duration=None):
        """The time that one visit needs. `duration` (minutes) is a therapist's own."""
        return Visit(
            duration=timedelta(minutes=duration or self.duration),
            buffer_before=timedelta(minutes=self.buffer_before),
            buffer_after=timedelta(minutes=self.buffer_after),
            start_every=timedelta(minutes=self.start_every),
            buffers_within_hours=not self.buffers_overrun,
        )
