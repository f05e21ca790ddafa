"""Visits lately booked online that were confirmed at once: for reception to know."""

from booking.models import Appointment
from booking.models.service import LONGEST_COURSE
from clinic_site.desk.section import MOST_ROWS, Section, bookings_of, list_url
from inbox.counting import counted

MOST_READ = MOST_ROWS * LONGEST_COURSE  # visits


def section():
    visits = Appointment.objects.confirmed_at_once()
    newest = visits.select_related("booking", "service", "therapist").order_by("-booking_id", "-pk")
    courses = {}
    read = newest[:MOST_READ]
    for one in read:
        courses.setdefault(one.booking_id, []).insert(0, one)
    rows = list(courses.values())[:MOST_ROWS]
    count = len(courses) if len(read) < MOST_READ else counted(bookings_of(visits))
    found = Section("at_once", "Booked online and confirmed", rows, count)
    if count > MOST_ROWS:
        found.links.append(("All confirmed visits", list_url(Appointment, "state=confirmed")))
    return found
