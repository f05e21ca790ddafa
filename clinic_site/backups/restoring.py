"""A backup put back: into an empty database and an empty place for images, all of it or nothing."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from clinic.sealed import Unsealable, unseal
from clinic.sealed_columns import SEALED_LENGTH, sealed_fields
from clinic_site.accounts.sessions import Session
from clinic_site.backups import archive, making, postgres
from clinic_site.backups.archive import Unusable
from clinic_site.models import Home

HOME, SESSIONS = Home._meta.db_table, Session._meta.db_table
# In the same transaction as the rows. Who was logged in may have been logged out since. A backup of
# an earlier version may have no such table.
AS_A_COPY = f"""
INSERT INTO public.{HOME} (id, database, host, is_restored, copied_at)
VALUES (1, '', '', true, now())
ON CONFLICT (id) DO UPDATE SET is_restored = true, copied_at = now();
DO $$ BEGIN
IF to_regclass('public.{SESSIONS}') IS NOT NULL THEN DELETE FROM public.{SESSIONS}; END IF;
END $$;
"""  # noqa: S608 our own names
CHANGED = (HOME, SESSIONS)


def check(path, identity=None):
    """The manifest of a backup in which nothing is damaged. Raises Unusable."""
    with archive.opening(path, identity) as file:
        return archive.checked(file)


def restore(path, identity=None):
    """Check the whole backup, then load it; returns its manifest. Raises Unusable.

    The images are written first and the database, in one transaction, last: it then names none that
    is not there. If it fails, the images are removed again.
    """
    refuse_unless_empty()
    postgres.refuse_pooler()
    manifest = check(path, identity)
    refuse_newer(manifest)
    written = []
    try:
        with archive.opening(path, identity) as file:
            for name, content in archive.members(file):
                if name.startswith(archive.MEDIA):
                    name = name.removeprefix(archive.MEDIA)
                    written.append(default_storage.save(name, ContentFile(content)))
        with archive.opening(path, identity) as file:
            postgres.load(dump(file), AS_A_COPY)
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise
    found, meant = making.counts(), manifest["counts"]
    if any(found.get(name) != meant.get(name) for name in {*found, *meant} - set(CHANGED)):
        raise Unusable("The numbers of rows differ from those in the backup: do not use this copy.")
    return manifest


def is_of_another_key():
    """Whether nothing that the restored database keeps sealed opens with the keys that are set."""
    found = list(sealed())
    return bool(found) and not any(opens(value, purpose) for value, purpose in found)


def sealed():
    """The newest sealing of each column that the version which made the backup had."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public'"
        )
        there = set(cursor.fetchall())
        for field in sealed_fields():
            table, pk = field.model._meta.db_table, field.model._meta.pk.column
            if (table, field.column) in there:
                cursor.execute(
                    f'SELECT "{field.column}" FROM "{table}"'  # noqa: S608 our own names
                    f' WHERE length("{field.column}") >= %s ORDER BY "{pk}" DESC LIMIT 1',
                    [SEALED_LENGTH],
                )
                yield from ((value, field.purpose) for (value,) in cursor.fetchall())


def opens(value, purpose):
    try:
        return bool(unseal(value, purpose))
    except Unsealable:
        return False


def dump(file):
    return (content for name, content in archive.members(file) if name.startswith(archive.DUMP))


def refuse_unless_empty():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema'))"
        )
        if cursor.fetchone()[0]:
            raise Unusable(
                "The database is not empty, and nothing is ever restored over what is there. "
                "Create a new one, and name it in DATABASE_URL."
            )
    if next(making.files(), None):
        raise Unusable(
            "There are images in MEDIA_ROOT or the bucket already. Name an empty folder or bucket."
        )


def refuse_newer(manifest):
    if manifest["format"] > 1 or manifest["postgresql"] > postgres.server_version():
        raise Unusable(
            f"The backup is from PostgreSQL {manifest['postgresql']}, and this server is older: "
            f"version {postgres.server_version()}."
        )
    known = MigrationLoader(None).disk_migrations
    unknown = [one for one in manifest["migrations"] if one not in known]
    if unknown:
        raise Unusable(
            "The backup was made by a newer version of the site, which has the migration "
            f"{'.'.join(unknown[0])}. Install that version first."
        )
