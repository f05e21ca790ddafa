"""What a decision would tell the patient, found by making it and undoing it.

So what reception sees before deciding is the email itself, and neither can drift from the other.
"""

from typing import NamedTuple

from django.db import transaction
from mailer.models import Message

LINK = "(the patient’s private link)"  # the desk has no use for it, and others may see the screen


class Email(NamedTuple):
    to: str
    subject: str
    text: str
    has_file: bool


def email_of(booking, act):
    """The Email to the patient that `act` would queue, or None for a patient without an address.

    Raises what `act` raises. Nothing is changed, and nothing is sent. What `act` changes on model
    instances is not undone: read them again.
    """
    with transaction.atomic():
        latest = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        act()
        ids = type(booking).objects.filter(pk=booking.pk).values_list("mail_id", flat=True)
        queued = [row.email for row in Message.objects.filter(pk__gt=latest)]
        sent = [one for one in queued if one.extra_headers["Message-ID"] in ids]
        transaction.set_rollback(True)
    return shown(sent[0], booking.private_url()) if sent else None


def shown(mail, private_url):
    """The email as the desk shows it."""
    text = mail.body.replace(private_url, LINK)
    return Email(", ".join(mail.to), mail.subject, text, bool(mail.attachments))
