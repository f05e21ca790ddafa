"""All figures of a span of days, as the screen shows them."""

from dataclasses import dataclass

from booking.figures import counts
from booking.figures.open_hours import minutes_open
from booking.figures.tally import Tally, summed
from booking.free_times import Schedules
from booking.models import Service, Therapist
from booking.models.rules import ZONE
from clinic.models import Weekday


@dataclass(frozen=True)
class Row:
    """A line of a table and its bar, whose lengths are in percent of the longest in the table."""

    label: str
    tally: Tally
    booked_length: float
    open_length: float


@dataclass(frozen=True)
class Breakdown:
    """The visits and hours of a span by therapist, service, weekday or hour."""

    title: str
    what: str
    rows: list[Row]
    has_hours: bool  # services have no hours of their own


class Report:
    """Eight queries, however many visits there are."""

    def __init__(self, span):
        self.span = span
        self.requests, self.patients = counts.requests(span), counts.patients(span)
        self.counted, self.brought_in = counts.visits(span), counts.brought_in(span)
        self.therapists = self.everyone()
        schedules = Schedules(self.therapists, span.first, span.last).without_visits()
        self.hours = {
            therapist.pk: minutes_open(schedules[therapist.pk], span, ZONE)
            for therapist in self.therapists
        }
        self.all = summed(self.pairs(lambda *_: None))[None]

    def everyone(self):
        """Who takes bookings, or had visits in these days."""
        had_visits = {one.therapist for one in self.counted}
        return [one for one in Therapist.objects.all() if one.is_active or one.pk in had_visits]

    def pairs(self, key):
        """The tallies of visits and of working time, each under key(therapist, weekday, hour)."""
        for one in self.counted:
            yield key(one.therapist, one.weekday, one.hour), one.tally
        for therapist, hours in self.hours.items():
            for (weekday, hour), minutes in hours.items():
                yield key(therapist, weekday, hour), Tally(open=minutes)

    def breakdowns(self):
        by_therapist = summed(self.pairs(lambda therapist, _weekday, _hour: therapist))
        by_weekday = summed(self.pairs(lambda _therapist, weekday, _hour: weekday))
        by_hour = summed(self.pairs(lambda _therapist, _weekday, hour: hour))
        by_service = summed((one.service, one.tally) for one in self.counted)
        services = Service.objects.filter(pk__in=by_service)
        every_hour = range(min(by_hour), max(by_hour) + 1) if by_hour else ()
        return [
            table("By therapist", "Therapist", by_therapist, named(self.therapists)),
            table("By service", "Service", by_service, named(services)),
            table("By weekday", "Weekday", by_weekday, dict(Weekday.choices)),
            table("By hour", "Hour", by_hour, {hour: clock_hour(hour) for hour in every_hour}),
        ]


def named(rows):
    return {row.pk: str(row) for row in rows}


def table(title, what, tallies, labels):
    """The rows in the order of the labels; those without visits and hours are zero."""
    found = [(label, tallies.get(key, Tally())) for key, label in labels.items()]
    longest = max((max(tally.booked, tally.open) for _, tally in found), default=0) or 1
    rows = [
        Row(label, tally, 100 * tally.booked / longest, 100 * tally.open / longest)
        for label, tally in found
    ]
    return Breakdown(title, what, rows, any(tally.open for _, tally in found))


def clock_hour(hour):
    """“9 AM”: the visits that start in this hour, and the working time in it."""
    return f"{hour % 12 or 12} {'AM' if hour < 12 else 'PM'}"
