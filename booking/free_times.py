"""When therapists are free: hours and closures from the database, handed to the pure functions."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from booking import models  # the package, because models import this module in turn
from booking.availability import (
    ONE_DAY,
    Day,
    Days,
    Period,
    end_at,
    instant,
    starts_on,
    working_days_later,
)
from booking.conflicts import TimeTaken
from booking.course import COURSE_SPAN
from booking.models.rules import ZONE

AROUND = timedelta(weeks=2)
LAST_WORD = timedelta(hours=3)  # before a visit, so that the patient can still phone
READ_AT_ONCE = timedelta(days=62)  # a month and the next
STAFF_HORIZON = timedelta(days=365)


class Diaries:
    """Hours, closures and visits of some therapists on some days: two queries and one more."""

    def __init__(self, therapists, first_day, last_day):
        self.everyone = [getattr(therapist, "pk", therapist) for therapist in therapists]
        self.first_day, self.last_day = first_day, last_day
        self.hours, self.closures = defaultdict(list), defaultdict(list)
        for row in models.WorkingHours.objects.filter(therapist__in=self.everyone):
            self.hours[row.therapist_id].append(row.as_hours())
        for row in models.Closure.objects.filter(first_day__lte=last_day, last_day__gte=first_day):
            for pk in [row.therapist_id] if row.therapist_id else self.everyone:
                self.closures[pk].append(row.as_closed())

    def without_visits(self):
        """Each therapist's Days by primary key, from hours and closures alone."""
        return self.days({})

    def with_visits(self, now, but=None, first_day=None, last_day=None):
        """The same, less the visits of all these days or of some of them. One query.

        `but` is an appointment whose own time counts as free.
        """
        # One day more on both sides, because buffers can reach past midnight.
        first = instant((first_day or self.first_day) - ONE_DAY, time.min, ZONE)
        end = instant((last_day or self.last_day) + 2 * ONE_DAY, time.min, ZONE)
        taken = models.Appointment.objects.holding(now).overlapping(DateTimeTZRange(first, end))
        taken = taken.filter(therapist__in=self.everyone)
        if but:
            taken = taken.apart_from(but)
        busy = defaultdict(list)
        for pk, period in taken.order_by().values_list("therapist_id", "period"):
            busy[pk].append(Period(period.lower, period.upper))
        return self.days(busy)

    def days(self, busy):
        return {
            pk: Days(self.hours[pk], self.closures[pk], busy.get(pk, []), ZONE)
            for pk in self.everyone
        }


class OpenTimes:
    """When anyone is free for a service, computed day by day as it is asked for.

    Visits are read a few weeks at a time, so that showing one month costs no more than that.
    """

    def __init__(self, service, therapists, *, rules=None, but=None, now=None, suits=None):
        """`suits(start)` says which starts count; without it, all do."""
        self.now, self.rules = now or timezone.now(), rules or for_patients()
        self.first_day, self.last_day = local_day(self.now), self.rules.last_day(self.now)
        self.visits = visits_of(service, therapists)
        self.diaries = Diaries(therapists, self.first_day, self.last_day)
        self.but, self.suits = but, suits
        self.read, self.known = {}, {}

    def on(self, day):
        """The starts on this day of the clinic, in order."""
        if not self.first_day <= day <= self.last_day:
            return []
        if day not in self.known:
            self.known[day] = sorted(filter(self.suits, self.starts_on(day)))
        return self.known[day]

    def within(self, reach, moment, but_days=()):
        """The starts less than `reach` before or after a moment, except on `but_days`."""
        day, found = local_day(moment - reach), []
        while day <= local_day(moment + reach):
            if day not in but_days:
                found += [start for start in self.on(day) if abs(start - moment) < reach]
            day += ONE_DAY
        return found

    def near(self, moment, count, last_day, but_days=()):
        """At least `count` starts if there are that many, including those nearest to a moment.

        None is after `last_day` or on `but_days`.
        """
        day, found = local_day(moment), []
        for away in range(max((day - self.first_day).days, (last_day - day).days) + 1):
            if len(found) >= count and away > 1:
                break
            for one in {day - away * ONE_DAY, day + away * ONE_DAY}:
                if one <= last_day and one not in but_days:
                    found += self.on(one)
        return found

    def usual(self):
        """The clock times at which a visit could start by working hours alone."""
        for therapist, visit in self.visits.items():
            spans = {
                (one.opens, one.closes)
                for one in self.diaries.hours[therapist.pk]
                if one.hold_between(self.first_day, self.last_day)
            }
            for opens, closes in spans:
                of_day = instant(self.first_day, opens, ZONE), end_at(self.first_day, closes, ZONE)
                for start in Day([Period(*of_day)], [], []).starts(visit):
                    yield start.astimezone(ZONE)

    def starts_on(self, day):
        number = (day - self.first_day) // READ_AT_ONCE
        if number not in self.read:
            first = self.first_day + number * READ_AT_ONCE
            self.read[number] = self.diaries.with_visits(
                self.now, self.but, first, first + READ_AT_ONCE
            )
        return {
            start
            for therapist, visit in self.visits.items()
            for start in starts_on(
                day,
                visit=visit,
                days=self.read[number][therapist.pk],
                rules=self.rules,
                now=self.now,
            )
        }


def for_patients():
    return models.BookingRules.current().as_rules()


def for_staff():
    """For reception, with no notice and a year ahead. The grid of starts stays."""
    return replace(for_patients(), notice=timedelta(0), horizon=STAFF_HORIZON)


def for_later_visits(rules):
    """A course starts within the horizon; its later visits can be beyond it."""
    return replace(rules, horizon=rules.horizon + COURSE_SPAN)


def for_moving(appointment):
    """As for patients, except that a late visit of a course can stay at about its date."""
    rules = for_patients()
    around = local_day(appointment.starts_at) + AROUND - local_day(timezone.now())
    return replace(rules, horizon=max(rules.horizon, around))


def visits_of(service, therapists):
    """The Visit that each therapist needs, since they can have their own duration."""
    offerings = service.offerings.filter(therapist__in=therapists)
    own = {one.therapist_id: one.duration for one in offerings}
    return {therapist: service.visit(own.get(therapist.pk)) for therapist in therapists}


def open_times(service, therapists, *, days=None, rules=None, but=None, now=None):
    """The available starts (UTC, in order) of each therapist for this service.

    For the whole horizon, or only for the clinic's `days` (first, last). Five queries, however many
    therapists.
    """
    now = now or timezone.now()
    rules = rules or for_patients()
    first_day, last_day = days or (local_day(now), rules.last_day(now))
    written = Diaries(therapists, first_day, last_day).with_visits(now, but)
    return {
        therapist: [
            start
            for number in range((last_day - first_day).days + 1)
            for start in starts_on(
                first_day + number * ONE_DAY,
                visit=visit,
                days=written[therapist.pk],
                rules=rules,
                now=now,
            )
        ]
        for therapist, visit in visits_of(service, therapists).items()
    }


def share_out(service, therapists, starts, *, rules=None, but=None):
    """Who takes each of these sorted starts, as pairs of start and therapist.

    As few therapists as possible; among equals, the one with the fewest visits on the first day.
    Raises TimeTaken with the starts nobody is free for.
    """
    now = timezone.now()
    rules = rules or for_patients()
    first_day, last_day = local_day(starts[0]), local_day(starts[-1])
    written = Diaries(therapists, first_day, last_day).with_visits(now, but)
    open_to = {}
    for therapist, visit in visits_of(service, therapists).items():
        in_time = {"visit": visit, "now": now, "days": written[therapist.pk]}
        open_to[therapist] = set()
        for number, start in enumerate(starts):
            bounds = for_later_visits(rules) if number else rules
            if start in starts_on(local_day(start), rules=bounds, **in_time):
                open_to[therapist].add(start)
    taken = [start for start in starts if not any(start in open_to[one] for one in open_to)]
    if taken:
        raise TimeTaken(taken)
    by_merit = sorted(
        open_to, key=lambda one: (-len(open_to[one]), written[one.pk].load(first_day))
    )
    return [(start, next(one for one in by_merit if start in open_to[one])) for start in starts]


def minutes_of(service, therapists):
    """The shortest and the longest duration (minutes) of one visit with these therapists."""
    lengths = [visit.duration for visit in visits_of(service, therapists).values()]
    lengths = lengths or [service.visit().duration]
    return min(lengths).seconds // 60, max(lengths).seconds // 60


def service_visit(service, therapist):
    return visits_of(service, [therapist])[therapist]


def has_room(appointment):
    """Whether an appointment still fits: see `without_room`."""
    return not without_room([appointment])


def stranded(now=None):
    """The upcoming visits that no longer fit after a change of hours or closures, soonest first.

    Four queries, however many visits.
    """
    now = now or timezone.now()
    visits = models.Appointment.objects.holding(now).filter(starts_at__gt=now)
    return without_room(
        visits.order_by("starts_at").select_related("booking", "therapist", "service")
    )


def without_room(visits):
    """Those of these visits that cannot take place as they are. Three queries.

    They are outside working hours or in a closure, or the therapist or the service no longer takes
    bookings, or not together. Other visits do not count: the constraint keeps those apart. Hours do
    not count for a visit that reception deliberately booked outside them.
    """
    visits = list(visits)
    if not visits:
        return []
    days = [local_day(one.starts_at) for one in visits]
    therapists = {one.therapist_id for one in visits}
    written = Diaries(therapists, min(days), max(days)).without_visits()
    offered = models.Offering.objects.filter(
        therapist__in=therapists, therapist__is_active=True, service__is_active=True
    )
    offered = set(offered.values_list("therapist_id", "service_id"))

    def fits(one):
        if (one.therapist_id, one.service_id) not in offered:
            return False
        day = written[one.therapist_id].of(local_day(one.starts_at))
        holds = day.is_open if one.outside_hours else day.is_worked
        return holds(one.visit(), one.starts_at)

    return [one for one in visits if not fits(one)]


@dataclass(frozen=True)
class Hold:
    """How long a request or offer made `now` holds its time: until `latest`, in working days."""

    now: datetime
    latest: datetime

    def until(self, starts_at):
        """Some time before the visit, so that a patient without an answer can still phone."""
        return min(self.latest, starts_at - min(LAST_WORD, (starts_at - self.now) / 2))


def hold_of_now():
    now, rules = timezone.now(), models.BookingRules.current()
    hours = models.WorkingHours.objects.filter(therapist__is_active=True)
    closures = models.Closure.objects.filter(therapist=None, last_day__gte=local_day(now))
    latest = working_days_later(
        now,
        rules.hold_days,
        hours=[one.as_hours() for one in hours],
        closures=[one.as_closed() for one in closures],
        zone=ZONE,
    )
    return Hold(now, latest)


def local_day(moment):
    return moment.astimezone(ZONE).date()


def open_times_of_any(service, therapists, **when):
    """The starts at which at least one of them is free, in order."""
    open_to = open_times(service, therapists, **when)
    return sorted({start for starts in open_to.values() for start in starts})


def has_hours(services):
    """Whether anyone has working hours yet. If not, patients are asked to phone."""
    return models.WorkingHours.objects.filter(
        therapist__is_active=True, therapist__services__in=services
    ).exists()
