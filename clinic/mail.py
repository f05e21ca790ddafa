"""How the plain text of an email is laid out, and what each part of it is.

Blocks are separated by empty lines. The first is the heading. One whose first line ends in a colon
is a fact with its label; if only a URL follows, it is a button.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection, make_msgid
from django.template.loader import render_to_string

from clinic.models import Clinic
from clinic.nowrap import with_fixed_spaces

WIDTH = 76  # characters; RFC 5322, 2.1.1 asks for no more than 78


class Letter(NamedTuple):
    """An email to be queued.

    The template writes plain text, in blocks: see the top of this module. The HTML beside it says
    the same, laid out for a phone. Both end with how to reach the clinic.
    """

    to: Sequence[str]
    subject: str
    template: str
    context: dict
    attachments: Sequence = ()
    reply_to: Sequence[str] = ()


@dataclass(frozen=True)
class Block:
    label: str = ""
    text: str = ""
    link: str = ""


def tidy(text):
    """Without the blank lines that a template leaves where it has nothing to say."""
    lines = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines)


def wrapped(text):
    """Lines wrapped for mail programs that don't. Links and dates stay in one piece."""
    filled = "\n".join(
        fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)
        for line in with_fixed_spaces(text).split("\n")
    )
    return filled.replace("\u00a0", " ")


def blocks(text):
    """The heading of a tidy text, and the rest as Blocks."""
    heading, *rest = text.split("\n\n")
    return " ".join(heading.split("\n")), [block(one) for one in rest]


def block(text):
    first, _, rest = text.partition("\n")
    if not (first.endswith(":") and rest):
        return Block(text=text)
    if re.fullmatch(r"https?://\S+", rest):
        return Block(label=first[:-1], link=rest)
    return Block(label=first[:-1], text=rest)


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
    footer = tidy(render_to_string("mail/footer.txt", known))
    mail = EmailMultiAlternatives(
        subject,
        wrapped(f"{text}\n\n{footer}\n"),
        to=to,
        reply_to=reply_to,
        headers={"Auto-Submitted": "auto-generated", "Message-ID": new_message_id()},
        attachments=attachments,
    )
    heading, rest = blocks(text)
    parts = {"subject": subject, "heading": heading, "blocks": rest}
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
