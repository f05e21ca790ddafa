"""What goes wrong during the run, in an order that the seed decides, and what readers notice."""

import http.client
import random
import threading
import time
from dataclasses import dataclass

from tests.faults.mail import MOODS

KINDS = [
    "a web process killed",
    "PostgreSQL killed",
    "the worker killed",
    "gunicorn killed",
    "PostgreSQL shut down at once",
]
DOWN = 0.5, 2.0  # seconds before somebody starts PostgreSQL again
NOTICED_AFTER = 1.5  # seconds; orphans of gunicorn answer a while longer
FEELS_FOR = 1, 6  # seconds of each mood of the mail server


@dataclass
class Fault:
    kind: str
    at: float
    back: float = 0  # seconds until the last look at the site that failed


class Trouble:
    """Kills at even distances of the load; the mail server has its moods all the time."""

    def __init__(self, load, database, site, worker, mail, options):
        self.load, self.database, self.site = load, database, site
        self.worker, self.mail = worker, mail
        self.kills, self.away = options.kills, options.away
        self.random = random.Random(options.seed + 1)
        self.faults, self.looks, self.over = [], [], threading.Event()
        acts = (self.kill_in_turn, self.change_moods, self.look)
        self.threads = [threading.Thread(target=act, daemon=True) for act in acts]
        for thread in self.threads:
            thread.start()

    def kill_in_turn(self):
        order = []
        for number in range(1, self.kills + 1):
            while self.load.done < number * self.load.count / (self.kills + 1):
                if self.over.wait(0.05):
                    return
            if not order:
                order = self.random.sample(KINDS, len(KINDS))
            self.do(order.pop())
            self.wait_until_back()

    def wait_until_back(self):
        """Until somebody who asked well after the kill got the page."""
        since = self.faults[-1].at + NOTICED_AFTER
        until = since + self.away
        while not any(found and began > since for began, _, found in self.looks[-5:]):
            if time.monotonic() > until or self.over.wait(0.1):
                return

    def do(self, kind):
        self.faults.append(Fault(kind, time.monotonic()))
        if kind == "a web process killed":
            self.site.kill_child()
        elif kind == "gunicorn killed":
            self.site.kill()
        elif kind == "the worker killed":
            self.worker.kill()
        else:
            ends = {"PostgreSQL killed": self.database.kill}
            ends.get(kind, self.database.shut_down_at_once)()
            time.sleep(self.random.uniform(*DOWN))
            self.database.start()

    def change_moods(self):
        while not self.over.wait(self.random.uniform(*FEELS_FOR)):
            well = self.mail.mood != "well"
            self.mail.feel("well" if well else self.random.choice(MOODS[1:]))
        self.mail.feel("well")

    def look(self):
        """Somebody asks for a page that needs the database, four times a second."""
        number = 0
        while not self.over.wait(0.25):
            number += 1
            began = time.monotonic()
            line = http.client.HTTPConnection("127.0.0.1", self.load.port, timeout=20)
            try:
                path = f"/search/?q=look{number}"
                line.request("GET", path, headers={"X-Forwarded-Proto": "https"})
                found = line.getresponse().status == 200
            except (OSError, http.client.HTTPException):
                found = False
            finally:
                line.close()
            self.looks.append((began, time.monotonic(), found))

    def stop(self):
        self.over.set()
        for thread in self.threads:
            thread.join()
        ends = [fault.at for fault in self.faults[1:]] + [time.monotonic()]
        for fault, end in zip(self.faults, ends, strict=True):
            failed = [
                to for began, to, found in self.looks if to > fault.at and began < end and not found
            ]
            fault.back = max(failed, default=fault.at) - fault.at
