"""A run of the bench, from the databases to the table."""

import os
import statistics
import sys
import time
from functools import partial

from django.core.management import call_command

from tests import rivals, serve
from tests.bench import asking, cpu, databases, report
from tests.bench.databases import OLD, WORDY, YOUNG
from tests.bench.measuring import Row, Side, measure

NAMES = {"young": YOUNG, "old": OLD, "wordy": WORDY}
RIVALS, THEIR_TIME = 40, 2_000  # a place beyond all other posts
MEASURED = ("young", "bare")  # sites whose memory is measured
POSTS = 20  # in a round: below what looks like a flood
# Each round of posts is a day after the one before, so that no limit has to be changed.
A_DAY_LATER = (
    "UPDATE inbox_attempt SET at = at - interval '1 day'",
    "UPDATE booking_booking SET created_at = created_at - interval '1 day' WHERE sent_by <> ''",
)


def run(stack, folder, began):
    say("Laying out the files and filling the databases of three clinics…")
    call_command("collectstatic", verbosity=0, interactive=False)
    stack.enter_context(databases.clinics())
    say(f"  {time.monotonic() - began:.0f} s. Measuring:")
    sides = {name: start(stack, name, database) for name, database in NAMES.items()}
    with sides["young"].connect() as connection:
        _, headers, body = asking.send(connection, asking.Ask("/ims/"))
    (folder / "body").write_bytes(body)
    sides["bare"] = start_bare(stack, folder / "body")

    rows = measure(page_rows(sides, headers["ETag"]))
    memory = {name: cpu.memory(side.master) for name, side in sides.items() if name in MEASURED}
    for group in screens(sides):
        rows += measure(group)
    memory["young, after all"] = cpu.memory(sides["young"].master)
    rows += measure(post_rows(sides))
    waits = rivals_wait(sides["young"])
    found = list(report.targets(rows, memory))
    print("\n".join(report.table(rows, memory)))
    print(waits)
    print(f"\n{'Targets':<44} {'ratio':>7} {'at most':>8}")
    for one in found:
        print(f"{one.name:<44} {one.figure:>7.2f} {one.limit:>8} {one.verdict()}")
    print(f"\n{report.as_json(rows, memory, found)}\n")
    missed = [one.name for one in found if one.verdict() != "met"]
    seconds = time.monotonic() - began
    end = f"Missed: {'; '.join(missed)}." if missed else "Every target is met."
    print(f"{seconds:.0f} s. {end}")


def say(words):
    print(words, file=sys.stderr, flush=True)


def start(stack, name, database):
    with databases.using(database):
        environ = serve.environment(DEBUG="false")
    port, master = stack.enter_context(serve.gunicorn(environ))
    return Side(name, port, master, postmaster(), database)


def start_bare(stack, body):
    environ = os.environ | {"BARE_BODY": str(body)}
    bare = serve.gunicorn(environ, settings="tests.bench.bare_gunicorn", of="tests.bench.bare")
    port, master = stack.enter_context(bare)
    return Side("bare", port, master, postmaster())


def postmaster():
    """The parent of all PostgreSQL's processes."""
    session = databases.run("SELECT pg_backend_pid()")[0][0]
    return int(cpu.read(session, "stat").rpartition(") ")[2].split()[1])


def always(ask):
    return lambda: ask


def page_rows(sides, etag):
    bare, young, old = sides["bare"], sides["young"], sides["old"]
    page = always(asking.Ask("/ims/"))
    return [
        Row("bare view", bare, always(asking.Ask("/"))),
        Row("page", young, page),
        Row("page", old, page),
        Row("page, compressed", young, always(asking.Ask("/ims/", headers=asking.COMPRESSED))),
        Row("page, not changed", young, always(asking.unchanged(etag))),
    ]


def bare_row(sides, beside):
    """The baseline again, beside the rows compared with it: the machine may be busier by now."""
    return Row(f"bare view, beside {beside}", sides["bare"], always(asking.Ask("/")))


def screens(sides):
    """The young clinic's screens beside a larger clinic's, one group for each kind."""
    asked = {}
    for name, database in NAMES.items():
        with databases.using(database):
            asked[name] = asking.reading() | asking.desk()
    for label in asked["young"]:
        larger = "wordy" if label.startswith("search") else "old"
        asks = {name: asked[name][label] for name in ("young", larger)}
        if label.startswith("search"):
            yield [
                Row(label, sides[name], partial(asking.uncached, ask)) for name, ask in asks.items()
            ]
        else:
            beside = [bare_row(sides, "month")] if label.startswith("month") else []
            yield [*beside, *(Row(label, sides[name], always(ask)) for name, ask in asks.items())]


def post_rows(sides):
    def row(label, name, make):
        def ask():
            with databases.using(NAMES[name]):
                return make()

        later = partial(a_day_later, NAMES[name])
        return Row(label, sides[name], ask, POSTS, before_round=later)

    return [
        bare_row(sides, "posts"),
        row("POST, comment", "young", asking.comment),
        row("POST, booking", "young", asking.booking),
        row("POST, booking", "old", asking.booking),
    ]


def a_day_later(database):
    with databases.using(database):
        for statement in A_DAY_LATER:
            databases.run(statement)


def rivals_wait(side):
    """How long people wait, by the clock, if many want the same time at once."""
    a_day_later(side.database)
    with databases.using(side.database):
        alone = [asking.booking() for _ in range(8)]
        together = [asking.booking(THEIR_TIME) for _ in range(RIVALS)]

    def seconds(ask):
        began = time.perf_counter()
        with side.connect() as connection:
            asking.send(connection, ask)
        return time.perf_counter() - began

    usual = statistics.median(map(seconds, alone))
    longest = max(rivals.in_parallel(RIVALS, lambda number: seconds(together[number])))
    times = f"{longest / usual:.0f} times as long as usual"
    return f"If {RIVALS} people want the same time at once, the last one waits {times}."
