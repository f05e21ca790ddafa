"""All visits as one calendar, for any program that reads iCalendar files (RFC 5545)."""

from clinic.models import Clinic
from clinic_site.moving_out.sheets import VISITS
from clinic_site.moving_out.spreadsheet import in_turn

FILE = "visits.ics"
END = b"END:VCALENDAR\r\n"


def write(place, tell):
    """Each visit's title is its patient's name; the rest is in its description."""
    from booking.ical import written  # only when needed: it takes time and memory to load

    clinic = Clinic.current()
    visits = VISITS.rows().prefetch_related(None).prefetch_related("events")
    with place.writing(FILE) as file:
        # The library writes a calendar as a whole, which would need memory for all visits.
        file.write(written(clinic, "PUBLISH", [], f"Visits, {clinic.name}").removesuffix(END))
        for visit in tell(in_turn(visits)):
            file.write(event(visit, clinic).to_ical())
        file.write(END)


def event(visit, clinic):
    from booking.ical import event_of  # only when needed

    booking = visit.booking
    found = event_of(visit, f"{visit.pk}.{booking.reference}", booking.name, clinic)
    about = [
        visit.service.name,
        f"With {visit.therapist.name}",
        visit.get_state_display(),
        booking.email,
        booking.phone,
    ]
    found.add("description", "\n".join(str(one) for one in about if one))
    return found
