"""gunicorn's threaded worker, except that no thread waits for a slow visitor.

gunicorn gives a connection to a thread at its first byte; eight visitors who send a byte a minute
then keep all eight threads of two processes. Here the main loop, which can watch hundreds of
connections at once, receives a request first, and a thread gets it when it is complete. The loop
also sends what an answer has left once the thread is done.

What is too long for that (an upload, a large picture) still keeps a thread, but only few uploads do
so at a time, and neither may be slower than `SLOWEST`. nginx does the same for more connections,
and Caddy the part of it that is about heads: see deploy/nginx.conf and deploy/Caddyfile.
"""

import re
import socket
from collections import deque
from contextlib import suppress
from errno import ECONNRESET
from functools import partial
from selectors import EVENT_READ, EVENT_WRITE
from time import monotonic

from gunicorn.workers.gthread import TConn, ThreadWorker

HEAD_WITHIN, BODY_WITHIN = 10, 30  # seconds
LARGEST_HEAD = 64_000  # bytes
BUFFERED = 64_000  # bytes of a body; all but uploads and very long drafts are shorter
LONG_AT_ONCE = 1  # in each process: the other threads stay free
LONG_WITHIN = 60  # seconds to wait for its turn
PATIENCE = 15  # seconds that a thread waits for one visitor, beyond what the amount explains
SLOWEST = 8_000  # bytes a second
UNSENT = 300_000  # bytes of an answer; any page is shorter
LINGER = 2  # seconds for the visitor to have read the last answer
SWEPT_EVERY = 0.5  # seconds
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


class BufferingWorker(ThreadWorker):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.watched = {}  # by the main loop: the longest watched first
        self.long, self.waiting_long, self.swept_at = 0, deque(), 0

    def accept(self, listener):
        try:
            sock, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        if self.nr_conns >= self.worker_connections - 1:
            self.make_room()
        self.nr_conns += 1
        conn = Connection(self.cfg, sock, address, listener.getsockname())
        self.watch(conn, self.receive, HEAD_WITHIN)

    def make_room(self):
        """Let the one go that has taken longest to say what it wants."""
        if slowest := next(iter(self.watched), None):
            self.drop(slowest)

    def watch(self, conn, act, seconds, event=EVENT_READ):
        conn.sock.setblocking(False)
        conn.until = monotonic() + seconds
        self.watched[conn] = act
        self.poller.register(conn.sock, event, partial(act, conn))

    def unwatch(self, conn):
        if self.watched.pop(conn, None):
            self.poller.unregister(conn.sock)

    def receive(self, conn, _):
        data = read(conn) if conn in self.watched else None
        if data is None:
            return
        if data and not conn.received:  # the next request of a connection that was kept
            conn.until = monotonic() + HEAD_WITHIN
        conn.received += data
        if data and conn.is_complete():
            self.unwatch(conn)
            self.hand_over(conn)
        elif status := conn.fault(ended=not data):
            self.refuse(conn, status)
        elif not data:
            self.drop(conn)

    def hand_over(self, conn):
        if conn.is_long and self.long >= LONG_AT_ONCE:
            conn.until = monotonic() + LONG_WITHIN
            self.waiting_long.append(conn)
            return
        self.long += conn.is_long
        self.enqueue_req(conn)

    def finish_request(self, conn, future):
        if conn.is_long:
            self.long -= 1
            if self.waiting_long:
                self.hand_over(self.waiting_long.popleft())
        if conn.sock.fileno() < 0:  # closed in the middle of an answer
            self.nr_conns -= 1
            return
        conn.is_kept = not future.cancelled() and not future.exception() and future.result()
        if unsent := len(conn.sock.unsent):
            self.watch(conn, self.send_rest, PATIENCE + unsent / SLOWEST, EVENT_WRITE)
        else:
            self.go_on(conn)

    def send_rest(self, conn, _):
        if conn not in self.watched:
            return
        try:
            del conn.sock.unsent[: socket.socket.send(conn.sock, conn.sock.unsent)]
        except BlockingIOError:
            return
        except OSError:
            self.drop(conn)
            return
        if not conn.sock.unsent:
            self.unwatch(conn)
            self.go_on(conn)

    def go_on(self, conn):
        if not conn.is_kept:
            self.linger(conn)
            return
        conn.expect_request(conn.parser.unreader.take_buffered())
        if conn.is_complete():  # sent together with the one before
            self.hand_over(conn)
        else:
            self.watch(conn, self.receive, self.cfg.keepalive)

    def refuse(self, conn, status):
        with suppress(OSError):
            answer = f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            socket.socket.send(conn.sock, answer.encode())
        self.unwatch(conn)
        self.linger(conn)

    def linger(self, conn):
        """Close it once the visitor has, who could otherwise lose the end of the answer."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self.drop(conn)
        else:
            self.watch(conn, self.drain, LINGER)

    def drain(self, conn, _):
        if conn in self.watched and read(conn) == b"":
            self.drop(conn)

    def drop(self, conn):
        self.unwatch(conn)
        self.nr_conns -= 1
        conn.close()

    def murder_pending(self):
        """Called in each round of the main loop."""
        now = monotonic()
        if now < self.swept_at + SWEPT_EVERY:
            return
        self.swept_at = now
        late = [conn for conn in self.watched if conn.until < now]
        for conn in late:
            if self.watched[conn] == self.receive and conn.received:
                self.refuse(conn, "408 Request Timeout")
            else:
                self.drop(conn)
        while self.waiting_long and self.waiting_long[0].until < now:
            self.refuse(self.waiting_long.popleft(), "503 Service Unavailable")

    def _cap_keepalive(self, deadline):
        """The worker stops: do not wait for those who ask nothing."""
        for conn in self.watched:
            if not conn.received and not conn.sock.unsent:
                conn.until = min(conn.until, deadline)


def read(conn):
    """What has arrived; nothing if the other end has closed, None if there is nothing yet."""
    try:
        return socket.socket.recv(conn.sock, 65_536)
    except BlockingIOError:
        return None
    except OSError:
        return b""
