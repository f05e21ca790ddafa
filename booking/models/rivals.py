from datetime import timedelta

from django.db import models
from django.db.models import Q

from booking.models.state import State

LONGEST_PERIOD = timedelta(days=1)  # more than any visit with its buffers


def around(period):
    """The starts of what could overlap a period: an index then finds what holds no time too."""
    return (period.lower - LONGEST_PERIOD, period.upper + LONGEST_PERIOD)


class RivalQuerySet(models.QuerySet):
    """Visits by the time they take: part of AppointmentQuerySet, whose `active` it uses."""

    def overlapping(self, period):
        """Visits whose `period`, buffers included, overlaps this one."""
        return self.filter(starts_at__range=around(period), period__overlap=period)

    def between(self, start, end):
        """Visits that take place from start to end, or may, or have."""
        return self.filter(
            # Implied, but lets the index of starts be used.
            starts_at__gt=start - LONGEST_PERIOD,
            starts_at__lt=end,
            ends_at__gt=start,
        ).exclude(state__in=State.over())

    def rivals_of(self, one):
        """Visits at the same time with the same therapist: possible only if a hold has lapsed."""
        same_time = self.filter(therapist=one.therapist_id).overlapping(one.period)
        return same_time.active().exclude(pk=one.pk)

    def rivals_of_each(self, visits):
        """What `rivals_of` finds for each of these visits, by its key. One query."""
        at = [
            Q(
                therapist=one.therapist_id,
                starts_at__range=around(one.period),
                period__overlap=one.period,
            )
            for one in visits
        ]
        found = list(self.active().filter(Q.create(at, connector=Q.OR))) if at else []
        return {
            one.pk: [
                other
                for other in found
                if other.therapist_id == one.therapist_id
                and other != one
                and other.period.lower < one.period.upper
                and one.period.lower < other.period.upper
            ]
            for one in visits
        }
