"""PgBouncer in transaction mode: each transaction gets another session of the server."""

import os
import shutil
import subprocess
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg2
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
default_pool_size = {sessions}
server_round_robin = 1
auth_type = trust
auth_file = {users}
"""


def find():
    return shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


def program():
    found = find()
    if not found and "CI" in os.environ:
        pytest.fail("PgBouncer is not installed.")
    return found or pytest.skip("PgBouncer is not installed.")


SESSIONS = 3


@contextmanager
def pool():
    """A PgBouncer before the tests' database; yields the DATABASE_URL that leads through it."""
    with TemporaryDirectory() as folder:  # others cannot read pytest's own
        command, port, database = [program()], serve.free_port(), connection.settings_dict
        users, settings = Path(folder, "users.txt"), Path(folder, "pgbouncer.ini")
        users.write_text(f'"{database["USER"]}" "{database["PASSWORD"]}"\n')
        where = {"HOST": database["HOST"] or "localhost", "PORT": database["PORT"] or 5432}
        where |= {"port": port, "users": users, "sessions": SESSIONS}
        settings.write_text(SETTINGS.format(**where))
        if os.geteuid() == 0:  # PgBouncer does not run as root
            command += ["-u", "nobody"]
            Path(folder).chmod(0o755)
        process = subprocess.Popen([*command, "-q", settings])
        try:
            serve.wait_for(port, process)
            url = f"postgres://{database['USER']}@127.0.0.1:{port}/{database['NAME']}"
            open_all_sessions(url)
            yield url
        finally:
            process.kill()
            process.wait()


def open_all_sessions(url):
    """PgBouncer opens another only while all are in use; after that, it takes them in turn."""
    clients = [psycopg2.connect(url) for _ in range(SESSIONS)]
    for client in clients:
        client.cursor().execute("SELECT 1")
    for client in clients:
        client.rollback()
        client.close()


def sessions_of(url, transactions):
    """The server's session that each of this many transactions of one client gets."""
    found = []
    with closing(psycopg2.connect(url)) as client:
        for _ in range(transactions):
            with client, client.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                found.append(cursor.fetchone()[0])
    return found
