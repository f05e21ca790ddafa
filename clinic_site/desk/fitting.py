"""Visits that a change of hours, closures or services leaves without room."""

from booking.answering import NO_ROOM, opened
from booking.models import Appointment
from clinic_site.desk.section import MOST_ROWS, Section, list_url


def section():
    visits = Appointment.objects.stranded()
    rows = [(one, opened(one, NO_ROOM)) for one in visits[:MOST_ROWS]]
    found = Section("fitting", "Visits that no longer fit the schedule", rows, len(visits))
    return found.link_to_all("visits", list_url(Appointment, "state=all&room=none"))
