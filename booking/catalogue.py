"""What can be booked with whom."""

from booking.models.therapist import Offering
from booking.prices import DEPENDS, price_among


class Catalogue:
    """The services offered now, and the therapists who offer each: one query.

    `only` filters the offerings by these values. `all_offerings` has also those of services and
    therapists that take no bookings.
    """

    def __init__(self, **only):
        self.all_offerings = list(Offering.objects.in_order().filter(**only))
        self.offerings = [one for one in self.all_offerings if one.is_bookable()]

    @property
    def services(self):
        return list(dict.fromkeys(offering.service for offering in self.offerings))

    @property
    def everyone(self):
        return list(dict.fromkeys(offering.therapist for offering in self.offerings))

    def offered_by(self, therapist):
        """The services that one therapist offers, in order."""
        return [one.service for one in self.offerings if one.therapist_id == therapist.pk]

    def of(self, service):
        return [offering for offering in self.offerings if offering.service_id == service.pk]

    def therapists(self, service):
        """Everyone who offers the service, in order."""
        return [offering.therapist for offering in self.of(service)] if service else []

    def visits(self, service, therapists=None):
        """The Visit by therapist: for these, or for everyone who offers the service."""
        return {
            offering.therapist: service.visit(offering.duration)
            for offering in self.of(service)
            if therapists is None or offering.therapist in therapists
        }

    def visit(self, service, therapist):
        """The usual Visit with this therapist, who may take no bookings any more."""
        asked = service.pk, therapist.pk
        own = (
            one.duration
            for one in self.all_offerings
            if (one.service_id, one.therapist_id) == asked
        )
        return service.visit(next(own, None))

    def minutes(self, service, therapists=None):
        """The shortest and the longest duration (minutes) of a visit, since therapists differ."""
        lengths = [visit.duration for visit in self.visits(service, therapists).values()]
        lengths = lengths or [service.visit().duration]
        return min(lengths).seconds // 60, max(lengths).seconds // 60

    def price(self, service, therapists=None):
        """The price with any of these therapists, or with anyone who offers it.

        "" if there is none, or if none of them offers it: nobody charges the service's own price.
        """
        asked = [
            one for one in self.of(service) if therapists is None or one.therapist in therapists
        ]
        return price_among(asked, otherwise=DEPENDS) if asked else ""
