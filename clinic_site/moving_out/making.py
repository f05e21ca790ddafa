"""An export: all that the clinic has on this site, as it was at one moment, for people and for
other programs. Its own first page says what is in it."""

import json
from contextlib import contextmanager

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from clinic_site.moving_out import calendar, site_pages, wordpress
from clinic_site.moving_out.meanings import contents
from clinic_site.moving_out.places import PIECE
from clinic_site.moving_out.rows import account_lines, lines
from clinic_site.moving_out.sheets import COMMENTS, SHEETS, VISITS
from clinic_site.moving_out.spreadsheet import in_turn
from clinic_site.moving_out.tables import Table, key_of, tables
from pages.models import Document, Image, Page

FORMAT = 1
ACCOUNTS = "data/accounts.jsonl"
PICTURES, DOCUMENTS = "pictures/", "documents/"
CLINIC = {"details": "clinic.Clinic", "hours": "clinic.OpeningHours"}
SCHEDULE = {
    "services": "booking.Service",
    "questions": "booking.ServiceQuestion",
    "therapists": "booking.Therapist",
    "offered": "booking.Offering",
    "working_hours": "booking.WorkingHours",
    "closures": "booking.Closure",
    "rules": "booking.BookingRules",
}


class Progress:
    """Passes on rows and files as they are written, and counts them."""

    done = 0

    def __call__(self, rows):
        for row in rows:
            yield row
            self.done += 1


@contextmanager
def one_moment():
    """Everything read in this block is as it was at its beginning."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield


def amount():
    """About how much a Progress will have counted at the end."""
    found = [one.model.objects.all() for one in tables()]
    found += [one.rows() for one in SHEETS]
    found += [VISITS.rows(), COMMENTS.rows(), Page.objects.all()]  # the other forms of them
    found += [Image.objects.all(), Document.objects.all()]
    return sum(rows.count() for rows in found)


def export(place, progress=None):
    """Write everything to this place; returns how many there are of what people know by name."""
    progress, made_at = progress or Progress(), timezone.now()
    with one_moment():
        said = {
            "format": FORMAT,
            "made_at": made_at.isoformat(timespec="seconds"),
            "site": settings.SITE_URL,
            "tables": {},
        }
        for table in tables():
            columns = [key_of(one) for one in table.taken]
            count = write_lines(place, table.file, progress(lines(table)))
            said["tables"][table.label] = {"rows": count, "columns": columns}
        write_lines(place, ACCOUNTS, account_lines())
        for sheet in SHEETS:
            sheet.write(place, progress)
        calendar.write(place, progress)
        wordpress.write(place, progress)
        pages = site_pages.write(place, progress)
        place.write("clinic.json", together(CLINIC))
        place.write("schedule.json", together(SCHEDULE))
        names = stored_names()
        told = contents(pages, [*place.sums, *names], made_at)
        place.write("index.html", render_to_string("export/index.html", told))
        place.write("style.css", render_to_string("export/style.css"))
        counts = known()
    missing = copy_files(names, place, progress)
    place.finish(said | {"missing": missing})
    return counts | ({"missing files": len(missing)} if missing else {})


def known():
    """How many there are of what people know by name."""
    return {"pages": Page.objects.count()} | {one.what: one.rows().count() for one in SHEETS}


def write_lines(place, name, found):
    count = 0
    with place.writing(name) as file:
        for line in found:
            file.write(f"{line}\n")
            count += 1
    return count


def together(tables_by_name):
    rows = {
        name: [json.loads(line) for line in lines(Table(label))]
        for name, label in tables_by_name.items()
    }
    return json.dumps(rows, ensure_ascii=False, indent=1)


def stored_names():
    names = [f"{PICTURES}{one.file.name}" for one in in_turn(Image.objects.all())]
    return names + [f"{DOCUMENTS}{one.name}" for one in in_turn(Document.objects.all())]


def copy_files(names, place, progress):
    """Copy these files of images and documents; returns the names of those that are missing."""
    missing = []
    for name in progress(names):
        try:
            with default_storage.open(name.partition("/")[2]) as stored:
                copy(stored, place, name)
        except FileNotFoundError:
            missing.append(name)
    return missing


def copy(stored, place, name):
    with place.writing(name) as file:
        while piece := stored.read(PIECE):
            file.write(piece)
