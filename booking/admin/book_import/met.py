"""What rows of a file overlap, or are here as: the visits and the other rows, to be named."""

from functools import reduce
from operator import or_

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from booking.models import Appointment
from booking.models.one_patient import folded
from booking.models.rivals import around
from booking.moving_in.imported import Kind

MOST = 3  # of each shown beside a row
IN_THE_WAY = (Kind.FITS, Kind.PAST, Kind.OVERLAPS, Kind.OUTSIDE, Kind.TWICE, Kind.CHANGED)


NONE = Q(pk__in=[])


def add_met(book_import, kind, rows):
    """Give each of these rows of one kind `met_visits` and, before the import begins, `met_rows`.

    Returns all those visits. Two queries at most, however many rows.
    """
    for row in rows:
        row.met_visits, row.met_rows = [], []
    asked = [row for row in rows if row.is_visit and row.person]
    if kind not in MEETING or not asked:
        return []
    visits, meets = MEETING[kind]
    found = visits().filter(reduce(or_, map(meets, asked)))
    found = list(found.select_related("booking", "therapist").order_by("starts_at", "pk"))
    others = []
    if kind in OF_FILE and not book_import.is_begun:
        others = book_import.rows.filter(reduce(or_, map(OF_FILE[kind], asked)))
        others = list(others.filter(kind__in=IN_THE_WAY).select_related("person"))
    for row in asked:
        row.met_visits = [one for one in found if is_met(kind, row, one)][:MOST]
        row.met_rows = [one for one in others if is_met_in_file(kind, row, one)][:MOST]
    return list({one.pk: one for row in asked for one in row.met_visits}.values())


def at_its_time(row):
    period = DateTimeTZRange(*row.span())
    return Q(starts_at__range=around(period), period__overlap=period)


def of_therapist(row):
    return at_its_time(row) & Q(therapist=row.therapist_id)


def of_patient(row):
    known = row.person.patient_id
    return at_its_time(row) & Q(booking__patient=known) if known else NONE


def of_number(row):
    return Q(booking__import_key=row.key) if row.key else NONE


def of_number_or_patient(row):
    theirs = Q(starts_at=row.starts_at, therapist=row.therapist_id)
    return theirs | (of_number(row) & Q(starts_at=row.starts_at))


MEETING = {
    Kind.OVERLAPS: (Appointment.objects.busy, of_therapist),
    Kind.TWICE: (Appointment.objects.busy, of_patient),
    Kind.CHANGED: (Appointment.objects.of_patients, of_number),
    Kind.HERE: (Appointment.objects.of_patients, of_number_or_patient),
}
OF_FILE = {
    Kind.OVERLAPS: lambda row: at_that_time(row) & Q(therapist=row.therapist_id),
    Kind.TWICE: lambda row: at_that_time(row) & Q(person=row.person_id),
}


def at_that_time(row):
    return Q(starts_at__lt=row.ends_at, ends_at__gt=row.starts_at) & ~Q(pk=row.pk)


def is_met(kind, row, one):
    """Whether this visit, found for any of the rows, is met by this row."""
    if one.booking_id == row.booking_id:
        return False
    if kind in (Kind.OVERLAPS, Kind.TWICE):
        overlaps = one.period.lower < row.ends_at and row.starts_at < one.period.upper
        is_own = row.person.patient_id in {one.booking.patient_id} - {None}
        return overlaps and (is_own if kind == Kind.TWICE else one.therapist_id == row.therapist_id)
    is_numbered = bool(row.key) and one.booking.import_key == row.key
    if kind == Kind.CHANGED:
        return is_numbered
    is_then = one.starts_at == row.starts_at
    is_theirs = folded(one.booking.name) in row.person.names_folded
    return is_then and (is_numbered or (is_theirs and one.therapist_id == row.therapist_id))


def is_met_in_file(kind, row, one):
    overlaps = one.starts_at < row.ends_at and row.starts_at < one.ends_at and one.pk != row.pk
    is_own = one.person_id == row.person_id
    return overlaps and (is_own if kind == Kind.TWICE else one.therapist_id == row.therapist_id)
