"""CPU time of each request, in alternating rounds, so that a busy machine is busy for every row."""

import http.client
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

from tests.bench import asking, cpu, databases

ROUNDS = 7
FEWEST_ROUNDS = 5  # if a group of rows is slow
SLOW = 45  # seconds
PATIENCE = 60  # seconds for an answer
NOT_ANSWERED = (float("inf"), 0)
A_ROUND = 0.4  # seconds of requests, roughly
WARM_UP = 6  # requests, each on a connection of its own, so that every worker gets some


@dataclass(frozen=True)
class Side:
    """A site that is measured: its processes and its database."""

    name: str
    port: int
    master: int
    postmaster: int
    database: str = ""

    def used(self):
        of_database = cpu.of_database(self.postmaster, self.database) if self.database else {}
        return cpu.of_web(self.master), of_database

    def connect(self, patience=PATIENCE):
        return closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience))


@dataclass
class Row:
    """One kind of request to one site. `ask` makes the next one; a round has at most `most`."""

    label: str
    side: Side
    ask: Callable
    most: int = 400
    before_round: Callable = lambda: None
    patience: float = PATIENCE
    requests: int = 0
    statuses: set = field(default_factory=set)
    size: int = 0
    given_up: bool = False
    samples: list = field(default_factory=list)  # milliseconds for each request: web, database

    def web(self):
        return statistics.median(web for web, _ in self.samples)

    def database(self):
        return statistics.median(of_database for _, of_database in self.samples)

    def both(self):
        return statistics.median(map(sum, self.samples))

    def warm_up(self):
        """Also sets how many requests make up a round."""
        fastest = self.patience
        for ask in [self.ask() for _ in range(WARM_UP)]:
            began = time.perf_counter()
            if not self.send([ask]):
                break
            fastest = min(fastest, time.perf_counter() - began)
            if fastest > SLOW / WARM_UP:
                break
        self.requests = max(1, min(self.most, round(A_ROUND / fastest)))

    def send(self, asks):
        """Whether all were answered in time. If one was not, the row is given up."""
        try:
            with self.side.connect(self.patience) as connection:
                for ask in asks:
                    status, _, body = asking.send(connection, ask)
                    self.statuses.add(status)
                    self.size = len(body)
        except TimeoutError:
            self.statuses.add(f"nothing in {self.patience} s")
            self.samples = [NOT_ANSWERED]
            self.given_up = True
            if self.side.database:  # or the query would keep running beside all other rows
                databases.stop(self.side.database)
        return not self.given_up

    def measure(self):
        """One round, repeated if a worker was replaced in it: its start is no request's cost."""
        while not self.given_up:
            self.before_round()
            asks = [self.ask() for _ in range(self.requests)]
            web, of_database = self.side.used()
            if not self.send(asks):
                return
            web_after, of_database_after = self.side.used()
            if web.keys() == web_after.keys():
                used = [spent(web, web_after), spent(of_database, of_database_after)]
                self.samples.append([1000 * seconds / self.requests for seconds in used])
                return


def spent(before, after):
    return sum(seconds - before.get(pid, 0) for pid, seconds in after.items())


def measure(rows):
    """Measure these rows in turns: one round of each, then the next round of each."""
    print(f"  {', '.join(dict.fromkeys(row.label for row in rows))}", file=sys.stderr, flush=True)
    began = time.monotonic()
    for row in rows:
        row.before_round()
        row.warm_up()
    for number in range(ROUNDS):
        if number >= FEWEST_ROUNDS and time.monotonic() > began + SLOW:
            break
        for row in rows:
            row.measure()
    return rows
