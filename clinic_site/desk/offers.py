"""Offers that patients have not answered, the first to end first."""

from booking.answering import OFFERS, opened
from booking.models import Appointment
from clinic_site.desk.section import MOST_ROWS, Section, bookings_of, list_url

MOST_OF_ONE = 7  # offers of one booking: one for each visit of a course


def to_count():
    return {"offers": bookings_of(Appointment.objects.unanswered_offers())}


def section(counts):
    offers = Appointment.objects.unanswered_offers()
    found = offers.select_related("booking", "service", "therapist")
    first_of_each = {}
    for one in found.order_by("held_until", "pk")[: MOST_ROWS * MOST_OF_ONE]:
        first_of_each.setdefault(one.booking_id, one)
    rows = [(one, opened(one, OFFERS)) for one in list(first_of_each.values())[:MOST_ROWS]]
    found = Section("offers", "Offers without an answer", rows, counts["offers"])
    return found.link_to_all("offers", list_url(Appointment, "state=all&answer=offered"))
