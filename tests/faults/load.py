"""People who send comments, messages, requests and entries for the waiting list, over HTTP."""

import http.client
import random
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from django.utils import timezone

from booking.fields import start_as_text
from booking.models.rules import ZONE
from booking.wall_clock import same_time_weeks_later
from tests import make

KINDS = {"comment": 7, "message": 5, "visit": 4, "course": 2, "waiting list": 3}
PATIENCE = 30  # seconds for an answer
WEEKS = 3  # visits of a course
ACKNOWLEDGED, REFUSED, UNKNOWN = "acknowledged", "refused", "unknown"


@dataclass
class Submission:
    number: int
    kind: str
    path: str
    form: dict
    outcome: str = UNKNOWN
    statuses: list = field(default_factory=list)

    @property
    def email(self):
        return self.form["email"]


class Load:
    def __init__(self, port, count, threads, seed, until):
        self.port, self.count, self.until = port, count, until
        self.random, self.lock = random.Random(seed), threading.Lock()
        self.sent, self.done = [], 0
        self.begin_clinic()
        self.threads = [threading.Thread(target=self.send_all, daemon=True) for _ in range(threads)]

    def begin_clinic(self):
        """A page with comments, and enough free times for everybody."""
        make.page("a-page", allows_comments=True)
        self.service = make.service(longest_course=6)
        therapists = [
            make.therapist(self.service, name=f"Sample Therapist {number}")
            for number in range(2 + self.count // 250)
        ]
        soon = timezone.now() + timedelta(days=3)
        starts = [s for s in make.open_times(self.service, therapists[:1]) if s > soon][::2]
        last = starts[-1] - timedelta(weeks=WEEKS)
        self.free = [(one.pk, start) for one in therapists for start in starts]
        self.for_courses = [
            (one.pk, start) for one in therapists for start in starts if start < last
        ]

    def run(self):
        for thread in self.threads:
            thread.start()
        for thread in self.threads:
            thread.join()

    def send_all(self):
        while one := self.next():
            self.send(one)
            with self.lock:
                self.done += 1

    def next(self):
        with self.lock:
            if len(self.sent) == self.count or time.monotonic() > self.until:
                return None
            one = self.compose(len(self.sent))
            self.sent.append(one)
            return one

    def compose(self, number):
        kind = self.random.choices(list(KINDS), KINDS.values())[0]
        who = {"name": f"Sample Sender {number}", "email": f"sender{number}@example.com"}
        text = {"text": f"The words of the sender with the number {number}."}
        if kind == "comment":
            return Submission(number, kind, "/comments/a-page/", who | text)
        if kind == "message":
            return Submission(number, kind, "/contact/", who | text)
        who |= {"phone": f"416 555 {number % 10_000:04}", "contact_by": "email", "note": ""}
        who |= {"key": str(uuid.UUID(int=self.random.getrandbits(128), version=4))}
        who |= {"service": self.service.pk}
        if kind == "waiting list":
            until = (timezone.localdate() + timedelta(days=14)).isoformat()
            form = who | {"therapist": "", "until": until}
            return Submission(number, kind, "/book/waiting-list/", form)
        therapist, start = self.random.choice(self.for_courses if kind == "course" else self.free)
        weeks = range(WEEKS if kind == "course" else 1)
        starts = [start_as_text(same_time_weeks_later(start, week, ZONE)) for week in weeks]
        form = who | {"therapist": therapist, "start": starts, "confirmed": "yes"}
        return Submission(number, kind, "/book/request/", form)

    def send(self, one):
        """Send it; somebody who gets no answer sends it again, or gives up."""
        for attempt in range(4):
            status = self.post(one)
            one.statuses.append(status)
            if status == 303:
                one.outcome = ACKNOWLEDGED
                return
            if status and status < 500:
                one.outcome = REFUSED if set(one.statuses) <= {409, 422, 429} else UNKNOWN
                return
            if attempt and self.random.random() < 0.3:
                return
            time.sleep(self.random.uniform(0.3, 2))

    def post(self, one):
        a, b = divmod(one.number, 65_536)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": f"{11 + a}.{b >> 8}.{b & 255}.7",
        }
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request("POST", one.path, urlencode(one.form, doseq=True), headers)
            return line.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()

    def answers(self):
        return Counter(status or "no answer" for one in self.sent for status in one.statuses)
