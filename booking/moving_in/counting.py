"""How much there is in a file, how much of it would be brought in, and how much was: rows are rows,
patients are patients, and cancelled visits are counted as such."""

from django.db.models import Count, Q
from django.utils import timezone

from booking.models.one_patient import folded
from booking.models.state import State
from booking.moving_in.entries import Kind as Read
from booking.moving_in.imported import Kind
from booking.moving_in.made_patients import Persons

VISITS = (Read.VISIT, Read.CANCELLED)
UNREAD = ("unread_emails", "unread_phones")


def in_file(rows):
    """Of rows that were compared: the visits of the file with their first and last day, and the
    emails and phones that cannot be read, each of a patient once."""
    visits = [
        row
        for row in rows
        if row.read.kind in VISITS and row.starts_at and row.kind not in (Kind.REFUSED, Kind.REPEAT)
    ]
    days = [timezone.localdate(row.starts_at) for row in visits]
    now = timezone.now()
    found = {
        "visits": len(visits),
        "cancelled": sum(row.read.kind == Read.CANCELLED for row in visits),
        "past": sum(row.starts_at <= now for row in visits),
        "outside_in_past": sum(row.kind == Kind.PAST and row.is_outside for row in visits),
        "first": f"{min(days):%Y-%m-%d}" if days else "",
        "last": f"{max(days):%Y-%m-%d}" if days else "",
    }
    kinds = {*Kind.brought_in(), *Kind.beside_the_rule()}
    people = [row.read.person for row in rows if row.read.person and row.kind in kinds]
    for what in UNREAD:
        unread = {(folded(one.name), part) for one in people for part in getattr(one, what)}
        found[what] = len(unread)
    return found


def promised(book_import):
    """How many patients the file is about, with those joined that somebody has said are one, and
    how many of them are here; and what would be brought in: `rows`, visits, new patients, and
    known ones about whom the file says something new."""
    persons = Persons(book_import)
    known = {root for root in persons.groups if persons.keys_here(root)}
    rows = book_import.rows.to_bring_in().order_by()
    visits = Q(starts_at__isnull=False)
    found = rows.aggregate(
        rows=Count("pk"),
        visits=Count("pk", filter=visits),
        cancelled=Count("pk", filter=visits & Q(state=State.CANCELLED)),
    )
    of_patients = rows.filter(kind=Kind.PATIENT).values_list("person", flat=True).distinct()
    coming = {persons.root(pk) for pk in rows.values_list("person", flat=True).distinct()}
    told = {persons.root(pk) for pk in of_patients}
    found |= {"people": len(persons.groups), "known": len(known)}
    return found | {"patients": len(coming - known), "told": len(told & known)}


def came(book_import):
    """What has been brought in, counted as `promised` does."""
    bookings = book_import.rows.filter(is_done=True, booking__isnull=False)
    told = book_import.rows.filter(is_done=True, kind=Kind.PATIENT)
    told = told.exclude(person__patient__book_import=book_import)
    return {
        "visits": bookings.count(),
        "cancelled": bookings.filter(state=State.CANCELLED).count(),
        "patients": book_import.patients.count(),
        "told": told.values("person__patient").distinct().count(),
    }
