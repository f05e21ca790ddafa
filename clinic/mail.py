"""An email in the clinic's name, as plain text and as a page that says the same."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection, make_msgid
from django.template.loader import render_to_string

from clinic.mail_blocks import blocks, tidy, wrapped
from clinic.models import Clinic
from clinic.nowrap import SPOKEN_TIME


class Letter(NamedTuple):
    """An email to be queued.

    The template writes plain text, in blocks: see `clinic.mail_blocks`. The HTML beside it says
    the same, laid out for a phone. Both end with how to reach the clinic.
    """

    to: Sequence[str]
    subject: str
    template: str
    context: dict
    attachments: Sequence = ()
    reply_to: Sequence[str] = ()


def send(*args, **kwargs):
    """Queue an email in the clinic's name, in the caller's transaction; returns its Message-ID.

    The arguments are those of Letter.
    """
    return send_all([Letter(*args, **kwargs)])[0]


def send_all(letters):
    """Like `send`, for several: the clinic is read once, and the rows are inserted together."""
    known = {"clinic": Clinic.current(), "SITE_URL": settings.SITE_URL}
    mails = [composed(letter, known) for letter in letters]
    get_connection().send_messages(mails)
    return [mail.extra_headers["Message-ID"] for mail in mails]


def composed(letter, known):
    to, subject, template, context, attachments, reply_to = letter
    text = tidy(render_to_string(template, context | known))
    has_times = bool(SPOKEN_TIME.search(text))
    footer = tidy(render_to_string("mail/footer.txt", known | {"has_times": has_times}))
    mail = EmailMultiAlternatives(
        subject,
        wrapped(f"{text}\n\n{footer}\n"),
        to=to,
        reply_to=reply_to,
        headers={"Auto-Submitted": "auto-generated", "Message-ID": new_message_id()},
        attachments=attachments,
    )
    heading, rest = blocks(text)
    parts = {"subject": subject, "heading": heading, "blocks": rest, "has_times": has_times}
    html = render_to_string("mail/base.html", known | parts)
    mail.attach_alternative(html, "text/html")
    return mail


def mailbox(name, address):
    """Name and address as in a header. Django encodes what is not ASCII, unless it already is."""
    quoted = name.replace("\\", r"\\").replace('"', r"\"")
    return f'"{quoted}" <{address}>'


def new_message_id():
    """A Message-ID. Its domain is set here, because a DNS lookup would hold up the transaction."""
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname)
