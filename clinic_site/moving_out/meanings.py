"""What the files of an export are, and what their columns mean: for its first page."""

from django.db import models

from clinic_site.moving_out.sheets import SHEETS
from clinic_site.moving_out.tables import LEFT_OUT, key_of, tables
from pages.models import Page

OTHERS = (
    (
        "pages/",
        "A folder for each page, named as its address. index.html is what readers see, with its "
        "pictures; version-2.html and so on are drafts and scheduled versions; page.json has every "
        "version that was ever saved, with its settings, sections and remarks.",
    ),
    (
        "wordpress.xml",
        "Pages and comments as WordPress imports them (Tools, Import, WordPress). What readers "
        "see is published there, everything else is a draft. WordPress fetches the pictures from "
        "this site, so import before you switch the site off.",
    ),
    (
        "visits.ics",
        "The same visits as in visits.csv, for any calendar program. The title of each is the "
        "patient’s name: import it only into a calendar that nobody else can see.",
    ),
    ("pictures/, documents/", "The images and PDFs of the pages, by the names in their tables."),
    (
        "clinic.json, schedule.json",
        "The clinic’s details and opening hours; services, therapists, working hours, closures "
        "and booking rules. Their columns are explained below.",
    ),
    (
        "data/",
        "Every row of every table, a line of JSON each, exactly as it is in the database; "
        "accounts.jsonl has the names of staff, by which the others name them. “manage.py "
        "import_export” reads these files and no others.",
    ),
    ("manifest.json", "When and where this was made, and a checksum (SHA-256) of each file."),
)


def contents():
    """For the template: the files, the tables with their columns, and what is not here."""
    left_out = {}
    for label, reason in LEFT_OUT.items():
        left_out.setdefault(reason, []).append(label.partition(".")[2])
    titles = Page.objects.titles()
    pages = Page.objects.order_by("folder", "slug")
    return {
        "pages": [(one.slug, titles.get(one.pk, ""), one.get_absolute_url()) for one in pages],
        "sheets": SHEETS,
        "others": OTHERS,
        "tables": [(one.file, one.label, columns(one)) for one in tables()],
        "left_out": left_out.items(),
    }


def columns(table):
    """The name and the meaning of each."""
    return [(key_of(one), meaning(one)) for one in table.taken]


def meaning(field):
    words = [f"{str(field.verbose_name).capitalize()}."]
    if field.help_text:
        words.append(str(field.help_text))
    if isinstance(field, models.ForeignKey):
        words.append(f"Refers to {field.related_model._meta.label}.")
    if isinstance(field, models.DateTimeField):
        words.append("In UTC.")
    if field.choices:
        words.append("One of: " + ", ".join(str(value) or "empty" for value, _ in field.choices))
    return " ".join(words)
