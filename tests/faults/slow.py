"""Visitors who are slow on purpose, and what others notice of them."""

import contextlib
import http.client
import socket
import statistics
import threading
import time

LARGE_PAGE = "/ims/"
HEAD = "GET {} HTTP/1.1\r\nHost: {}\r\nX-Forwarded-Proto: https\r\n"
KINDS = ("head", "body", "reading", "nothing")


def begin(kind, path, host):
    """What a slow visitor sends at once; the rest follows byte by byte, or never."""
    if kind == "head":
        return HEAD.format(path, host) + "X-Slow: "
    if kind == "body":
        post = HEAD.format("/contact/", host).replace("GET", "POST", 1)
        return (
            f"{post}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\n"
        )
    if kind == "reading":  # as many answers as the other end is ready to write
        return 20 * (HEAD.format(path, host) + "\r\n")
    return ""


class Slow:
    """So many connections, each of which sends a byte a second, or reads nothing."""

    def __init__(self, port, kind, count, path=LARGE_PAGE, host="127.0.0.1", again=True):
        self.port, self.kind, self.again = port, kind, again
        self.hello = begin(kind, path, host).encode()
        self.ended, self.over = 0, threading.Event()
        self.lines = [line for line in (self.open() for _ in range(count)) if line]
        self.thread = threading.Thread(target=self.drip, daemon=True)
        self.thread.start()

    def open(self):
        line = socket.socket()
        line.settimeout(1)
        if self.kind == "reading":
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        try:
            line.connect(("127.0.0.1", self.port))
            if self.hello:
                line.sendall(self.hello)
        except OSError:
            line.close()
            return None
        return line

    def drip(self):
        while not self.over.wait(1):
            for number, line in enumerate(self.lines):
                if self.has_ended(line):
                    line.close()
                    self.ended += 1
                    self.lines[number] = (self.again and self.open()) or None
            self.lines = [line for line in self.lines if line]

    def has_ended(self, line):
        try:
            if self.kind in ("head", "body"):
                line.send(b"x")
            line.setblocking(False)
            return self.kind != "reading" and not line.recv(1024).startswith(b"HTTP/1.1 1")
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self):
        self.over.set()
        self.thread.join()
        for line in self.lines:
            line.close()


@contextlib.contextmanager
def slow(*args, **options):
    visitors = Slow(*args, **options)
    try:
        yield visitors
    finally:
        visitors.close()


def others(port, seconds, path="/contact/", patience=5, every=0.5, **headers):
    """How many ordinary visitors ask within these seconds, how many are answered, and how soon."""
    until, waits, asked = time.monotonic() + seconds, [], 0
    while time.monotonic() < until:
        asked += 1
        began = time.monotonic()
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
        with contextlib.suppress(OSError, http.client.HTTPException):
            line.request("GET", path, headers={"X-Forwarded-Proto": "https"} | headers)
            if line.getresponse().status == 200:
                waits.append(time.monotonic() - began)
        line.close()
        time.sleep(every)
    return asked, len(waits), statistics.median(waits) if waits else None, max(waits, default=None)
