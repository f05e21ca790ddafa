from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from booking import mails
from booking.conflicts import NoLongerPossible
from booking.models.appointment import Appointment
from booking.models.corrections import COLUMNS, Corrected
from booking.models.links import LINK_KEPT
from booking.models.one_patient import folded, is_same_person, take_turns
from booking.models.state import CORRECTED, JOINED, LINK_REPLACED, PARTED, Event
from booking.models.waiting import WaitingListEntry
from clinic.phone import to_e164
from clinic.tokens import new_token
from typed.seen import ChangedMeanwhile, Versioned


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
        # A booking of either waits here, so as not to create anew the one who will be gone.
        take_turns(*self.contact_keys, *other.contact_keys)
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
        one.lose(theirs, left)
        one.not_the_same.add(new)
        record(theirs, PARTED, by)
        return new

    def lose(self, gone, left):
        """Forget the names and contacts that only bookings of theirs had which are now `gone`."""
        names, keys = only_of(gone, left)
        names = [name for name in (self.name, *self.other_names) if folded(name) not in names]
        self.set_names(names or [row.name for row in left])
        self.set_contacts(
            [email for email in self.emails if email.lower() not in keys],
            [phone for phone in self.phones if to_e164(phone) not in keys],
        )
        self.count_change()
        self.save()

    @transaction.atomic
    def tell_apart(self, other, seen):
        """The two are not the same person, so the desk does not ask again."""
        one = self.locked(seen)
        one.not_the_same.add(other)

    @transaction.atomic
    def correct(self, details, by, seen):
        """Change what was wrong, also in every booking and wait that has it; returns a Corrected.

        With an email address, or a number that had texts, its private links are revoked, and the
        new ones emailed to the address it has now. A patient who had none gets the links of the
        visits to come.
        """
        take_turns(*(new.lower() for _, new in details.emails))
        lock_bookings([self.pk])
        entries = list(self.waits().order_by("pk").select_for_update(no_key=True, of=("self",)))
        (one,) = self.rows([self.pk])
        one.check_seen(seen)
        new = details.corrections_of(one)
        entries = [row for row in entries if is_same_person(row, one)]
        bookings, awaited = list(one.bookings.order_by("pk")), set(one.bookings.all().awaited())
        in_use, quiet = set(self.with_links_in_use()), set(one.bookings.all().quiet())
        changed, corrected = [], Corrected()
        for row in bookings:
            was, dialled = row.email, row.phone_dialled
            if new.apply_to(row, row in awaited):
                changed.append(row)
            is_other_email = row.email.lower() != was.lower()
            is_other_number = row.phone_dialled != dialled and row.may_have_been_texted()
            if not (is_other_email or is_other_number):
                continue
            if (was or is_other_number) and (row in in_use or row in awaited):
                row.former_links.create(token=row.token)
                row.token = new_token()
                corrected.revoked.append(row)
            if row.email and row in awaited and row not in quiet:
                corrected.sent.append(row)
        rows = type(one).bookings.rel.related_model.objects
        rows.bulk_update(changed, COLUMNS)
        # No others: while keys change, a token may have been read with a key that is not known.
        rows.bulk_update(corrected.revoked, ["token"])
        one.set_names(new.names.all or [one.name])
        one.set_contacts(new.emails.all, new.phones.all)
        one.contact_by = details.contact_by
        one.count_change()
        one.save()
        record(changed, CORRECTED, by)
        record(corrected.revoked, LINK_REPLACED, by)
        for address in dict.fromkeys(row.email for row in corrected.sent):
            mails.links([row for row in corrected.sent if row.email == address])
        for row in entries:
            was = row.email
            if new.apply_to(row, may_be_given=True):
                row.correct_contact(was, by)
                corrected.sent += [row] if row.email.lower() not in ("", was.lower()) else []
        return corrected

    def waits(self):
        """Entries of the waiting list that can be reached as this patient can."""
        reached = Q(phone_dialled__in=[key for key in self.contact_keys if "@" not in key])
        for email in self.emails:
            reached |= Q(email__iexact=email)
        return WaitingListEntry.objects.on_list().filter(reached)

    def with_links_in_use(self):
        """Its bookings whose private link still opens a page."""
        since = timezone.now() - LINK_KEPT
        recent = Q(appointments__ends_at__gt=since) | Q(appointments__held_until__gt=since)
        return self.bookings.filter(recent).distinct()

    def rows(self, pks):
        """These patients as stored, locked with their bookings. Raises ChangedMeanwhile."""
        lock_bookings(pks)
        rows = list(type(self).objects.filter(pk__in=pks).select_for_update().order_by("pk"))
        if len(rows) < len(pks):
            raise ChangedMeanwhile
        return rows


def lock_bookings(patients):
    bookings = Appointment.booking.field.related_model.objects.filter(patient__in=patients)
    list(bookings.select_for_update(no_key=True).order_by("pk"))


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
