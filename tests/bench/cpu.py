"""What processes have used, by the kernel's own accounting."""

import time
from pathlib import Path

SHARED = ("io worker", "parallel worker")  # PostgreSQL's own that read for its sessions


def used(pid):
    """A process's CPU time in seconds: what /proc/<pid>/stat has in hundredths, in full."""
    return time.clock_gettime((~pid << 3) | 2)  # the clock of clock_getcpuclockid(3)


def children(pid):
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def of_web(master):
    """The CPU time of gunicorn's processes, each by its number."""
    return {pid: used(pid) for pid in [master, *children(master)]}


def of_database(postmaster, name):
    """The CPU time of PostgreSQL's sessions in one database and of what works for them.

    Those that have ended are counted together, in hundredths of a second.
    """
    found = {0: ended(postmaster)}
    for pid in children(postmaster):
        title = read(pid, "cmdline").replace("\\0", " ")
        if f" {name} " in title or any(one in title for one in SHARED):
            found[pid] = used(pid)
    return found


def read(pid, name):
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:  # it has just ended
        return ""


def ended(pid):
    """The CPU time of a process's children that have ended."""
    after_name = read(pid, "stat").rpartition(") ")[2].split()
    return sum(map(int, after_name[13:15])) / 100


def memory(master):
    """Megabytes of gunicorn's workers, on average: their own and their shares, and all they map."""
    totals = {"Pss": 0, "Rss": 0}
    workers = children(master)
    for pid in workers:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in totals:
                totals[name] += int(rest.split()[0]) / 1024
    return {name: total / len(workers) for name, total in totals.items()}
