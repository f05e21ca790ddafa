"""deploy/upgrade.sh as it is; in place of the server's programs, some that note what they do."""

import subprocess

import pytest
from django.conf import settings

SCRIPT = settings.BASE_DIR / "deploy" / "upgrade.sh"
NOTING = '#!/bin/sh\necho "$(basename "$0") $*" >> "$NOTES"\n'
RUNUSER = NOTING + 'shift 3\nexec "$@"\n'
PYTHON = NOTING + 'test "$2" != "$FAILS"\n'


@pytest.fixture
def server(tmp_path):
    """A copy of a project with two versions, of which the first is installed."""
    origin, site, programs = (tmp_path / name for name in ("origin", "site", "programs"))

    def git(*words, cwd=origin):
        who = ["-c", "user.name=Sample", "-c", "user.email=sample@example.com"]
        done = subprocess.run(
            ["git", *who, *words], cwd=cwd, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    origin.mkdir()
    git("init", "--quiet", "--initial-branch=main")
    git("commit", "--quiet", "--allow-empty", "--message=first")
    git("clone", "--quiet", str(origin), str(site), cwd=tmp_path)
    git("commit", "--quiet", "--allow-empty", "--message=second")
    for path, text in {
        programs / "systemctl": NOTING,
        programs / "runuser": RUNUSER,
        site / ".venv/bin/pip": NOTING,
        site / ".venv/bin/python": PYTHON,
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def upgrade(fails=""):
        names = {"SITE": site, "NOTES": tmp_path / "notes", "FAILS": fails}
        names["PATH"] = f"{programs}:/usr/bin:/bin"
        done = subprocess.run([SCRIPT], env=names, capture_output=True, text=True)
        installed = git("log", "-1", "--format=%s", cwd=site)
        return done.returncode, installed, (tmp_path / "notes").read_text().splitlines()

    return upgrade


def test_a_new_version_is_migrated_as_the_owner_and_started(server):
    failed, installed, done = server()
    assert (failed, installed) == (0, "second")
    assert done[0] == "systemctl start clinic-backup"
    assert done[2] == "systemctl stop clinic-worker"
    assert done[3].startswith(
        "runuser -u clinic_owner -- env DATABASE_URL=postgres://clinic_owner@"
    )
    assert done[4] == "python manage.py migrate --noinput"
    assert done[-2:] == ["systemctl restart clinic-web", "systemctl start clinic-worker"]


@pytest.mark.parametrize("command", ["migrate", "collectstatic", "down_page"])
def test_a_version_that_cannot_be_prepared_is_taken_away_again(server, command):
    failed, installed, done = server(fails=command)
    assert (failed, installed) == (1, "first")
    assert not [line for line in done if "restart" in line]
    assert len([line for line in done if line.startswith("pip")]) == 2
    assert done.index("systemctl stop clinic-worker") < len(done) - 1
    assert done[-1] == "systemctl start clinic-worker"
