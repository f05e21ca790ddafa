import secrets
import uuid
from contextlib import contextmanager
from datetime import time, timedelta

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone

from booking import free_times
from booking.models import (
    Appointment,
    Booking,
    Offering,
    Service,
    Therapist,
    WaitingListEntry,
    WorkingHours,
)
from booking.models.rules import ZONE
from booking.models.state import SYSTEM
from booking.wall_clock import same_time_weeks_later
from clinic.models import Clinic
from clinic_site.dev.sample_pages import add_pages
from clinic_site.models import SignInRules
from comments.announcing import QUIET
from comments.models import Comment
from contact.models import Message
from inbox.verdict import Verdict
from pages.models import Page

NOTE = "Sample hours"
TREATMENT = "IMS treatment (sample)"
SERVICES = [
    {
        "name": TREATMENT,
        "duration": 45,
        "buffer_after": 15,
        "longest_course": 6,
        "for_whom": "For muscle pain, also on a first visit.",
        "is_first": True,
        "price": "$100 (sample)",
    },
    {
        "name": "Physiotherapy (sample)",
        "duration": 30,
        "buffer_after": 15,
        "price": "$80 (sample)",
    },
    {
        "name": "First assessment (sample)",
        "duration": 60,
        "buffer_after": 15,
        "is_first": True,
        "price": "$120 (sample)",
    },
    {
        "name": "Insurance assessment (sample)",
        "duration": 60,
        "is_online": False,
        "for_whom": "After an accident or an injury at work.",
        "price": "$180 (sample)",
    },
]
# Each with the weekdays on which they work, and what is different with them for TREATMENT.
THERAPISTS = {
    "Anna Sample": (range(5), {}),
    "Ben Sample": ((0, 2, 4), {"duration": 60, "price": "$130 (sample)"}),
}
ACCOUNTS = {  # each with its group
    "reception": "Reception",
    "editor": "Editors",
    "therapist": "Therapists",
    "administrator": "Administrators",
}

DETAILS = {
    "address": "1 Sample Street\nToronto (sample address)",
    "directions": "A sample: from the nearest station, turn left; the clinic is across the park.",
    "parking": "A sample: two hours free behind the building.",
    "access": "A sample: an automatic door, and an elevator from the street.",
    "languages": "English, French, Polish (sample)",
    "messages_promise": "We usually answer within two working days (sample).",
    "comments_promise": "That usually takes two working days (sample).",
}
COMMENTS = [
    ("This is a sample comment that is waiting for reception.", "https://example.com/"),
    ("This sample needs a second look: the best clinic, call me at 416 555 0123.", ""),
    ("This sample comment is approved. How long does one treatment take?", ""),
]


@transaction.atomic
def add_samples(*, with_pages=True):
    """Add sample hours, requests, comments, messages and pages, once, and accounts for the staff.

    Returns each new account's name and password.
    """
    names = [one["name"] for one in SERVICES]
    if not Service.objects.filter(name__in=names).exists():
        add_clinic()
        add_hours()
        with nobody_gets_mail():
            add_queue()
        if with_pages:
            add_pages(
                therapists={one.name: one for one in Therapist.objects.all()},
                services={one.name: one for one in Service.objects.all()},
            )
    # The password alone, which the terminal shows: the samples are nobody's secret.
    SignInRules.objects.get_or_create(pk=1, defaults={"is_second_factor_required": False})
    made = []
    for name, group in ACCOUNTS.items():
        if not User.objects.filter(username=name).exists():
            password = secrets.token_urlsafe(12)
            user = User.objects.create_user(name, password=password, is_staff=True)
            user.groups.set(Group.objects.filter(name=group))
            if group == "Therapists":
                without = Therapist.objects.active().filter(account=None)
                Therapist.objects.give_account(user, without.first())
            made.append((name, password))
    return made


def add_clinic():
    """What is known of every clinic, as samples, unless it has been entered."""
    clinic, _ = Clinic.objects.get_or_create(pk=1)
    if not clinic.hours.exists():
        for weekday in range(5):
            clinic.hours.create(weekday=weekday, opens=time(9), closes=time(17), note=NOTE)
    for name, words in DETAILS.items():
        Clinic.objects.filter(**{name: ""}).update(**{name: words})


def add_hours():
    services = Service.objects.bulk_create(
        Service(order=order, **words) for order, words in enumerate(SERVICES, start=1)
    )
    therapists = Therapist.objects.bulk_create(
        Therapist(name=name, order=order) for order, name in enumerate(THERAPISTS, start=1)
    )
    offerings, hours = [], []
    for therapist in therapists:
        weekdays, own = THERAPISTS[therapist.name]
        offerings += [
            Offering(therapist=therapist, service=one, **own if one.name == TREATMENT else {})
            for one in services
        ]
        hours += [
            WorkingHours(therapist=therapist, weekday=day, opens=opens, closes=closes, note=NOTE)
            for day in weekdays
            for opens, closes in ((time(9), time(12)), (time(13), time(17)))
        ]
    Offering.objects.bulk_create(offerings)
    WorkingHours.objects.bulk_create(hours)


def add_queue():
    service = Service.objects.get(name=TREATMENT)
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


@contextmanager
def nobody_gets_mail():
    """The samples email nobody, neither invented patients nor the real reception."""
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = backend
