"""Requests that reception has not answered: a course is one row."""

from dataclasses import dataclass

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import ngettext

from booking.answering import REQUESTS, REQUESTS_BY_VISIT, opened
from booking.models import Appointment, Booking
from booking.models.state import State
from clinic_site.desk.section import MOST_ROWS, Section, bookings_of, list_url
from inbox.counting import in_words


@dataclass
class Request:
    """What one booking asks for. `others` also want the time of one of its visits."""

    visits: list
    others: int
    is_taken: bool
    pile: str

    @property
    def booking(self):
        return self.first.booking

    @property
    def first(self):
        return self.visits[0]

    @property
    def url(self):
        return opened(self.first, self.pile)

    @property
    def held_until(self):
        """When the first of its times is no longer held; None if one is not held now."""
        held = [one.is_held() for one in self.visits]
        return min(one.held_until for one in self.visits) if all(held) else None


def to_count():
    return {
        "requests": bookings_of(Appointment.objects.waiting()),
        "suspected": Booking.objects.suspected_spam().values("pk"),
        "unproven": Booking.objects.unproven().values("pk"),
    }


def section(counts, by_visit):
    count = counts["requests"]
    rows = first_requests(Appointment.objects.waiting(), by_visit) if count else []
    found = Section("requests", "Requests", rows, count, is_always_shown=True)
    found.link_to_all("requests", list_url(Appointment))
    found.links += [*suspected(counts["suspected"]), *floods(), *rush(counts)]
    return found


def first_requests(waiting, by_visit):
    order, pile = ("booking", REQUESTS)
    if by_visit:
        order, pile = ("first", REQUESTS_BY_VISIT)
    bookings = waiting.order_by().values("booking").annotate(first=Min("starts_at"))
    keys = [one["booking"] for one in bookings.order_by(order, "booking")[:MOST_ROWS]]
    visits = waiting.filter(booking__in=keys).order_by("starts_at")
    visits = list(visits.select_related("booking", "service", "therapist"))
    rivals = Appointment.objects.rivals_of_each([one for one in visits if one.is_to_come()])
    return [
        described([one for one in visits if one.booking_id == key], rivals, pile) for key in keys
    ]


def described(visits, rivals, pile):
    others = [
        other
        for one in visits
        for other in rivals.get(one.pk, [])
        if other.booking_id != one.booking_id
    ]
    wanting = {one.booking_id for one in others if one.state in State.held_for_a_while()}
    is_taken = any(one.state not in State.held_for_a_while() for one in others)
    return Request(visits, len(wanting), is_taken, pile)


def suspected(count):
    """What a rule has marked as spam and nobody has checked: it may be wrong."""
    if count:
        what = ngettext("request", "requests", count)
        words = f"{in_words(count).capitalize()} {what} marked as spam: please check"
        yield words, list_url(Appointment, "state=spam")


def floods():
    """More requests than one person would send, which can be declined at once."""
    if count := sum(one["count"] for one in Booking.objects.floods()):
        words = f"{in_words(count).capitalize()} requests from one visitor: please check"
        yield words, reverse("admin:booking_appointment_flood")


def rush(counts):
    """While online requests hold as much as they may: what holds no time, and what does."""
    if not (count := counts["unproven"]):
        return
    address = reverse("admin:booking_appointment_flood")
    what = ngettext("request holds", "requests hold", count)
    said = "no time until the patient opens our email"
    yield f"{in_words(count).capitalize()} {what} {said}", f"{address}?of=unproven"
    if to_phone := Booking.objects.to_phone().count():
        said = "of them did not get it: please call"
        yield f"{in_words(to_phone).capitalize()} {said}", f"{address}?of=to-phone"
    if held := Booking.objects.in_rush().count():
        what = ngettext("request that holds", "requests that hold", held)
        said = "time came in the same rush: please check"
        yield f"{in_words(held).capitalize()} {what} {said}", f"{address}?of=rush"
