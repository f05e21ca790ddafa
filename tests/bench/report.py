"""The table and the targets of the bench, and all of it as one line of JSON."""

import json
import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isinf
from pathlib import Path


@dataclass(frozen=True)
class Target:
    name: str
    figure: float
    limit: float

    def verdict(self):
        if self.figure <= self.limit:
            return "met"
        if isinf(self.figure):
            return "missed: it does not answer"
        return f"missed by {100 * (self.figure / self.limit - 1):.0f} %"


def targets(rows, memory):
    """Each target: the ratio of two figures of this run, and the most that it may be."""
    by_name = {(row.label, row.side.name): row for row in rows}
    bare, page = by_name["bare view", "bare"], by_name["page", "young"]

    def web(label, side):
        return by_name[label, side].web()

    yield Target("(b) page / bare view", page.web() / bare.web(), 0.8)
    yield Target("(c) 2,000 comments / 20", web("page", "old") / page.web(), 1.05)
    yield Target("(d) 304 / page", web("page, not changed", "young") / page.web(), 1)
    beside_month, beside_posts = (web(f"bare view, beside {one}", "bare") for one in BESIDE)
    yield Target("(e) month / bare view", web("month of times", "young") / beside_month, 8)
    yield Target("(f) booking / bare view", web("POST, booking", "young") / beside_posts, 15)
    for (label, side), row in by_name.items():
        if side in ("old", "wordy") and label != "page":
            ratio = row.both() / by_name[label, "young"].both()
            yield Target(f"{letter(label)} {side} / young: {label}", ratio, 1.2)
    ratio = memory["young"]["Pss"] / memory["bare"]["Pss"]
    yield Target("(j) a worker's memory / bare", ratio, 1.5)


BESIDE = ("month", "posts")  # groups beside which the bare view is measured again
LETTERS = {"month": "(e)", "POST": "(f)", "search": "(g)", "comments": "(h)", "desk": "(i)"}


def letter(label):
    return next(letter for begins, letter in LETTERS.items() if label.startswith(begins))


def table(rows, memory):
    head = f"{'CPU for each request, in ms':<30} {'clinic':<6}"
    yield f"{head} {'web':>8} {'database':>9} {'bytes':>8}"
    for row in rows:
        odd = "" if row.statuses == {row.ask().expected} else f"  answers {row.statuses}"
        figures = f"{row.web():>8.2f} {row.database():>9.2f} {row.size:>8}"
        yield f"{row.label:<30} {row.side.name:<6} {figures}{odd}"
    for name, used in memory.items():
        figures = f"{used['Pss']:>8.1f} {used['Rss']:>9.1f}"
        yield f"{'a worker, MB: Pss, Rss':<30} {name:<6} {figures}"


def machine():
    model = "unknown"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(": ")[2]
            break
    return (
        f"{os.cpu_count()} × {model}, Linux {platform.release()}, "
        f"Python {platform.python_version()}"
    )


def as_json(rows, memory, found):
    commit = ["git", "rev-parse", "--short", "HEAD"]
    known = subprocess.run(commit, capture_output=True, text=True).stdout.strip()
    return json.dumps(
        {
            "command": "make bench",
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "commit": known,
            "machine": machine(),
            "rows": [
                {
                    "row": row.label,
                    "clinic": row.side.name,
                    "web_ms": finite(row.web()),
                    "database_ms": finite(row.database()),
                    "bytes": row.size,
                    "requests": row.requests * len(row.samples),
                    "rounds": len(row.samples),
                    "statuses": sorted(row.statuses),
                }
                for row in rows
            ],
            "memory_mb": memory,
            "targets": [
                {"target": one.name, "ratio": finite(one.figure), "at_most": one.limit}
                | {"verdict": one.verdict()}
                for one in found
            ],
        }
    )


def finite(figure):
    return None if isinf(figure) else round(figure, 3)
