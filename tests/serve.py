"""The site as real processes, for tests that must not share the test's own."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

from django.db import connection

APPLICATION = "clinic_site.wsgi"
PATIENCE = 40  # seconds; after 30 gunicorn itself ends what is still busy


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(**changes):
    """What a process needs to work on the test's own database."""
    test_database = connection.settings_dict["NAME"]
    url, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    return os.environ | {"DATABASE_URL": f"{url}/{test_database}", "DEBUG": "true"} | changes


@contextmanager
def site(log=subprocess.DEVNULL, **changes):
    """gunicorn on a free port of this machine, which writes into `log`; yields the port."""
    with gunicorn(environment(**changes), log) as (port, _):
        yield port


@contextmanager
def gunicorn(environ, log=subprocess.DEVNULL, settings="clinic_site.gunicorn", of=APPLICATION):
    """Yields the port and the ID of the workers' parent process."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", f"python:{settings}"]
    process = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}", of], env=environ, stdout=log, stderr=log
    )
    try:
        wait_for(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_for(port, process):
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("The site did not start.")
