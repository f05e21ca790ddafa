"""The free times that fit people on the waiting list who have no visit yet."""

from collections import defaultdict
from datetime import timedelta
from functools import cache

from django.db.models import Prefetch, Q
from django.db.models.functions import Upper
from django.utils import timezone

from booking.catalogue import Catalogue
from booking.free_times import Schedules
from booking.models import Appointment, Booking, WaitingListEntry
from booking.models.one_patient import is_same_person
from booking.models.state import State
from booking.time_of_day import TimeOfDay
from booking.wall_clock import ONE_DAY

MOST_READ = 200  # entries, the longest wait first: nobody can offer more in a day
LOOKED_AHEAD = timedelta(days=28)
MOST_TIMES = 3  # shown for each entry, on different days
SOONEST = timedelta(hours=1)  # for the patient to read the offer and get here


def entries_with_offers():
    """Those on the list, longest wait first, each with the time offered to it, or None."""
    visits = Appointment.objects.filter(state=State.OFFERED, instead_of=None)
    offers = Prefetch("booking__appointments", visits.select_related("therapist"), "open_offers")
    entries = WaitingListEntry.objects.on_list().select_related("service", "therapist", "booking")
    entries = list(entries.prefetch_related(offers)[:MOST_READ])
    return [(one, offer_of(one)) for one in entries]


def offer_of(entry):
    """The time offered and not answered yet, or None."""
    offers = entry.booking.open_offers if entry.booking else []
    return next((one for one in offers if one.is_to_come()), None)


def times_for(entries, free):
    """The first times that fit each of these entries, by primary key, out of `free`.

    Each time is a pair of a start and a therapist.
    """
    others = other_visits(entries) if entries else {}
    return {one.pk: free.fitting(one, others[one.pk]) for one in entries}


class FreeTimes:
    """Free times of everybody and of `others`, from now to a day, as they are asked for.

    Five queries.
    """

    def __init__(self, last_day, others=()):
        self.now = timezone.now()
        self.soonest, self.today = self.now + SOONEST, timezone.localdate(self.now)
        self.catalogue = Catalogue()
        everyone = {*self.catalogue.everyone, *others}
        schedules = Schedules(everyone, self.today, last_day)
        self.schedules = schedules.with_visits(Appointment.objects.busy())
        self.visits, self.on = cache(self.catalogue.visits), cache(self.starts_on)

    def days_to(self, last_day):
        return [self.today + n * ONE_DAY for n in range((last_day - self.today).days + 1)]

    def who_on(self, visits, day):
        """The day's starts in any order, each with who of these is free for their Visit then."""
        free = defaultdict(list)
        for therapist, visit in visits.items():
            for start in self.schedules[therapist.pk].of(day).starts(visit):
                free[start].append(therapist)
        return free

    def starts_on(self, service, therapist, day):
        """The day's starts in order, each with its time of day and who is free, for how long."""
        free, visits = {}, self.visits(service)
        for start, therapists in self.who_on(visits, day).items():
            if start >= self.soonest and (therapist is None or therapist in therapists):
                one = therapist or therapists[0]
                free[start] = (one, visits[one].duration)
        return [
            (start, TimeOfDay.at(timezone.localtime(start).time()), *free[start])
            for start in sorted(free)
        ]

    def fitting(self, entry, others):
        """The first start of each of the first days that fit; `others` are spans to stay clear of.

        A service that cannot be booked now has none.
        """
        times = []
        last_day = min(entry.until, self.today + LOOKED_AHEAD)
        for day in filter(entry.suits_day, self.days_to(last_day)):
            for start, time_of_day, therapist, length in self.on(
                entry.service, entry.therapist, day
            ):
                if entry.suits_time(time_of_day) and not meets(others, start, start + length):
                    times.append((start, therapist))
                    break
            if len(times) == MOST_TIMES:
                break
        return times


def meets(spans, start, end):
    return any(begins < end and start < ends for begins, ends in spans)


def other_visits(entries):
    """The spans of each patient's other visits, by primary key. One query for all."""
    of_contacts = Q(phone_dialled__in={one.phone_dialled for one in entries} - {""})
    of_contacts |= Q(folded__in={one.email.upper() for one in entries} - {""})
    bookings = Booking.objects.alias(folded=Upper("email")).filter(of_contacts)
    visits = [one for one in bookings.visits().to_come() if one.is_held()]
    spans = defaultdict(list)
    for entry in entries:
        spans[entry.pk] += [one.span() for one in visits if is_same_person(one.booking, entry)]
    return spans
