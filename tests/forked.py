"""A Python process that has loaded libraries and waits: what it is asked to run, a fork of it runs.

Each fork is as fresh as a new process but for those libraries, which take one most of its time."""

import importlib
import json
import os
import subprocess
import sys
import tempfile
import traceback
from contextlib import contextmanager


@contextmanager
def waiting(folder, libraries, environ):
    """Yields a function that runs code in a fork, in that folder.

    It takes the code, its arguments and its environment, and returns what `subprocess.run` would.
    """
    command = [sys.executable, __file__, *libraries]
    process = subprocess.Popen(
        command, cwd=folder, env=environ, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )

    def run(code, *arguments, environ):
        process.stdin.write(json.dumps([code, arguments, environ]) + "\n")
        process.stdin.flush()
        status, out, err = json.loads(process.stdout.readline())
        return subprocess.CompletedProcess(arguments, status, out, err)

    try:
        yield run
    finally:
        process.communicate()  # nothing more is asked, so it ends
        assert process.returncode == 0


def fork(code, arguments, environ):
    """The status of a fork that runs this code, and what it wrote to its two outputs."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        if not (child := os.fork()):
            run(code, arguments, environ, out, err)
        _, status = os.waitpid(child, 0)
        out.seek(0), err.seek(0)
        return os.waitstatus_to_exitcode(status), out.read(), err.read()


def run(code, arguments, environ, out, err):
    os.dup2(out.fileno(), 1), os.dup2(err.fileno(), 2)
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = ["-c", *arguments]
    status = 0
    try:
        exec(code, {"__name__": "__main__"})  # noqa: S102 - a test's own
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush(), sys.stderr.flush()
    os._exit(status)


def main():
    sys.path[0] = ""  # the folder in which it was started, as with `python -c`
    for name in sys.argv[1:]:
        importlib.import_module(name)
    for line in sys.stdin:
        print(json.dumps(fork(*json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
