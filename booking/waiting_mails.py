"""Emails about the waiting list. The rules are those of `booking.mails`.

Anyone can type anyone's address, so emails that strangers cause hold nothing that was typed, and
are limited per address.
"""

from django.conf import settings

from booking.letters import to_patient
from clinic.mail import Letter, send, send_all
from inbox.mail_limits import may_be_mailed


def joined(entry, by):
    """Tell them that they wait; and reception, unless it has added them itself."""
    also = [] if by else [for_reception(entry)]
    if not by and entry.email and not may_be_mailed(entry.email):
        note(entry, entry.HELD_BACK)
        send_all(also)
        return
    tell(entry, "You are on our waiting list", "waiting_joined", also)


def removed(entry):
    tell(entry, "You are no longer on our waiting list", "waiting_removed")


def ended(entry):
    tell(entry, "About our waiting list", "waiting_ended")


def links(entries):
    """One email with the private link of each entry. All have the same email address."""
    about = {"entries": entries}
    subject = "Your place on our waiting list"
    send([entries[0].email], subject, "mail/booking/waiting_links.txt", about)


def offered(visit):
    """Offer a time to somebody on the waiting list."""
    to_patient([visit], "We can offer you a time", "waiting_offered", visit=visit)


def tell(entry, subject, template, also=()):
    letters = list(also)
    if entry.email:
        about = {"entry": entry}
        letters = [Letter([entry.email], subject, f"mail/booking/{template}.txt", about), *letters]
    ids = send_all(letters)
    if entry.email:
        note(entry, ids[0])


def note(entry, mail_id):
    type(entry).objects.filter(pk=entry.pk).update(mail_id=mail_id)


def for_reception(entry):
    """What has happened and where to see it. Only the desk shows who it is."""
    return Letter(
        [settings.RECEPTION_EMAIL],
        "New on the waiting list",
        "mail/booking/waiting_to_reception.txt",
        {"entry": entry},
    )
