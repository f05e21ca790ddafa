"""What `make run` promises, with real processes in copies of this checkout."""

import contextlib
import hashlib
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.waiting import PATIENCE, wait_until

ROOT = Path(__file__).resolve().parents[2]
MAKE, PGREP, GIT = map(shutil.which, ("make", "pgrep", "git"))
SHELL = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
READY = "The site is at"
PASSWORD = "with the password"


class Run:
    """A `make run`, as the leader of a session of its own, like one in a terminal."""

    def __init__(self, checkout, **environ):
        self.checkout = checkout
        self.port = free_port()
        self.output = ""
        self.process = subprocess.Popen(
            [MAKE, "run", f"PORT={self.port}"],
            cwd=checkout,
            env=SHELL | environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def read_until(self, words, seconds=3 * PATIENCE):
        """Read until the words come, or with None until all have closed their end by ending."""
        deadline = time.monotonic() + seconds
        while words is None or words not in self.output:
            left = max(0, deadline - time.monotonic())
            readable, _, _ = select.select([self.process.stdout], [], [], left)
            assert readable, f"waited {seconds} s in vain after:\n{self.output}"
            chunk = os.read(self.process.stdout.fileno(), 65536)
            if not chunk:
                assert words is None, self.output
                return self
            self.output += chunk.decode(errors="replace")  # a letter may be cut in two
        return self

    def supervisor(self):
        return pids("-P", self.process.pid)[0]

    def leaves_nothing(self):
        self.read_until(None, seconds=25)  # shorter than the time after which a process is killed
        self.process.wait(25)
        wait_until(lambda: not processes(self.checkout))
        return "Traceback" not in self.output

    def get(self, path, **fields):
        """The status of a page, or of what comes after posting fields to it."""
        url = f"http://127.0.0.1:{self.port}{path}"
        data = urlencode(fields).encode() if fields else None
        with urlopen(Request(url, data, {"Origin": url.removesuffix(path)}), timeout=60) as answer:
            return answer.status

    def answers(self, path):
        try:
            return self.get(path) == 200
        except OSError:  # no such page, or no server
            return False


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pids(*criteria):
    found = subprocess.run([PGREP, *map(str, criteria)], capture_output=True, text=True)
    return [int(pid) for pid in found.stdout.split()]


def server(checkout):
    return f"clinic-pg-{os.geteuid()}-{hashlib.sha256(os.fsencode(checkout)).hexdigest()[:12]}"


def processes(checkout):
    """The web server, the worker and PostgreSQL of a checkout."""
    return pids("-f", f"{re.escape(str(checkout))}/|{server(checkout)}")


def copy_checkout(folder):
    names = subprocess.run(
        [GIT, "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, stdout=subprocess.PIPE
    ).stdout.decode()
    for name in filter(None, names.split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").mkdir()
    for path in Path(sys.prefix).iterdir():
        if path.name != "ready":
            (folder / ".venv" / path.name).symlink_to(path)
    (folder / ".venv" / "ready").touch()
    return folder


def kill(pids):
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def checkout_in(folder):
    checkout = copy_checkout(folder)
    yield checkout
    kill(processes(checkout))
    for place in ("/tmp", "/var/tmp"):  # noqa: S108, where local_postgres keeps what is not ours
        shutil.rmtree(f"{place}/{server(checkout)}", ignore_errors=True)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """The first run of a checkout, serving until the last of these tests."""
    with checkout_in(tmp_path_factory.mktemp("running")) as checkout:
        run = Run(checkout).read_until(READY)
        yield run
        end(run)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    with checkout_in(tmp_path_factory.mktemp("checkout")) as checkout:
        yield checkout


@pytest.fixture
def start(checkout):
    """Return a function that runs this checkout; what is left of it is ended at last."""
    runs = []

    def start(**options):
        runs.append(Run(checkout, **options))
        return runs[-1]

    yield start
    for run in runs:
        end(run)
    kill(processes(checkout))


def end(run):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(run.process.pid, signal.SIGKILL)
    run.process.wait()
    run.process.stdout.close()


def make(folder, *arguments):
    """The exit status and the output of a `make` that is expected to end at once."""
    made = subprocess.run(
        [MAKE, *arguments], cwd=folder, env=SHELL, capture_output=True, text=True, timeout=PATIENCE
    )
    return made.returncode, made.stdout + made.stderr


def lines_but_makes(output):
    return [line for line in output.splitlines() if not line.startswith("make: ***")]


def test_site_and_desk_are_served(running):
    for path in ("/", "/ims/", "/admin/login/", "/static/css/site.css"):
        assert running.get(path) == 200


def test_mail_is_printed_in_the_terminal(running):
    assert running.get("/contact/", name="A", email="a@example.com", text="Hello") == 200
    running.read_until("Subject: A new message from the website")
    assert running.output.count("Subject:") == 1  # none to the sample patients


def test_two_checkouts_run_at_once_and_ctrl_c_stops_everything_of_one(running, start):
    other = start().read_until(READY)
    assert other.get("/") == 200
    os.killpg(other.process.pid, signal.SIGINT)
    assert other.leaves_nothing()
    assert running.get("/") == 200


def test_killed_make_leaves_nothing(start):
    run = start().read_until(READY)
    run.process.kill()
    assert run.leaves_nothing()


def test_next_run_after_everything_was_killed_serves_changed_code_until_sigterm(running, start):
    killed = start().read_until(READY)
    kill([killed.process.pid, killed.supervisor(), *processes(killed.checkout)])
    second = start().read_until(READY)
    assert running.output.count(PASSWORD) == 4  # one of each role, at the first start
    assert PASSWORD not in second.output
    assert second.get("/") == 200
    urls = second.checkout / "clinic_site" / "urls.py"
    as_it_was = urls.read_text()

    def serves_the_change():
        if second.answers("/healthz"):  # a change before the first look at the files goes unseen
            urls.write_text(as_it_was.replace('path("healthz"', 'path("changed"'))
        return second.answers("/changed")

    try:
        wait_until(serves_the_change)
    finally:
        urls.write_text(as_it_was)
    second.process.terminate()
    assert second.leaves_nothing()


def test_stop_before_the_site_is_ready_leaves_nothing(start):
    run = start()
    wait_until(lambda: processes(run.checkout))
    run.process.terminate()
    assert run.leaves_nothing()


def test_port_in_use_is_told_in_one_sentence(running, checkout):
    status, output = make(checkout, "run", f"PORT={running.port}")
    assert status != 0
    assert lines_but_makes(output) == [
        f"Port {running.port} is in use by another program. Try: make run PORT=8001"
    ]


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "²"])
def test_an_invalid_port_is_refused_in_one_sentence(checkout, port):
    status, output = make(checkout, "run", f"PORT={port}")
    assert status != 0
    assert lines_but_makes(output) == [f"PORT must be a number from 1 to 65535, not “{port}”."]


def test_forgotten_setting_is_told_in_one_sentence(start):
    run = start(DATABASE_URL="postgres://127.0.0.1:1/none").read_until(None)
    assert run.process.wait() != 0
    assert lines_but_makes(run.output) == [
        "SECRET_KEY is not set. See .env.example for what it should hold."
    ]


def test_unreachable_database_is_told_without_a_traceback(start):
    settings = {"SECRET_KEY": "x", "ALLOWED_HOSTS": "localhost", "SITE_URL": "http://localhost"}
    run = start(DATABASE_URL="postgres://127.0.0.1:1/none", **settings).read_until(None)
    assert run.process.wait() != 0
    assert "Connection refused" in run.output
    assert "Traceback" not in run.output


@pytest.fixture
def bare(tmp_path):
    """A checkout in which nothing is installed yet."""
    for path in (ROOT / "Makefile", *ROOT.glob("requirements*.txt")):
        shutil.copy2(path, tmp_path)
    return tmp_path


def python(folder, script):
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_old_python_is_told_in_one_sentence(bare):
    old = python(bare, '[ "$1" = -V ] && echo Python 3.10.13')
    status, output = make(bare, "run", f"PYTHON={old}")
    assert status != 0
    assert lines_but_makes(output) == [f"This needs Python 3.11 or newer; {old} is Python 3.10.13."]


def test_missing_python_is_told_in_one_sentence(bare):
    status, output = make(bare, "run", "PYTHON=/nowhere/python3")
    assert status != 0
    assert lines_but_makes(output) == [
        "This needs Python 3.11 or newer; /nowhere/python3 is not found."
    ]


def test_python_without_venv_is_told_in_one_sentence(bare):
    (bare / "ensurepip.py").write_text("raise ImportError")
    without = python(bare, f'PYTHONPATH={bare} exec "{sys.executable}" "$@"')
    status, output = make(bare, "run", f"PYTHON={without}")
    assert status != 0
    assert lines_but_makes(output) == [
        "Python lacks its venv module: install it (on Debian or Ubuntu: apt install python3-venv)."
    ]


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-s3.txt", "requirements-dev.txt"]
)
def test_changed_requirements_are_installed(bare, name):
    (bare / ".venv").mkdir()
    (bare / ".venv" / "ready").touch()
    assert "pip install" not in make(bare, "-n", "run")[1]
    later = time.time() + 2
    os.utime(bare / name, (later, later))
    assert "pip install" in make(bare, "-n", "run")[1]


def test_killed_supervisor_leaves_nothing(running):
    """The last of these tests, because it ends that run."""
    os.kill(running.supervisor(), signal.SIGKILL)
    assert running.leaves_nothing()
