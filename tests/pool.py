"""PgBouncer in transaction mode: each transaction may get another session of the server."""

import os
import shutil
import subprocess
from contextlib import contextmanager

import pytest
from django.db import connection

from tests import serve

SETTINGS = """
[databases]
* = host={HOST} port={PORT}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
pool_mode = transaction
default_pool_size = 3
auth_type = trust
auth_file = {users}
"""


def program():
    found = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if not found and "CI" in os.environ:
        pytest.fail("PgBouncer is not installed.")
    return found or pytest.skip("PgBouncer is not installed.")


@contextmanager
def pool(folder):
    """A PgBouncer before the tests' database; yields the DATABASE_URL that leads through it."""
    command, port, database = [program()], serve.free_port(), connection.settings_dict
    users, settings = folder / "users.txt", folder / "pgbouncer.ini"
    users.write_text(f'"{database["USER"]}" "{database["PASSWORD"]}"\n')
    where = {"HOST": database["HOST"] or "localhost", "PORT": database["PORT"] or 5432}
    settings.write_text(SETTINGS.format(port=port, users=users, **where))
    if os.geteuid() == 0:  # as which PgBouncer does not run
        command += ["-u", "nobody"]
        folder.chmod(0o755)
    process = subprocess.Popen([*command, "-q", settings])
    try:
        serve.wait_for(port, process)
        yield f"postgres://{database['USER']}@127.0.0.1:{port}/{database['NAME']}"
    finally:
        process.terminate()
        process.wait(10)
