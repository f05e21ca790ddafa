"""Times that only reception can book: off the grid, at short notice, or outside hours."""

from contextlib import suppress

from django.utils import timezone

from booking import free_times
from booking.conflicts import OutsideHours, TimeTaken
from booking.models.rules import rules_for_staff


def share_out_for_staff(service, therapists, starts, busy, outside_hours=False):
    """As `share_out`, also off the grid, with whether each time is outside working hours.

    Raises OutsideHours when somebody is free but nobody works then, unless `outside_hours`.
    """
    with suppress(TimeTaken):
        visits = free_times.visits_of(service, therapists)
        shared = free_times.share_out(visits, starts, busy, rules=rules_for_staff())
        return [(start, therapist, False) for start, therapist in shared]
    planned = []
    for start in starts:
        free, reason = [], TimeTaken([start])
        for therapist in therapists:
            try:
                outside = check_for_staff(
                    service, therapist, start, busy, outside_hours=outside_hours
                )
                free.append((start, therapist, outside))
            except OutsideHours as error:
                reason = error
            except TimeTaken:
                continue
        if not free:
            raise reason
        planned.append(min(free, key=lambda one: one[2]))  # preferably with somebody who works then
    return planned


def check_for_staff(service, therapist, start, busy, *, outside_hours=False, visit=None):
    """Check that reception can book this time; returns whether it is outside working hours.

    It need not be on the grid. `visit` is its length, if not that of the service. Raises TimeTaken
    if it would meet another visit, and OutsideHours if the therapist does not work then, unless
    `outside_hours`.
    """
    day = timezone.localdate(start)
    schedule = free_times.Schedules([therapist], day, day).with_visits(busy)[therapist.pk]
    visit, the_day = visit or free_times.service_visit(service, therapist), schedule.of(day)
    if not the_day.is_free(visit, start):
        raise TimeTaken([start])
    outside = not the_day.is_worked(visit, start)
    if outside and not outside_hours:
        raise OutsideHours
    return outside


def open_to_staff(service, therapists, starts, busy, *, outside_hours=False):
    """Those of these starts at which `check_for_staff` would let reception book one of them.

    As many queries for many starts and therapists as for one.
    """
    days = sorted(map(timezone.localdate, starts))
    schedules = free_times.Schedules(therapists, days[0], days[-1]).with_visits(busy)
    visits = free_times.visits_of(service, therapists)

    def is_open(start, therapist):
        the_day = schedules[therapist.pk].of(timezone.localdate(start))
        visit = visits[therapist]
        return the_day.is_free(visit, start) and (outside_hours or the_day.is_worked(visit, start))

    return {start for start in starts if any(is_open(start, one) for one in therapists)}
