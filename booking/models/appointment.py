from contextlib import contextmanager

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import BooleanField, F, Func, Q, Value
from django.urls import reverse
from django.utils import timezone

from booking import diary, mails
from booking.availability import ONE_DAY, Period, Visit
from booking.conflicts import conflicts_as_time_taken
from booking.models.event import Event
from booking.models.rules import BookingRules
from booking.models.schedule import Service, Therapist
from pages.clock import spoken


class NoLongerPossible(Exception):
    """What was asked cannot be done any more; the text says why, for instance who was faster."""


class AppointmentQuerySet(models.QuerySet):
    def waiting(self):
        """Requests that reception has not answered, whether or not they still hold their time."""
        return self.filter(state=Appointment.State.REQUESTED)

    def holding(self, now):
        """Appointments that keep their time from others at that instant."""
        return self.filter(holds_time=True).exclude(
            state=Appointment.State.REQUESTED, held_until__lte=now
        )

    def lapse_stale_holds(self):
        """Let go of time held too long by unanswered requests, which stay in reception's queue."""
        return self.filter(
            state=Appointment.State.REQUESTED, holds_time=True, held_until__lte=timezone.now()
        ).update(holds_time=False)

    def make(self, booking, service, therapist, starts_at):
        """Create a request; the caller holds the therapist's lock and has checked the time."""
        visit = service.visit()
        ends_at = starts_at + visit.duration
        return self.create(
            booking=booking,
            service=service,
            therapist=therapist,
            starts_at=starts_at,
            ends_at=ends_at,
            period=DateTimeTZRange(starts_at - visit.buffer_before, ends_at + visit.buffer_after),
            held_until=timezone.now() + BookingRules.current().hold,
        )


class Appointment(models.Model):
    """One visit. `period` is the visit with its buffers: what no other visit may touch."""

    class State(models.TextChoices):
        REQUESTED = "requested"
        CONFIRMED = "confirmed"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"
        CANCELLED = "cancelled"

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
    held_until = models.DateTimeField(help_text="An unanswered request lets its time go then.")
    decline_reason = models.CharField(
        "reason to decline",
        max_length=300,
        blank=True,
        help_text="The patient reads it on their page and in the mail, so it should name nobody.",
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        permissions = [("decide_appointment", "Can confirm or decline a request")]
        indexes = [
            models.Index(
                fields=["starts_at"],
                condition=Q(state="requested"),
                name="booking_waiting_requests",
            )
        ]
        constraints = [
            ExclusionConstraint(
                name="booking_no_double_booking",
                # int8range stands in for btree_gist, which the embedded PostgreSQL lacks.
                expressions=[
                    (
                        Func(F("therapist"), F("therapist"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(holds_time=True),
                violation_error_message="This therapist has another visit in that time.",
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
                    period__startswith__lte=F("starts_at"),
                    period__endswith__gte=F("ends_at"),
                ),
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
                condition=Q(state="requested")
                | Q(state="confirmed", holds_time=True)
                | Q(state__in=["declined", "withdrawn", "cancelled"], holds_time=False),
                name="booking_state_decides_hold",
            ),
        ]

    def __str__(self):
        return f"{spoken(self.starts_at)}, {self.therapist}"

    def get_admin_url(self):
        return reverse("admin:booking_appointment_change", args=[self.pk])

    def as_busy(self):
        return Period(self.period.lower, self.period.upper)

    def visit(self):
        """What it takes of the day as it was booked, whatever the service says since then."""
        return Visit(
            duration=self.ends_at - self.starts_at,
            buffer_before=self.starts_at - self.period.lower,
            buffer_after=self.period.upper - self.ends_at,
            start_every=ONE_DAY,
        )

    @staticmethod
    @contextmanager
    def taking_time(therapist_ids):
        """The one way to take time in a diary, or to let some go: a transaction that holds the
        therapists' rows, in which stale holds have lapsed.

        Check the time again inside it, then write. The exclusion constraint stands behind: a check
        without the lock lets rivals in, the constraint without the lock lets them deadlock.
        Raises TimeTaken for an overlap, DiaryBusy for a deadlock or a wait past LONGEST_WAIT.
        """
        with conflicts_as_time_taken(), transaction.atomic():
            Therapist.objects.lock(therapist_ids)
            Appointment.objects.filter(therapist__in=therapist_ids).lapse_stale_holds()
            yield

    def confirm(self, by):
        """Turn the request into a visit.

        Raises NoLongerPossible if it was answered meanwhile, its time has passed, or the clinic is
        no longer open then; TimeTaken if its hold has lapsed and another visit has the time.
        """
        with Appointment.taking_time([self.therapist_id]):
            self.move_on(self.State.REQUESTED, by, state=self.State.CONFIRMED, holds_time=True)
            if self.starts_at <= timezone.now():
                raise NoLongerPossible("The time asked for has passed.")
            if not diary.still_fits(self):
                raise NoLongerPossible(
                    f"{self.therapist} does not work at that time any more. Decline the request, "
                    "or change the hours or closures first."
                )
            mails.confirmed(self)

    def decline(self, by, reason=""):
        """Tell the patient that it cannot be done, and let the time go. Raises NoLongerPossible."""
        with Appointment.taking_time([self.therapist_id]):
            self.move_on(
                self.State.REQUESTED,
                by,
                state=self.State.DECLINED,
                holds_time=False,
                decline_reason=reason,
            )
            mails.declined(self)

    def can_be_cancelled(self):
        """Whether there is something to let go: a request or a confirmed visit still to come."""
        to_come = self.starts_at > timezone.now()
        return to_come and self.state in (self.State.REQUESTED, self.State.CONFIRMED)

    def cancel(self, by=None):
        """Let the time go: the patient (`by` nobody) or reception cancels a confirmed visit, the
        patient withdraws a request.

        Raises NoLongerPossible if it is over, or is not in the state that the person saw.
        """
        with Appointment.taking_time([self.therapist_id]):
            # Reception declines a request: that is another mail.
            if not self.can_be_cancelled() or (by and self.state == self.State.REQUESTED):
                raise NoLongerPossible(self.last_change())
            requested = self.state == self.State.REQUESTED
            new = self.State.WITHDRAWN if requested else self.State.CANCELLED
            self.move_on(self.state, by, state=new, holds_time=False)
            mails.cancelled(self, by)

    def move_on(self, expected, by, **changes):
        """Change the row if its state is still the expected one; the row count says who won."""
        if not Appointment.objects.filter(pk=self.pk, state=expected).update(**changes):
            raise NoLongerPossible(self.last_change())
        for field, value in changes.items():
            setattr(self, field, value)
        self.record(self.state, by)

    def record(self, verb, by=None):
        self.events.create(
            verb=verb,
            actor=Event.Actor.STAFF if by else Event.Actor.PATIENT,
            staff=by,
            starts_at=self.starts_at,
        )

    def last_change(self):
        event = self.events.select_related("staff").last()
        return f"This was already {event.verb} by {event.who()} on {event.when()}."
