"""Which of the emails in the queue are about a person.

A queued email is a pickle in base64, so each has to be opened and read: no query could find it.
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


@dataclass
class Queued:
    pk: int
    subject: str
    at: datetime


def normal(text):
    """A form to compare addresses in: each letter has one form, and no capitals.

    Not case folding, which would take the people of `strasse` and `straße` for one.
    """
    return unicodedata.normalize("NFC", text).strip().lower()


def standing_whole(address):
    """A pattern that finds this address in a text, but not within a longer address."""
    return re.compile(rf"(?<![{PART_OF_AN_ADDRESS}]){re.escape(address)}(?![\w-]|\.[\w-])")


def find(addresses, marks):
    """The emails with one of the addresses in them, or with one of the marks: links and references.

    Also returns how many emails can't be read. Such an email is found if it seems to hold
    one. Otherwise it is kept: it may be somebody else's, and another version of the site that
    runs beside or after this one may be able to send it.
    """
    found, unreadable = [], 0
    whole = [standing_whole(one) for one in addresses]
    marks = [normal(mark) for mark in marks]
    for row in Mail.objects.order_by("pk").iterator(chunk_size=200):
        try:
            email = row.email
            text = normal("\n".join(texts(email)))
        except Exception:  # a broken pickle can raise anything
            text = normal(raw(row.message_data))
            if is_in(text, whole, marks):
                found.append(Queued(row.pk, UNREADABLE, row.when_added))
            else:
                unreadable += 1
            continue
        if is_in(text, whole, marks):
            found.append(Queued(row.pk, email.subject, row.when_added))
    return found, unreadable


def is_in(text, patterns, marks):
    return any(one.search(text) for one in patterns) or any(mark in text for mark in marks)


def texts(email):
    """All texts of an email: its headers, its bodies and its attachments."""
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
    """A body or attachment as a person reads it, so that its encoding can't hide an address."""
    text = content.decode(errors="replace") if isinstance(content, bytes) else str(content)
    if kind == "text/html":
        return html.unescape(text)
    if kind == "text/calendar":
        return unquote(re.sub(r"\r?\n[ \t]", "", text))  # iCalendar folds long lines
    return text


def raw(data):
    try:
        return base64.b64decode(data).decode(errors="replace")
    except ValueError:
        return data
