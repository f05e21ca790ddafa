from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, make_msgid
from django.template.loader import render_to_string

from clinic.mail_text import blocks, tidy, wrapped
from clinic.models import Clinic


def send(to, subject, template, context, attachments=(), reply_to=()):
    """Queue an email in the clinic's name, in the caller's transaction; returns its Message-ID.

    The template writes plain text, in the blocks that pages.mail_text knows. The HTML beside it
    says the same, laid out for a phone. Both end with how to reach the clinic.

    """
    known = {"clinic": Clinic.current(), "SITE_URL": settings.SITE_URL}
    text = tidy(render_to_string(template, context | known))
    footer = tidy(render_to_string("mail/footer.txt", known))
    message_id = new_message_id()
    mail = EmailMultiAlternatives(
        subject,
        wrapped(f"{text}\n\n{footer}\n"),
        to=to,
        reply_to=reply_to,
        headers={"Auto-Submitted": "auto-generated", "Message-ID": message_id},
        attachments=attachments,
    )
    heading, rest = blocks(text)
    parts = {"subject": subject, "heading": heading, "blocks": rest}
    html = render_to_string("mail/base.html", known | parts)
    mail.attach_alternative(html, "text/html")
    mail.send()
    return message_id


def mailbox(name, address):
    """Name and address as in a header. Django encodes what is not ASCII, unless it already is."""
    quoted = name.replace("\\", r"\\").replace('"', r"\"")
    return f'"{quoted}" <{address}>'


def new_message_id():
    """A Message-ID. Its domain is set here, because a DNS lookup would hold up the transaction."""
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname)
