"""A server of this machine that speaks the provider's API for text messages: Twilio's."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from clinic_site import texts_url

SENDER = "+14165550100"


class TextServer(ThreadingHTTPServer):
    """Takes every message. `answers` are given first, in turn: each an error's (status, code).

    `statuses` are what is said of a message that was taken, by its SID: (status, error code).
    While `is_slow`, a message is taken and no answer comes.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken, self.answers, self.statuses = [], [], {}
        self.is_slow = threading.Event()
        self.may_answer = threading.Event()
        self.lock = threading.Lock()

    @property
    def url(self):
        return f"twilio+http://AC0:secret@127.0.0.1:{self.server_port}/{SENDER}"

    @property
    def numbers(self):
        return [to for to, _ in self.taken]

    @property
    def words(self):
        return [words for _, words in self.taken]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        assert self.path == "/2010-04-01/Accounts/AC0/Messages.json"
        assert self.headers["Authorization"]
        assert form["From"] == SENDER
        server = self.server
        with server.lock:
            status, code = server.answers.pop(0) if server.answers else (201, None)
            if status == 201:
                server.taken.append((form["To"], form["Body"]))
            sid = f"SM{len(server.taken)}"
        if server.is_slow.is_set():
            server.may_answer.wait(20)
        if status == 201:
            self.answer(201, {"sid": sid, "status": "queued"})
        else:
            message = f"The number {form['To']} was refused."
            self.answer(status, {"code": code, "message": message, "status": status})

    def do_GET(self):
        sid = self.path.rpartition("/")[2].removesuffix(".json")
        status, code = self.server.statuses.get(sid, ("delivered", None))
        self.answer(200, {"sid": sid, "status": status, "error_code": code})

    def answer(self, status, values):
        body = json.dumps(values).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextmanager
def running(settings):
    """A server to which this process' text messages go as well."""
    server = TextServer()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TEXTS = texts_url.parse(server.url)
    try:
        yield server
    finally:
        server.may_answer.set()
        server.shutdown()
        server.server_close()
