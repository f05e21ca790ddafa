import socket
from contextlib import suppress
from threading import Thread

from django.db import connection


class Cable:
    """Leads from a port of this machine to the tests' database, once plugged and until pulled."""

    def __init__(self):
        self.ends = []
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]

    @property
    def url(self):
        to = connection.settings_dict
        return f"postgres://{to['USER']}:{to['PASSWORD']}@127.0.0.1:{self.port}/{to['NAME']}"

    def plug(self):
        listener = socket.create_server(("127.0.0.1", self.port))
        self.ends = [listener]
        Thread(target=self.serve, args=[listener], daemon=True).start()

    def pull(self):
        for end in self.ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def serve(self, listener):
        with suppress(OSError):
            while True:
                near, far = listener.accept()[0], connect()
                self.ends += [near, far]
                Thread(target=carry, args=[near, far], daemon=True).start()
                Thread(target=carry, args=[far, near], daemon=True).start()


def connect():
    host, port = connection.settings_dict["HOST"], connection.settings_dict["PORT"] or 5432
    if not host.startswith("/"):
        return socket.create_connection((host, port))
    far = socket.socket(socket.AF_UNIX)
    far.connect(f"{host}/.s.PGSQL.{port}")
    return far


def carry(source, target):
    with suppress(OSError):
        while some := source.recv(65536):
            target.sendall(some)
        target.shutdown(socket.SHUT_RDWR)
