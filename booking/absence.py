"""A therapist's time away: the visits it affects, and what can be suggested to their patients."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils import timezone

from booking.availability import Days
from booking.catalogue import Catalogue
from booking.free_times import Schedules
from booking.models import Appointment, Closure, Therapist, WorkingHours
from booking.models.rules import STAFF_HORIZON, ZONE
from booking.models.state import State
from booking.replanning import Lost, Plan
from booking.wall_clock import ONE_DAY, end_at, instant
from booking.working_time import Closed
from clinic.clock import day

NOTICE = timedelta(hours=4)  # for a suggested time, so that the patient can answer
FOREVER = date.max
MAY = ("view_therapist", "decide_appointment", "add_closure", "change_workinghours")


def may_record(user):
    """Whether they may close a therapist's days and answer the visits affected."""
    return user.has_perms([f"booking.{name}" for name in MAY])


@dataclass(frozen=True)
class Absence:
    """Days, or the same part of each, without visits; no last day if the therapist leaves."""

    therapist: Therapist
    first_day: date
    last_day: date | None
    from_time: time | None = None
    until_time: time | None = None

    def __str__(self):
        if not self.last_day:
            return f"{self.therapist} is leaving, effective {day(self.first_day)}"
        return f"away {self.as_closure().when()}"

    @classmethod
    def of(cls, closure):
        days = closure.first_day, closure.last_day
        return cls(closure.therapist, *days, closure.from_time, closure.until_time)

    def query(self):
        """The query of its screen's address."""
        if not self.last_day:
            return {"from": self.first_day, "leaves": "on"}
        part = {"from_time": self.from_time, "until_time": self.until_time}
        days = {"from": self.first_day, "to": self.last_day}
        return days | {name: f"{clock:%H:%M}" for name, clock in part.items() if clock}

    def as_closure(self, **more):
        days = {"first_day": self.first_day, "last_day": self.last_day}
        part = {"from_time": self.from_time, "until_time": self.until_time}
        return Closure(therapist=self.therapist, **days, **part, **more)

    def as_closed(self):
        return Closed(self.first_day, self.last_day or FOREVER, self.from_time, self.until_time)

    def visits(self):
        """The upcoming visits, requests and offers that it affects, soonest first. Two queries."""
        rows = Appointment.objects.to_come().filter(
            therapist=self.therapist, starts_at__gte=instant(self.first_day, time.min, ZONE)
        )
        if self.last_day:
            rows = rows.filter(starts_at__lt=end_at(self.last_day, time.min, ZONE))
        rows = rows.select_related("booking", "service", "therapist", "instead_of__therapist")
        rows = rows.prefetch_related("offers__therapist").order_by("starts_at", "pk")
        days = Days([], [self.as_closed()], [], ZONE)
        return [one for one in rows if self.meets(one, days)]

    def to_answer(self):
        """The visits that still need an answer, soonest first, each with whether it is one for all
        times offered together. Of several such times that it affects, one."""
        affected, answers, offers = self.visits(), {}, set()
        lost = Counter(one.offered_with() for one in affected if one.state == State.OFFERED)
        for one in affected:
            key = one.offered_with()
            if one.state == State.OFFERED and key not in offers:
                offers.add(key)
                answers[one] = key == one.pk or lost[key] > 1
            elif one.state != State.OFFERED and not one.open_offer():
                answers[one] = False
        return answers

    @staticmethod
    def meets(one, days):
        """As a closure does in `stranding`."""
        return not days.of(timezone.localdate(one.starts_at)).is_open(one.visit(), one.starts_at)

    def save(self, reason=""):
        """Close these days for the therapist, or end their hours; False if that had been done.

        From then on, nobody can book that time. Raises ScheduleBusy.
        """
        with Appointment.objects.locking_schedules([self.therapist]):
            if not self.last_day:
                self.end_exceptions()
            if self.is_saved():
                return False
            if self.last_day:
                self.as_closure(reason=reason).save()
            else:
                WorkingHours.objects.end(self.therapist, self.first_day - ONE_DAY)
            return True

    def end_exceptions(self):
        """Visits booked outside working hours on purpose no longer fit either.

        Without a new version, so that they can be answered from the screen that says so.
        """
        later = Appointment.objects.filter(
            therapist=self.therapist, starts_at__gte=instant(self.first_day, time.min, ZONE)
        )
        later.filter(outside_hours=True).update(outside_hours=False)

    def is_saved(self):
        """Whether nobody can book that time any more."""
        if not self.last_day:
            hours = WorkingHours.objects.filter(therapist=self.therapist)
            return not self.therapist.is_active or not hours.reaching(self.first_day).exists()
        closures = Closure.objects.filter(
            therapist=self.therapist,
            first_day__lte=self.first_day,
            last_day__gte=self.last_day,
        )
        parts = [(one.from_time, one.until_time) for one in closures]
        return (None, None) in parts or (self.from_time, self.until_time) in parts

    def suggestions(self, visits):
        """For each of these visits, by primary key: other times, and a colleague free at its own.

        Times are pairs of start (UTC) and therapist. Eight queries, however many visits.
        """
        catalogue = Catalogue()
        everyone = {one.pk: one for one in catalogue.everyone}
        lost = [self.lost(one, catalogue, others) for one, others in with_course(visits)]
        if not lost:
            return {}
        days = self.free_days(everyone, lost)
        now = timezone.now()
        plan = Plan(days, ZONE, now + NOTICE)
        stand_ins = plan.stand_ins(lost)
        times = plan.suggestions(lost)
        return {
            one.key: (
                [(start, everyone[pk]) for start, pk in times[one.key]],
                everyone.get(stand_ins.get(one.key)),
            )
            for one in lost
        }

    def lost(self, visit, catalogue, others):
        needs = {one.pk: need for one, need in visit.needs_in(catalogue).items()}
        days = frozenset(timezone.localdate(one.starts_at) for one in others)
        return Lost(visit.pk, visit.therapist_id, visit.starts_at, needs, days)

    def free_days(self, everyone, lost):
        today = timezone.localdate(timezone.now())
        last = timezone.localdate(max(one.start for one in lost)) + Plan.reach
        last = min(max(last, today), today + STAFF_HORIZON)
        schedules = Schedules(everyone, today, last)
        schedules.closures[self.therapist.pk].append(self.as_closed())
        return schedules.with_visits(Appointment.objects.busy())


def with_course(visits):
    """Each visit with the other upcoming visits of its course, in one query."""
    of_booking = defaultdict(list)
    rows = Appointment.objects.to_come().of_patients()
    for one in rows.filter(booking__in={visit.booking_id for visit in visits}):
        of_booking[one.booking_id].append(one)
    for visit in visits:
        own = {visit.pk, visit.instead_of_id}
        yield visit, [one for one in of_booking[visit.booking_id] if one.pk not in own]
