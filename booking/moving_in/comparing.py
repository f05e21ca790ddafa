"""Compares the rows of a file with what is here: bookings, and each therapist's time."""

from bisect import bisect_left
from collections import defaultdict, namedtuple
from itertools import accumulate, islice

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from booking.catalogue import Catalogue
from booking.models.appointment import Appointment
from booking.models.notes import VisitNote
from booking.models.one_patient import contact_keys, folded
from booking.models.patient import PatientNote
from booking.models.state import State
from booking.moving_in.imported import Kind
from booking.stranding import stranded
from clinic.clock import moment

AT_ONCE = 500  # names, keys or times in one query
VISIT = "pk", "state"
Visit = namedtuple("Visit", VISIT)


def batched(values, count=AT_ONCE):
    values = iter(values)
    while some := list(islice(values, count)):
        yield some


def with_bookings(rows):
    """Note which of these rows are here already: by their number and start, or by their patient,
    start and therapist.

    A number alone is not enough: it may count the rows of a sheet.
    """
    visits = [row for row in rows if row.kind in (Kind.FITS, Kind.PAST, Kind.CANCELLED)]
    numbered, at = keys_here({row.key for row in visits} - {""}), starts_here(visits)
    here = []
    for row in visits:
        starts, others = numbered[row.key], at[row.therapist_id, row.starts_at]
        theirs = [visit for visit, *other in others if is_theirs(row.person, other)]
        if row.starts_at in starts:
            row.kind, row.reason = Kind.HERE, "It was brought in before."
            here.append((row, starts[row.starts_at]))
        elif theirs:
            row.kind = Kind.HERE
            row.reason = "The same patient already has this visit here."
            here.append((row, theirs[0]))
        elif starts:
            row.kind = Kind.CHANGED
            row.reason = (
                f"This visit, or one with its number, is here: {moment(min(starts), 'short')}."
            )
    remark_on_what_differs(here)
    of_patients = [row for row in rows if row.kind == Kind.PATIENT and not row.person.says_more]
    known = notes_of_patients([row.person.patient_id for row in of_patients if row.note])
    for row in of_patients:
        if known.issuperset((row.person.patient_id, text) for text in row.notes()):
            row.kind, row.reason, row.remark = Kind.HERE, "This patient is already here.", ""


def remark_on_what_differs(here):
    """Say what the file has about a visit that is here already, and what is not noted here."""
    noted = set()
    for some in batched([visit.pk for row, visit in here if row.note]):
        notes = VisitNote.objects.filter(appointment__in=some).order_by()
        noted |= set(notes.values_list("appointment_id", "text"))
    for row, visit in here:
        said = []
        if row.state not in (State.CONFIRMED, visit.state):
            state = State(visit.state).label.lower()
            said.append(
                f"In the file, it is {row.get_state_display().lower()}; here, it stays {state}."
            )
        if not noted.issuperset((visit.pk, text) for text in row.notes()):
            said.append("The note in the file is not here.")
        row.remark = " ".join(said)


def notes_of_patients(patients):
    """What is noted about these patients: (primary key, text)."""
    found = set()
    for some in batched(patients):
        notes = PatientNote.objects.filter(patient__in=some).order_by()
        found |= set(notes.values_list("patient_id", "text"))
    return found


def keys_here(keys):
    """What was brought in with each of these keys: a Visit by its start."""
    found = defaultdict(dict)
    visits = Appointment.objects.of_patients().order_by()
    for some in batched(sorted(keys)):
        rows = visits.filter(booking__import_key__in=some)
        for key, start, *visit in rows.values_list("booking__import_key", "starts_at", *VISIT):
            found[key][start] = Visit(*visit)
    return found


def starts_here(rows):
    """Each Visit with its patient's name and contacts, by therapist and start."""
    found = defaultdict(list)
    visits = Appointment.objects.of_patients().exclude(state__in=State.set_aside())
    columns = ("therapist_id", "starts_at", "booking__name", "booking__email")
    for some in batched(sorted({row.starts_at for row in rows})):
        at = visits.filter(starts_at__in=some).order_by()
        found_at = at.values_list(*columns, "booking__phone_dialled", *VISIT)
        for pk, start, name, email, phone, *visit in found_at:
            one = Visit(*visit), folded(name), contact_keys(email, phone)
            found[pk, start].append(one)
    return found


def is_theirs(person, other):
    """Whether the other has the same name, and no other contact as far as both are known."""
    name, keys = other
    if name not in person.names_folded:
        return False
    return not (keys and person.contact_keys) or bool(keys & set(person.contact_keys))


def with_times(rows):
    """Note which visits overlap another, whose patient has another, which are outside hours, and
    which are past: those are history, and are brought in wherever they are."""
    visits = [row for row in rows if row.kind == Kind.FITS]
    visits.sort(key=lambda row: (row.starts_at, row.line))
    busy = Busy(visits)
    for row in visits:
        if met := busy.met(row.therapist_id, row):
            row.kind, row.reason = Kind.OVERLAPS, f"It overlaps {met}."
        else:
            busy.add(row.therapist_id, row)
    now = timezone.now()
    to_come = [row for row in visits if row.starts_at > now]
    theirs = BusyPatients(to_come)
    for row in to_come:
        if row.kind == Kind.FITS:
            if met := theirs.met(id(row.person), row):
                row.kind = Kind.TWICE
                row.reason = f"The patient has another visit at that time: {met}."
            theirs.add(id(row.person), row)
    changed = [row for row in rows if row.kind == Kind.CHANGED and row.starts_at > now]
    offered = {(one.therapist_id, one.service_id) for one in Catalogue().offerings}
    past = [row for row in visits if row.kind == Kind.FITS and row.starts_at <= now]
    for row in past:
        row.kind, row.reason = Kind.PAST, "In the past."
    for row in outside([*past, *to_come, *changed]):
        is_offered = (row.therapist_id, row.service_id) in offered
        row.is_outside = is_offered or row.kind != Kind.PAST
        if row.kind == Kind.PAST and is_offered:
            row.reason = f"In the past, outside the hours that {row.therapist} works now."
        if row.kind == Kind.FITS:
            row.kind, row.reason = Kind.OUTSIDE, f"{row.therapist} does not work then."
            if not is_offered:
                row.reason = f"{row.therapist} does not offer {row.service}."


def outside(rows):
    """Those of these visits that the schedule has no room for."""
    by_visit = {
        Appointment(
            pk=number,
            therapist=row.therapist,
            service=row.service,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
        ): row
        for number, row in enumerate(rows, 1)
    }
    return [by_visit[one] for one in stranded(by_visit)]


class Busy:
    """The time that is taken: by visits that are here, and by earlier rows of the file.

    Rows are asked about in the order of their starts.
    """

    def __init__(self, rows):
        """One query."""
        self.here, self.last = defaultdict(list), {}  # of the visits here, and of the rows so far
        if rows:
            for key, start, end in self.rows(rows):
                self.here[key].append((start, end))
        self.reach = {}
        for key, spans in self.here.items():
            spans.sort()
            self.reach[key] = list(accumulate((end for _, end in spans), max))

    def rows(self, rows):
        first, last = rows[0].starts_at, max(row.ends_at for row in rows)
        period = DateTimeTZRange(first, last)
        busy = Appointment.objects.busy().overlapping(period).order_by()
        return busy.filter(therapist__in={row.therapist_id for row in rows}).values_list(
            "therapist_id", "period__startswith", "period__endswith"
        )

    def met(self, key, row):
        """What the row overlaps, in words, or ""."""
        spans = self.here[key]
        before = bisect_left(spans, (row.ends_at,))  # those that start before it ends
        if before and self.reach[key][before - 1] > row.starts_at:
            start = next(start for start, end in reversed(spans[:before]) if end > row.starts_at)
            return f"a visit already here, {moment(start, 'short')}"
        last = self.last.get(key)
        if last is None or last.ends_at <= row.starts_at:
            return ""
        # The file of rows to correct has other lines, so the time is named, too.
        return f"the visit on line {last.line} ({moment(last.starts_at, 'short')})"

    def add(self, key, row):
        last = self.last.get(key)
        if last is None or row.ends_at >= last.ends_at:
            self.last[key] = row


class BusyPatients(Busy):
    """The same of the time of each patient, by the id of the row's person."""

    def rows(self, rows):
        people = {row.person.patient_id: id(row.person) for row in rows if row.person.patient_id}
        held = Appointment.objects.busy().of_patients().to_come().order_by()
        found = held.filter(booking__patient__in=people.keys())
        columns = ("booking__patient_id", "starts_at", "ends_at")
        return [(people[pk], *ends) for pk, *ends in found.values_list(*columns)]
