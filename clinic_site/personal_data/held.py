"""Finding and listing all that is held about a person."""

import json
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.admin.utils import model_ngettext
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from booking.models import Appointment, Booking, Patient, WaitingListEntry
from clinic import desk_search
from clinic.clock import in_full
from clinic.phone import to_e164
from clinic_site.models import PersonalDataRequest
from clinic_site.personal_data import mail
from clinic_site.personal_data.summaries import (
    Record,
    booking_in_words,
    patient_in_words,
    submission_in_words,
)
from comments.models import Comment
from contact.models import Message

SALT = "clinic_site.personal_data"
BY_CONTACT = (Booking, WaitingListEntry, Comment, Message)  # each row has one address or number


@dataclass
class Person:
    """Somebody who used an address or number: their name as last written, and how much is theirs.

    `key` is the name as a search folds it, so that “Zoe” and “ZOË” are the same person.
    """

    key: str
    name: str = ""
    rows: dict = field(default_factory=dict)  # how many, by model

    def __str__(self):
        counted = [f"{count} {model_ngettext(model, count)}" for model, count in self.rows.items()]
        return f"{self.name}: {', '.join(counted)}"


class Held:
    """What the database holds about an address or a number, or only what belongs to `who`.

    `who` holds keys of Persons; if empty, everybody is included, as a family may share one.
    Addresses match in any case; nothing else is guessed.
    """

    def __init__(self, address="", phone="", who=()):
        self.address = mail.normal(address)
        self.phone = dialled(phone)
        self.who = set(who)
        self.found = {one: self.at_contact(one) for one in BY_CONTACT}
        self.found[Patient] = self.patients_at_contact()
        # Reception may have joined what the same patient booked with another contact.
        more = Booking.objects.filter(patient__in=self.found[Patient])
        self.found[Booking] |= dict(more.values_list("pk", "name"))
        self.patients = self.theirs(Patient)
        self.bookings = self.theirs(Booking)
        self.comments = self.theirs(Comment).select_related("page")
        self.messages = self.theirs(Message)
        self.waits = self.theirs(WaitingListEntry).select_related("service", "therapist", "booking")

    def at_contact(self, model):
        """The names used with the address or number, by primary key."""
        found = {}
        if self.address:
            # The desk's search finds these rows by an index, but also others: with an accent or a
            # dotless i it is another address. So they are compared again here.
            near = model.objects.found(self.address).exclude(email="")
            rows = near.values_list("pk", "name", "email")
            found = {pk: name for pk, name, email in rows if mail.normal(email) == self.address}
        if self.phone and hasattr(model, "phone"):
            # An index finds its last digits, however the number was written.
            near = model.objects.found(self.phone[-7:]).values_list("pk", "name", "phone")
            found |= {pk: name for pk, name, phone in near if dialled(phone) == self.phone}
        return found

    def patients_at_contact(self):
        """As `at_contact`, of patients, who can have several of each."""
        near = Patient.objects.none()
        for words in filter(None, (self.address, self.phone[-7:])):
            near |= Patient.objects.found(words)
        return {
            one.pk: one.name
            for one in near
            if (self.address and self.address in map(mail.normal, one.emails))
            or (self.phone and self.phone in map(dialled, one.phones))
        }

    def theirs(self, model):
        """This model's rows of the people chosen."""
        names = self.found[model]
        pks = [pk for pk, name in names.items() if not self.who or self.keys[name] in self.who]
        return model.objects.filter(pk__in=pks).order_by("pk")

    @cached_property
    def keys(self):
        """The key of each name used."""
        names = sorted({name for rows in self.found.values() for name in rows.values()})
        folded = zip(names, desk_search.folded(names), strict=True)
        return {name: joined or mail.normal(name) for name, (_, joined) in folded}

    @cached_property
    def people(self):
        """Everybody who used the address or number, chosen or not."""
        found = {}
        for model, names in self.found.items():
            for _, name in sorted(names.items()):
                person = found.setdefault(self.keys[name], Person(self.keys[name]))
                person.name = name
                person.rows[model] = person.rows.get(model, 0) + 1
        return [found[key] for key in sorted(found)]

    @property
    def is_of_several(self):
        """Whether several people use the address or number and none was chosen."""
        return not self.who and len(self.people) > 1

    @cached_property
    def everybody(self):
        return Held(self.address, self.phone) if self.who else self

    @cached_property
    def sections(self):
        """Everything but the emails, in words."""
        return {
            "Patient": [patient_in_words(one) for one in self.patients],
            "Appointments": [booking_in_words(one) for one in self.bookings],
            "Waiting list": [submission_in_words(one) for one in self.waits],
            "Comments": [submission_in_words(one) for one in self.comments],
            "Messages": [submission_in_words(one) for one in self.messages],
        }

    @cached_property
    def queue(self):
        with transaction.atomic():  # the queue is read through a cursor, even behind a pooler
            # If several people use one address, an email belongs to the one whose booking or text
            # it names.
            address = "" if self.who else self.address
            return mail.find(address, self.marks())

    @property
    def mails(self):
        return self.queue[0]

    @property
    def unreadable_mails(self):
        return self.queue[1]

    def marks(self):
        """The links and references that appear in emails about these rows."""
        for booking in self.bookings:
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
        return self.sections | {"Emails not sent yet": mails}

    def as_data(self):
        """Everything, for the file to download."""
        found = {
            title: [one.as_data() for one in records]
            for title, records in self.everything().items()
        }
        about = {"Email address": self.address, "Phone number": self.phone}
        about["Name"] = [one.name for one in self.people if one.key in self.who]
        told = {label: value for label, value in about.items() if value}
        return told | {"As of": in_full(timezone.now())} | found

    def __bool__(self):
        return any(self.everything().values())

    def version(self):
        """A digest of what was shown, including other people's rows there, which may become theirs.

        Without the emails, which leave the queue on their own.
        """
        told = self.everybody.sections.values()
        sections = [[one.as_data() for one in records] for records in told]
        return salted_hmac(SALT, json.dumps(sections), algorithm="sha256").hexdigest()

    def names(self):
        """Every name used, as it was written."""
        mine = {key for key in self.keys.values() if not self.who or key in self.who}
        return [name for name, key in self.keys.items() if key in mine]

    def unsettled(self):
        """The visits for which the clinic still needs to know the patient."""
        visits = Appointment.objects.filter(booking__in=self.bookings).unsettled()
        return visits.select_related("therapist")

    @cached_property
    def more_at(self):
        """Other emails and numbers of these people with something that is not included here."""
        contacts = [(one.emails, one.phones) for one in self.patients]
        contacts += [([one.email], [one.phone]) for one in self.bookings]
        emails = {mail.normal(email): email for emails, _ in contacts for email in emails}
        phones = {dialled(phone): phone for _, phones in contacts for phone in phones}
        others = [(email, Held(email)) for key, email in emails.items() if key != self.address]
        others += [(phone, Held("", phone)) for key, phone in phones.items() if key != self.phone]
        return [contact for contact, other in others if self.has_more(other)]

    def has_more(self, other):
        """Whether rows found there under a name used here are not included here."""
        mine = {self.keys[name] for name in self.names()}
        return any(
            other.keys[name] in mine
            for one in BY_CONTACT
            for pk, name in other.found[one].items()
            if pk not in self.found[one]
        )

    def amounts(self):
        return {
            "bookings": len(self.sections["Appointments"]),
            "comments": len(self.sections["Comments"]),
            "messages": len(self.sections["Messages"]),
            "patients": len(self.sections["Patient"]),
            "waits": len(self.sections["Waiting list"]),
            "mails": len(self.mails),
        }

    def note_export(self, by):
        """Record that this was exported."""
        PersonalDataRequest.objects.create(
            kind=PersonalDataRequest.Kind.EXPORT, by=by, **self.amounts()
        )


def dialled(phone):
    """A number as E.164 without its extension, to compare; "" for anything else."""
    return to_e164(phone).partition(";")[0]
