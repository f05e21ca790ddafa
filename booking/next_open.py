"""The soonest time that a patient can request, as pages of the site tell it."""

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
    chosen = {"service": service.pk} | ({"therapist": therapist.pk} if therapists else {})
    url = f"{reverse('booking:choose')}?{urlencode(chosen)}"
    return NextOpen(firsts[therapist], service, therapist, url)


def first_online(catalogue, services, therapists):
    found = [
        offering.service
        for offering in catalogue.offerings
        if offering.service.is_online
        and (not services or offering.service in services)
        and (not therapists or offering.therapist in therapists)
    ]
    return next((one for one in found if one.is_first), next(iter(found), None))
