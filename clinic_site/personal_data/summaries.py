"""Each row in words, for the person whom it is about."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from booking.models import (
    Appointment,
    Booking,
    LateChangePolicy,
)
from clinic.clock import in_full
from clinic_site.personal_data.labels import LABELS
from pages.models import Page, Revision


@dataclass
class Record:
    """One row in words: its values by label, and the rows that belong to it."""

    facts: dict
    parts: dict = field(default_factory=dict)  # lists of Records, by label

    def as_data(self):
        parts = {label: [one.as_data() for one in rows] for label, rows in self.parts.items()}
        return self.facts | parts


def record(row, parts=None):
    labels = LABELS[type(row)]
    return Record({label: in_words(row, name) for name, label in labels.items()}, parts or {})


def in_words(row, name):
    """A column's value as text (but numbers as they are), with times in the clinic's zone."""
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case datetime():
            return in_full(value)
        case [{"question": _}, *_]:
            return "\n".join(f"{one['question']} {one['answer']}" for one in value)
        case list():
            return " ".join(value)
        case Page():
            return settings.SITE_URL + value.get_absolute_url()
        case LateChangePolicy():
            return in_full(value.began_at)
        case Revision():
            return in_full(value.publish_at)
        case Appointment():
            return in_full(value.starts_at)
        case int():
            return value
    return str(value)


def patient_in_words(patient):
    return record(patient, {"Notes": [record(one) for one in patient.notes.all()]})


def person_in_words(person):
    """Somebody in a file of another appointment book, with what it says of them."""
    return record(person, {"Rows": [record(one) for one in person.rows.all()]})


def booking_in_words(booking):
    visits = booking.appointments.select_related("service", "therapist", "instead_of")
    visits = visits.prefetch_related("events", "notes").order_by("starts_at", "pk")
    links = booking.former_links.order_by("pk")
    parts = {
        "Visits": [visit_in_words(one) for one in visits],
        "Private link": [record(one) for one in links],
        "Text messages": [record(one) for one in booking.texts.all()],
    }
    return record(booking, parts)


def arrangement_in_words(booking):
    """What a booking for somebody else holds about the person who arranged it."""
    about = ("reference", "created_at", "arranged_by")
    return Record({LABELS[Booking][name]: in_words(booking, name) for name in about})


def visit_in_words(visit):
    notes = {"Notes": [record(one) for one in visit.notes.all()]}
    return record(visit, what_happened(visit.events.all()) | notes)


def submission_in_words(submission):
    return record(submission, what_happened(submission.changes.all()))


def what_happened(events):
    return {"History": [record(one) for one in events]}
