import socket
from contextlib import suppress
from threading import Thread

from django.db import connection


class Cable:
    """Leads from a port of this machine to the tests' database, once plugged and until pulled."""

    def __init__(self):
        self.ends = []
        # Bound, so that nobody else takes the port; it refuses connections until it listens.
        self.place = socket.socket()
        self.place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self.place.bind(("127.0.0.1", 0))
        self.port = self.place.getsockname()[1]

    @property
    def url(self):
        to = connection.settings_dict
        return f"postgres://{to['USER']}:{to['PASSWORD']}@127.0.0.1:{self.port}/{to['NAME']}"

    def plug(self):
        listener = socket.create_server(("127.0.0.1", self.port), reuse_port=True)
        self.ends = [listener]
        Thread(target=self.serve, args=[listener], daemon=True).start()

    def pull(self):
        while self.ends:  # the listener first, so that none is added meanwhile that stays
            end = self.ends.pop(0)
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self):
        self.pull()
        self.place.close()

    def serve(self, listener):
        with suppress(OSError):
            while True:
                near = listener.accept()[0]
                self.ends.append(near)
                with suppress(OSError):
                    far = connect()
                    self.ends.append(far)
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
