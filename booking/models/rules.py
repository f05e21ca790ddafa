from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from booking.availability import Rules
from booking.course import COURSE_SPAN
from booking.models.schedule import Closure, WorkingHours
from booking.wall_clock import instant
from booking.working_days import LONGEST_PAUSE, working_day_before, working_days_later
from clinic.watched import Topic, watched

ZONE = ZoneInfo(settings.TIME_ZONE)
STAFF_HORIZON = timedelta(days=365)
WALK_IN = timedelta(hours=12)  # how long after its start reception can still book a visit
AROUND = timedelta(weeks=2)
LAST_WORD = timedelta(hours=3)  # before a visit, so that its patient can still phone


class BookingRules(models.Model):
    """The rules for online requests: one row, with sensible defaults before it exists."""

    notice_hours = models.PositiveSmallIntegerField(
        "notice (hours)",
        default=12,
        validators=[MaxValueValidator(24 * 14)],
        help_text="How long in advance patients must request a visit online.",
    )
    horizon_days = models.PositiveSmallIntegerField(
        "how far ahead (days)",
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=(
            "How many days ahead patients can request a time. Later visits of a course can be "
            "beyond that."
        ),
    )
    hold_days = models.PositiveSmallIntegerField(
        "hold (working days)",
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=(
            "How long the time of an unanswered request or offer is held. Days when nobody works "
            "do not count. After that, a request stays on your list and can be confirmed while "
            "its time is available."
        ),
    )
    cutoff_hours = models.PositiveSmallIntegerField(
        "online changes close (hours before)",
        default=24,
        validators=[MaxValueValidator(24 * 14)],
        help_text="After that, the patient's page asks them to phone instead.",
    )
    most_waiting = models.PositiveSmallIntegerField(
        "most waiting requests",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=(
            "How many unanswered requests with one email address or phone number hold their times, "
            "if they come from one connection. A course counts as one. A further request holds its "
            "times once the patient has opened the link in our email."
        ),
    )
    held_of_week = models.PositiveSmallIntegerField(
        "online requests hold at most (% of a week)",
        default=20,
        db_default=20,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=(
            "The share of any week’s working hours that unanswered online requests can hold "
            "together, so that nobody can fill your schedule with requests that are not genuine. "
            "Further requests hold their times once the patient has opened the link in our email "
            "and selected a button there. Until then, you find them under Requests. Raise this if "
            "patients often have to do that, for example because most of your visits are confirmed "
            "at once."
        ),
    )
    held_of_day = models.PositiveSmallIntegerField(
        "online requests within 24 hours (% of a week)",
        default=20,
        db_default=20,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=(
            "The same for everything that is asked for within 24 hours, for any week, as a share "
            "of this week’s working hours. A course counts with all its visits."
        ),
    )
    reminder_hours = models.PositiveSmallIntegerField(
        "reminder (hours before)",
        default=24,
        validators=[MaxValueValidator(24 * 14)],
        help_text=(
            "When patients are reminded of a confirmed visit by email. Enter 0 to send no "
            "reminders."
        ),
    )

    class Meta:
        triggers = [watched(Topic.TIMES)]
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
                condition=Q(held_of_week__range=(1, 100), held_of_day__range=(1, 100)),
                name="booking_rules_hold_a_share",
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
    def cutoff(self):
        return timedelta(hours=self.cutoff_hours)


def rules_for_patients():
    return BookingRules.current().as_rules()


def rules_for_staff():
    """For reception, with no notice and a year ahead. The grid of starts stays."""
    return replace(rules_for_patients(), notice=timedelta(0), horizon=STAFF_HORIZON)


def rules_for_later_visits(rules):
    """A course starts within the horizon; its later visits can be beyond it."""
    return replace(rules, horizon=rules.horizon + COURSE_SPAN)


def rules_for_moving(visit):
    """As for patients, except that a late visit of a course can stay at about its date."""
    rules = rules_for_patients()
    around = timezone.localdate(visit.starts_at) + AROUND - timezone.localdate(timezone.now())
    return replace(rules, horizon=max(rules.horizon, around))


def days_of_work(first_day):
    """All therapists' hours, and the clinic's closures from this day on. Two queries."""
    hours = WorkingHours.objects.filter(therapist__is_active=True)
    closures = Closure.objects.filter(therapist=None, last_day__gte=first_day)
    return [one.as_hours() for one in hours], [one.as_closed() for one in closures]


def since_last_working_day():
    """When the last working day before today began (UTC). Two queries."""
    today = timezone.localdate()
    day = working_day_before(today, *days_of_work(today - timedelta(days=LONGEST_PAUSE)))
    return instant(day, time.min, ZONE)


@dataclass(frozen=True)
class Hold:
    """How long a request or offer made `now` holds its time: until `latest`, in working days."""

    now: datetime
    latest: datetime

    def until(self, starts_at):
        """Some time before the visit, so that a patient without an answer can still phone."""
        return min(self.latest, starts_at - min(LAST_WORD, (starts_at - self.now) / 2))

    @classmethod
    def starting_now(cls):
        """Three queries."""
        return cls.under(BookingRules.current(), *days_of_work(timezone.localdate()))

    @classmethod
    def under(cls, rules, hours, closures):
        """A hold that starts now, given all therapists' hours and the clinic's closures."""
        now = timezone.now()
        days = {"hours": hours, "closures": closures, "zone": ZONE}
        return cls(now, working_days_later(now, rules.hold_days, **days))
