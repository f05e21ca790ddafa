"""Plain helpers that make valid things, to be spoiled by the test that needs it."""

import io
import uuid
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

from django.contrib.auth.models import Group, Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from mailer.models import Message as Mail
from PIL import Image as Drawing

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
from comments.models import Comment
from contact.models import Message
from inbox.verdict import Verdict
from pages.models import Image, Page

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # a Monday, 9:00 in Toronto
TOMORROW_AT_NINE = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
TOMORROW = date(2026, 11, 24)


def service(name="IMS treatment", **fields):
    return Service.objects.create(name=name, **{"duration": 30} | fields)


def therapist(*services, name="Sample Therapist", opens=time(9), closes=time(17), **fields):
    """A therapist who works every weekday, weekend included."""
    one = Therapist.objects.create(name=name, **fields)
    Offering.objects.bulk_create(Offering(therapist=one, service=offered) for offered in services)
    hours = {"therapist": one, "opens": opens, "closes": closes}
    WorkingHours.objects.bulk_create(WorkingHours(weekday=day, **hours) for day in range(7))
    return one


def booking(service, therapist, starts_at=TOMORROW_AT_NINE, **details):
    """A patient's request. The clock must be before `starts_at`, as at NOW."""
    return Booking.objects.request(
        **{
            "form_key": uuid.uuid4(),
            "service": service,
            "therapists": [therapist],
            "starts": [starts_at],
            "name": "Sample Patient",
            "email": "patient@example.com",
            "phone": "416 555 0123",
            "note": "",
        }
        | details
    )


def waiting_entry(service, **details):
    """Somebody on the waiting list for two weeks, with anyone and at any time."""
    return WaitingListEntry.objects.join(
        **{
            "form_key": uuid.uuid4(),
            "service": service,
            "therapist": None,
            "weekdays": [],
            "times_of_day": [],
            "until": date(2026, 12, 7),
            "name": "Sample Waiter",
            "email": "waiter@example.com",
            "phone": "416 555 0199",
            "note": "",
        }
        | details
    )


def open_times(service, therapists, **when):
    """The starts at which any of them is free."""
    return free_times.open_times_of_any(service, therapists, Appointment.objects.busy(), **when)


def version(row):
    """The row's version as it is now, whatever the test has done to it since it was read."""
    return type(row).objects.get(pk=row.pk).version


def contact(number):
    """A patient's own address and number: the requests of one contact are counted."""
    return {"email": f"rival{number}@example.com", "phone": f"416 555 01{number:02}"}


def page(slug="a-page", title="A page", **fields):
    one = Page.objects.create(slug=slug, **fields)
    draft = one.revisions.create(title=title)  # as `edit` begins the first one
    draft.sections.create(heading="A heading", body="<p>A text.</p>", order=1)
    draft.publish()
    return one


def picture(width=60, height=40, kind="JPEG", mode="RGB", colour=0, **options):
    """The bytes of a picture file in one colour."""
    file = io.BytesIO()
    Drawing.new(mode, (width, height), colour).save(file, kind, **options)
    return file.getvalue()


def upload(content=None, name="picture.jpg"):
    return SimpleUploadedFile(name, picture() if content is None else content)


def image(width=60, height=40, by=None):
    return Image.objects.take(upload(picture(width, height)), by=by)


def comment(page, verdict=None, **typed):
    fields = {
        "name": "Sample Visitor",
        "email": "visitor@example.com",
        "website": "",
        "text": "A sample comment.",
    }
    return Comment.objects.store(verdict or Verdict(), page=page, **fields | typed)


def approved(comment, **values):
    """The comment, approved by a moderator with these additions."""
    comment.moderate(by=None, seen=comment.version, state=Comment.State.APPROVED, **values)
    return comment


def message(**typed):
    fields = {
        "name": "Sample Writer",
        "email": "writer@example.com",
        "phone": "",
        "text": "A sample message.",
    }
    return Message.objects.store(Verdict(), **fields | typed)


def staff(group, username="sample-staff"):
    user = User.objects.create_user(username, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


def own_account(therapist, username="sample-therapist"):
    """The account with which this therapist sees their own visits."""
    therapist.account = staff("Therapists", username)
    therapist.save()
    return therapist.account


def typed(response, **changes):
    """What a browser would send from an admin form, with these changes."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {field.html_name: field.value() for form in forms for field in form}
    sent = {name: "" if value is None else value for name, value in values.items()}
    return {name: value for name, value in sent.items() if value is not False} | changes


def call(command, *args):
    """Run a management command quietly."""
    call_command(command, *args, verbosity=0, stdout=io.StringIO())


def permissions(*codenames):
    return Permission.objects.filter(codename__in=codenames)


def queued_mail():
    """The mails waiting in the outbox, oldest first."""
    return [row.email for row in Mail.objects.order_by("pk")]


@contextmanager
def undone():
    """What happens here leaves nothing in the database: one of many inputs to the same page."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
