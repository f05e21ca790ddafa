"""`make faults` in small: a few people, while a web process and PostgreSQL are killed.

How soon the site is back depends on what else this machine does: only `make faults` checks that.
"""

import os
import subprocess
import sys

from tests.faults.processes import ROOT

FEW = ["--count", "16", "--kills", "2", "--threads", "4", "--seed", "4", "--away", "600"]


def test_nothing_acknowledged_is_lost_or_stored_twice_while_what_answers_is_killed():
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "tests.faults", *FEW]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| acknowledged and not stored | 0 |" in done.stdout
    assert ", 0 kills," not in done.stdout
