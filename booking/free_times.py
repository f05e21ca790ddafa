"""When therapists are free: hours and closures from the database, handed to the pure functions."""

from collections import defaultdict
from copy import copy
from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from booking.availability import Day, Days, starts_of_any, starts_on
from booking.conflicts import TimeTaken
from booking.models.outside_calendars import BusyElsewhere
from booking.models.rules import ZONE, rules_for_later_visits, rules_for_patients
from booking.models.schedule import Closure, WorkingHours
from booking.wall_clock import ONE_DAY, around, end_at, instant
from booking.working_time import Hours, Period

READ_AT_ONCE = timedelta(days=62)  # a month and the next


class Schedules:
    """Hours, closures and visits of some therapists on some days: three queries and one more.

    Working days are counted from `all_hours`, of everyone who takes bookings, and
    `clinic_closures`, the clinic's own. `all_closures` are everybody's. Both kinds of closures
    are those from the first day on, without an end. `elsewhere` are each one's stretches of time
    that their other calendar takes.
    """

    def __init__(self, therapists, first_day, last_day):
        self.everyone = [getattr(therapist, "pk", therapist) for therapist in therapists]
        self.first_day, self.last_day = first_day, last_day
        self.hours, self.all_hours = defaultdict(list), []
        for pk, is_active, *columns in WorkingHours.objects.as_rows():
            self.hours[pk].append(Hours(*columns))
            self.all_hours += [Hours(*columns)] if is_active else []
        self.closures, self.clinic_closures = defaultdict(list), []
        self.all_closures = list(Closure.objects.filter(last_day__gte=first_day))
        for row in self.all_closures:
            for pk in [row.therapist_id] if row.therapist_id else self.everyone:
                self.closures[pk].append(row.as_closed())
            self.clinic_closures += [] if row.therapist_id else [row.as_closed()]
        span = around(first_day, last_day, ZONE)
        self.elsewhere = BusyElsewhere.objects.by_therapist(self.everyone, *span)

    def without_visits(self):
        """Each therapist's Days by primary key, from hours and closures alone."""
        return self.days({})

    def with_visits(self, busy, first_day=None, last_day=None):
        """The same minus the time that visits take, on all these days or some, in one query.

        `busy` are the appointments whose time counts as taken: a query set.
        """
        span = around(first_day or self.first_day, last_day or self.last_day, ZONE)
        rows = busy.overlapping(DateTimeTZRange(*span)).filter(therapist__in=self.everyone)
        taken = defaultdict(list)
        # Only the two ends: psycopg2 takes four times as long to read them as ranges.
        ends = ("therapist_id", "period__startswith", "period__endswith")
        for pk, start, end in rows.order_by().values_list(*ends):
            taken[pk].append(Period(start, end))
        return self.days(taken)

    def days(self, busy):
        return {
            pk: Days(self.hours[pk], self.closures[pk], busy.get(pk, []), ZONE, self.elsewhere[pk])
            for pk in self.everyone
        }


class OpenTimes:
    """When anyone is free for a service, computed day by day as it is asked for.

    Visits are read a few weeks at a time, so that showing one month costs no more than that.
    """

    def __init__(self, visits, busy, *, rules=None, now=None, suits=None):
        """`visits` has the Visit that each therapist needs; `busy` is as in Schedules.

        `suits(start)` says which starts count; without it, all do.
        """
        self.now, self.rules = now or timezone.now(), rules or rules_for_patients()
        self.first_day, self.last_day = timezone.localdate(self.now), self.rules.last_day(self.now)
        self.visits = visits
        self.schedules = Schedules(visits, self.first_day, self.last_day)
        self.busy, self.suits = busy, suits
        self.read, self.known = {}, {}

    def of(self, visits):
        """The same for other visits of some of these therapists; what was read is shared."""
        other = copy(self)
        other.visits, other.known = visits, {}
        return other

    def on(self, day):
        """The starts on this day of the clinic, in order."""
        if not self.first_day <= day <= self.last_day:
            return []
        if day not in self.known:
            starts = self.starts_on(day)
            self.known[day] = list(filter(self.suits, starts)) if self.suits else starts
        return self.known[day]

    def within(self, reach, moment, but_days=()):
        """The starts less than `reach` before or after a moment, except on `but_days`."""
        day, found = timezone.localdate(moment - reach), []
        while day <= timezone.localdate(moment + reach):
            if day not in but_days:
                found += [start for start in self.on(day) if abs(start - moment) < reach]
            day += ONE_DAY
        return found

    def between(self, first_day, last_day):
        """The starts from the first to the last day, in order."""
        days = range((last_day - first_day).days + 1)
        return [start for number in days for start in self.on(first_day + number * ONE_DAY)]

    def near(self, moment, count, last_day, but_days=()):
        """At least `count` starts if there are that many, including those nearest to a moment.

        None is after `last_day` or on `but_days`.
        """
        day, found = timezone.localdate(moment), []
        before, after = (day - self.first_day).days, (last_day - day).days
        # The moment can be thousands of years away if somebody made up the address.
        for away in range(max(0, -before, -after), max(before, after) + 1):
            if len(found) >= count and away > 1:
                break
            for one in {day - away * ONE_DAY, day + away * ONE_DAY}:
                if one <= last_day and one not in but_days:
                    found += self.on(one)
        return found

    def usual(self):
        """The starts there would be if every weekday's working hours were on the first day."""
        spans = {
            (visit, one.opens, one.closes)
            for therapist, visit in self.visits.items()
            for one in self.schedules.hours[therapist.pk]
            if one.hold_between(self.first_day, self.last_day)
        }
        starts = set()
        for visit, opens, closes in spans:
            of_day = instant(self.first_day, opens, ZONE), end_at(self.first_day, closes, ZONE)
            starts.update(Day([Period(*of_day)], [], []).starts(visit))
        return sorted(starts)

    def first_of_each(self, narrowed):
        """The first available start of each therapist who has one.

        `narrowed(day, starts)` returns those of a day's starts that count.
        """
        day, firsts = self.first_day, {}
        while day <= self.last_day and len(firsts) < len(self.visits):
            for therapist in self.visits.keys() - firsts.keys():
                if starts := narrowed(day, self.starts_on(day, [therapist])):
                    firsts[therapist] = starts[0]
            day += ONE_DAY
        return {one: firsts[one] for one in self.visits if one in firsts}

    def starts_on(self, day, therapists=None):
        number = (day - self.first_day) // READ_AT_ONCE
        if number not in self.read:
            first = self.first_day + number * READ_AT_ONCE
            self.read[number] = self.schedules.with_visits(self.busy, first, first + READ_AT_ONCE)
        asked = [(self.read[number][one.pk], self.visits[one]) for one in therapists or self.visits]
        return starts_of_any(day, asked, rules=self.rules, now=self.now)


def visits_of(service, therapists):
    """The Visit that each therapist needs, since they can have their own duration."""
    offerings = service.offerings.filter(therapist__in=therapists)
    own = {one.therapist_id: one.duration for one in offerings}
    return {therapist: service.visit(own.get(therapist.pk)) for therapist in therapists}


def open_times(service, therapists, busy, *, days=None, rules=None, now=None, visits=None):
    """The available starts (UTC, in order) of each therapist for this service.

    For the whole horizon, or only for the clinic's `days` (first, last). Six queries, however many
    therapists. `visits` has the Visit that each needs, if not the usual one.
    """
    now = now or timezone.now()
    rules = rules or rules_for_patients()
    first_day, last_day = days or (timezone.localdate(now), rules.last_day(now))
    schedules = Schedules(therapists, first_day, last_day).with_visits(busy)
    return {
        therapist: [
            start
            for number in range((last_day - first_day).days + 1)
            for start in starts_on(
                first_day + number * ONE_DAY,
                visit=visit,
                days=schedules[therapist.pk],
                rules=rules,
                now=now,
            )
        ]
        for therapist, visit in (visits or visits_of(service, therapists)).items()
    }


def share_out(visits, starts, busy, *, rules=None, schedules=None):
    """Who takes each of these sorted starts, as pairs of start and therapist.

    `visits` has the Visit that each therapist who could take one needs. As few therapists as
    possible; among equals, the one with the fewest visits on the first day. Without `rules`, those
    for patients apply; without `schedules`, the therapists' own are read.
    Raises TimeTaken with the starts nobody is free for.
    """
    now = timezone.now()
    rules = rules or rules_for_patients()
    first_day, last_day = timezone.localdate(starts[0]), timezone.localdate(starts[-1])
    schedules = schedules or Schedules(visits, first_day, last_day)
    days = schedules.with_visits(busy, first_day, last_day)
    open_to = {}
    for therapist, visit in visits.items():
        in_time = {"visit": visit, "now": now, "days": days[therapist.pk]}
        open_to[therapist] = set()
        for number, start in enumerate(starts):
            bounds = rules_for_later_visits(rules) if number else rules
            if start in starts_on(timezone.localdate(start), rules=bounds, **in_time):
                open_to[therapist].add(start)
    taken = [start for start in starts if not any(start in open_to[one] for one in open_to)]
    if taken:
        raise TimeTaken(taken)
    by_merit = sorted(open_to, key=lambda one: (-len(open_to[one]), days[one.pk].load(first_day)))
    return [(start, next(one for one in by_merit if start in open_to[one])) for start in starts]


def service_visit(service, therapist):
    return visits_of(service, [therapist])[therapist]


def open_times_of_any(service, therapists, busy, **when):
    """The starts at which at least one of them is free, in order."""
    open_to = open_times(service, therapists, busy, **when)
    return sorted({start for starts in open_to.values() for start in starts})


def has_hours(therapists, schedules=None):
    """Whether any of these therapists has working hours yet. If not, patients are asked to phone.

    Takes no query if `schedules` are given.
    """
    if schedules:
        return any(schedules.hours[one.pk] for one in therapists)
    return WorkingHours.objects.filter(therapist__in=therapists).exists()
