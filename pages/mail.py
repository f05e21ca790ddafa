from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from pages.models import Clinic


def send(to, subject, template, context):
    """Queue a plain-text mail in the clinic's name, in the caller's transaction."""
    clinic = Clinic.current()
    body = render_to_string(template, context | {"clinic": clinic, "SITE_URL": settings.SITE_URL})
    EmailMessage(
        subject,
        body.strip() + "\n",
        to=to,
        headers={"Auto-Submitted": "auto-generated"},
    ).send()
