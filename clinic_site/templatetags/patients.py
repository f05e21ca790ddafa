"""What else the clinic has from a patient, for their page: only this floor knows all of it."""

from django import template

from booking.models import Patient
from clinic.phone import to_e164
from comments.models import Comment
from contact.models import Message

MOST = 10  # of each kind
MOST_LOOKED_AT = 200  # rows that a search finds by a part of an address

register = template.Library()


@register.simple_tag
def written_from(patient: Patient):
    """The newest messages and comments from the patient's own addresses and numbers."""
    return {
        "messages": newest(Message, [*patient.emails, *patient.phones], patient),
        "comments": newest(Comment, patient.emails, patient),
    }


def newest(model, contacts, patient):
    keys, rows = set(patient.contact_keys), {}
    for contact in contacts:
        # The search has an index; it also finds longer addresses, which are left out here.
        near = model.objects.order_by().found(contact)[:MOST_LOOKED_AT]
        for row in near:
            own = {row.email.lower(), to_e164(getattr(row, "phone", ""))}
            if own & keys:
                rows[row.pk] = row
    return sorted(rows.values(), key=lambda row: row.created_at, reverse=True)[:MOST]
