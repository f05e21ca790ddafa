"""The CPU time and memory of processes, by the kernel's own accounting."""

import time
from contextlib import suppress
from pathlib import Path

SHARED = ("io worker", "parallel worker")  # PostgreSQL's processes that read for its sessions


def used(pid):
    """A process's CPU time in seconds, more exact than the hundredths in /proc/<pid>/stat."""
    return time.clock_gettime((~pid << 3) | 2)  # the clock of clock_getcpuclockid(3)


def children(pid):
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def of_web(master):
    """The CPU time of gunicorn's processes, by process ID."""
    return {pid: used(pid) for pid in [master, *children(master)]}


def of_database(postmaster, name):
    """The CPU time of PostgreSQL's sessions in one database and of the processes that help them.

    Sessions that have ended are counted together, to a hundredth of a second.
    """
    found = {0: ended(postmaster)}
    for pid in children(postmaster):
        title = read(pid, "cmdline").replace("\0", " ")
        if f" {name} " in title or any(one in title for one in SHARED):
            with suppress(OSError):  # it has just ended, and is counted with those
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
    """Megabytes of gunicorn's workers, on average: Pss, with a share of shared memory, and Rss."""
    totals = {"Pss": 0, "Rss": 0}
    workers = children(master)
    for pid in workers:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in totals:
                totals[name] += int(rest.split()[0]) / 1024
    return {name: total / len(workers) for name, total in totals.items()}
