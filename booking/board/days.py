"""Reads what the board shows, in a few queries however long the past is and however many visits."""

from collections import defaultdict
from datetime import time

from django.utils import timezone

from booking.availability import overlaps
from booking.board.layout import Column, Entry, Rows, hours_shown, quarter_of
from booking.catalogue import Catalogue
from booking.free_times import Schedules
from booking.models import Appointment, Booking, Therapist
from booking.models.rules import STAFF_HORIZON, WALK_IN, ZONE
from booking.models.state import State
from booking.models.visible import sees_own_alone
from booking.stranding import stranded
from booking.wall_clock import end_at, instant

ELSEWHERE = {"is_elsewhere": True}  # as a closure: nothing more is known


class Days:
    """Some days of everybody that `user` may see, or of one, as columns by (therapist, day).

    Seven queries.
    """

    def __init__(self, days, user, only=0, moving=None):
        self.days, self.moving, self.now = days, moving, timezone.now()
        start, end = instant(days[0], time.min, ZONE), end_at(days[-1], time.min, ZONE)
        active = list(Therapist.objects.on_board_of(user))
        self.choice = active
        visits = Appointment.objects.between(start, end).visible_to(user)
        visits = visits.select_related("booking", "service", "therapist", "instead_of")
        self.visits = list(visits.order_by("starts_at", "pk"))
        known = {one.therapist_id: one.therapist for one in self.visits} | {
            one.pk: one for one in active
        }
        shown = sorted(known.values(), key=lambda one: (one.order, one.name, one.pk))
        chosen = [one for one in shown if one.pk == only]
        self.therapists = chosen or shown
        if sees_own_alone(user):
            chosen = shown
        self.only = chosen[0] if chosen else None
        self.schedules = Schedules(self.therapists, days[0], days[-1])
        keys = {one.pk for one in self.therapists}
        self.visits = [one for one in self.visits if one.therapist_id in keys]
        self.catalogue = Catalogue()
        self.marks = Marks(self.visits, self.schedules, self.catalogue)
        self.columns = {
            (one.pk, day): column
            for one, days_of in zip(self.therapists, self.laid_out(), strict=True)
            for day, column in days_of
        }
        shown = hours_shown([(day, one) for (_, day), one in self.columns.items()], ZONE)
        for (_, day), column in self.columns.items():
            span = instant(day, shown[0], ZONE), end_at(day, shown[1], ZONE)
            column.lay_out(*span, self.now)

    def laid_out(self):
        """For each therapist, each day with its column, not cut into parts yet."""
        worked = self.schedules.without_visits()
        entries = defaultdict(list)
        for one in self.visits:
            if one != self.moving:
                period = one.as_busy() if one.is_held() else None
                entries[one.therapist_id].append(Entry(*one.span(), period, one))
        for therapist in self.therapists:
            closures = [
                one
                for one in self.schedules.all_closures
                if one.therapist_id in (None, therapist.pk)
            ]
            yield [
                (
                    day,
                    Column(
                        worked=worked[therapist.pk].of(day).stretches,
                        closed=[
                            (one.as_closed().on(day, ZONE), one)
                            for one in closures
                            if one.first_day <= day <= one.last_day
                        ]
                        + [(one, ELSEWHERE) for one in self.elsewhere_on(therapist, day)],
                        entries=entries[therapist.pk],
                    ),
                )
                for day in self.days
            ]

    def elsewhere_on(self, therapist, day):
        start, end = instant(day, time.min, ZONE), end_at(day, time.min, ZONE)
        return [one for one in self.schedules.elsewhere[therapist.pk] if overlaps(one, start, end)]

    def rows(self):
        return Rows(self.columns.values())

    def can_start(self, moment):
        """Whether reception can still book that time, or already."""
        earliest = self.now if self.moving else self.now - WALK_IN
        last_day = timezone.localdate(self.now) + STAFF_HORIZON
        return earliest < moment and timezone.localdate(moment) <= last_day

    def is_past(self, part):
        return part.end <= quarter_of(self.now)

    def free(self, part):
        """The starts in a stretch of free time, those that can be booked: of all, or none."""
        return [start for start in part.starts() if self.can_start(start)]


class Marks:
    """The marks and warnings of visits, each as a set of keys."""

    def __init__(self, visits, schedules, catalogue):
        now = timezone.now()
        to_come = [one for one in visits if one.is_to_come() and one.is_held()]
        self.no_room = {one.pk for one in stranded(to_come, schedules, catalogue)}
        undelivered = Booking.objects.undelivered()
        bookings = {one.booking_id for one in visits if one.starts_at > now}
        self.unreached = set(undelivered.filter(pk__in=bookings).values_list("pk", flat=True))

    def of(self, entry, group):
        one = entry.visit
        rivals = [
            other.visit
            for other in group
            if other.visit != one
            and other.start < entry.end
            and entry.start < other.end
            and one.pk != other.visit.instead_of_id
            and one.instead_of_id != other.visit.pk
        ]
        return {
            "rivals": rivals if one.state in State.active() else [],
            "no_room": one.pk in self.no_room,
            "unreached": one.booking_id in self.unreached,
        }
