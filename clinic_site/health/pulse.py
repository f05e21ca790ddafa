"""The worker's heartbeat: a thread notes that it is alive, however slow the mail server is."""

import logging
import os
import secrets
import socket
import threading
import time

from django.db import DatabaseError, InterfaceError, connection

from clinic_site.health.rows import BEAT_EVERY, Heartbeat

# One batch of fifty emails may take as long as this, if each takes the mail server 20 seconds.
LONGEST_ROUND = 20 * 60  # seconds; a worker that gets no further is as good as dead

logger = logging.getLogger(__name__)


class Pulse:
    """Begins with `with`, and ends with it."""

    def __init__(self, every=BEAT_EVERY):
        self.worker = f"{socket.gethostname()[:150]} {os.getpid()} {secrets.token_hex(4)}"
        self.every, self.ended = every, threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.progress()

    def progress(self):
        """The worker has begun another round."""
        self.progressed_at = time.monotonic()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.ended.set()
        self.thread.join(self.every)

    def run(self):
        while not self.ended.is_set():
            if time.monotonic() - self.progressed_at < LONGEST_ROUND:
                self.attempt(self.beat)
            self.ended.wait(self.every)
        connection.close()

    def beat(self):
        Heartbeat.objects.beat(self.worker)
        Heartbeat.objects.outlived().delete()

    def attempt(self, act):
        try:
            act()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The heartbeat could not be recorded: %s", error)
            connection.close()
