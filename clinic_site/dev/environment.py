"""What development needs and the machine lacks: a database, a key, an address.

With DATABASE_URL set (in the environment or `.env`) nothing here applies, so a server where one
variable is missing stops and says so, instead of running on a database of its own.
"""

import os
import secrets
import signal
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from dotenv import load_dotenv

from clinic_site.dev import local_postgres

PROJECT = Path(__file__).resolve().parent.parent.parent
LIFELINE = "CLINIC_LIFELINE"  # names a pipe that closes when `make run` ends


def prepare(**overrides: str) -> bool:
    """Fill the environment for development; `overrides` win over the defaults made here.

    Returns whether the embedded PostgreSQL is in use. Ends the process with one sentence if it
    can't be started.
    """
    if lifeline := os.environ.get(LIFELINE):
        threading.Thread(target=end_with, args=[int(lifeline)], daemon=True).start()
    load_dotenv(PROJECT / ".env")
    if os.environ.get("DATABASE_URL"):
        return False
    # The server is stopped by the last process to exit properly, which a signal alone would skip.
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, lambda number, _: sys.exit(128 + number))
    try:
        database_url = local_postgres.join(PROJECT)
    except local_postgres.LocalPostgresError as error:
        sys.exit(str(error))
    defaults = {
        "DEBUG": "true",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "SITE_URL": "http://localhost:8000",
    } | overrides
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    if "SECRET_KEY" not in os.environ:
        os.environ["SECRET_KEY"] = kept_secret_key(PROJECT / ".local" / "secret_key")
    os.environ["DATABASE_URL"] = database_url
    return True


def kept_secret_key(path: Path) -> str:
    """A random key of this folder alone, kept so that a restart logs nobody out."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:
        file.write(secrets.token_urlsafe(50))
        file.flush()
        with suppress(FileExistsError):  # if two start at once, the first key is kept
            os.link(file.name, path)
    return path.read_text()


def end_with(lifeline: int) -> None:
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
