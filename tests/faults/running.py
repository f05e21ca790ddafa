"""A run, from an empty folder to the table of figures."""

import logging
import os
import random
import sys
import time
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import F
from mailer.models import Message as Mail

from clinic_site.management.commands import work
from tests import serve
from tests.faults import checking, processes
from tests.faults.killing import Trouble
from tests.faults.load import Load
from tests.faults.mail import MoodyServer

# Seconds for the worker with a well mail server, beyond the length of the run: the longer that
# server was away, the later an email is tried again.
CATCHES_UP = 600


def run(database, folder, options):
    random.seed(options.seed)
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    began = time.monotonic()
    with ExitStack() as stack:
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute(checking.WATCH_THE_QUEUE)
        mail = MoodyServer()
        stack.callback(mail.stop)
        os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{mail.port}"
        port = serve.free_port()
        until = time.monotonic() + options.seconds
        load = Load(port, options.count, options.threads, options.seed, until)
        log = stack.enter_context(Path(folder, "log").open("wb"))
        site = stack.enter_context(processes.site(port, os.environ, log))
        worker = stack.enter_context(processes.worker(os.environ, log))
        serve.wait_for(port, site.process)
        trouble = Trouble(load, database, site, worker, mail, options)
        try:
            load.run()
        finally:
            trouble.stop()
        loaded = time.monotonic() - began
        processes.wait_for(drained, CATCHES_UP + options.seconds, "all work done")
        found = list(checking.check(load, trouble, mail))
        faults_of_ours(Path(folder, "log"))
    back = max((fault.back for fault in trouble.faults), default=0)
    found.append(("longest time away after a kill, s", round(back, 1), back <= options.away))
    report(options, load, trouble, found, loaded, time.monotonic() - began)
    return all(kept for _, _, kept in found)


def faults_of_ours(log):
    """Where an answer 500 came from, to be mended."""
    lines = log.read_text(errors="replace").splitlines()
    for number, line in enumerate(lines):
        if "Internal Server Error" in line:
            print("\n".join(lines[number : number + 40]), file=sys.stderr)


def drained():
    """Whether nothing is left to do; emails that were put off count as a day older."""
    try:
        Mail.objects.deferred().update(when_added=F("when_added") - timedelta(days=1))
        return not Mail.objects.exists() and not work.due()
    except (DatabaseError, InterfaceError):
        with suppress(DatabaseError, InterfaceError):
            connection.close()
        return False


def report(options, load, trouble, found, loaded, seconds):
    answers = ", ".join(f"{status}: {n}" for status, n in load.answers().most_common())
    print(f"Seed {options.seed}; {len(load.sent)} submissions in {loaded:.0f} s, ", end="")
    print(f"{len(trouble.faults)} kills, {seconds:.0f} s in all.\nAnswers: {answers}.\n")
    print("| Promise | Figure | |\n|---|--:|---|")
    for name, figure, kept in found:
        print(f"| {name} | {figure:,} | {'' if kept else 'BROKEN'} |")
    print("\n| Kill | Times | Site away at most, s |\n|---|--:|--:|")
    for kind in sorted({fault.kind for fault in trouble.faults}):
        times = [fault.back for fault in trouble.faults if fault.kind == kind]
        print(f"| {kind} | {len(times)} | {max(times):.1f} |")
