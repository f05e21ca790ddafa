"""A backup: the database as it was at one moment, then the images."""

import os
from contextlib import suppress

import django
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from clinic_site.backups import archive, postgres
from clinic_site.models import Home, Retention

NAME = "clinic-%Y-%m-%dT%H%M%SZ.tar"
ENDINGS = (".tar", ".age")  # of a file
UNFINISHED = ".part"
NEWEST_KEPT = 3


def make(target):
    """Write a backup to a new file, or with a name of its own into a folder; returns its path.

    Raises Unusable, and OSError if the file cannot be written. Nothing is left of a backup that
    failed.
    """
    postgres.refuse_pooler()
    if target.is_dir():
        ending = ".age" if settings.BACKUP_KEY else ""
        target /= f"{timezone.now():{NAME}}{ending}"
    elif target.suffix not in ENDINGS:  # a disk that is not mounted, or a folder mistyped
        raise FileNotFoundError(f"There is no folder {target}. Make it first.")
    if target.exists():
        raise FileExistsError(f"{target} already exists.")
    unfinished = target.with_name(target.name + UNFINISHED)
    opened = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with open(opened, "wb") as file:
            with archive.sealing(file, settings.BACKUP_KEY) as content:
                write(archive.Writer(content))
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    Home.objects.note_backup()
    return target


def write(tar):
    """The database first: the worker keeps the images that it names."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        manifest = {
            "format": 1,
            "made_at": timezone.now().isoformat(timespec="seconds"),
            "site": settings.SITE_URL,
            "django": django.get_version(),
            "postgresql": postgres.server_version(),
            "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
            "counts": counts(),
        }
        with postgres.dumping(snapshot) as dump:
            tar.add_dump(dump)
    for name in files():
        with suppress(FileNotFoundError), default_storage.open(name) as file:  # just removed
            tar.add(archive.MEDIA + name, file.read())
    tar.finish(manifest)


def counts():
    """How many rows each table has, of those in a backup."""
    with connection.cursor() as cursor:
        tables = sorted({*connection.introspection.table_names(cursor)} - {*postgres.LEFT_OUT})
        counted = "(SELECT count(*) FROM {})"
        columns = ", ".join(counted.format(connection.ops.quote_name(one)) for one in tables)
        cursor.execute(f"SELECT {columns}")
        return dict(zip(tables, cursor.fetchone(), strict=True))


def files(folder=""):
    """The names of all files in the media folder or bucket."""
    with suppress(FileNotFoundError):
        folders, names = default_storage.listdir(folder)
        yield from (os.path.join(folder, name) for name in sorted(names) if name)
        for one in sorted(folders):
            yield from files(os.path.join(folder, one))


def rotate(folder):
    """Delete what is older in this folder than the retention periods say; returns how many.

    A backup's age is told by its name. The newest are kept whatever their age: the clock may be
    wrong.
    """
    oldest = f"{Retention.current().before('backups_days'):{NAME}}"
    found = sorted(folder.glob("clinic-*.tar*"), key=lambda one: one.name, reverse=True)
    outlived = [one for one in found[NEWEST_KEPT:] if one.name < oldest]
    for one in outlived:
        one.unlink(missing_ok=True)
    return len(outlived)
