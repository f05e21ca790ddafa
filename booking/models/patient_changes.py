from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from booking import mails
from booking.conflicts import NoLongerPossible
from booking.models.appointment import Appointment
from booking.models.links import LINK_KEPT
from booking.models.one_patient import contact_keys, folded, is_same_person, take_turns
from booking.models.state import CORRECTED, JOINED, LINK_REPLACED, PARTED, Event
from clinic.phone import to_e164
from clinic.tokens import new_token
from typed.seen import ChangedMeanwhile, Versioned


@dataclass
class Details:
    """What reception typed. Each of the lists has pairs: what it was, and what it is from now on.

    "" is nothing: before, for what is new; afterwards, for what is wrong and has no correction.
    """

    names: list
    emails: list
    phones: list
    contact_by: str


@dataclass
class Corrected:
    """What a correction led to: the bookings with a new link, and those it was sent for."""

    revoked: list = field(default_factory=list)
    sent: list = field(default_factory=list)


class PatientChanges(Versioned):
    """What reception does to a patient: each verb is one transaction, recorded on the visits.

    Raises ChangedMeanwhile if something has happened since the version `seen`. Locks the bookings
    first and the patients later, as erasing them does, each in order of their keys.
    """

    class Meta:
        abstract = True

    @transaction.atomic
    def join(self, other, by, seen, other_seen):
        """The two are one person: returns the one known longer, who now has what both had."""
        one, gone = self.rows([self.pk, other.pk])
        for row, version in ((self, seen), (other, other_seen)):
            (one if row.pk == one.pk else gone).check_seen(version)
        moved = list(gone.bookings.all())
        gone.bookings.update(patient=one)
        gone.notes.update(patient=one)
        one.not_the_same.add(*gone.not_the_same.exclude(pk=one.pk))
        one.not_the_same.remove(gone)
        one.set_names([one.name, *one.other_names, gone.name, *gone.other_names])
        one.set_contacts([*one.emails, *gone.emails], [*one.phones, *gone.phones])
        one.count_change()
        one.save()
        record(moved, JOINED, by)
        gone.delete()
        return one

    @transaction.atomic
    def part(self, booking, by, seen):
        """Give a booking, and what was booked in the same name and contact, a patient of its own.

        So parting undoes a joining. If all were booked so, it is this booking alone. Returns the
        new patient. Raises NoLongerPossible for the only booking.
        """
        (one,) = self.rows([self.pk])
        one.check_seen(seen)
        bookings = list(one.bookings.order_by("pk"))
        if booking not in bookings or len(bookings) == 1:
            raise NoLongerPossible("This is the patient’s only booking.")
        theirs = [row for row in bookings if is_same_person(row, booking)]
        theirs = [booking] if len(theirs) == len(bookings) else theirs
        left = [row for row in bookings if row not in theirs]
        new = type(self)(contact_by=booking.contact_by)
        new.set_names([row.name for row in theirs])
        new.set_contacts([row.email for row in theirs], [row.phone for row in theirs])
        new.save()
        one.bookings.filter(pk__in=[row.pk for row in theirs]).update(patient=new)
        names, keys = only_of(theirs, left)
        names = [name for name in (one.name, *one.other_names) if folded(name) not in names]
        one.set_names(names or [row.name for row in left])
        one.set_contacts(
            [email for email in one.emails if email.lower() not in keys],
            [phone for phone in one.phones if to_e164(phone) not in keys],
        )
        one.count_change()
        one.save()
        one.not_the_same.add(new)
        record(theirs, PARTED, by)
        return new

    @transaction.atomic
    def tell_apart(self, other, seen):
        """The two are not the same person, so the desk does not ask again."""
        one = self.locked(seen)
        one.not_the_same.add(other)

    @transaction.atomic
    def correct(self, details, by, seen):
        """Change what was wrong, also in every booking that has it; returns what it led to.

        With an email address, its private links are revoked, and the new ones sent to the new
        address alone. A patient who had no address gets the links of the visits to come.
        """
        take_turns(*(key for now in details.emails for key in contact_keys(now[1], "")))
        (one,) = self.rows([self.pk])
        one.check_seen(seen)
        names = corrections(details.names, [one.name, *one.other_names], folded)
        emails = corrections(details.emails, one.emails, str.lower)
        phones = corrections(details.phones, one.phones, to_e164)
        corrected, bookings = Corrected(), list(one.bookings.order_by("pk"))
        in_use = set(self.with_links_in_use().values_list("pk", flat=True))
        awaited = {row.pk for row in one.bookings.all().awaited()}
        changed, to_mail = [], []
        for row in bookings:
            before = vars(row).copy()
            row.name = names.now(row.name) or row.name
            row.email = emails.now(row.email, row.pk in awaited)
            row.phone = phones.now(row.phone, row.pk in awaited)
            row.phone_dialled = to_e164(row.phone)
            row.contact_by = details.contact_by
            if vars(row) != before:
                changed.append(row)
            if row.email.lower() == before["email"].lower():
                continue
            if before["email"] and row.pk in in_use:
                row.former_links.create(token=row.token)
                row.token = new_token()
                corrected.revoked.append(row)
            if row.email and row.pk in awaited:
                to_mail.append(row)
        columns = ["name", "email", "phone", "phone_dialled", "contact_by", "token"]
        type(one).bookings.rel.related_model.objects.bulk_update(changed, columns)
        one.set_names(names.all or [one.name])
        one.set_contacts(emails.all, phones.all)
        one.contact_by = details.contact_by
        one.count_change()
        one.save()
        record(changed, CORRECTED, by)
        record(corrected.revoked, LINK_REPLACED, by)
        corrected.sent = to_mail
        for address in dict.fromkeys(row.email for row in to_mail):
            mails.links([row for row in to_mail if row.email == address])
        return corrected

    def with_links_in_use(self):
        """Its bookings whose private link still opens a page."""
        recent = Q(appointments__ends_at__gt=timezone.now() - LINK_KEPT)
        return self.bookings.filter(recent).distinct()

    def rows(self, pks):
        """These patients as stored, locked with their bookings. Raises ChangedMeanwhile."""
        bookings = type(self).bookings.rel.related_model.objects.filter(patient__in=pks)
        list(bookings.select_for_update(no_key=True).order_by("pk"))
        rows = list(type(self).objects.filter(pk__in=pks).select_for_update().order_by("pk"))
        if len(rows) < len(pks):
            raise ChangedMeanwhile
        return rows


@dataclass
class Corrections:
    """Values of one kind as corrected: `all` of them in order, and what became of each old one."""

    all: list
    of: dict
    key: callable
    had_none: bool

    def now(self, value, may_be_given=False):
        """What a booking with this value has from now on."""
        if not value:
            return self.all[0] if self.all and self.had_none and may_be_given else ""
        return self.of.get(self.key(value), value)


def corrections(pairs, stored, key):
    """A value without a correction gives way to the first of the others, if any."""
    typed = {key(was): now for was, now in pairs if was}
    now = [typed.get(key(one), one) for one in stored]
    now += [new for was, new in pairs if new and new not in now]
    now = list(filter(None, now))
    first = now[0] if now else ""
    return Corrections(now, {was: new or first for was, new in typed.items()}, key, not stored)


def only_of(some, others):
    """The names and contact keys that only the first of these bookings have, as compared."""
    names = {folded(row.name) for row in some} - {folded(row.name) for row in others}
    keys, also = ({key for row in rows for key in row.contact_keys} for rows in (some, others))
    return names, keys - also


def record(bookings, verb, by):
    """Note it on the first visit of each booking."""
    visits = Appointment.objects.of_patients().filter(booking__in=bookings)
    first = visits.order_by("booking_id", "starts_at").distinct("booking_id")
    Event.objects.record(first, verb, by)
