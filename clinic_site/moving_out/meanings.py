"""What the files of an export are, and what their columns mean: for its first page."""

from django.conf import settings
from django.db import models

from clinic_site.moving_out.places import MANIFEST
from clinic_site.moving_out.sheets import SHEETS
from clinic_site.moving_out.tables import LEFT_OUT, TAKEN, Table, is_account, key_of, tables

OTHERS = (
    (
        ("pages/",),
        "A folder for each page, named as its address. index.html is what readers see, with its "
        "pictures; version-2.html and so on are drafts and scheduled versions; page.json has every "
        "version that was ever saved, with its settings, sections and remarks.",
    ),
    (
        ("wordpress.xml",),
        "Pages and comments as WordPress imports them (Tools, Import, WordPress). What readers "
        "see is published there, everything else is a draft. WordPress fetches the pictures from "
        "this site, so import it before you switch the site off.",
    ),
    (
        ("visits.ics",),
        "The same visits as in visits.csv, for any calendar program. The title of each is the "
        "patient’s name: import it only into a calendar that nobody else can see.",
    ),
    (
        ("pictures/", "documents/"),
        "The images and PDFs of the pages, named as in pictures.csv and documents.csv.",
    ),
    (
        ("clinic.json", "schedule.json"),
        "The clinic’s details and opening hours; services, therapists, working hours, closures "
        "and booking rules. Their columns are explained below.",
    ),
    (
        ("data/",),
        "Every row of every table, one line of JSON each, exactly as it is in the database; "
        "accounts.jsonl has the names of staff accounts, which the other files refer to. "
        "“manage.py import_export” loads these files, with pictures/ and documents/.",
    ),
    ((MANIFEST,), "When and where this was made, and a checksum (SHA-256) of each file."),
)


def contents(pages, written, made_at):
    """For the template: the pages, as `site_pages.write` returns them, the files, the tables with
    their columns, and what is left out. `written` are the names of all files."""
    there = {MANIFEST, *written, *(f"{name.partition('/')[0]}/" for name in written)}
    return {
        "made_at": made_at,
        "site": settings.SITE_URL,
        "pages": pages,
        "sheets": SHEETS,
        "others": [([(one, one in there) for one in names], about) for names, about in OTHERS],
        "tables": [(one.file, TAKEN[one.label], columns(one)) for one in tables()],
        "left_out": dict.fromkeys(LEFT_OUT.values()),
    }


def columns(table):
    """The name and the meaning of each."""
    return [(key_of(one), meaning(one)) for one in table.taken]


def meaning(field):
    words = [f"{str(field.verbose_name).capitalize()}."]
    if field.help_text:
        words.append(str(field.help_text))
    if is_account(field):
        words.append("The username of an account.")
    elif isinstance(field, models.ForeignKey):
        words.append(f"The id of a row in {Table(field.related_model._meta.label).file}.")
    if isinstance(field, models.DateTimeField):
        words.append("In UTC.")
    if field.choices:
        words.append("One of: " + ", ".join(str(value) or "empty" for value, _ in field.choices))
    return " ".join(words)
