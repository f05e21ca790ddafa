"""Listing all that is held about a person."""

import json
from functools import cached_property
from itertools import groupby

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from booking.models import Appointment, ImportedPerson, RecordView
from clinic.clock import in_full
from clinic_site.models import AccountEvent, PersonalDataRequest
from clinic_site.personal_data import guards, mail
from clinic_site.personal_data.people import People, dialled
from clinic_site.personal_data.summaries import (
    Record,
    arrangement_in_words,
    booking_in_words,
    patient_in_words,
    person_in_words,
    record,
    submission_in_words,
)

SALT = "clinic_site.personal_data"
MOST_VIEWS = 1000


class Held(People):
    """What the database holds about the people found."""

    @cached_property
    def everybody(self):
        return Held(**self.whom() | {"who": ()}) if self.who else self

    @cached_property
    def sections(self):
        """Everything but the emails, in words."""
        return {
            "Patient": [patient_in_words(one) for one in self.patients],
            "Appointments": [booking_in_words(one) for one in self.bookings],
            "Booked for somebody else": [arrangement_in_words(one) for one in self.for_others],
            "Waiting list": [submission_in_words(one) for one in self.waits],
            "Files of appointment books": [person_in_words(one) for one in self.in_files()],
            "Comments": [submission_in_words(one) for one in self.comments],
            "Messages": [submission_in_words(one) for one in self.messages],
        }

    def in_files(self):
        """What files of other appointment books say of them, as long as these are kept."""
        rows, names = ImportedPerson.objects.prefetch_related("rows"), self.names()
        found = rows.naming(names, self.emails | self.phones, self.patients)
        theirs = rows.filter(patient__in=self.patients)
        return found.called(names) | theirs if self.who else found

    @cached_property
    def queue(self):
        with transaction.atomic():  # the queue is read through a cursor, even behind a pooler
            # If several people use one address, an email belongs to the one whose booking or text
            # it names.
            return mail.find(set() if self.who else self.emails, self.marks())

    @property
    def mails(self):
        return self.queue[0]

    @property
    def unreadable_mails(self):
        return self.queue[1]

    def marks(self):
        """The links and references that appear in emails about these rows."""
        for booking in (*self.bookings, *self.for_others):
            yield from (booking.reference, booking.token)
            yield from booking.former_links.values_list("token", flat=True)
        for entry in self.waits:
            yield from (entry.token, entry.get_admin_url())
        for submission in (*self.comments, *self.messages):
            yield submission.get_admin_url()
        yield from (comment.token for comment in self.comments if comment.token)

    def everything(self):
        """The sections, and the subjects of emails not sent yet."""
        mails = [Record({"Subject": one.subject, "Written": in_full(one.at)}) for one in self.mails]
        return self.sections | {
            "Emails not sent yet": mails,
            # A screen opened twice in a minute reads the same twice.
            "Looked at": [one for one, _ in groupby(record(view) for view in self.views())],
        }

    def views(self):
        """When these records were opened, the last first; who did is not the person's own data."""
        keys = ([one.pk for one in rows] for rows in (self.patients, self.bookings, self.waits))
        return RecordView.objects.about(*keys)[:MOST_VIEWS]

    def as_data(self):
        """Everything, for the file to download."""
        found = {
            title: [one.as_data() for one in records]
            for title, records in self.everything().items()
        }
        about = {"Email address": self.address, "Phone number": self.phone}
        if self.also or self.patient:
            about["Also looked for"] = sorted((self.emails | self.phones) - set(about.values()))
        about["Name"] = [one.name for one in self.people if one.key in self.who]
        told = {label: value for label, value in about.items() if value}
        return told | {"As of": in_full(timezone.now())} | found

    def __bool__(self):
        return bool(any(self.sections.values()) or self.mails)

    def version(self):
        """A digest of what was shown, including other people's rows there, which may become theirs.

        Without the emails, which leave the queue on their own.
        """
        told = self.everybody.sections.values()
        sections = [[one.as_data() for one in records] for records in told]
        return salted_hmac(SALT, json.dumps(sections), algorithm="sha256").hexdigest()

    def unsettled(self):
        """The visits for which the clinic still needs to know the patient."""
        bookings = [one.pk for one in (*self.bookings, *self.for_others)]
        visits = Appointment.objects.filter(booking__in=bookings).unsettled()
        return visits.select_related("therapist")

    @cached_property
    def kept(self):
        """The bookings that a rule asks the clinic to keep: see `guards`."""
        return guards.kept(self.bookings)

    def erasable(self, overriding=False):
        """The bookings and the patients that can be erased, without those that are kept."""
        if overriding or not self.kept:
            return self.bookings, self.patients
        bookings = [one.booking for one in self.kept]
        kept = {one.pk for one in bookings}, {one.patient_id for one in bookings}
        return self.bookings.exclude(pk__in=kept[0]), self.patients.exclude(pk__in=kept[1] - {None})

    def amounts(self):
        return {
            "bookings": len(self.sections["Appointments"]),
            "for_others": len(self.sections["Booked for somebody else"]),
            "comments": len(self.sections["Comments"]),
            "messages": len(self.sections["Messages"]),
            "patients": len(self.sections["Patient"]),
            "waits": len(self.sections["Waiting list"]),
            "mails": len(self.mails),
        }

    def to_erase(self, overriding=False):
        """As `amounts`, of what erasing would erase, with how many bookings it would leave."""
        bookings, patients = self.erasable(overriding)
        counted = {"bookings": bookings.count(), "patients": patients.count()}
        return self.amounts() | counted | {"kept": self.bookings.count() - counted["bookings"]}

    def would_erase(self, overriding=False):
        """Whether erasing would erase anything: what a rule keeps is found every time."""
        amounts = self.to_erase(overriding)
        return any(count for name, count in amounts.items() if name != "kept")

    def pairs(self, bookings, patients):
        """What `digests` takes, of all that is erased: contacts with names, and references."""
        for one in bookings:
            yield one.reference, ""
        for one in patients:
            for contact in filter(None, (*map(mail.normal, one.emails), *map(dialled, one.phones))):
                yield contact, self.keys[one.name]
        for one in (*bookings, *self.waits, *self.comments, *self.messages):
            phone = dialled(getattr(one, "phone", ""))
            for contact in filter(None, (mail.normal(one.email), phone)):
                yield contact, self.keys[one.name]

    def note_export(self, by):
        """Record that this was exported."""
        AccountEvent.objects.note(AccountEvent.What.EXPORTED, account=by)
        PersonalDataRequest.objects.create(
            kind=PersonalDataRequest.Kind.EXPORT, by=by, **self.amounts()
        )
