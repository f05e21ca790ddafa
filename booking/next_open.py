"""The soonest time that a patient can request, as pages of the site tell it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from booking.catalogue import Catalogue
from booking.free_times import OpenTimes
from booking.models import Appointment, Service, Therapist


@dataclass(frozen=True)
class NextOpen:
    start: datetime  # UTC
    service: Service
    therapist: Therapist
    url: str  # of the times to choose from


def next_open(services=(), therapists=()):
    """For the first of these services that is booked online, with one of these therapists.

    Without services: for where new patients start, or else the first that is offered. None if there
    is no time. Five queries at most, however many there are.
    """
    catalogue = Catalogue()
    service = first_online(catalogue, services, therapists)
    if service is None:
        return None
    asked = [one for one in catalogue.therapists(service) if not therapists or one in therapists]
    times = OpenTimes(catalogue.visits(service, asked), Appointment.objects.busy())
    firsts = times.first_of_each(lambda day, starts: starts)
    if not firsts:
        return None
    therapist = min(firsts, key=firsts.get)
    url = way_to(service, therapist if therapists else None)
    return NextOpen(firsts[therapist], service, therapist, url)


@dataclass(frozen=True)
class BookedOnline:
    """How patients book a therapist, and when they next can."""

    url: str  # of the times to choose from or, with several services, of those
    next_open: NextOpen | None


def booked_online():
    """Each therapist who is booked online and has working hours, by primary key.

    The next open time is for where new patients start with them, or else their first service. One
    query, and four more for each of these services, however many therapists there are.
    """
    catalogue, found = Catalogue(), {}
    services_of, therapists_of = defaultdict(list), defaultdict(list)
    for offering in catalogue.offerings:
        if offering.service.is_online:
            services_of[offering.therapist].append(offering.service)
    for therapist, services in services_of.items():
        therapists_of[first_visit(services)].append(therapist)
    for service, therapists in therapists_of.items():
        times = OpenTimes(catalogue.visits(service, therapists), Appointment.objects.busy())
        firsts = times.first_of_each(lambda day, starts: starts)
        for one in therapists:
            if times.schedules.hours[one.pk]:
                only = service if len(services_of[one]) == 1 else None
                start = firsts.get(one)
                soonest = start and NextOpen(start, service, one, way_to(service, one))
                found[one.pk] = BookedOnline(way_to(only, one), soonest)
    return found


def way_to(service, therapist):
    """The address where a time is chosen, with what is chosen already; either can be None."""
    chosen = {"service": service, "therapist": therapist}
    query = urlencode({name: one.pk for name, one in chosen.items() if one})
    return f"{reverse('booking:choose')}?{query}"


def first_online(catalogue, services, therapists):
    found = [
        offering.service
        for offering in catalogue.offerings
        if offering.service.is_online
        and (not services or offering.service in services)
        and (not therapists or offering.therapist in therapists)
    ]
    return first_visit(found) if found else None


def first_visit(services):
    """Of these services, where new patients start, or else the first."""
    return next((one for one in services if one.is_first), services[0])
