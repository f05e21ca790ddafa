"""What the database knows about therapists' time, fed to the pure functions in a few queries."""

from collections import defaultdict
from dataclasses import replace
from datetime import time, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from booking import models  # which import this module in turn
from booking.availability import ONE_DAY, day_of, instant, open_starts, working_days_later
from booking.conflicts import TimeTaken
from booking.course import COURSE_SPAN
from booking.models.rules import ZONE

AROUND = timedelta(weeks=2)
LAST_WORD = timedelta(hours=3)  # before a visit, so that its patient can still phone
STAFF_HORIZON = timedelta(days=365)


class Diaries:
    """What is written for some therapists on some days: read at once, asked as often as needed."""

    def __init__(self, therapists, first_day, last_day):
        """Two queries, for hours and closures. Other visits are not looked at yet."""
        self.days = first_day, last_day
        self.written = defaultdict(lambda: {"hours": [], "closures": [], "busy": []})
        self.everyone = [getattr(therapist, "pk", therapist) for therapist in therapists]
        for row in models.WorkingHours.objects.filter(therapist__in=self.everyone):
            self.written[row.therapist_id]["hours"].append(row.as_hours())
        for row in models.Closure.objects.filter(first_day__lte=last_day, last_day__gte=first_day):
            for pk in [row.therapist_id] if row.therapist_id else self.everyone:
                self.written[pk]["closures"].append(row.as_closed())

    def with_visits(self, now, but=None):
        """Read also what others have of their time then, in one query; returns itself.

        `but` is an appointment whose time counts as free: its own.
        """
        first_day, last_day = self.days
        # A day wider on both sides, because buffers reach past opening and closing.
        first = instant(first_day - ONE_DAY, time.min, ZONE)
        end = instant(last_day + 2 * ONE_DAY, time.min, ZONE)
        taken = models.Appointment.objects.holding(now).overlapping(DateTimeTZRange(first, end))
        taken = taken.filter(therapist__in=self.everyone)
        for row in taken.only("therapist_id", "period"):
            if but is None or row.pk != but.pk:
                self.written[row.therapist_id]["busy"].append(row.as_busy())
        return self

    def of(self, therapist):
        return self.written[therapist.pk]

    def day_of(self, therapist_id, start):
        return day_of(local_day(start), zone=ZONE, **self.written[therapist_id])

    def load(self, therapist, start):
        """How many visits a therapist has on the clinic's day of that instant."""
        day = local_day(start)
        return sum(local_day(one.start) == day for one in self.of(therapist)["busy"])


def for_patients():
    return models.BookingRules.current().as_rules()


def for_staff():
    """Reception may book at once and for next year; the grid stays, as the times offered."""
    return replace(for_patients(), notice=timedelta(0), horizon=STAFF_HORIZON)


def for_later_visits(rules):
    """A course begins within the horizon; its later visits may lie beyond."""
    return replace(rules, horizon=rules.horizon + COURSE_SPAN)


def for_moving(appointment):
    """As for patients, and a late visit of a course can stay about where it is."""
    rules = for_patients()
    around = appointment.starts_at + AROUND - timezone.now()
    return replace(rules, horizon=max(rules.horizon, around))


def visits_of(service, therapists):
    """What one visit takes with each of them, who may have their own duration."""
    offerings = service.offerings.filter(therapist__in=therapists)
    own = {one.therapist_id: one.duration for one in offerings}
    return {therapist: service.visit(own.get(therapist.pk)) for therapist in therapists}


def open_times(service, therapists, *, days=None, rules=None, but=None, now=None):
    """For each therapist the UTC starts open for this service, in order.

    Over the whole horizon, or only on the clinic's `days` (first, last). Five queries, whatever
    the number of therapists.
    """
    now = now or timezone.now()
    rules = rules or for_patients()
    first_day, last_day = days or (local_day(now), local_day(now + rules.horizon))
    diaries = Diaries(therapists, first_day, last_day).with_visits(now, but)
    return {
        therapist: open_starts(
            first_day, last_day, visit=visit, rules=rules, now=now, **diaries.of(therapist)
        )
        for therapist, visit in visits_of(service, therapists).items()
    }


def share_out(service, therapists, starts, *, rules=None, but=None):
    """Who takes each of these starts, which are in order, as pairs of start and therapist.

    As few different people as can be, then who has the fewest visits on the first day. Raises
    TimeTaken with the starts that nobody is free for.
    """
    now = timezone.now()
    rules = rules or for_patients()
    days = local_day(starts[0]), local_day(starts[-1])
    diaries = Diaries(therapists, *days).with_visits(now, but)
    open_to = {}
    for therapist, visit in visits_of(service, therapists).items():
        in_time = dict(visit=visit, now=now, **diaries.of(therapist))
        open_to[therapist] = set()
        for number, start in enumerate(starts):
            bounds = for_later_visits(rules) if number else rules
            day = local_day(start)
            if start in open_starts(day, day, rules=bounds, **in_time):
                open_to[therapist].add(start)
    taken = [start for start in starts if not any(start in open_to[one] for one in open_to)]
    if taken:
        raise TimeTaken(taken)
    by_merit = sorted(open_to, key=lambda one: (-len(open_to[one]), diaries.load(one, starts[0])))
    return [(start, next(one for one in by_merit if start in open_to[one])) for start in starts]


def minutes_of(service, therapists):
    """How long one visit is, shortest and longest: not everybody takes the same time for it."""
    lengths = [visit.duration for visit in visits_of(service, therapists).values()]
    lengths = lengths or [service.visit().duration]
    return min(lengths).seconds // 60, max(lengths).seconds // 60


def service_visit(service, therapist):
    return visits_of(service, [therapist])[therapist]


def has_room(appointment):
    """Whether the diary still has room for an appointment: see `without_room`."""
    return not without_room([appointment])


def stranded(now=None):
    """The visits to come that have no room any more, after a change of the diary, soonest first.

    Four queries, whatever their number.
    """
    now = now or timezone.now()
    visits = models.Appointment.objects.holding(now).filter(starts_at__gt=now)
    return without_room(
        visits.order_by("starts_at").select_related("booking", "therapist", "service")
    )


def without_room(visits):
    """Those of these visits that cannot take place as they are. Three queries.

    They lie outside hours or in a closure, the therapist takes no more bookings or no longer
    offers the service, or nobody does. Other visits do not count: the constraint keeps them apart.
    Nor do hours, where reception put a visit outside them on purpose.
    """
    visits = list(visits)
    if not visits:
        return []
    days = [local_day(one.starts_at) for one in visits]
    therapists = {one.therapist_id for one in visits}
    diaries = Diaries(therapists, min(days), max(days))
    offered = models.Offering.objects.filter(
        therapist__in=therapists, therapist__is_active=True, service__is_active=True
    )
    offered = set(offered.values_list("therapist_id", "service_id"))

    def fits(one):
        if (one.therapist_id, one.service_id) not in offered:
            return False
        day = diaries.day_of(one.therapist_id, one.starts_at)
        holds = day.is_open if one.outside_hours else day.is_worked
        return holds(one.visit(), one.starts_at)

    return [one for one in visits if not fits(one)]


def held_until(now, starts_at=None):
    """Until when a request or an offer of now keeps its time, in working days.

    And not quite until the visit itself: whoever has no answer by then is told to phone.
    """
    rules = models.BookingRules.current()
    hours = models.WorkingHours.objects.filter(therapist__is_active=True)
    closures = models.Closure.objects.filter(therapist=None, last_day__gte=local_day(now))
    until = working_days_later(
        now,
        rules.hold_days,
        hours=[one.as_hours() for one in hours],
        closures=[one.as_closed() for one in closures],
        zone=ZONE,
    )
    if starts_at is None:
        return until
    return min(until, starts_at - min(LAST_WORD, (starts_at - now) / 2))


def local_day(moment):
    return moment.astimezone(ZONE).date()


def open_times_of_any(service, therapists, **when):
    """The starts at which at least one of them is free, in order."""
    open_to = open_times(service, therapists, **when)
    return sorted({start for starts in open_to.values() for start in starts})


def has_hours(services):
    """Whether anybody has entered when a visit can be. If not, patients are asked to phone."""
    return models.WorkingHours.objects.filter(
        therapist__is_active=True, therapist__services__in=services
    ).exists()
