"""Finding what belongs to a person: by an address, a number or a patient, and by name."""

from dataclasses import dataclass, field
from email.utils import parseaddr
from functools import cached_property

from django.conf import settings
from django.contrib.admin.utils import model_ngettext

from booking.models import Booking, Patient, WaitingListEntry
from clinic import desk_search
from clinic.models import Clinic
from clinic.phone import to_e164
from clinic_site.personal_data import mail
from comments.models import Comment
from contact.models import Message

BY_CONTACT = (Booking, WaitingListEntry, Comment, Message)  # each row has one address or number


@dataclass
class Person:
    """Somebody who used an address or number: their name as last written, and how much is theirs.

    `key` is the name as a search folds it, so that “Zoe” and “ZOË” are the same person.
    """

    key: str
    name: str = ""
    rows: dict = field(default_factory=dict)  # how many, by model
    arranged: int = 0  # bookings for somebody else

    def __str__(self):
        counted = [f"{count} {model_ngettext(model, count)}" for model, count in self.rows.items()]
        if self.arranged:
            counted.append(f"{self.arranged} booked for somebody else")
        return f"{self.name}: {', '.join(counted)}"


class People:
    """Whose the rows with an address or a number or of a patient are; or only those of `who`.

    A patient's own addresses and numbers are looked up too, and so are those in `also`. `who` holds
    keys of Persons; if empty, everybody is included, as a family may share one; None means the
    patient. Addresses match in any case; nothing else is guessed.
    """

    def __init__(self, address="", phone="", who=(), also=(), patient=None):
        self.address, self.phone = mail.normal(address), dialled(phone)
        self.also, self.patient = list(also), patient
        one = Patient.objects.filter(pk=patient).first()
        emails = [address, *also, *(one.emails if one else [])]
        phones = [phone, *also, *(one.phones if one else [])]
        self.emails = {mail.normal(one) for one in emails if "@" in one} - our_addresses()
        self.phones = {dialled(number) for number in phones} - {""}
        self.found = {one: self.at_contact(one) for one in BY_CONTACT}
        self.found[Patient] = self.patients_at_contact()
        # Reception may have joined what the same patient booked with another contact.
        more = Booking.objects.filter(patient__in=self.found[Patient])
        self.found[Booking] |= dict(more.values_list("pk", "name"))
        arranged = Booking.objects.filter(pk__in=self.found[Booking]).exclude(arranged_by="")
        self.arranged = dict(arranged.values_list("pk", "arranged_by"))
        self.who = self.of_patient() if who is None else set(who)
        self.patients = self.theirs(Patient)
        self.bookings = self.theirs(Booking)
        self.for_others = self.booked_for_others()
        self.comments = self.theirs(Comment).select_related("page")
        self.messages = self.theirs(Message)
        self.waits = self.theirs(WaitingListEntry).select_related("service", "therapist", "booking")

    def at_contact(self, model):
        """The names used with the address or number, by primary key."""
        found = {}
        for address in self.emails:
            # The desk's search finds these rows by an index, but also others: with an accent or a
            # dotless i it is another address. So they are compared again here.
            near = model.objects.found(address).exclude(email="")
            rows = near.values_list("pk", "name", "email")
            found |= {pk: name for pk, name, email in rows if mail.normal(email) == address}
        for number in self.phones if hasattr(model, "phone") else ():
            # An index finds its last digits, however the number was written.
            near = model.objects.found(number[-7:]).values_list("pk", "name", "phone")
            found |= {pk: name for pk, name, phone in near if dialled(phone) == number}
        return found

    def patients_at_contact(self):
        """As `at_contact`, of patients, who can have several of each."""
        near = Patient.objects.filter(pk=self.patient)
        for words in (*self.emails, *(number[-7:] for number in self.phones)):
            near |= Patient.objects.found(words)
        return {
            one.pk: one.name
            for one in near
            if one.pk == self.patient
            or not self.emails.isdisjoint(map(mail.normal, one.emails))
            or not self.phones.isdisjoint(map(dialled, one.phones))
        }

    def of_patient(self):
        """The keys of the names that the patient has been booked under."""
        theirs = Booking.objects.filter(patient=self.patient).values_list("name", flat=True)
        names = {self.found[Patient].get(self.patient), *theirs} & set(self.keys)
        return {self.keys[name] for name in names}

    def booked_for_others(self):
        """The bookings that these people arranged for somebody else, whose data is not theirs."""
        chosen = [pk for pk, name in self.arranged.items() if self.keys[name] in self.who]
        return Booking.objects.filter(pk__in=chosen).exclude(pk__in=self.bookings).order_by("pk")

    def theirs(self, model):
        """This model's rows of the people chosen."""
        names = self.found[model]
        pks = [pk for pk, name in names.items() if not self.who or self.keys[name] in self.who]
        return model.objects.filter(pk__in=pks).order_by("pk")

    @cached_property
    def keys(self):
        """The key of each name used."""
        rows = [*self.found.values(), self.arranged]
        names = sorted({name for names in rows for name in names.values()})
        folded = zip(names, desk_search.folded(names), strict=True)
        return {name: key_of(name, joined) for name, (_, joined) in folded}

    @cached_property
    def people(self):
        """Everybody who used the address or number, chosen or not."""
        found = {}
        for model, names in self.found.items():
            for _, name in sorted(names.items()):
                person = found.setdefault(self.keys[name], Person(self.keys[name]))
                person.name = name
                person.rows[model] = person.rows.get(model, 0) + 1
        for _, name in sorted(self.arranged.items()):
            person = found.setdefault(self.keys[name], Person(self.keys[name], name))
            person.arranged += 1
        return [found[key] for key in sorted(found)]

    @property
    def is_of_several(self):
        """Whether several people use the address or number and none was chosen."""
        return not self.who and len(self.people) > 1

    def whom(self):
        """The arguments with which this was found."""
        return {
            "address": self.address,
            "phone": self.phone,
            "who": self.who,
            "also": self.also,
            "patient": self.patient,
        }

    def names(self):
        """Every name used, as it was written."""
        mine = {key for key in self.keys.values() if not self.who or key in self.who}
        return [name for name, key in self.keys.items() if key in mine]

    @cached_property
    def more_at(self):
        """Other emails and numbers of these people with something that is not included here."""
        contacts = [(one.emails, one.phones) for one in self.patients]
        contacts += [([one.email], [one.phone]) for one in self.bookings]
        emails = {mail.normal(email): email for emails, _ in contacts for email in emails}
        phones = {dialled(phone): phone for _, phones in contacts for phone in phones}
        others = [(email, People(email)) for key, email in emails.items() if key not in self.emails]
        others += [
            (phone, People("", phone)) for key, phone in phones.items() if key not in self.phones
        ]
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


def key_of(name, joined):
    """The key of a name, given what a search makes of it: nothing, for one of signs alone."""
    return joined or mail.normal(name)


def our_addresses():
    """The clinic's own, which nearly every email has: nobody's."""
    ours = [Clinic.current().email, settings.RECEPTION_EMAIL, settings.DEFAULT_FROM_EMAIL]
    return {mail.normal(parseaddr(one)[1]) for one in ours} - {""}


def dialled(phone):
    """A number as E.164 without its extension, to compare; "" for anything else."""
    return to_e164(phone).partition(";")[0]
