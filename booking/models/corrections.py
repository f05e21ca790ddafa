"""Corrects a patient's names, email addresses and phone numbers wherever they are stored."""

from dataclasses import dataclass, field

from booking.models.one_patient import folded
from clinic.phone import to_e164

COLUMNS = ["name", "email", "phone", "phone_dialled", "contact_by"]


@dataclass
class Details:
    """What reception typed. Each of the lists has pairs: what it was, and what it is from now on.

    "" is nothing: before, for what is new; afterwards, for what is wrong and has no correction.
    """

    names: list
    emails: list
    phones: list
    contact_by: str

    def corrections_of(self, patient):
        """What becomes of everything that is stored about this patient."""
        return Corrections(
            names=corrected(self.names, [patient.name, *patient.other_names], folded),
            emails=corrected(self.emails, patient.emails, str.lower),
            phones=corrected(self.phones, patient.phones, to_e164),
            contact_by=self.contact_by,
        )


@dataclass
class Corrected:
    """What a correction led to: the bookings with a new link, and what a new one was sent for."""

    revoked: list = field(default_factory=list)
    sent: list = field(default_factory=list)


@dataclass
class Values:
    """Values of one kind as corrected: `all` of them in order, and what became of each old one."""

    all: list
    of: dict
    key: callable
    had_none: bool

    @property
    def first(self):
        return self.all[0] if self.all else ""

    def now(self, value, may_be_given=False):
        """What a row with this value has from now on."""
        if not value:
            return self.first if self.had_none and may_be_given else ""
        return self.of.get(self.key(value), value)


@dataclass
class Corrections:
    names: Values
    emails: Values
    phones: Values
    contact_by: str

    def apply_to(self, row, may_be_given):
        """Correct a booking or an entry of the waiting list; returns whether anything is new.

        A first address or number may be given to what had none. Nothing is left unreachable.
        """
        before = vars(row).copy()
        row.name = self.names.now(row.name) or row.name
        row.email = self.emails.now(row.email, may_be_given)
        row.phone = self.phones.now(row.phone, may_be_given)
        if not (row.email or row.phone):
            row.email, row.phone = self.emails.first, self.phones.first
        row.phone_dialled = to_e164(row.phone)
        if hasattr(row, "contact_by"):
            row.contact_by = self.contact_by
        return vars(row) != before


def corrected(pairs, stored, key):
    """A value without a correction gives way to the first of the others, if any."""
    typed = {key(was): now for was, now in pairs if was}
    now = [typed.get(key(one), one) for one in stored]
    now += [new for was, new in pairs if new and new not in now]
    now = list(filter(None, now))
    first = now[0] if now else ""
    return Values(now, {was: new or first for was, new in typed.items()}, key, not stored)
