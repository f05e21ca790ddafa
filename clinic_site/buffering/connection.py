"""A visitor's connection: what was received of a request, and what is left of an answer."""

import re
import socket
from contextlib import suppress
from errno import ECONNRESET
from time import monotonic

from gunicorn.workers.gthread import TConn

BODY_WITHIN = 30  # seconds, once the head is there
LARGEST_HEAD = 64_000  # bytes
BUFFERED = 64_000  # bytes of a body; all but uploads and very long drafts are shorter
PATIENCE = 15  # seconds that a thread waits for one visitor, beyond what the amount explains
SLOWEST = 8_000  # bytes a second
UNSENT = 300_000  # bytes of an answer; any page is shorter
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n")
UNKNOWN_LENGTH = re.compile(rb"\r\n(transfer-encoding|expect):")


class Line(socket.socket):
    """A socket that ends with ConnectionResetError once it has cost a thread too much waiting."""

    patience = PATIENCE

    def __init__(self, **options):
        super().__init__(**options)
        self.unsent = bytearray()

    def recv(self, size, *flags):
        data = self.within(self.patience, super().recv, size, *flags)
        self.patience = min(PATIENCE, self.patience + len(data) / SLOWEST)
        return data

    def sendall(self, data, *flags):
        """Send what the visitor can take now; the main loop sends the rest."""
        if not self.unsent:
            self.setblocking(False)
            with suppress(BlockingIOError):
                data = memoryview(data)[super().send(data, *flags) :]
        self.unsent += data
        if len(self.unsent) > UNSENT:
            self.within(self.patience + len(self.unsent) / SLOWEST, super().sendall, self.unsent)
            self.unsent.clear()

    def sendfile(self, file, offset=0, count=None):
        file.seek(offset)
        left = count
        while some := file.read(65_536 if left is None else min(left, 65_536)):
            self.sendall(some)
            left = left and left - len(some)

    def within(self, seconds, act, *args):
        began = monotonic()
        try:
            self.settimeout(max(seconds, 0.001))
            return act(*args)
        except TimeoutError:
            raise ConnectionResetError(ECONNRESET, "The visitor was too slow") from None
        finally:
            self.patience = min(PATIENCE, seconds - (monotonic() - began))


class Connection(TConn):
    """A visitor's connection, and what was received before a thread had to look at it."""

    def __init__(self, cfg, sock, client, server):
        super().__init__(cfg, Line(fileno=sock.detach()), client, server)
        self.data_ready = True  # by the time that a thread gets it
        self.until, self.is_kept = 0, False
        self.expect_request()

    def expect_request(self, begun=b""):
        self.received, self.needed, self.is_long = bytearray(begun), None, False

    def init(self):
        """In the thread, before it reads each request."""
        super().init()
        self.sock.patience = PATIENCE
        self.parser.unreader.unread(bytes(self.received))
        self.received.clear()

    def is_complete(self):
        if self.needed is None and (end := self.received.find(b"\r\n\r\n")) >= 0:
            head = bytes(self.received[: end + 4]).lower()
            length = LENGTH.search(head)
            self.needed = end + 4 + (int(length[1]) if length else 0)
            self.is_long = self.needed > end + BUFFERED or bool(UNKNOWN_LENGTH.search(head))
            self.until = monotonic() + BODY_WITHIN
        return self.needed is not None and (self.is_long or len(self.received) >= self.needed)

    def fault(self, ended):
        """The status to refuse it with, if this can't become a request any more."""
        if ended and self.received:
            return "400 Bad Request"
        if self.needed is None:
            if len(self.received) > LARGEST_HEAD:
                return "431 Request Header Fields Too Large"
            # A bare LF: gunicorn would wait for the end of a head that never ends.
            if self.received.count(b"\n") != self.received.count(b"\r\n"):
                return "400 Bad Request"
        return None


def read(conn):
    """What has arrived; nothing if the other end has closed, None if there is nothing yet."""
    try:
        return socket.socket.recv(conn.sock, 65_536)
    except BlockingIOError:
        return None
    except OSError:
        return b""
