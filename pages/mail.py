import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, make_msgid
from django.template.loader import render_to_string

from pages.models import Clinic


def send(to, subject, template, context, attachments=(), reply_to=()):
    """Queue a mail in the clinic's name, in the caller's transaction; returns its Message-ID.

    The template writes plain text. The HTML beside it says the same, laid out for a phone.
    """
    clinic = Clinic.current()
    text = render_to_string(template, context | {"clinic": clinic, "SITE_URL": settings.SITE_URL})
    text = re.sub(r"\n{3,}", "\n\n", text.strip())  # what a template left out leaves no hole
    message_id = new_message_id()
    mail = EmailMultiAlternatives(
        subject,
        text + "\n",
        to=to,
        reply_to=reply_to,
        headers={"Auto-Submitted": "auto-generated", "Message-ID": message_id},
        attachments=attachments,
    )
    html = render_to_string("mail/base.html", {"text": text, "subject": subject, "clinic": clinic})
    mail.attach_alternative(html, "text/html")
    mail.send()
    return message_id


def mailbox(name, address):
    """Both as one header says them. Django encodes what is not ASCII, and only if it is not yet."""
    quoted = name.replace("\\", r"\\").replace('"', r"\"")
    return f'"{quoted}" <{address}>'


def new_message_id():
    """A Message-ID of ours. To ask the network for the domain would hold up the transaction."""
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname)
