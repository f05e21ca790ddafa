"""Patients who want a time, or an earlier one, and the available times that fit them."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, time
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from booking import free_times
from booking.models import Appointment, Therapist, WaitingListEntry
from booking.models.rules import ZONE
from booking.models.state import State
from booking.waiting_matches import MOST_TIMES, SOONEST, entries_with_times
from booking.wall_clock import ONE_DAY, instant


@dataclass
class Row:
    """A wait: of a `visit` for an earlier time, or of an `entry` for any time.

    `times` are pairs of a start and a therapist who is free then; `offered` is the visit offered
    and not answered yet, or None.
    """

    since: datetime
    offered: Appointment | None
    times: list
    visit: Appointment | None = None
    entry: WaitingListEntry | None = None

    @property
    def name(self):
        return self.entry.name if self.entry else self.visit.booking.name

    @property
    def version(self):
        return (self.entry or self.visit).version

    @property
    def offer_url(self):
        one = self.entry or self.visit
        return reverse(f"admin:booking_{one._meta.model_name}_offer", args=[one.pk])


def rows():
    """Everybody on the list, longest wait first, whether or not they have a visit."""
    found = [
        Row(visit.waiting_list_since, offered, times, visit=visit)
        for visit, offered, times in visits_with_earlier_times()
    ]
    found += [
        Row(entry.created_at, offered, times, entry=entry)
        for entry, offered, times in entries_with_times()
    ]
    return sorted(found, key=lambda row: row.since)


def visits_with_earlier_times():
    """Visits on the waiting list, each with its open offer, or with a few times to offer.

    Each time is a pair of a start and a therapist who is free then: the visit's own if possible.
    """
    found = Appointment.objects.on_waiting_list()
    found = found.prefetch_related("booking__appointments")
    visits = list(found.select_related("booking", "service", "therapist"))
    offers = Appointment.objects.filter(
        instead_of__in=visits, state=State.OFFERED, starts_at__gt=timezone.now()
    )
    offered = {one.instead_of_id: one for one in offers.select_related("therapist")}
    offered |= {one.pk: one for one in visits if one.state == State.OFFERED}
    times = earlier_times_for([one for one in visits if one.pk not in offered])
    return [(one, offered.get(one.pk), times.get(one.pk, [])) for one in visits]


def earlier_times_for(visits):
    """The first earlier times for each visit. Reads the therapists' time once for each service."""
    by_service = defaultdict(list)
    for one in visits:
        by_service[one.service].append(one)
    times = {}
    for service, wanting in by_service.items():
        now = timezone.now()
        first = timezone.localdate(now)
        last = timezone.localdate(max(one.starts_at for one in wanting))
        visits = free_times.visits_of(service, list(Therapist.objects.offering(service)))
        everyone = {*visits, *(one.therapist for one in wanting)}
        days = free_times.Schedules(everyone, first, last).with_visits(Appointment.objects.busy())
        free = defaultdict(list)  # who is free at each start
        for therapist, visit in visits.items():
            for number in range((last - first).days + 1):
                for start in days[therapist.pk].of(first + number * ONE_DAY).starts(visit):
                    free[start].append(therapist)
        for one in wanting:
            free_for_it = free | freed_by(one, days[one.therapist_id], visits.get(one.therapist))
            soonest = max(after(one), now + SOONEST)
            earlier = [start for start in free_for_it if soonest <= start < one.starts_at]
            times[one.pk] = [
                (start, same_or_first(one.therapist, free_for_it[start]))
                for start in first_of_each_day(sorted(earlier))[:MOST_TIMES]
            ]
    return times


def freed_by(one, days, visit):
    """The starts that its therapist could offer that day if it moved.

    The visit may move earlier by less than its own length. Without `visit`, there are none.
    """
    if not visit:
        return {}
    day = days.of(timezone.localdate(one.starts_at))
    but_own = replace(day, busy=[period for period in day.busy if period != one.as_busy()])
    return {start: [one.therapist] for start in but_own.starts(visit)}


def after(one):
    """The earliest moment for this visit: after the day of the one before it in the course."""
    before = [
        visit.starts_at
        for visit in one.booking.appointments.all()
        if visit.state in State.active() and visit.starts_at < one.starts_at
    ]
    if not before:
        return timezone.now()
    return instant(timezone.localdate(max(before)) + ONE_DAY, time.min, ZONE)


def first_of_each_day(starts):
    return [next(of_day) for _, of_day in groupby(starts, key=timezone.localdate)]


def same_or_first(therapist, therapists):
    return therapist if therapist in therapists else therapists[0]


def count():
    """How many people on the list could have a time now, or an earlier one."""
    return sum(bool(row.times) for row in rows())
