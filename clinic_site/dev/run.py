"""`make run`: the web server and the worker, started together and stopped together.

Ctrl-C, SIGTERM, the end of `make` itself and even kill -9 leave nothing running: the children hold
one end of a pipe, and end when the other end closes with this process. Each of them uses the
embedded PostgreSQL in its own right, so the last one to end stops it.
"""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress

from django.utils.autoreload import DJANGO_AUTORELOAD_ENV

from clinic_site.dev import environment
from clinic_site.stopping import StopFlag

MANAGE = str(environment.PROJECT / "manage.py")
LONGEST_GOODBYE = 30  # seconds
CODE_CHANGED = 3  # the exit code by which Django's reloader asks to be started again
# The writing end is ours alone and is never written to: it closes when we end, however we end.
LIFELINE_OF_CHILDREN, OURS = os.pipe()


def main() -> int:
    stop = StopFlag(signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # before anything is started
    port = free_port(os.environ.get("PORT") or "8000")
    parent = os.getppid()
    embedded = environment.prepare(SITE_URL=f"http://localhost:{port}")
    make_ready(with_demo=embedded)
    environ = os.environ | {
        "DJANGO_RUNSERVER_HIDE_WARNING": "true",
        # Only the process that serves, of Django's two: we restart it as the other would.
        DJANGO_AUTORELOAD_ENV: "true",
    }
    if embedded:
        del environ["DATABASE_URL"]  # given only its URL, they would not count as its users

    serve = "runserver", f"127.0.0.1:{port}"
    children = [start(environ, *serve), start(environ, "work")]
    announced = False
    while not stop.pause(0.2):
        codes = [child.poll() for child in children]
        if codes[0] == CODE_CHANGED:
            children[0], codes[0] = start(environ, *serve), None
        if os.getppid() != parent or any(code is not None for code in codes):
            break
        if not announced and answers(port):
            print(f"\nThe site is at http://localhost:{port}/ and reception's desk at", end=" ")
            print(f"http://localhost:{port}/admin/. Ctrl-C stops it.\n", flush=True)
            announced = True
    ended_alone = any(child.poll() is not None for child in children)
    for child in children:
        end(child)
    return 1 if ended_alone else 0


def free_port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not “{text}”.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except PermissionError:
            sys.exit(f"Port {text} needs more rights than you have. Try: make run PORT=8001")
        except OSError:
            sys.exit(f"Port {text} is in use by another program. Try: make run PORT=8001")
    return int(text)


def make_ready(*, with_demo: bool) -> None:
    """Migrate the database; if it is the embedded one and has no accounts, add the demo."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import call_command
    from django.db import OperationalError, connection

    try:
        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
    except (ImproperlyConfigured, OperationalError) as error:
        sys.exit(str(error).strip())
    from django.contrib.auth.models import User

    call_command("seed")
    if with_demo and not User.objects.exists():
        call_command("demo")
    connection.close()


def start(environ: dict[str, str], *command: str) -> subprocess.Popen:
    """Start a management command in a session of its own, so that Ctrl-C reaches only us."""
    return subprocess.Popen(
        [sys.executable, MANAGE, *command],
        env=environ | {environment.LIFELINE: str(LIFELINE_OF_CHILDREN)},
        pass_fds=[LIFELINE_OF_CHILDREN],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def end(child: subprocess.Popen) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGTERM)
    try:
        child.wait(LONGEST_GOODBYE)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    sys.exit(main())
