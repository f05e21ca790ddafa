"""gunicorn's threaded worker, except that no thread waits for a slow visitor.

gunicorn gives a connection to a thread at its first byte; eight visitors who send a byte a minute
then keep all eight threads of two processes. Here the main loop, which can watch hundreds of
connections at once, receives a request first, and a thread gets it when it is complete. The loop
also sends what an answer has left once the thread is done.

What is too long for that (an upload, a large picture) still keeps a thread, but only few uploads do
so at a time, and neither may be slower than `SLOWEST`. nginx does the same for more connections,
and Caddy the part of it that is about heads: see deploy/nginx.conf and deploy/Caddyfile.
"""

import socket
from collections import deque
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ, EVENT_WRITE
from time import monotonic

from gunicorn.workers.gthread import ThreadWorker

from clinic_site.buffering.connection import PATIENCE, SLOWEST, Connection, read

HEAD_WITHIN = 10  # seconds
LONG_AT_ONCE = 1  # in each process: the other threads stay free
LONG_WITHIN = 60  # seconds to wait for its turn
LINGER = 2  # seconds for the visitor to have read the last answer
SWEPT_EVERY = 0.5  # seconds


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
