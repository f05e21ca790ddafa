"""The soonest time that a patient can request, as pages of the site tell it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import cached_property

from booking.catalogue import Catalogue
from booking.free_times import OpenTimes
from booking.models import Appointment, Service, Therapist


@dataclass(frozen=True)
class NextOpen:
    start: datetime  # UTC
    service: Service
    therapist: Therapist
    url: str  # of the times to choose from


@dataclass(frozen=True)
class BookedOnline:
    """How patients book a therapist, and when they next can."""

    url: str  # of the times to choose from or, with several services, of those
    next_open: NextOpen | None


class Openings:
    """What can be booked and how soon, as one page tells it: six queries, however much it tells.

    Each is made when it is first needed.
    """

    def __init__(self):
        self.known = {}

    @cached_property
    def catalogue(self):
        return Catalogue()

    @cached_property
    def times(self):
        """Of everyone who takes bookings."""
        offered = self.catalogue.offerings
        visits = {one.therapist: one.service.visit(one.duration) for one in offered}
        return OpenTimes(visits, Appointment.objects.busy())

    def firsts(self, service):
        """The first start of each therapist who has one for this service."""
        if service not in self.known:
            times = self.times.of(self.catalogue.visits(service))
            self.known[service] = times.first_of_each(lambda day, starts: starts)
        return self.known[service]

    def next_open(self, services=()):
        """For the first of these services that is booked online; None if there is no time.

        Without services: for where new patients start, or else the first that is offered.
        """
        online = [
            one for one in self.catalogue.services if one.is_online and one in (services or [one])
        ]
        firsts = self.firsts(service := first_visit(online)) if online else {}
        if not firsts:
            return None
        therapist = min(firsts, key=firsts.get)
        return NextOpen(firsts[therapist], service, therapist, way_to(service, None))

    def booked_online(self):
        """Each therapist who is booked online and has working hours, by primary key.

        The next open time is for where new patients start with them, or else their first service.
        """
        found = {}
        for therapist in self.catalogue.everyone:
            services = [one for one in self.catalogue.offered_by(therapist) if one.is_online]
            if services and self.times.schedules.hours[therapist.pk]:
                only = services[0] if len(services) == 1 else None
                start = self.firsts(service := first_visit(services)).get(therapist)
                soonest = start and NextOpen(start, service, therapist, way_to(service, therapist))
                found[therapist.pk] = BookedOnline(way_to(only, therapist), soonest)
        return found


def way_to(service, therapist):
    """The address where a time is chosen, with what is chosen already; either can be None."""
    chosen = {"service": service, "therapist": therapist}
    query = urlencode({name: one.pk for name, one in chosen.items() if one})
    return f"{reverse('booking:choose')}?{query}"


def first_visit(services):
    """Of these services, where new patients start, or else the first."""
    return next((one for one in services if one.is_first), services[0])
