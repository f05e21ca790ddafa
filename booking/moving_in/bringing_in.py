"""Brings in the rows that were chosen: a few at a time, each few in one transaction.

Nobody is emailed or texted, and no event is recorded: what happened to these visits happened in
another program. So a visit without events is as it was brought in.
"""

import uuid

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from booking.conflicts import ScheduleBusy, TimeTaken
from booking.models.appointment import Appointment
from booking.models.booking import Booking
from booking.models.notes import VisitNote
from booking.models.one_patient import take_turns
from booking.models.patient import PatientNote
from booking.models.state import State
from booking.moving_in import comparing
from booking.moving_in.comparing import batched
from booking.moving_in.imported import ImportedRow, Kind
from booking.moving_in.made_patients import Persons
from booking.moving_in.reaching import reach, reach_earlier
from clinic.long_work import CannotGoOn

AT_ONCE = 100  # rows in one transaction
MOST_TRIES = 5  # of one transaction, while others write
DELETED = "Its therapist or service was deleted here before it was brought in."
TAKEN = "Another visit has taken this time since the preview."


def bring_in(book_import):
    """Bring in what is chosen and not done yet."""
    chosen = book_import.rows.to_bring_in()
    total, done = chosen.count(), chosen.filter(is_done=True).count()
    persons = Persons(book_import)
    for keys in batched(chosen.filter(is_done=False).values_list("pk", flat=True), AT_ONCE):
        bring_in_some(book_import, keys, persons)
        done += len(keys)
        book_import.progress(done, total)
    reach_earlier(book_import)


def bring_in_some(book_import, keys, persons):
    """One transaction, tried again if others were faster. Raises CannotGoOn after MOST_TRIES."""
    for _ in range(MOST_TRIES):
        rows = ImportedRow.objects.filter(pk__in=keys, is_done=False)
        rows = list(rows.select_related("therapist", "service").order_by("starts_at", "pk"))
        therapists = {row.therapist_id for row in rows} - {None}
        try:
            with Appointment.objects.locking_schedules(therapists), book_import.small_step():
                Batch(book_import, rows, persons).bring_in()
        except (TimeTaken, ScheduleBusy):
            persons.forget()
        else:
            persons.keep()
            return
    raise CannotGoOn("The schedule was too busy. Select “Continue” to go on where it stopped.")


class Batch:
    """Some rows, whose therapists are locked."""

    def __init__(self, book_import, rows, persons):
        self.book_import, self.rows, self.persons = book_import, rows, persons
        self.now = timezone.now()

    def bring_in(self):
        rows = self.without_those_here()
        roots = {self.persons.root(row.person_id) for row in rows}
        take_turns(*self.persons.turns(roots))
        self.persons.find(roots, self.now)
        bookings, visits, notes, of_patients = [], [], [], []
        self.taken = self.time_taken(rows)
        for row in rows:
            patient = self.persons.patient(row.person_id)
            if row.kind == Kind.PATIENT:
                of_patients += [(row.person, part) for part in row.notes()]
                continue
            over = row.state != State.CANCELLED and self.is_taken(row)
            if over and not (row.is_ticked and row.kind == Kind.OVERLAPS):
                row.reason, row.is_late = TAKEN, True
                continue
            row.booking = self.booking(row, patient)
            visit = self.visit(row, over)
            bookings.append(row.booking)
            visits.append(visit)
            by = self.book_import.started_by
            notes += [VisitNote(appointment=visit, text=part, by=by) for part in row.notes()]
        self.persons.save()
        self.note_of(of_patients)
        Booking.objects.bulk_create(bookings)
        Appointment.objects.bulk_create(visits)
        VisitNote.objects.bulk_create(notes)
        # One time for all, so that what is added later is known by its own.
        keys = [one.pk for one in bookings]
        Booking.objects.filter(pk__in=keys).update(created_at=self.now)
        if notes:
            VisitNote.objects.filter(appointment__booking__in=keys).update(at=self.now)
        for row in self.rows:
            row.is_done = True
            if getattr(row, "is_late", False):
                row.kind, row.is_ticked = Kind.OVERLAPS, False
        ImportedRow.objects.bulk_update(
            self.rows, ["is_done", "is_ticked", "kind", "reason", "booking"]
        )

    def note_of(self, said):
        """Add these notes of patients, without those that they have."""
        known = comparing.notes_of_patients([person.patient_id for person, _ in said])
        by = self.book_import.started_by
        new = {}
        for person, text in said:
            note = PatientNote(patient=person.patient, text=text, by=by)
            if (person.patient_id, text) not in known:
                new.setdefault((person.patient_id, text), (person, note))
        PatientNote.objects.bulk_create([note for _, note in new.values()])
        for person, note in new.values():
            person.notes.append(note.pk)
        self.persons.note({person for person, _ in new.values()})

    def without_those_here(self):
        """Without what somebody has brought in, or booked, since the rows were compared; and
        without visits whose therapist or service was deleted."""
        for row in self.rows:
            row.person = self.persons.people[row.person_id]
        before = [row.kind for row in self.rows]
        for row in self.rows:  # as when they were compared: ticked ones too
            if row.kind in Kind.beside_the_rule():
                row.kind = row.read_as
        patients = [row for row in self.rows if row.kind == Kind.PATIENT]
        comparing.with_bookings([row for row in self.rows if row not in patients])
        here = [row for row in self.rows if row.kind == Kind.HERE]
        for row, kind in zip(self.rows, before, strict=True):
            if row.kind != Kind.HERE:
                row.kind = kind
        lost = [row for row in self.rows if row.is_visit and not (row.therapist and row.service)]
        for row in lost:
            row.kind, row.reason, row.is_ticked = Kind.LEFT_OUT, DELETED, False
        return [row for row in self.rows if row not in here and row not in lost]

    def time_taken(self, rows):
        """The time of other visits, by therapist, as lists to which these visits are added."""
        visits = [row for row in rows if row.is_visit]
        taken = {}
        if visits:
            first, last = visits[0].starts_at, max(row.ends_at for row in visits)
            busy = Appointment.objects.busy().overlapping(DateTimeTZRange(first, last)).order_by()
            busy = busy.filter(therapist__in={row.therapist_id for row in visits})
            columns = ("therapist_id", "period__startswith", "period__endswith")
            for pk, start, end in busy.values_list(*columns):
                taken.setdefault(pk, []).append((start, end))
        return taken

    def is_taken(self, row):
        spans = self.taken.setdefault(row.therapist_id, [])
        return any(start < row.ends_at and row.starts_at < end for start, end in spans)

    def booking(self, row, patient):
        person = row.person
        booking = Booking(
            book_import=self.book_import,
            import_key=row.key,
            form_key=uuid.uuid4(),
            patient=patient,
            name=person.name,
            email=next(iter(person.emails), ""),
            phone=next(iter(person.phones), ""),
        )
        reach(booking, self.persons.dialled)
        return booking

    def visit(self, row, is_over):
        if row.state != State.CANCELLED:
            self.taken.setdefault(row.therapist_id, []).append(row.span())
        return Appointment(
            booking=row.booking,
            service=row.service,
            therapist=row.therapist,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            # Without buffers, which the other book may not have kept.
            period=DateTimeTZRange(*row.span()),
            state=row.state,
            holds_time=row.state != State.CANCELLED and not is_over,
            is_beside=is_over,
            held_until=row.starts_at,
            settled_at=None,  # nobody was told then, so no reminder is too soon after it
            outside_hours=row.is_outside and row.kind != Kind.PAST,
        )
