from django.urls import reverse
from mailer.models import Message as Mail

from booking.models import Appointment
from comments.models import Comment
from contact.models import Message


def waiting(user):
    """What waits for this person, each with its count and the list where it is dealt with."""
    piles = [
        (
            "booking.view_appointment",
            "appointment requests",
            Appointment.objects.waiting(),
            "admin:booking_appointment_changelist",
        ),
        (
            "comments.view_comment",
            "comments",
            Comment.objects.waiting(),
            "admin:comments_comment_changelist",
        ),
        (
            "contact.view_message",
            "messages",
            Message.objects.waiting(),
            "admin:contact_message_changelist",
        ),
    ]
    rows = [
        {"count": rows.count(), "what": what, "url": reverse(list_name)}
        for permission, what, rows, list_name in piles
        if user.has_perm(permission)
    ]
    if user.has_perm("booking.view_appointment") and (late := Mail.objects.deferred().count()):
        rows.append({"count": late, "what": "mails that could not be delivered yet", "url": None})
    return rows
