"""Patients who want a time, or an earlier one, and the available times that fit them."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, time
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from booking.models import Appointment, WaitingListEntry
from booking.models.rules import ZONE
from booking.models.state import State
from booking.waiting_matches import (
    LOOKED_AHEAD,
    MOST_TIMES,
    FreeTimes,
    entries_with_offers,
    times_for,
)
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
    """Everybody on the list, longest wait first, whether or not they have a visit.

    A visit has either its open offer or times to offer. An entry whose offer is no longer held has
    both. At most twelve queries, however many there are and of however many services.
    """
    visits, entries = visits_with_offers(), entries_with_offers()
    to_move = [one for one, offered in visits if not offered]
    wanting = [one for one, offered in entries if not (offered and offered.is_held())]
    times, times_of_entries = earlier_times(to_move, wanting)
    found = [
        Row(one.waiting_list_since, offered, times.get(one.pk, []), visit=one)
        for one, offered in visits
    ]
    found += [
        Row(one.created_at, offered, times_of_entries.get(one.pk, []), entry=one)
        for one, offered in entries
    ]
    return sorted(found, key=lambda row: row.since)


def earlier_times(visits, entries):
    """The first times for each of these visits, and those for each entry, by primary key."""
    days = [timezone.localdate(one.starts_at) for one in visits]
    days += [min(one.until, timezone.localdate() + LOOKED_AHEAD) for one in entries]
    if not days:
        return {}, {}
    free = FreeTimes(max(days), {one.therapist for one in visits})
    return earlier_times_for(visits, free), times_for(entries, free)


def visits_with_offers():
    """Visits on the waiting list, each with its open offer, or None."""
    found = Appointment.objects.on_waiting_list()
    found = found.prefetch_related("booking__appointments")
    visits = list(found.select_related("booking", "service", "therapist"))
    if not visits:
        return []
    offers = Appointment.objects.filter(
        instead_of__in=visits, state=State.OFFERED, starts_at__gt=timezone.now()
    )
    offered = {one.instead_of_id: one for one in offers.select_related("therapist")}
    offered |= {one.pk: one for one in visits if one.state == State.OFFERED}
    return [(one, offered.get(one.pk)) for one in visits]


def earlier_times_for(visits, free):
    """The first earlier times for each visit, with its own therapist where possible."""
    by_needs, times = defaultdict(list), {}
    for one in visits:
        by_needs[tuple(one.needs_in(free.catalogue).items())].append(one)
    for needs, wanting in by_needs.items():
        last_day = timezone.localdate(max(one.starts_at for one in wanting))
        who = {}  # is free at each start
        for day in free.days_to(last_day):
            who |= free.who_on(dict(needs), day)
        for one in wanting:
            visit = dict(needs).get(one.therapist)
            who_for_it = who | freed_by(one, free.schedules[one.therapist_id], visit)
            soonest = max(after(one), free.soonest)
            earlier = [start for start in who_for_it if soonest <= start < one.starts_at]
            times[one.pk] = [
                (start, same_or_first(one.therapist, who_for_it[start]))
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
