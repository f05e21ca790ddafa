"""A run: what goes wrong while editors write, and whether all their words are there at the end."""

import math
import os
import random
import sys
import time
from collections import Counter
from contextlib import ExitStack, suppress

from django.core.management import call_command
from django.db import DatabaseError, connection
from playwright.sync_api import Error, sync_playwright

from pages.models import Revision, Section, UnsavedText
from tests import make, serve
from tests.faults import processes
from tests.writing.editor import WORD, Editor

LOST_AT_MOST = 5  # seconds of typing
PASSWORD = "a sample long password"
SECTIONS = 4
READ_ONLY = "ALTER DATABASE clinic SET default_transaction_read_only = {}"
END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
    "AND datname = 'clinic' AND backend_type = 'client backend'"
)


class Run:
    def __init__(self, database, site, folder, options):
        self.database, self.site, self.options = database, site, options
        self.random = random.Random(options.seed)
        self.done, self.problems = Counter(), []
        self.number = 0
        self.folder = folder
        self.pending = []  # (when, what) that ends a trouble

    def begin(self, playwright, port):
        page = make.page("long-page", "A long page")
        draft = page.edit(by=None)
        for number in range(2, SECTIONS + 1):
            draft.sections.create(heading=f"Part {number}", body="<p>Text.</p>", order=number)
        self.page = page
        names = ["anna", "ben"] if self.options.two else ["anna"]
        self.editors = []
        for name in names:
            account = make.staff("Editors", name)
            account.set_password(PASSWORD)
            account.save()
            home = f"http://localhost:{port}"
            of = (playwright, self.folder, home, page.pk, name, PASSWORD, self.random, self.wait)
            self.editors.append(Editor(*of))
        for one in self.editors:
            one.goto(one.address)

    def write(self):
        until = time.monotonic() + self.options.seconds
        trouble = time.monotonic() + self.options.every
        while time.monotonic() < until:
            now = time.monotonic()
            self.end_troubles(now)
            one = self.random.choice(self.editors)
            try:
                self.number += 1
                one.type(f"{one.name}-{self.number:05}")
            except Error as error:
                if "TargetClosed" in type(error).__name__:
                    raise
                one.come_back(time.monotonic(), LOST_AT_MOST)
            if now >= trouble:
                trouble = now + self.options.every * self.random.uniform(0.5, 1.5)
                self.trouble(self.random.choice(self.editors))
            elif self.random.random() < (0.06 if self.options.two else 0.01):
                self.done["saved"] += 1
                one.save()
        self.end_troubles()

    def end_troubles(self, by=math.inf):
        for one in [one for one in self.pending if one[0] <= by]:
            if one in self.pending:  # what ends one may wait, and so end others
                self.pending.remove(one)
                one[1]()

    def wait(self):
        time.sleep(1)
        self.end_troubles(time.monotonic())

    def trouble(self, one):
        kinds = [
            self.cut_the_network,
            self.close_the_tab,
            self.kill_the_browser,
            self.end_the_session,
            self.kill_the_site,
            self.kill_the_database,
            self.only_read,
        ]
        kind = self.random.choice(kinds)
        name = kind.__name__.replace("_", " ")
        self.done[name] += 1
        print(f"{self.number} words; {one.name}: {name}", file=sys.stderr, flush=True)
        kind(one)

    def later(self, act):
        self.pending.append((time.monotonic() + self.random.uniform(4, 12), act))

    def cut_the_network(self, one):
        context = one.context
        context.set_offline(True)

        def back():
            with suppress(Error):  # of a browser that was killed in the meantime
                context.set_offline(False)

        self.later(back)

    def online(self, one):
        with suppress(Error):
            one.context.set_offline(False)

    def close_the_tab(self, one):
        one.close_tab()
        broke = time.monotonic()
        self.online(one)
        one.come_back(broke, LOST_AT_MOST)

    def kill_the_browser(self, one):
        broke = time.monotonic()
        one.kill_browser()
        one.come_back(broke, LOST_AT_MOST)

    def end_the_session(self, one):
        from clinic_site.models import Session

        with suppress(DatabaseError):
            connection.close()
            Session.objects.filter(user__username=one.name).end()

        def again():
            self.online(one)
            one.log_in_elsewhere()

        self.later(again)

    def kill_the_site(self, one):
        self.site.kill()

    def kill_the_database(self, one):
        self.database.kill()
        connection.close()

        def again():
            self.database.start()
            connection.close()

        self.pending.append((time.monotonic() + 3, again))

    def only_read(self, one):
        """As a full disk does, to those who write."""
        with suppress(Exception):
            self.say("on")
            self.later(lambda: self.say("off"))

    def say(self, mode):
        for _ in range(20):
            with suppress(Exception):
                self.database.say(READ_ONLY.format(mode))
                self.database.say(END_OTHERS)
                connection.close()
                return
            time.sleep(1)

    def finish(self):
        """Save all, and look for each word in the draft as it is stored."""
        for one in self.editors:
            self.online(one)
            one.come_back(time.monotonic(), LOST_AT_MOST)
            saved = any(one.save() for _ in range(4))
            if not saved:
                self.problems.append(f"{one.name} could not save at the end")
        connection.close()
        draft = self.page.draft()
        bodies = " ".join(draft.sections.values_list("body", flat=True))
        stored = WORD.findall(bodies)
        expected = set().union(*(one.expected() for one in self.editors))
        self.stored, self.missing = stored, sorted(expected - set(stored))
        self.elsewhere = {word: self.places_of(word) for word in self.missing}
        return not self.missing and not self.problems

    def places_of(self, word):
        """Where a word that is not in the draft can still be found."""
        versions = Section.objects.filter(revision__page=self.page, body__contains=word)
        texts = UnsavedText.objects.filter(page=self.page, fields__icontains=word)
        return {
            "versions": [one.note for one in Revision.objects.filter(sections__in=versions)],
            "unsaved": [f"{one.person} {one.kept_at:%X} {one.hidden_at}" for one in texts],
        }


def run(database, folder, port, options):
    began = time.monotonic()
    call_command("migrate", verbosity=0)
    with ExitStack() as stack:
        log = stack.enter_context(folder.joinpath("log").open("wb"))
        site = stack.enter_context(processes.site(port, os.environ, log))
        serve.wait_for(port, site.process)
        playwright = stack.enter_context(sync_playwright())
        one = Run(database, site, folder, options)
        one.begin(playwright, port)
        one.write()
        is_whole = one.finish()
    report(one, options, time.monotonic() - began)
    return is_whole


def report(run, options, seconds):
    editors = run.editors
    typed = sum(len(one.typed) for one in editors)
    excused = [age for one in editors for age in one.excused.values()]
    print(f"Seed {options.seed}; {options.seconds} s of writing, {seconds:.0f} s in all.\n")
    print("| | |\n|---|--:|")
    print(f"| words typed | {typed} |")
    print(f"| words missing at the end | {len(run.missing)} |")
    print(f"| words typed less than {LOST_AT_MOST} s before a break, and lost | {len(excused)} |")
    print(f"| oldest of those, s | {max(excused, default=0):.1f} |")
    print(f"| keys that reached no editor | {sum(one.astray for one in editors)} |")
    print(f"| words stored twice | {len(run.stored) - len(set(run.stored))} |")
    print(f"| saved | {sum(one.saved for one in editors)} |")
    print(f"| taken up again | {sum(one.taken_up for one in editors)} |")
    print(f"| both wrote in one section, settled | {sum(one.settled for one in editors)} |")
    for name, count in sorted(run.done.items()):
        print(f"| {name} | {count} |")
    for word in run.missing[:20]:
        print(f"\nMissing: {word}; found in {run.elsewhere[word]}")
    for problem in run.problems:
        print(f"\n{problem}")
