"""Visits that no longer fit, after a change of hours, closures or services."""

from django.utils import timezone

from booking.catalogue import Catalogue
from booking.free_times import Schedules


def is_stranded(visit):
    return bool(stranded([visit]))


def stranded(visits, schedules=None, catalogue=None):
    """Those of these visits that cannot take place as they are. Four queries.

    None with `schedules`, which include their therapists and days, and the whole `catalogue`.

    They are outside working hours, in a closure or while the therapist is busy elsewhere, or the
    therapist or the service no longer takes
    bookings, or not together. Other visits do not count: the constraint keeps those apart. Hours do
    not count for a visit that reception deliberately booked outside them.
    """
    visits = list(visits)
    if not visits:
        return []
    days = [timezone.localdate(one.starts_at) for one in visits]
    therapists = {one.therapist_id for one in visits}
    schedules = schedules or Schedules(therapists, min(days), max(days))
    schedules = schedules.without_visits()
    catalogue = catalogue or Catalogue(therapist__in=therapists)
    offered = {(one.therapist_id, one.service_id) for one in catalogue.offerings}

    def fits(one):
        if (one.therapist_id, one.service_id) not in offered:
            return False
        day = schedules[one.therapist_id].of(timezone.localdate(one.starts_at))
        holds = day.is_open if one.outside_hours else day.is_worked
        return holds(one.visit(), one.starts_at)

    return [one for one in visits if not fits(one)]
