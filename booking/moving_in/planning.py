"""What each row of a file would become here. Changes nothing but the import's own rows."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from django.utils import timezone
from django.utils.crypto import salted_hmac

from booking import free_times
from booking.models.one_patient import folded
from booking.models.patient import Patient
from booking.models.service import Service
from booking.models.state import State
from booking.models.therapist import Therapist
from booking.moving_in import comparing, counting, known_patients, reading
from booking.moving_in.earlier_joins import EarlierJoins
from booking.moving_in.entries import Asks
from booking.moving_in.entries import Kind as Read
from booking.moving_in.imported import ImportedRow, Kind
from booking.moving_in.imported_people import ImportedPerson
from booking.moving_in.people import people_among
from booking.moving_in.twins import ProbableTwin, answer_again
from booking.wall_clock import ONE_DAY

SALT = "booking.import_key"
AT_ONCE = 1000  # rows in one INSERT
LONGEST_NAME = Patient._meta.get_field("name").max_length
LONGEST_EMAIL, LONGEST_PHONE = 254, 40
KINDS = {
    Read.VISIT: Kind.FITS,
    Read.CANCELLED: Kind.CANCELLED,
    Read.PATIENT: Kind.PATIENT,
    Read.BLOCK: Kind.BLOCK,
    Read.ALL_DAY: Kind.ALL_DAY,
    Read.REPEAT: Kind.REPEAT,
}
STATES = {
    "cancelled": State.CANCELLED,
    "attended": State.ATTENDED,
    "missed": State.MISSED,
}
OF_PEOPLE = {Kind.FITS, Kind.CANCELLED, Kind.PATIENT}
NO_VISIT = {Kind.BLOCK: "It is not a visit.", Kind.ALL_DAY: "It has no time of day."}


def plan(book_import):
    """Read the file again, by what has been decided, and compare each row with what is here."""
    found, source = reading.lines_of(book_import)
    staging = Staging(book_import, source)
    rows = [staging.row(line) for line in found]
    keep_claim = partial(book_import.progress, len(rows), len(rows))
    keep_claim()
    of_people = [row for row in rows if row.kind in OF_PEOPLE]
    found = people_among(row.read for row in of_people)
    people = [person(book_import, group) for group in found.groups]
    for row, number in zip(of_people, found.of_line, strict=True):
        row.person = people[number]
    keep_claim()
    joins = EarlierJoins(book_import)
    known_patients.with_patients(people, joins.numbers)
    twins = [
        ProbableTwin(book_import=book_import, person=people[one.one], other=people[one.other])
        for one in found.twins
    ]
    twins = joins.among([*twins, *known_patients.twins_among_patients(book_import, people)])
    keep_claim()
    comparing.with_bookings(of_people)
    keep_claim()
    comparing.with_times(rows)
    keep_claim()
    out = those_left_out(book_import, [row for row in rows if row.person is None], len(people))
    staged = {"lines": len(rows), "people": len(people), "twins": len(twins)}
    staged["known"] = sum(one.is_known for one in people)
    staged["remembered"] = sum(twin.is_same for twin in twins)
    staged |= counting.in_file(rows)
    answer_again(book_import, twins)
    with book_import.small_step():
        ImportedRow.objects.filter(book_import=book_import).delete()
        ImportedPerson.objects.filter(book_import=book_import).delete()  # and their twins
        ImportedPerson.objects.bulk_create([*people, *out], batch_size=AT_ONCE)
        ImportedRow.objects.bulk_create(rows, batch_size=AT_ONCE)
        ProbableTwin.objects.bulk_create(twins, batch_size=AT_ONCE)
        book_import.note(counts=staged)


def person(book_import, group):
    names = [group.name, *group.other_names]
    return ImportedPerson(
        book_import=book_import,
        number=group.number,
        name=group.name,
        other_names=group.other_names,
        emails=group.emails,
        phones=group.phones,
        names_folded=sorted(set(map(folded, names))),
        contact_keys=sorted({*map(str.lower, group.emails), *group.dialled}),
        keys=[person_key(key, name) for key in group.keys for name in names],
    )


def those_left_out(book_import, rows, number):
    """Whom the other rows name, as far as it fits: so that they can be found and erased."""
    people = {}
    for row in rows:
        if (read := row.read.person) and (read.name or read.emails or read.dialled):
            if read not in people:
                people[read] = left_out(book_import, read, number + len(people))
            row.person = people[read]
    return people.values()


def left_out(book_import, read, number):
    names = [read.name, *read.other_names]
    return ImportedPerson(
        book_import=book_import,
        number=number,
        name=read.name[:LONGEST_NAME],
        other_names=[name[:LONGEST_NAME] for name in read.other_names],
        emails=[one for one in read.emails if len(one) <= LONGEST_EMAIL],
        phones=[one for one in read.phones if len(one) <= LONGEST_PHONE],
        names_folded=sorted(set(map(folded, names))),
        contact_keys=[one.lower()[:LONGEST_EMAIL] for one in (*read.emails, *read.dialled)],
        is_out=True,
    )


def person_key(key, name):
    """With the name, since every program counts its patients from 1."""
    return salted_hmac(SALT, f"person\n{key}\n{folded(name)}", algorithm="sha256").hexdigest()


class Staging:
    """Makes the row of each line, by what a person has decided about names."""

    def __init__(self, book_import, source):
        self.book_import, self.source = book_import, source
        self.therapists = Therapist.objects.in_bulk()
        self.services = Service.objects.in_bulk()
        self.visits = {}
        self.now = timezone.now()

    def row(self, line):
        if Asks.PERSON in line.asks and not line.problem:
            line = self.with_person(line)
        row = ImportedRow(
            book_import=self.book_import,
            line=line.line,
            said_who=line.therapist[:200],
            said_what=line.service[:200],
            starts_at=line.starts_at,
            ends_at=line.ends_at,
            note=line.note,
            key=self.key(line),
            kind=KINDS.get(line.kind, Kind.REFUSED),
            reason=line.problem,
            remark=line.remark[:500],
        )
        row.read = line
        if line.problem or Asks.DATE in line.asks:
            row.kind = Kind.REFUSED
            row.reason = line.problem or "The date can be read in two ways."
        elif line.repeats:
            row.kind, row.reason = Kind.REPEAT, f"Repeats line {line.repeats}."
        if row.kind in (Kind.FITS, Kind.CANCELLED):
            self.take(row, line)
        if row.kind in OF_PEOPLE:
            check_person(row, line.person)
        row.reason = row.reason or NO_VISIT.get(row.kind, "")
        row.reason, row.read_as = row.reason[:500], row.kind
        return row

    def with_person(self, line):
        """As was decided about this entry: with the patient's name, or as no patient."""
        asked = self.book_import.subjects.get(line.person.name if line.person else "", {})
        if not asked.get("is_patient"):
            return replace(line, kind=Read.BLOCK, remark="You did not select it as a patient.")
        return replace(line, person=replace(line.person, name=asked["name"]))

    def key(self, line):
        """By which it is known in a later file, though it was moved here: its number; without one,
        whose it is, and when, as the file has it."""
        said = f"{self.source}\n{line.key}"
        if not line.key:
            if not (line.person and line.starts_at):
                return ""
            when = f"{line.starts_at:%Y-%m-%d %H:%M}"
            said = f"visit\n{folded(line.person.name)}\n{when}\n{folded(line.therapist)}"
        return salted_hmac(SALT, said, algorithm="sha256").hexdigest()

    def take(self, row, line):
        """Its therapist, service, length and state; or why it can't be brought in."""
        who = self.book_import.therapists.get(line.therapist, {})
        what = self.book_import.services.get(line.service, {})
        row.therapist = self.therapists.get(who.get("key"))
        row.service = self.services.get(what.get("key"))
        out = [
            f"You left out “{said or 'rows without a name'}”."
            for said, chosen, is_here in (
                (line.therapist, who, row.therapist),
                (line.service, what, row.service),
            )
            if chosen.get("is_out") or not is_here
        ]
        if out:
            row.kind, row.reason = Kind.LEFT_OUT, out[0]
            return
        if row.ends_at is None:
            row.ends_at = row.starts_at + self.length(row)
        if row.ends_at - row.starts_at >= ONE_DAY:
            row.kind, row.reason = Kind.REFUSED, "The visit is longer than a day."
        row.state = STATES.get(line.status, State.CONFIRMED)
        if row.kind == Kind.CANCELLED:
            row.state = State.CANCELLED
        elif row.starts_at > self.now:  # nobody has come to it yet
            row.state = State.CONFIRMED

    def length(self, row):
        """How long the visit is if the file does not say."""
        if minutes := self.book_import.minutes:
            return timedelta(minutes=minutes)
        asked = row.service, row.therapist
        if asked not in self.visits:
            self.visits[asked] = free_times.service_visit(*asked).duration
        return self.visits[asked]


def check_person(row, person):
    """Refuse what the columns of patients can't hold, rather than cut it off."""
    if person is None or not person.name:
        row.kind, row.reason = Kind.REFUSED, "There is no name."
    elif max(map(len, [person.name, *person.other_names])) > LONGEST_NAME:
        row.kind = Kind.REFUSED
        row.reason = f"The name is longer than {LONGEST_NAME} characters."
    elif any(len(one) > LONGEST_PHONE for one in person.phones) or any(
        len(one) > LONGEST_EMAIL for one in person.emails
    ):
        row.kind, row.reason = Kind.REFUSED, "The phone number or the email address is too long."
