"""A visitor's connection: what was received of a request, and what is left of an answer."""

import re
import socket
import tempfile
from contextlib import suppress
from errno import ECONNRESET, ENOSPC
from math import inf
from time import monotonic

from django.conf import settings
from gunicorn.workers.gthread import TConn

BODY_WITHIN = 30  # seconds, once the head is there, and as many more as `SLOWEST` explains
LONGEST_BODY = 600  # seconds, however large it is
LARGEST_HEAD = 64_000  # bytes
BUFFERED = 64_000  # bytes in memory; the rest of a body goes to a file
LARGEST_BODY = 100_000_000  # bytes, as in deploy/nginx.conf and deploy/Caddyfile
# Bytes, by the start of the address; also there. For those who are logged in, or seem to be.
LARGER = {b"/admin/wordpress/": 201_000_000}
COOKIES = re.compile(rb"\r\ncookie:([^\r\n]*)")
PATIENCE = 15  # seconds that an answer waits for one visitor, beyond what the amount explains
SLOWEST = 8_000  # bytes a second
UNSENT = 300_000  # bytes of an answer in memory; any page is shorter
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*0*(\d{1,15})[ \t]*\r\n")
CHUNKED = b"\r\ntransfer-encoding:"
EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue")
LAST_CHUNK = b"0\r\n\r\n"
BARE_LF = re.compile(rb"(?<!\r)\n")


class Line(socket.socket):
    """A socket on which a thread waits for nobody: the main loop receives before, and sends after.

    OSError: there is no space left for what can't be sent yet.
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.body = None  # a file with what did not fit in memory
        self.unsent = bytearray()
        self.rest, self.at, self.left = None, 0, 0  # a file with what follows `unsent`

    def recv(self, size, *flags):
        """The rest of what the main loop has received.

        ConnectionResetError: that was all, and the request is not whole. What follows must not be
        read as the next one, so gunicorn closes the connection.
        """
        if data := self.body and self.body.read(size):
            return data
        raise ConnectionResetError(ECONNRESET, "The request is not whole")

    def sendall(self, data, *flags):
        if not self.unsent and not self.left:
            self.setblocking(False)
            with suppress(BlockingIOError):
                data = memoryview(data)[super().send(data, *flags) :]
        if not self.left and len(self.unsent) + len(data) <= UNSENT:
            self.unsent += data
            return
        self.rest = self.rest or new_file()
        self.rest.seek(self.at + self.left)
        write(self.rest, data)
        self.left += len(data)

    def sendfile(self, file, offset=0, count=None):
        file.seek(offset)
        left = count
        while some := file.read(65_536 if left is None else min(left, 65_536)):
            self.sendall(some)
            left = left and left - len(some)

    def send_some(self):
        """In the main loop: whether all is sent now."""
        if not self.unsent and self.left:
            self.rest.seek(self.at)
            self.unsent += self.rest.read(65_536)
            self.at += len(self.unsent)
            self.left -= len(self.unsent)
        del self.unsent[: super().send(self.unsent)]
        return not self.unsent and not self.left

    def close(self):
        self.close_files()
        super().close()

    def close_files(self):
        for file in filter(None, (self.body, self.rest)):
            file.close()
        self.body, self.rest, self.at, self.left = None, None, 0, 0


def new_file():
    return tempfile.TemporaryFile(buffering=0)


def write(file, data):
    if file.write(data) < len(data):
        raise OSError(ENOSPC, "There was space for a part of it only")


class Connection(TConn):
    """A visitor's connection, and what was received before a thread had to look at it."""

    def __init__(self, cfg, sock, client, server):
        super().__init__(cfg, Line(fileno=sock.detach()), client, server)
        self.data_ready = True  # by the time that a thread gets it
        self.until, self.is_kept = 0, False
        self.expect_request()

    def expect_request(self, begun=b""):
        self.sock.close_files()
        self.received, self.arrived, self.tail = bytearray(), 0, b""
        self.body_at, self.needed, self.body_since = None, None, 0
        self.most = LARGEST_BODY
        self.unsearched = 0
        self.add(begun)

    def expect_next(self):
        """After an answer: what follows the request may have been sent together with it."""
        rest = self.sock.body.read() if self.sock.body else b""
        self.expect_request(self.parser.unreader.take_buffered() + rest)

    def add(self, data):
        """OSError: there is no space left for it."""
        self.unsearched = max(len(self.received) - 3, 0)
        self.arrived += len(data)
        self.tail = (self.tail + data)[-len(LAST_CHUNK) :]
        if self.needed is None or len(self.received) < BUFFERED:
            self.received += data
            return
        self.sock.body = self.sock.body or new_file()
        write(self.sock.body, data)

    def init(self):
        """In the thread, before it reads each request."""
        super().init()
        self.parser.unreader.unread(bytes(self.received))
        self.received.clear()
        if self.sock.body:
            self.sock.body.seek(0)

    def is_complete(self):
        if self.needed is None:
            self.read_head()
        if self.needed is None:
            return False
        grace = BODY_WITHIN + self.arrived / SLOWEST
        self.until = self.body_since + min(grace, LONGEST_BODY)
        if self.needed == inf:  # a false end is a request that gunicorn refuses
            return self.arrived > self.body_at and self.tail == LAST_CHUNK
        return self.arrived >= self.needed

    def read_head(self):
        end = self.received.find(b"\r\n\r\n", self.unsearched)
        if end < 0:
            return
        head = bytes(self.received[: end + 4]).lower()
        length = LENGTH.search(head)
        self.most = most_of(head)
        self.body_at, self.body_since = end + 4, monotonic()
        self.needed = inf if CHUNKED in head else self.body_at + int(length[1] if length else 0)
        if EXPECTS.search(head) and self.arrived < self.needed:
            with suppress(OSError):
                socket.socket.send(self.sock, b"HTTP/1.1 100 Continue\r\n\r\n")

    def fault(self, ended):
        """The status to refuse it with, if this can't become a request any more."""
        if ended and self.received:
            return "400 Bad Request"
        if self.needed is None:
            if len(self.received) > LARGEST_HEAD:
                return "431 Request Header Fields Too Large"
            # gunicorn would wait for the end of a head that never ends.
            if BARE_LF.search(self.received, self.unsearched):
                return "400 Bad Request"
        elif max(self.arrived, self.needed if self.needed < inf else 0) > self.most:
            return "413 Content Too Large"
        return None


def most_of(head):
    """How many bytes its body can have."""
    address, cookies = head.partition(b" ")[2], b";".join(COOKIES.findall(head))
    session = settings.SESSION_COOKIE_NAME.lower().encode()
    if any(one.strip().startswith(session + b"=") for one in cookies.split(b";")):
        return next((LARGER[one] for one in LARGER if address.startswith(one)), LARGEST_BODY)
    return LARGEST_BODY


def read(conn):
    """What has arrived; nothing if the other end has closed, None if there is nothing yet."""
    try:
        return socket.socket.recv(conn.sock, 65_536)
    except BlockingIOError:
        return None
    except OSError:
        return b""
