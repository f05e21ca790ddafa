"""A mail server that may be stopped, and workers as real processes that deliver to it."""

import asyncio
import socket
import subprocess
import sys
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.controller import Controller

from tests import serve

ROOT = Path(__file__).resolve().parents[1]


class MailServer:
    """Takes mail for everybody but `refused`; holds what comes after `limit` mails."""

    def __init__(self):
        self.mails = []
        self.refused = set()
        self.limit = 1000
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.start()

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self):
        if self.controller:
            self.controller.stop()
        self.controller = None

    @property
    def ids(self):
        return [mail["Message-ID"] for mail in self.mails]

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 No such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(message_from_bytes(envelope.content))
        while len(self.mails) > self.limit:
            await asyncio.sleep(0.01)
        return "250 OK"


@contextmanager
def running(settings):
    """A mail server to which this process' own mail goes as well."""
    server = MailServer()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    try:
        yield server
    finally:
        server.limit = 1000
        server.stop()


@contextmanager
def workers(server, **changes):
    """Yields a function that starts `manage.py work` on the test database and this server."""
    started = []
    mail = {"DEBUG": "false", "EMAIL_URL": f"smtp://127.0.0.1:{server.port}"}
    environment = serve.environment(**mail | changes)

    def start():
        command = [sys.executable, ROOT / "manage.py", "work", "--every", "0.1"]
        started.append(subprocess.Popen(command, env=environment))
        return started[-1]

    try:
        yield start
    finally:
        for worker in started:
            worker.kill()
            worker.wait()


def text_of(mail):
    """A delivered mail's plain text, as it was written."""
    part = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    return part.get_payload(decode=True).decode().replace("\r\n", "\n")
