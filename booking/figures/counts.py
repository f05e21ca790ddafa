"""What the database counts for a span of days: one query for visits, requests or patients each."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import (
    Aggregate,
    Case,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from booking.figures.tally import (
    ATTENDED,
    BY_CLINIC,
    BY_EITHER,
    BY_PATIENT,
    MISSED,
    UNMARKED,
    Tally,
    of_outcome,
)
from booking.models import Appointment, Booking, Event, Patient
from booking.models.rules import ZONE
from booking.models.state import CONFIRMED_AT_ONCE, SET_ASIDE, State

RESTORED = "restored"
ANSWERS = [State.CONFIRMED, State.DECLINED, State.OFFERED, "moved"]
CONFIRMATIONS = [State.CONFIRMED, CONFIRMED_AT_ONCE, "accepted"]


class Median(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Counted:
    """Visits that agree in all of this."""

    therapist: int
    service: int
    weekday: int  # Monday is 0
    hour: int
    tally: Tally


def visits(span):
    """The confirmed and cancelled visits of these days, counted by all that is asked of them."""
    begins, ends = span.bounds(ZONE)
    cancellation = Event.objects.filter(appointment=OuterRef("pk"), verb=State.CANCELLED)
    outcome = Case(
        When(state=State.ATTENDED, then=Value(ATTENDED)),
        When(state=State.MISSED, then=Value(MISSED)),
        When(state=State.CONFIRMED, then=Value(UNMARKED)),
        When(canceller=Event.Actor.PATIENT, then=Value(BY_PATIENT)),
        When(canceller=None, then=Value(BY_EITHER)),
        default=Value(BY_CLINIC),
    )
    rows = (
        Appointment.objects.of_patients()
        .filter(starts_at__gte=begins, starts_at__lt=ends)
        .filter(state__in=[*State.kept(), State.CANCELLED])
        .annotate(canceller=Subquery(cancellation.order_by("-pk").values("actor")[:1]))
        .annotate(
            outcome=outcome,
            weekday=ExtractIsoWeekDay("starts_at", tzinfo=ZONE),
            hour=ExtractHour("starts_at", tzinfo=ZONE),
        )
        .order_by()
        .values_list("therapist", "service", "weekday", "hour", "outcome")
        .annotate(count=Count("pk"), length=Sum(F("ends_at") - F("starts_at")))
    )
    return [
        Counted(
            therapist,
            service,
            weekday - 1,
            hour,
            of_outcome(outcome, count, length // timedelta(minutes=1)),
        )
        for therapist, service, weekday, hour, outcome, count, length in rows
    ]


def brought_in(span):
    """How many of these visits were brought in from another appointment book."""
    begins, ends = span.bounds(ZONE)
    visits = Appointment.objects.filter(starts_at__gte=begins, starts_at__lt=ends)
    visits = visits.filter(state__in=[*State.kept(), State.CANCELLED])
    return visits.filter(booking__book_import__isnull=False).count()


def requests(span):
    """Patients' requests sent in these days, a course as one: how many, what became of them, and
    the median time to the first answer (a timedelta, or None)."""
    begins, ends = span.bounds(ZONE)
    sent = Event.objects.filter(
        verb=State.REQUESTED, actor=Event.Actor.PATIENT, at__gte=begins, at__lt=ends
    )
    events = "appointments__events"
    by_staff = Q(**{f"{events}__actor": Event.Actor.STAFF})

    def with_verbs(*verbs):
        return Q(**{f"{events}__verb__in": verbs})

    def has_visit(*states):
        return Exists(Appointment.objects.filter(booking=OuterRef("pk"), state__in=states))

    rows = (
        Booking.objects.filter(pk__in=sent.values("appointment__booking"))
        .annotate(
            asked=Min(f"{events}__at", filter=with_verbs(State.REQUESTED)),
            answered=Min(f"{events}__at", filter=with_verbs(*ANSWERS) & by_staff),
            confirmations=Count(events, filter=with_verbs(*CONFIRMATIONS)),
            set_aside=Count(events, filter=with_verbs(SET_ASIDE)),
            restored=Count(events, filter=with_verbs(RESTORED)),
            is_open=has_visit(*State.held_for_a_while()),
            is_declined=has_visit(State.DECLINED),
        )
        .exclude(set_aside__gt=F("restored"))
        .order_by()
    )
    never_confirmed = Q(confirmations=0)
    waited = ExpressionWrapper(F("answered") - F("asked"), output_field=DurationField())
    return rows.aggregate(
        sent=Count("pk"),
        answered_count=Count("answered"),
        median=Median(waited),
        confirmed=Count("pk", filter=Q(confirmations__gt=0)),
        waiting=Count("pk", filter=never_confirmed & Q(is_open=True)),
        declined=Count("pk", filter=never_confirmed & Q(is_open=False, is_declined=True)),
        ended=Count("pk", filter=never_confirmed & Q(is_open=False, is_declined=False)),
    )


def patients(span):
    """How many people have a visit in these days, and how many of them had one before.

    `unknown` are visits of people whose details have been erased.
    """
    begins, ends = span.bounds(ZONE)
    kept = Appointment.objects.filter(state__in=State.kept())
    of_span = kept.filter(starts_at__gte=begins, starts_at__lt=ends)
    # Asked visit by visit, and patient by patient with LIMIT: with a join, PostgreSQL may read all
    # bookings and patients there ever were.
    owner = Booking.objects.filter(pk=OuterRef("booking")).values("patient")
    by_owner = of_span.order_by().annotate(owner=Subquery(owner)).values_list("owner")
    visits = dict(by_owner.annotate(Count("pk")))
    unknown = visits.pop(None, 0)
    before = kept.filter(booking__patient=OuterRef("pk"), starts_at__lt=begins).order_by()
    people = Patient.objects.filter(pk__in=list(visits))
    returning = people.annotate(earlier=Subquery(before.values("pk")[:1])).exclude(earlier=None)
    counted = {"people": len(visits), "returning": returning.count(), "unknown": unknown}
    return counted | {"new": counted["people"] - counted["returning"]}
