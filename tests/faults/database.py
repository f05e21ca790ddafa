"""A PostgreSQL server of the run's own, which may be killed without harm to anybody."""

import os
import shutil
import signal
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from clinic_site.dev import local_postgres
from clinic_site.dev.cluster import find_cluster, find_wheel


def children(pid):
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_running(pid):
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    return False


class Database:
    """The embedded server of an empty folder, except that what is committed is on disk."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.cluster = find_cluster(self.folder.resolve(), find_wheel())
        self.url = self.start()
        self.say("ALTER DATABASE clinic SET synchronous_commit = on")

    def start(self):
        return local_postgres.join(self.folder)

    def say(self, statement):
        connection = local_postgres._connect(self.cluster)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()

    def postmaster(self):
        return int((self.cluster.data / "postmaster.pid").read_text().split()[0])

    def kill(self):
        """As a machine does that loses power."""
        pid = self.postmaster()
        self.wait_for([pid, *children(pid)], kill=True)

    def shut_down_at_once(self):
        pid = self.postmaster()
        sessions = children(pid)
        os.kill(pid, signal.SIGQUIT)
        self.wait_for([pid, *sessions])

    def wait_for(self, pids, kill=False):
        for pid in pids if kill else ():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(is_running(pid) for pid in pids):
            time.sleep(0.02)

    def remove(self):
        local_postgres._leave()
        for folder in (self.cluster.home, self.cluster.sockets):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(folder):
    """The server of this folder, which also stops if this program is told to end."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    one = Database(folder)
    try:
        yield one
    finally:
        one.remove()
