"""Loads an export of this software into a site that has nothing yet: all of it or nothing.

Rows keep their keys, so references between them still hold. Private links are new, nobody can
log in with what was imported, and the site is a copy: it sends nothing until somebody says so.
The checksums only show damage: anybody can make such a folder. So HTML is cleaned as if an editor
had pasted it.
"""

import json
import re
from itertools import islice

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction

from booking.models import BookImport
from clinic_site.models import Home
from clinic_site.moving_out.making import ACCOUNTS, DOCUMENTS, FORMAT, PICTURES, known
from clinic_site.moving_out.places import Source, Unusable
from clinic_site.moving_out.rows import AT_ONCE, accounts_in, insert, quoted
from clinic_site.moving_out.spreadsheet import in_turn
from clinic_site.moving_out.tables import key_of, tables
from pages.models import Image, Revision, Words
from pages.text.pasted import clean

OURS = re.compile(r"[0-9a-f]{32}\.(webp|pdf)", re.ASCII)
SECTIONS, HTML = "pages.Section", "body"
SOME = 50  # versions of pages whose words are in memory at once
NEWER = "It was exported by a newer version of this software, which has {}. Install that first."


def bring_back(path):
    """Import the folder or zip at this path; returns how many there are now, as `export` does.

    Files are written first and the rows, in one transaction, last: they then name none that is not
    there. If it fails, the files are removed again. Raises Unusable.
    """
    refuse_unless_empty()
    written = []
    with Source(path) as source:
        manifest = source.manifest()
        refuse_newer(manifest)
        try:
            for name in manifest["sha256"]:
                if name.startswith((PICTURES, DOCUMENTS)):
                    written.append(store(source, name))
            with transaction.atomic():
                cleaned = load(source, manifest["tables"])
        except BaseException as error:
            for name in written:
                default_storage.delete(name)
            if isinstance(error, DatabaseError):
                raise Unusable(f"The rows do not fit: {error}") from error
            raise
    make_copies()
    return known() | ({"texts with HTML that was left out": cleaned} if cleaned else {})


def refuse_unless_empty():
    found = [one for one in tables() if one.model._base_manager.exists()]
    if found:
        raise Unusable(
            f"This site is not empty: there are rows in {found[0].label}. An export is only loaded "
            "into a new database on which nothing but `manage.py migrate` has been run."
        )


def refuse_newer(manifest):
    if manifest.get("format") != FORMAT:
        raise Unusable(NEWER.format("another format of exports"))
    known = {one.label: one for one in tables()}
    for label, said in manifest["tables"].items():
        if label not in known:
            raise Unusable(NEWER.format(f"the table {label}"))
        unknown = set(said["columns"]) - {key_of(one) for one in known[label].taken}
        if unknown:
            raise Unusable(NEWER.format(f"the column {min(unknown)} in {label}"))


def store(source, name):
    """Put a picture or a document where the site keeps it; returns its name there."""
    name_there = name.partition("/")[2]
    if not OURS.fullmatch(name_there):
        raise Unusable(f"{name} is not a name that an export gives to a picture or a document.")
    if default_storage.exists(name_there):
        raise Unusable(f"There is already a file {name_there} in MEDIA_ROOT or the bucket.")
    with source.open(name) as file:
        return default_storage.save(name_there, ContentFile(file.read()))


def load(source, said):
    """Insert the rows; returns how many texts had HTML that this site does not keep."""
    add_accounts(source)
    cleaned = 0
    for table in tables():
        if table.label not in said:
            continue  # an older version had no such table
        with source.open(table.file) as file:
            while few := [line.decode().rstrip("\n") for line in islice(file, AT_ONCE)]:
                if table.label == SECTIONS:
                    found, few = few, [as_pasted(line) for line in few]
                    cleaned += sum(one != other for one, other in zip(found, few, strict=True))
                insert(table, few, said[table.label]["columns"])
    count_on_from_here()
    index_pages()
    for one in BookImport.objects.all():
        one.forget()
    Home.objects.be_copy()
    return cleaned


def as_pasted(line):
    """A section whose text is as the form would store it. What is clean stays as it is."""
    try:
        row = json.loads(line)
        html = clean(row.get(HTML) or "")
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise Unusable(f"A row of {SECTIONS} is not one of this software.") from error
    return line if html == row.get(HTML, "") else json.dumps(row | {HTML: html})


def add_accounts(source):
    """The names of staff, for what they wrote. An account that is there already is used."""
    with source.open(ACCOUNTS) as file:
        rows = list(accounts_in(file))
    accounts = get_user_model()
    there = set(accounts.objects.values_list("username", flat=True))
    accounts.objects.bulk_create(
        accounts(**one, is_active=False, password=make_password(None))
        for one in rows
        if one["username"] not in there
    )


def count_on_from_here():
    """New rows get keys that no imported one has.

    With `nextval`, because in production the site's role may not set what a sequence has.
    """
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(
                f"SELECT count(nextval(pg_get_serial_sequence(%s, 'id'))) FROM {numbers(table)}",  # noqa: S608 ours
                [table.name],
            )


def numbers(table):
    return f"generate_series(1, (SELECT coalesce(max(id), 0) FROM {quoted(table.name)}))"  # noqa: S608 ours


def index_pages():
    """For the search, as when they were published."""
    published = Revision.objects.exclude(publish_at=None).order_by("pk")
    keys = list(published.values_list("pk", flat=True))
    for at in range(0, len(keys), SOME):
        Words.objects.store(Revision.objects.filter(pk__in=keys[at : at + SOME]))


def make_copies():
    """The smaller copies of each picture, as when it was uploaded."""
    for image in in_turn(Image.objects.all()):
        if default_storage.exists(image.file.name):
            image.file.save_all()
    for revision in in_turn(Revision.objects.exclude(share_image=None)):
        if default_storage.exists(revision.share_image.file.name):
            revision.shared.cut()
