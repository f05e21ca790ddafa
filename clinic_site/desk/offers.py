"""Offers that patients have not answered, the first to end first."""

from booking.answering import OFFERS, opened
from booking.models import Appointment
from clinic_site.desk.section import MOST_ROWS, Section, bookings_of, list_url

MOST_OF_ONE = 7  # offers of one booking: one for each visit of a course


def to_count():
    return {"offers": bookings_of(Appointment.objects.unanswered_offers())}


def section(counts):
    count = counts["offers"]
    rows = [(one, opened(one, OFFERS)) for one in first_of_each()] if count else []
    found = Section("offers", "Offers without an answer", rows, count)
    return found.link_to_all("offers", list_url(Appointment, "state=all&answer=offered"))


def first_of_each():
    """The first offer of each of a few bookings."""
    offers = Appointment.objects.unanswered_offers()
    offers = offers.select_related("booking", "service", "therapist")
    found = {}
    for one in offers.order_by("held_until", "pk")[: MOST_ROWS * MOST_OF_ONE]:
        found.setdefault(one.booking_id, one)
    return list(found.values())[:MOST_ROWS]
