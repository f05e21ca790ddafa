"""What can be booked with whom."""

from booking.models.service import Offering


class Catalogue:
    """The services offered now, and the therapists who offer each: one query.

    `only` narrows it down to the rows with these values.
    """

    def __init__(self, **only):
        self.offerings = list(Offering.objects.bookable().filter(**only))

    @property
    def services(self):
        return list(dict.fromkeys(one.service for one in self.offerings))

    @property
    def everyone(self):
        return list(dict.fromkeys(one.therapist for one in self.offerings))

    def of(self, service):
        return [one for one in self.offerings if one.service_id == service.pk]

    def therapists(self, service):
        """Everyone who offers the service, in order."""
        return [one.therapist for one in self.of(service)] if service else []

    def visits(self, service, therapists=None):
        """The Visit that each of these therapists needs, or everyone who offers the service."""
        return {
            one.therapist: service.visit(one.duration)
            for one in self.of(service)
            if therapists is None or one.therapist in therapists
        }

    def minutes(self, service, therapists=None):
        """The shortest and the longest duration (minutes) of a visit, since therapists differ."""
        lengths = [one.duration for one in self.visits(service, therapists).values()]
        lengths = lengths or [service.visit().duration]
        return min(lengths).seconds // 60, max(lengths).seconds // 60
