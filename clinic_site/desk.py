from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from mailer.models import PRIORITY_DEFERRED
from mailer.models import Message as Mail

from booking.models import Appointment
from comments.models import Comment
from contact.models import Message

SLOW = timedelta(minutes=5)  # a mail that has waited so long says that nobody delivers


def waiting(user):
    """What waits for this person, each with its count and the list where it is dealt with."""
    undelivered = Mail.objects.filter(
        Q(priority=PRIORITY_DEFERRED) | Q(when_added__lt=timezone.now() - SLOW)
    )
    piles = [
        ("booking.view_appointment", "appointment request", Appointment.objects.waiting()),
        ("comments.view_comment", "comment", Comment.objects.waiting()),
        ("contact.view_message", "message", Message.objects.waiting()),
        ("booking.view_appointment", "undelivered mail", undelivered),
    ]
    return [
        {
            "count": count,
            "what": what if count == 1 else f"{what}s",
            "url": None if rows is undelivered else list_url(rows.model),
        }
        for permission, what, rows in piles
        if user.has_perm(permission) and ((count := rows.count()) or rows is not undelivered)
    ]


def list_url(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
