"""Erasing again, in a restored copy, those who were erased after its backup was made."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce

from django.utils.dateparse import parse_datetime

from booking.models import Booking, Patient
from clinic import desk_search
from clinic_site.models import ErasedPerson
from clinic_site.personal_data import erasing, mail
from clinic_site.personal_data.erased import DIGEST, digests, is_known
from clinic_site.personal_data.held import Held
from clinic_site.personal_data.people import BY_CONTACT, dialled, key_of

AT_ONCE = 1000  # names folded in one query
REASON = "Erased again in a restored copy."


@dataclass(frozen=True)
class Entry:
    """When somebody was erased (UTC), and whether also what a rule asks to keep."""

    at: datetime
    is_overridden: bool


@dataclass
class Outcome:
    """Pages are keys, so that each is there once, in order."""

    erased: int = 0  # people
    unknown: int = 0  # entries made with a SECRET_KEY that is not set
    returned: dict = field(default_factory=dict)  # pages of what people have sent since
    needed: dict = field(default_factory=dict)  # pages of visits that prevent erasing


def listed():
    """Everybody remembered as erased, by digest."""
    return {one.digest: Entry(one.at, one.is_overridden) for one in ErasedPerson.objects.all()}


def written(entries):
    """The list as lines of a file: a digest, the time, and whether it was overridden."""
    return [
        f"{digest} {one.at.isoformat()} {int(one.is_overridden)}"
        for digest, one in sorted(entries.items())
    ]


def read(lines):
    """The list out of such lines. Raises ValueError, with the number of a line that is damaged."""
    entries = {}
    for number, line in enumerate(lines, start=1):
        try:
            digest, at, is_overridden = line.split()
            entry = Entry(parse_datetime(at), {"0": False, "1": True}[is_overridden])
        except (ValueError, KeyError) as error:
            raise ValueError(number) from error
        if len(digest) != DIGEST or not entry.at or not entry.at.tzinfo:
            raise ValueError(number)
        entries[digest] = both(entry, entries.get(digest, entry))
    return entries


def both(one, other):
    """Two entries of one person: the later erasure, overridden if either was."""
    return Entry(max(one.at, other.at), one.is_overridden or other.is_overridden)


def merged(entries, more):
    """The people in either of two lists."""
    return entries | {digest: both(one, entries.get(digest, one)) for digest, one in more.items()}


def erase_again(entries):
    """Erase everybody here who is in the list, with all that Held finds; returns an Outcome.

    Somebody who has sent something new after they were erased, or has a visit to come, is left for
    a person to look at.
    """
    outcome = Outcome(unknown=sum(not is_known(digest) for digest in entries))
    for (contact, key), entry in sorted(found(entries).items()):
        whom = {"address" if "@" in contact else "phone": contact, "who": [key]}
        held = Held(**whom)
        rows = [*held.bookings, *held.waits, *held.comments, *held.messages]
        if later := [one for one in rows if one.created_at > entry.at]:
            outcome.returned[page_of(later[0])] = None
        elif visits := held.unsettled():
            outcome.needed |= dict.fromkeys(map(page_of, visits))
        elif held.would_erase(entry.is_overridden):
            reason = REASON if entry.is_overridden else ""
            erasing.erase(whom, None, held.version(), reason)
            outcome.erased += 1
    return outcome


def page_of(row):
    """The address of its page at the desk, which names nobody."""
    return (row.visits()[0] if isinstance(row, Booking) else row).get_admin_url()


def found(entries):
    """The entry of each address or number with the key of a name used with it, if in the list."""
    used = dict.fromkeys(contacts())
    # What was corrected after the backup is found by the booking's reference.
    rows = Booking.objects.order_by().values_list("reference", "name", "email", "phone")
    for reference, name, *here in rows.iterator():
        if entry := entry_of(entries, digests(reference)):
            used |= {(contact, name): entry for contact in here if contact}
    names = sorted({name for _, name in used})
    keys = {}
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        for name, (_, joined) in zip(some, desk_search.folded(some), strict=True):
            keys[name] = key_of(name, joined)
    people = {}
    for (contact, name), by_reference in used.items():
        same = mail.normal(contact) if "@" in contact else dialled(contact)
        by_contact = entry_of(entries, digests(same, keys[name])) if same else None
        for entry in filter(None, (by_reference if same else None, by_contact)):
            person = same, keys[name]
            people[person] = both(entry, people.get(person, entry))
    return people


def contacts():
    """Each address or number here with each name used with it."""
    for model in BY_CONTACT:
        columns = [name for name in ("email", "phone") if hasattr(model, name)]
        for name, *here in model.objects.order_by().values_list("name", *columns).iterator():
            yield from ((contact, name) for contact in here if contact)
    rows = Patient.objects.order_by().values_list("name", "emails", "phones")
    for name, emails, phones in rows.iterator():
        yield from ((contact, name) for contact in (*emails, *phones))


def entry_of(entries, some):
    """Of one person, who has one for each key that they were erased under; or None."""
    found = [entries[one] for one in some if one in entries]
    return reduce(both, found) if found else None
