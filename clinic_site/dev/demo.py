import secrets
from contextlib import contextmanager
from datetime import time

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction

from booking.models import (
    Offering,
    Service,
    Therapist,
    WorkingHours,
)
from clinic.models import Clinic
from clinic_site.dev.sample_pages import add_pages
from clinic_site.dev.sample_queue import add_queue
from clinic_site.models import SignInRules

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
            add_queue(Service.objects.get(name=TREATMENT))
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


@contextmanager
def nobody_gets_mail():
    """The samples email nobody, neither invented patients nor the real reception."""
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = backend
