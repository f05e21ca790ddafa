"""Visits as iCalendar files: in emails (RFC 5546), for download and to subscribe to (RFC 5545).

They name the clinic and nothing about health, since calendars are shared. A visit keeps its `UID`
for life, and its `SEQUENCE` grows with every event, so that calendars follow each change.
"""

from datetime import UTC, timedelta
from email.utils import parseaddr
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.encoding import punycode
from icalendar import Calendar, Event, Timezone, vCalAddress, vDuration, vText

from booking.models.rules import ZONE
from booking.models.state import State
from clinic.clock import is_in_doubt
from clinic.models import Clinic

LOOKS_BACK = timedelta(days=30)  # of a therapist's feed
REFRESH = timedelta(hours=1)  # how often subscribers are invited to ask again
IN_AN_ADDRESS = "!$'*+"  # RFC 6068, section 2: no need to write these as %XX

# Written as rules, because Outlook reads neither the zone's name nor lists of dates. A test
# compares it with the zone itself.
TORONTO = Timezone.from_ical("""BEGIN:VTIMEZONE
TZID:America/Toronto
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
TZNAME:EDT
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZNAME:EST
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
END:VTIMEZONE
""")


def for_email(visits, method) -> tuple[bytes, str]:
    """The one file of an email about these visits, and the method that it has.

    About one visit, REQUEST adds it to the patient's calendar or changes the one there, and CANCEL
    removes it: mail programs act on these by themselves. Both may hold one UID only (RFC 5546,
    3.2.2 and 3.2.5), and Outlook takes the first event and drops the others without a word
    ([MS-STANOICAL], RFC 6047, 4.4). So a file about several is a PUBLISH, which may hold many
    (3.2.1): Outlook, Apple's and Thunderbird's calendars open it as a file with all its events. A
    cancelled one is in it with that status. UIDs are the same in both, and SEQUENCE grows, so that
    either kind of file changes what the other has added. Two queries, however many visits.
    """
    clinic = Clinic.current()
    prefetch_related_objects(visits, "events")
    if len(visits) == 1:
        return invitation(visits[0], method, clinic), method
    events = [patients_event(visit, clinic) for visit in visits]
    return written(clinic, "PUBLISH", events), "PUBLISH"


def invitation(visit, method, clinic):
    event = patients_event(visit, clinic)
    attendee = address_of(visit.booking.email)
    # They requested it themselves, so no calendar needs to ask them or answer the clinic.
    attendee.params |= {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    event.add("attendee", attendee)
    return written(clinic, method, [event])


def as_calendar(booking) -> bytes:
    """A booking's confirmed visits as a calendar, which is empty before any is confirmed.

    Cancelled visits stay in it, marked as cancelled, because some calendars never remove an entry.
    """
    clinic = Clinic.current()
    visits = booking.visits().filter(state__in=[*State.kept(), State.CANCELLED])
    events = [patients_event(one, clinic) for one in visits.prefetch_related("events")]
    return written(clinic, "PUBLISH", events, f"Appointments, {clinic.name}")


def as_feed(therapist) -> bytes:
    """A therapist's visits, including those not confirmed yet. Four queries, however many visits.

    Each shows its reference and the patient's initials, and nothing else about the patient.
    """
    clinic, now = Clinic.current(), timezone.now()
    visits = therapist.appointments.holding(now).filter(starts_at__gt=now - LOOKS_BACK)
    events = []
    for visit in visits.select_related("booking").prefetch_related("events"):
        summary = f"{visit.booking.reference} {initials(visit.booking.name)}".strip()
        events.append(event_of(visit, f"{visit.pk}.feed", summary, clinic))
    return written(clinic, "PUBLISH", events, therapist.name)


def initials(name):
    """The first letter of each word, at most four; without capitals in scripts that have none."""
    firsts = (next(filter(str.isalpha, word), "") for word in name.split())
    return "".join([letter.upper() for letter in firsts if letter][:4])


def patients_event(visit, clinic):
    uid = f"{visit.pk}.{visit.booking.reference}"
    event = event_of(visit, uid, f"Appointment, {clinic.name}", clinic)
    if clinic.address:
        event.add("location", ", ".join(clinic.address.splitlines()))
    return event


def event_of(visit, uid, summary, clinic):
    changes = list(visit.events.all())
    event = Event()
    event.add("uid", f"{uid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", len(changes))
    # Without a change, as when it was brought in from another appointment book.
    event.add("dtstamp", changes[-1].at if changes else visit.booking.created_at)
    zone = UTC if is_in_doubt(visit.starts_at) or is_in_doubt(visit.ends_at) else ZONE
    event.add("dtstart", visit.starts_at.astimezone(zone))
    event.add("dtend", visit.ends_at.astimezone(zone))
    event.add("summary", summary)
    event.add("status", status(visit.state))
    organizer = address_of(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    # A parameter cannot hold a quotation mark (RFC 5545, 3.2).
    organizer.params["CN"] = clinic.name.replace('"', "'")
    event.add("organizer", organizer)
    return event


def address_of(email):
    """The address as it is sent over the wire: calendars compare it with the email's recipient.

    Only what RFC 6068 reserves is percent-encoded; the domain is in its ASCII form.
    """
    local, _, domain = email.rpartition("@")
    return vCalAddress(f"mailto:{quote(local, safe=IN_AN_ADDRESS)}@{punycode(domain)}")


def status(state):
    if state in State.held_for_a_while():
        return "TENTATIVE"
    return "CONFIRMED" if state in State.kept() else "CANCELLED"


def written(clinic, method, events, name=""):
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{clinic.name}//booking//EN")
    calendar.add("method", method)
    if name:
        # In the standard's form (RFC 7986) and in the one that older calendars know.
        for title in ("name", "x-wr-calname"):
            calendar.add(title, vText(name))
        refresh = vDuration(REFRESH)
        calendar.add("x-published-ttl", vText(refresh.to_ical().decode()))
        calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
    for component in (TORONTO, *events):
        calendar.add_component(component)
    return calendar.to_ical()
