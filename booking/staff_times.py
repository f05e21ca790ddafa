"""Times that only reception can give: between the starts shown, at once, or outside hours."""

from contextlib import suppress

from django.utils import timezone

from booking import free_times
from booking.conflicts import OutsideHours, TimeTaken


def share_out_for_staff(service, therapists, starts, outside_hours=False):
    """As `share_out`, off the grid of starts too, with whether each lies outside hours.

    Raises OutsideHours when somebody is free but nobody works then, unless that is meant.
    """
    with suppress(TimeTaken):
        shared = free_times.share_out(service, therapists, starts, rules=free_times.for_staff())
        return [(start, therapist, False) for start, therapist in shared]
    planned = []
    for start in starts:
        free, reason = [], TimeTaken([start])
        for therapist in therapists:
            try:
                outside = check_for_staff(service, therapist, start, outside_hours=outside_hours)
                free.append((start, therapist, outside))
            except OutsideHours as error:
                reason = error
            except TimeTaken:
                continue
        if not free:
            raise reason
        planned.append(min(free, key=lambda one: one[2]))  # rather with somebody who works then
    return planned


def check_for_staff(service, therapist, start, *, outside_hours=False, but=None):
    """Whether reception can put a visit there, on the grid or not; returns if outside hours.

    Raises TimeTaken where it would touch another visit, always; and OutsideHours where the
    therapist does not work, unless that is meant.
    """
    day = free_times.local_day(start)
    written = free_times.Diaries([therapist], day, day).with_visits(timezone.now(), but)
    visit, the_day = free_times.service_visit(service, therapist), written[therapist.pk].of(day)
    if not the_day.is_free(visit, start):
        raise TimeTaken([start])
    outside = not the_day.is_worked(visit, start)
    if outside and not outside_hours:
        raise OutsideHours
    return outside
