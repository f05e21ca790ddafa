"""Recent visits not marked yet: did the patient come?"""

from booking.answering import ATTENDANCE, opened
from booking.models import Appointment
from clinic_site.desk.section import MOST_ROWS, Section, list_url


def to_count():
    return {"unmarked": Appointment.objects.unmarked().values("pk")}


def section(counts):
    visits = Appointment.objects.unmarked()
    last = visits.select_related("booking", "service", "therapist").order_by("-starts_at", "-pk")
    rows = [(one, opened(one, ATTENDANCE)) for one in last[:MOST_ROWS]]
    found = Section("attendance", "Did they come?", rows, counts["unmarked"])
    return found.link_to_all("visits", list_url(Appointment, "state=all&attendance=unmarked"))
