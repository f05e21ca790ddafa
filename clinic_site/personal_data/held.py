"""All that is held about the person behind an e-mail address: found, told, erased."""

import json
from functools import cached_property

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from mailer.models import Message as Mail

from booking.models import Appointment, Booking
from clinic_site.models import PersonalDataRequest
from clinic_site.personal_data import mail
from clinic_site.personal_data.words import Record, booking_in_words, submission_in_words
from comments.models import Comment
from contact.models import Message
from pages.clock import spoken

SALT = "clinic_site.personal_data"


class SomethingElse(Exception):
    """What is held is not what the person at the desk has seen. Nothing was erased."""


class StillNeeded(Exception):
    """A visit is to come, or a request has no answer yet. Nothing was erased."""


class Held:
    """What the database holds about an address. Capitals do not matter; nothing else is guessed."""

    def __init__(self, address):
        self.address = mail.normal(address)
        self.bookings = self.of_address(Booking)
        self.comments = self.of_address(Comment).select_related("page")
        self.messages = self.of_address(Message)

    def of_address(self, model):
        """Compared here, since what the database takes for the same letter depends on its locale.

        There, somebody who writes an i without its dot may be taken for who writes it with one.
        """
        addresses = model.objects.exclude(email="").values_list("pk", "email")
        return model.objects.filter(
            pk__in=[pk for pk, email in addresses if mail.normal(email) == self.address]
        ).order_by("pk")

    @cached_property
    def sections(self):
        """Everything but the mails, in words."""
        return {
            "Appointments": [booking_in_words(one) for one in self.bookings],
            "Comments": [submission_in_words(one) for one in self.comments],
            "Messages": [submission_in_words(one) for one in self.messages],
        }

    @cached_property
    def queue(self):
        with transaction.atomic():  # the queue is read through a cursor, also behind a pooler
            return mail.find(self.address, self.marks())

    @property
    def mails(self):
        return self.queue[0]

    @property
    def unreadable_mails(self):
        return self.queue[1]

    def marks(self):
        """What stands in mails about these rows, whoever gets them."""
        for booking in self.bookings:
            yield from (booking.reference, booking.token)
            yield from booking.former_links.values_list("token", flat=True)
        for submission in (*self.comments, *self.messages):
            yield submission.get_admin_url()

    def everything(self):
        """The sections, and the mails that wait to be sent, which are told by their subjects."""
        mails = [Record({"Subject": one.subject, "Written": spoken(one.at)}) for one in self.mails]
        return self.sections | {"E-mails not sent yet": mails}

    def as_data(self):
        """Everything for a file."""
        found = {
            title: [one.as_data() for one in records]
            for title, records in self.everything().items()
        }
        about = {"E-mail address": self.address, "As of": spoken(timezone.now())}
        return about | found

    def __bool__(self):
        return any(self.everything().values())

    def version(self):
        """Names what a person looks at. Without the mails, which leave the queue by themselves."""
        sections = [[one.as_data() for one in records] for records in self.sections.values()]
        return salted_hmac(SALT, json.dumps(sections), algorithm="sha256").hexdigest()

    def unsettled(self):
        """The visits for which the clinic still needs to know who comes."""
        visits = Appointment.objects.filter(booking__in=self.bookings).unsettled()
        return visits.select_related("therapist")

    def amounts(self):
        return {
            "bookings": len(self.sections["Appointments"]),
            "comments": len(self.sections["Comments"]),
            "messages": len(self.sections["Messages"]),
            "mails": len(self.mails),
        }

    def note_export(self, by):
        """Write down that this was handed out."""
        PersonalDataRequest.objects.create(
            kind=PersonalDataRequest.Kind.EXPORT, by=by, **self.amounts()
        )


def erase(address, by, seen):
    """Erase all that is held about this address, or nothing; returns what was written down of it.

    Comments, messages and mails not sent yet are deleted; bookings lose everything personal.
    `seen` is the version that was looked at. Raises SomethingElse, StillNeeded, and DiaryBusy
    when a diary, or a mail just being sent, is not let go of within some seconds.
    """
    visits = Appointment.objects.filter(booking__in=Held(address).bookings)
    with Appointment.taking_time(set(visits.values_list("therapist_id", flat=True))):
        held = Held(address)
        # After the diaries, as whoever changes a booking locks. In full, so that no change is
        # noted with a comment while that is being deleted.
        for rows in (held.bookings, held.messages, held.comments.select_related(None)):
            list(rows.select_for_update())
        held = Held(address)
        if held.unsettled():
            raise StillNeeded
        if held.version() != seen:
            raise SomethingElse
        amounts = held.amounts()
        # Waits for a worker that is just sending one of them. What has left counts as sent.
        amounts["mails"], _ = Mail.objects.filter(pk__in=[one.pk for one in held.mails]).delete()
        held.bookings.erase()
        held.comments.delete()
        held.messages.delete()
        return PersonalDataRequest.objects.create(
            kind=PersonalDataRequest.Kind.ERASURE, by=by, **amounts
        )
