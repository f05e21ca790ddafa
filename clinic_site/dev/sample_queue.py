"""What waits for reception on a site with samples: requests, comments and a message."""

import uuid
from datetime import timedelta

from django.utils import timezone

from booking import free_times
from booking.models import Appointment, Booking, Therapist, WaitingListEntry
from booking.models.rules import ZONE
from booking.models.state import SYSTEM
from booking.wall_clock import same_time_weeks_later
from comments.announcing import QUIET
from comments.models import Comment
from contact.models import Message
from inbox.verdict import Verdict
from pages.models import Page

COMMENTS = [
    ("This is a sample comment that is waiting for reception.", "https://example.com/"),
    ("This sample needs a second look: the best clinic, call me at 416 555 0123.", ""),
    ("This sample comment is approved. How long does one treatment take?", ""),
]


def add_queue(service):
    """Requests for this service, comments and a message, as reception finds them."""
    therapists = list(Therapist.objects.offering(service))
    starts = free_times.open_times_of_any(service, therapists, Appointment.objects.busy())
    for number, start in enumerate(starts[3:18:5], start=1):
        Booking.objects.request(
            form_key=uuid.uuid4(),
            service=service,
            therapists=therapists,
            starts=[start],
            name=f"Sample Patient {number}",
            email=f"patient{number}@example.com",
            phone=f"416 555 010{number}",
            note="A sample request." if number == 1 else "",
        )
    course = first_course(starts[20:])
    if course:
        Booking.objects.request(
            form_key=uuid.uuid4(),
            service=service,
            therapists=therapists,
            starts=course,
            name="Sample Patient 4",
            email="patient4@example.com",
            phone="416 555 0104",
            note="A sample course.",
        )
    for number, start in enumerate(starts[24:30:5], start=7):
        Booking.objects.by_staff(
            by=SYSTEM,
            form_key=uuid.uuid4(),
            service=service,
            therapists=therapists,
            starts=[start],
            name=f"Sample Caller {number}",
            email="",
            phone=f"416 555 010{number}",
            note="",
        )
    for number, weekdays in enumerate(([0, 2], []), start=5):
        WaitingListEntry.objects.join(
            form_key=uuid.uuid4(),
            service=service,
            therapist=therapists[0] if weekdays else None,
            weekdays=weekdays,
            times_of_day=[],
            until=timezone.localdate() + timedelta(weeks=4),
            name=f"Sample Patient {number}",
            email=f"patient{number}@example.com",
            phone=f"416 555 010{number}",
            note="A sample note." if weekdays else "",
        )
    # No email goes out, so without this the desk would say to phone them.
    Booking.objects.update(mail_id="", mailed_at=None)
    WaitingListEntry.objects.update(mail_id="")
    page = Page.objects.open_for_comments().first()
    if page:
        add_comments(page)
    Message.objects.store(
        Verdict(),
        name="Sample Writer",
        email="writer@example.com",
        phone="",
        topic=Message.Topic.APPOINTMENT,
        text="A sample message: may I come in the evening?",
    )


def first_course(starts):
    """The first three of these times that are a week apart; [] if closures leave none."""
    available = set(starts)
    courses = ([same_time_weeks_later(one, week, ZONE) for week in range(3)] for one in starts)
    return next((one for one in courses if available.issuperset(one)), [])


def add_comments(page):
    for number, (text, website) in enumerate(COMMENTS, start=1):
        comment = Comment.objects.store(
            Verdict(),
            page=page,
            name=f"Sample Visitor {number}",
            email=f"visitor{number}@example.com",
            website=website,
            text=text,
        )
    comment.moderate(
        by=None, seen=comment.version, state=Comment.State.APPROVED, reply="A sample answer."
    )
    # As if long ago, so that the worker does not announce the samples, but announces the next
    # comment.
    Comment.objects.waiting().update(announced_at=timezone.now() - QUIET)
