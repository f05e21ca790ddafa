"""gunicorn's threaded worker, except that no thread waits for a slow visitor.

gunicorn gives a connection to a thread at its first byte; eight visitors who send a byte a minute
then keep all eight threads of two processes. Here the main loop, which can watch hundreds of
connections at once, receives a request first, uploads too (into a file), and a thread gets it when
it is complete. The loop also sends what an answer has left once the thread is done.

nginx does the same for more connections, and Caddy the part of it that is about heads: see
deploy/nginx.conf and deploy/Caddyfile.
"""

import resource
import socket
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ, EVENT_WRITE
from time import monotonic

from gunicorn.workers.gthread import ThreadWorker

from clinic_site.buffering.connection import LARGEST_BODY, PATIENCE, SLOWEST, Connection, read

HEAD_WITHIN = 10  # seconds
FILES = 20  # bodies too long for memory that each process receives at once
MOST_BYTES = FILES * LARGEST_BODY  # of all of them together
LINGER = 2  # seconds for the visitor to have read the last answer
SWEPT_EVERY = 0.5  # seconds
PAGE = """<!DOCTYPE html><html lang="en-CA"><meta charset="utf-8"><title>Not saved</title>
<h1>Nothing was saved</h1>
<p>Please go back in your browser and try again in a few minutes.</p></html>
"""


class BufferingWorker(ThreadWorker):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.watched = {}  # by the main loop: the longest watched first
        self.swept_at = 0

    def init_process(self):
        # An answer may need a second open file; the usual limit is a thousand.
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        super().init_process()

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
        try:
            conn.add(data)
        except OSError:  # the disk is full
            self.refuse(conn, "503 Service Unavailable")
            return
        if data and conn.is_complete():
            self.unwatch(conn)
            self.enqueue_req(conn)
        elif status := conn.fault(ended=not data):
            self.refuse(conn, status)
        elif conn.sock.body and self.is_full():
            self.refuse(conn, "503 Service Unavailable")
        elif not data:
            self.drop(conn)

    def is_full(self):
        """Whether more is on the disk, or on its way there, than there may be at once."""
        watched = self.watched.items()
        sizes = [one.arrived for one, act in watched if act == self.receive and one.sock.body]
        return len(sizes) > FILES or sum(sizes) > MOST_BYTES

    def finish_request(self, conn, future):
        if conn.sock.fileno() < 0:  # closed in the middle of an answer
            self.nr_conns -= 1
            return
        conn.is_kept = not future.cancelled() and not future.exception() and future.result()
        if unsent := len(conn.sock.unsent) + conn.sock.left:
            self.watch(conn, self.send_rest, PATIENCE + unsent / SLOWEST, EVENT_WRITE)
        else:
            self.go_on(conn)

    def send_rest(self, conn, _):
        if conn not in self.watched:
            return
        try:
            if not conn.sock.send_some():
                return
        except BlockingIOError:
            return
        except OSError:
            self.drop(conn)
            return
        self.unwatch(conn)
        self.go_on(conn)

    def go_on(self, conn):
        if not conn.is_kept:
            self.linger(conn)
            return
        conn.expect_next()
        if conn.is_complete():  # sent together with the one before
            self.enqueue_req(conn)
        else:
            self.watch(conn, self.receive, self.cfg.keepalive)

    def refuse(self, conn, status):
        with suppress(OSError):
            head = f"HTTP/1.1 {status}\r\nConnection: close\r\nCache-Control: no-store\r\n"
            about = f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(PAGE)}\r\n"
            socket.socket.send(conn.sock, f"{head}{about}\r\n{PAGE}".encode())
        self.unwatch(conn)
        conn.sock.close_files()
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

    def _cap_keepalive(self, deadline):
        """The worker stops: do not wait for those who ask nothing."""
        for conn in self.watched:
            if not conn.received and not conn.sock.unsent and not conn.sock.left:
                conn.until = min(conn.until, deadline)
