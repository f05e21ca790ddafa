"""Each row in words, for the person whom it is about.

Each column is listed here, either with its label or among those left out: a test compares both with
the models, so that no new column is forgotten.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from booking.models import (
    Appointment,
    Booking,
    Event,
    FormerLink,
    LateChangePolicy,
    Patient,
    PatientNote,
    RecordView,
    Text,
    VisitNote,
    WaitingListChange,
    WaitingListEntry,
)
from clinic.clock import in_full
from comments.models import Comment, CommentChange
from contact.models import Message, MessageChange
from pages.models import Page, Revision

LABELS = {
    Patient: {
        "name": "Name",
        "other_names": "Other names",
        "emails": "Emails",
        "phones": "Phones",
        "contact_by": "Preferred contact",
        "created_at": "Known since",
    },
    PatientNote: {"at": "When", "text": "Note"},
    VisitNote: {"at": "When", "text": "Note"},
    Booking: {
        "reference": "Reference",
        "created_at": "Booked on",
        "name": "Name",
        "arranged_by": "Booked for them by",
        "email": "Email",
        "phone": "Phone",
        "phone_dialled": "Phone, as dialled",
        "contact_by": "Preferred contact",
        "note": "Note",
        "intake": "Answers to our questions",
        "late_changes": "Policy for late changes, version of",
        "late_hours": "Told that online changes close (hours before a visit)",
        "privacy_notice": "Privacy notice, version of",
        "reasons": "Spam signals",
        "hold_lapsed_at": "Told that the time is no longer held",
        "link_sent_at": "Private link sent again",
        "mailed_at": "Last email to the patient",
        "texts_agreed_at": "Asked for text messages on",
    },
    Appointment: {
        "starts_at": "Begins",
        "ends_at": "Ends",
        "service": "Service",
        "therapist": "Therapist",
        "state": "State",
        "instead_of": "Offered instead of the visit on",
        "asked_start": "Asked for, before other times were offered",
        "asked_therapist": "Asked for, with",
        "line": "The clinic’s own words with its decision",
        "waiting_list_since": "On the waiting list since",
        "settled_at": "Confirmed, or moved after that",
        "reminded_at": "Reminder was due",
        "followed_up_at": "Email after the visit sent",
        "will_come_at": "Said that they will be there",
        "no_room_told_at": "Reception was told that it no longer fits",
        "needs_call": "Reception needs to phone about it",
    },
    Event: {
        "at": "When",
        "verb": "What",
        "actor": "By",
        "starts_at": "The visit was then to start",
    },
    FormerLink: {"at": "Private link replaced on"},
    Text: {
        "kind": "About",
        "starts_at": "Of the visit on",
        "queued_at": "Written",
        "state": "State",
        "sent_at": "Sent",
        "reason": "Why it did not arrive",
    },
    WaitingListEntry: {
        "created_at": "On the waiting list since",
        "name": "Name",
        "email": "Email",
        "phone": "Phone",
        "phone_dialled": "Phone, as dialled",
        "service": "Service",
        "therapist": "Therapist",
        "weekdays": "Days that work",
        "times_of_day": "Times of day that work",
        "until": "Last day",
        "note": "Note",
        "state": "State",
        "closed_at": "On the list until",
        "booking": "Reference of the appointment offered",
        "privacy_notice": "Privacy notice, version of",
        "reasons": "Spam signals",
    },
    WaitingListChange: {"at": "When", "verb": "What"},
    RecordView: {"at": "When", "screen": "Where"},
    Comment: {
        "created_at": "Sent",
        "page": "Under the page",
        "name": "Name",
        "email": "Email",
        "website": "Website",
        "text": "Comment",
        "state": "State",
        "shown_name": "Name that readers see instead",
        "shown_text": "Text that readers see instead",
        "show_website": "Website is shown",
        "reply": "The clinic's answer",
        "replied_at": "Answered",
        "handled_at": "Decided",
        "announced_at": "Reception told",
        "wants_email": "Asked for an email when published or answered",
        "told_at": "Last email about it",
        "tell_after": "Email about it held back until",
        "reasons": "Spam signals",
        "score": "Spam points",
    },
    Message: {
        "created_at": "Sent",
        "topic": "About",
        "name": "Name",
        "email": "Email",
        "phone": "Phone",
        "text": "Message",
        "state": "State",
        "note": "The clinic's private note",
        "wants_email": "Asked for a receipt",
        "receipt_at": "Receipt sent",
        "handled_at": "Dealt with",
        "reasons": "Spam signals",
        "score": "Spam points",
    },
    CommentChange: {"at": "When", "verb": "What"},
    MessageChange: {"at": "When", "verb": "What"},
}
# Our own keys, digests of what is listed above, how booking works, and which colleague acted, whose
# data that would be. A private link opens the booking: an export must not contain it.
LEFT_OUT = {
    Patient: {"id", "version", "names_folded", "contact_keys", "words", "not_the_same"},
    PatientNote: {"id", "patient", "by"},
    VisitNote: {"id", "appointment", "by"},
    Booking: {
        *("id", "patient", "token", "form_key", "mail_id", "sent_by", "answers", "words"),
        "is_link_mailed_only",
    },
    Appointment: {
        "id",
        "booking",
        "period",
        "holds_time",
        "held_until",
        "outside_hours",
        "version",
    },
    Event: {"id", "appointment", "staff"},
    FormerLink: {"id", "booking", "token"},
    Text: {
        *("id", "booking", "visit", "count", "tries", "unclear", "next_at", "sent_id"),
    },
    WaitingListEntry: {
        *("id", "version", "token", "form_key", "answers", "mail_id", "sent_by", "words"),
    },
    WaitingListChange: {"id", "entry", "version", "by"},
    RecordView: {
        *("id", "account_id", "account", "patient_id", "booking_id", "entry_id", "therapist_id"),
        *("joined_id", "day", "patients", "by_search"),
    },
    Comment: {"id", "version", "token", "handled_by", "digest", "text_digest", "words"},
    Message: {"id", "version", "handled_by", "assigned_to", "digest", "text_digest", "words"},
    CommentChange: {"id", "comment", "version", "by"},
    MessageChange: {"id", "message", "version", "by"},
}


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
