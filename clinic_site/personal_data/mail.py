"""Which of the mails still in the queue are about a person.

A queued mail is a pickle in base64, so each one is opened and read; no query could find it.
"""

import base64
import html
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.mime.base import MIMEBase
from urllib.parse import unquote

from mailer.models import Message as Mail

UNREADABLE = "An email that cannot be read"
PART_OF_AN_ADDRESS = r"\w.!#$%&'*+/=?^`{|}~-"


NOWHERE = re.compile(r"(?!)")


@dataclass
class Queued:
    pk: int
    subject: str
    at: datetime


def normal(text):
    """Text to compare addresses by: the same letter has one form, and capitals do not count.

    No more than that: case folding would make two people of `strasse` and `straße` one.
    """
    return unicodedata.normalize("NFC", text).strip().lower()


def standing_whole(address):
    """A pattern for this address in any text, but not for a longer one that holds it."""
    return re.compile(rf"(?<![{PART_OF_AN_ADDRESS}]){re.escape(address)}(?![\w-]|\.[\w-])")


def find(address, marks):
    """The mails in which the address stands, or one of the marks: links and references.

    Also returns how many mails cannot be read. Such a mail counts as found if it seems to hold
    the address. Otherwise it stays: it may be somebody else's, and a later version of the site, or
    an earlier one that still runs beside this, may be able to send it.
    """
    found, unreadable = [], 0
    whole_address = standing_whole(address) if address else NOWHERE
    marks = [normal(mark) for mark in marks]
    for row in Mail.objects.order_by("pk").iterator(chunk_size=200):
        try:
            email = row.email
            text = normal("\n".join(texts(email)))
        except Exception:  # a broken pickle raises whatever it likes
            text = normal(raw(row.message_data))
            if whole_address.search(text) or any(mark in text for mark in marks):
                found.append(Queued(row.pk, UNREADABLE, row.when_added))
            else:
                unreadable += 1
            continue
        if whole_address.search(text) or any(mark in text for mark in marks):
            found.append(Queued(row.pk, email.subject, row.when_added))
    return found, unreadable


def texts(email):
    """Whatever a mail says, in its heads, its texts and its files."""
    yield from (email.subject, email.body, email.from_email)
    for addresses in (email.to, email.cc, email.bcc, email.reply_to):
        yield from addresses
    yield from (str(value) for value in email.extra_headers.values())
    for content, kind in getattr(email, "alternatives", []):
        yield as_read(content, kind)
    for file in email.attachments:
        if isinstance(file, MIMEBase):
            for part in file.walk():
                yield " ".join(str(value) for value in part.values())
                yield as_read(part.get_payload(decode=True) or b"", part.get_content_type())
        else:
            name, content, kind = file
            yield name or ""
            yield as_read(content, kind or "")


def as_read(content, kind):
    """A part as a person reads it, so that no address hides in how the part is written."""
    text = content.decode(errors="replace") if isinstance(content, bytes) else str(content)
    if kind == "text/html":
        return html.unescape(text)
    if kind == "text/calendar":
        return unquote(re.sub(r"\r?\n[ \t]", "", text))  # its long lines are folded
    return text


def raw(data):
    try:
        return base64.b64decode(data).decode(errors="replace")
    except ValueError:
        return data
