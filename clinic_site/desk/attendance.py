"""Recent visits not marked yet: did the patient come?"""

from booking.answering import ATTENDANCE, opened
from booking.models import Appointment
from clinic_site.desk.section import MOST_ROWS, Section, list_url


def to_count():
    return {"unmarked": Appointment.objects.unmarked().values("pk")}


def section(counts):
    count = counts["unmarked"]
    rows = [(one, opened(one, ATTENDANCE)) for one in last()] if count else []
    found = Section("attendance", "Did they come?", rows, count)
    return found.link_to_all("visits", list_url(Appointment, "state=all&attendance=unmarked"))


def last():
    visits = Appointment.objects.unmarked()
    visits = visits.select_related("booking", "service", "therapist")
    return visits.order_by("-starts_at", "-pk")[:MOST_ROWS]
