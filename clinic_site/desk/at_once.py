"""Visits lately booked online that were confirmed at once: for reception to know."""

from booking.models import Appointment
from clinic_site.desk.section import MOST_ROWS, Section, list_url

MOST_OF_ONE = 7  # visits of a course


def section():
    visits = Appointment.objects.confirmed_at_once()
    newest = visits.select_related("booking", "service", "therapist").order_by("-booking_id", "-pk")
    courses = {}
    for one in newest[: (MOST_ROWS + 1) * MOST_OF_ONE]:
        courses.setdefault(one.booking_id, []).insert(0, one)
    rows = list(courses.values())
    found = Section("at_once", "Booked online and confirmed", rows[:MOST_ROWS], len(rows))
    if len(rows) > MOST_ROWS:
        found.links.append(("All confirmed visits", list_url(Appointment, "state=confirmed")))
    return found
