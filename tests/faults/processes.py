"""The site and its worker, started again whenever they have ended, as systemd would."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.faults.database import children

ROOT = Path(__file__).resolve().parents[2]
STARTED_AGAIN_AFTER = 1  # second


class Kept:
    def __init__(self, command, environ, log):
        self.command, self.environ, self.log = command, environ, log
        self.over, self.starts = threading.Event(), 0
        self.start()
        self.thread = threading.Thread(target=self.keep, daemon=True)
        self.thread.start()

    def start(self):
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=self.environ, stdout=self.log, stderr=self.log
        )
        self.starts += 1

    def keep(self):
        while not self.over.wait(0.2):
            if self.process.poll() is not None and not self.over.wait(STARTED_AGAIN_AFTER):
                self.start()

    def kill(self):
        self.process.kill()

    def kill_child(self):
        with suppress(FileNotFoundError, IndexError, ProcessLookupError):
            os.kill(random.choice(children(self.process.pid)), signal.SIGKILL)

    def stop(self):
        self.over.set()
        self.thread.join()
        self.process.terminate()
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def kept(command, environ, log):
    one = Kept([sys.executable, *command], environ, log)
    try:
        yield one
    finally:
        one.stop()


def site(port, environ, log):
    gunicorn = ["-m", "gunicorn", "-c", "python:clinic_site.gunicorn"]
    return kept([*gunicorn, "--bind", f"127.0.0.1:{port}", "clinic_site.wsgi"], environ, log)


def worker(environ, log):
    return kept(["manage.py", "work", "--every", "0.2"], environ, log)


def wait_for(condition, seconds, what):
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.1)
