from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from booking.models.rules import ZONE


def as_icalendar(appointment, clinic) -> bytes:
    """A confirmed visit for the patient's own calendar (RFC 5545), in the clinic's zone.

    It names the clinic and nothing about health. `UID` stays the same for the visit's whole life.
    """
    event = Event()
    host = urlsplit(settings.SITE_URL).hostname
    event.add("uid", f"{appointment.pk}.{appointment.booking.reference}@{host}")
    event.add("dtstamp", appointment.events.last().at)
    event.add("sequence", appointment.events.count())
    event.add("dtstart", appointment.starts_at.astimezone(ZONE))
    event.add("dtend", appointment.ends_at.astimezone(ZONE))
    event.add("summary", f"Appointment, {clinic.name}")
    if clinic.address:
        event.add("location", clinic.address)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{clinic.name}//booking//EN")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()
