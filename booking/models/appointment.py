from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import BooleanField, F, Func, Q, Value
from django.urls import reverse
from django.utils import timezone

from booking.availability import Visit
from booking.models.answered_offers import FollowedVisits
from booking.models.as_read import AsRead
from booking.models.brought_in import MayBeBeside
from booking.models.changes import Changes
from booking.models.service import Service
from booking.models.state import State
from booking.models.therapist import Therapist
from booking.wall_clock import ONE_DAY
from booking.working_time import Period
from clinic.clock import moment
from clinic.watched import Topic, watched
from typed.seen import Versioned


class Appointment(AsRead, MayBeBeside, Changes, Versioned):
    """One visit. `period` is the visit with its buffers: no other visit can touch it.

    For an offer of another time, `period` leaves out what the visit itself already holds: see
    `Offers.besides_own`.
    """

    State = State
    WAITING = State.REQUESTED

    booking = models.ForeignKey(
        "booking.Booking", on_delete=models.PROTECT, related_name="appointments"
    )
    service = models.ForeignKey(Service, on_delete=models.PROTECT)
    therapist = models.ForeignKey(Therapist, on_delete=models.PROTECT, related_name="appointments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    period = DateTimeRangeField()
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    holds_time = models.BooleanField(default=True)
    held_until = models.DateTimeField(
        help_text="When an unanswered request or offer stops holding its time."
    )
    outside_hours = models.BooleanField(
        default=False, help_text="Reception deliberately booked it for a time when nobody works."
    )
    instead_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="offers",
        help_text="The visit that moves to this time once the patient accepts the offer.",
    )
    line = models.CharField(
        "line to the patient",
        max_length=600,
        blank=True,
        default="",
        db_default="",
        help_text="The clinic's own words with its last decision, in the email and on their page.",
    )
    asked_start = models.DateTimeField(
        null=True,
        blank=True,
        help_text="What the patient had asked for, while reception offers them other times.",
    )
    asked_therapist = models.ForeignKey(
        Therapist,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # nothing looks for it
    )
    needs_call = models.BooleanField(
        default=False,
        db_default=False,
        help_text="It ended without an answer, and nobody has phoned the patient since.",
    )
    waiting_list_since = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(
        null=True, blank=True, help_text="When the visit was confirmed, or moved after that."
    )
    reminded_at = models.DateTimeField(null=True, blank=True)
    followed_up_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the email for after the visit was sent, for this visit or its course.",
    )
    no_room_told_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When reception was told that it no longer fits the schedule.",
    )

    objects = FollowedVisits.as_manager()

    class Meta:
        triggers = [watched(Topic.TIMES)]
        ordering = ["starts_at"]
        permissions = [
            ("decide_appointment", "Can confirm or decline a request"),
            ("export_appointment", "Can download visits as a file"),
            ("view_own_appointment", "Can see their own visits as a therapist"),
        ]
        # Everyday queries must not read the clinic's whole past, so each small set of rows that
        # they look for has an index of its own.
        indexes = [
            models.Index(fields=["starts_at"], name="booking_visits_by_time"),
            models.Index(fields=["state", "starts_at"], name="booking_visits_by_state"),
            models.Index(
                fields=["starts_at"],
                condition=Q(state="requested"),
                name="booking_waiting_requests",
            ),
            models.Index(fields=["starts_at"], condition=Q(state="offered"), name="booking_offers"),
            models.Index(fields=["starts_at"], condition=Q(state="spam"), name="booking_spam"),
            models.Index(
                fields=["held_until"],
                condition=Q(holds_time=True, state__in=State.held_for_a_while()),
                name="booking_held_for_a_while",
            ),
            models.Index(
                fields=["starts_at"],
                condition=Q(waiting_list_since__isnull=False),
                name="booking_waiting_list",
            ),
            models.Index(
                fields=["starts_at"], condition=Q(needs_call=True), name="booking_needs_call"
            ),
        ]
        constraints = [
            ExclusionConstraint(
                name="booking_no_double_booking",
                # int8range replaces btree_gist, which the embedded PostgreSQL lacks.
                expressions=[
                    (
                        Func(F("therapist"), F("therapist"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(holds_time=True),
                violation_error_message="This therapist has another visit at that time.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="booking_visit_takes_time"
            ),
            models.CheckConstraint(
                condition=Q(
                    period__isempty=False,
                    period__lower_inf=False,
                    period__upper_inf=False,
                    period__lower_inc=True,
                    period__upper_inc=False,
                ),
                name="booking_period_is_a_stretch",
            ),
            models.CheckConstraint(
                condition=Q(instead_of__isnull=False)
                | Q(period__startswith__lte=F("starts_at"), period__endswith__gte=F("ends_at")),
                name="booking_period_contains_visit",
            ),
            models.CheckConstraint(
                condition=Q(
                    Func(
                        Func(F("period"), function="lower"),
                        function="isfinite",
                        output_field=BooleanField(),
                    )
                )
                & Q(
                    Func(
                        Func(F("period"), function="upper"),
                        function="isfinite",
                        output_field=BooleanField(),
                    )
                ),
                name="booking_period_is_finite",
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.held_for_a_while())
                | Q(state__in=State.kept(), holds_time=True)
                | Q(state__in=State.kept(), is_beside=True)
                | Q(state__in=State.over(), holds_time=False),
                name="booking_state_decides_hold",
            ),
            models.CheckConstraint(
                # Accepting an offer moves the other visit and ends the offer.
                condition=Q(instead_of=None) | Q(state__in=[State.OFFERED, *State.over()]),
                name="booking_an_offer_is_not_a_visit",
            ),
            models.UniqueConstraint(
                fields=["instead_of", "therapist", "starts_at"],
                condition=Q(state=State.OFFERED),
                name="booking_a_time_is_offered_once",
            ),
            models.CheckConstraint(
                condition=Q(asked_start=None, asked_therapist=None)
                | Q(asked_start__isnull=False, asked_therapist__isnull=False),
                name="booking_asked_for_with_somebody",
            ),
        ]

    def __str__(self):
        return f"{moment(self.starts_at)}, {self.therapist}"

    def get_admin_url(self):
        return reverse("admin:booking_appointment_change", args=[self.pk])

    def as_busy(self):
        return Period(self.period.lower, self.period.upper)

    def span(self):
        return self.starts_at, self.ends_at

    def visit(self):
        """Its length as booked, whatever the service says now.

        Without buffers: they keep other visits away and are no reason to end this one.
        """
        return Visit(
            duration=self.ends_at - self.starts_at,
            buffer_before=timedelta(0),
            buffer_after=timedelta(0),
            start_every=ONE_DAY,
        )

    @property
    def minutes(self):
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def is_held(self):
        """Whether others cannot take its time now. `holding` is the same for rows."""
        if self.state in State.held_for_a_while() and self.held_until <= timezone.now():
            return False
        return self.holds_time or self.is_over_another()

    def has_passed(self):
        return self.starts_at <= timezone.now()

    def is_to_come(self):
        """Whether it can still take place."""
        return self.state in State.active() and self.starts_at > timezone.now()
