"""`make beside REF=v1.0`: the code of an earlier commit, beside this one's, on this one's schema.

A database is migrated by the earlier code, which then serves visitors while this code migrates it.
After that the earlier code goes through the main journeys on the new schema, and so does this code,
beside it. This is what an upgrade without a pause does, and going back without restoring.
"""

import argparse
import http.client
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from contextlib import ExitStack
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from tests import serve
from tests.faults import processes
from tests.faults.database import database

PREPARE = """
import django, json; django.setup()
from datetime import timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from booking.fields import start_as_text
from tests import make
make.page(allows_comments=True)
service = make.service()
therapist = make.therapist(service)
User.objects.create_superuser("boss", password="a sample password")
soon = timezone.now() + timedelta(days=3)
starts = [s for s in make.open_times(service, [therapist]) if s > soon][::2][:40]
print(json.dumps([service.pk, [start_as_text(start) for start in starts]]))
"""
LINK = """
import django; django.setup()
from booking.models import Booking
print(Booking.objects.latest("pk").get_absolute_url())
"""
SEEN = """
import django; django.setup()
from booking.models import Appointment
one = Appointment.objects.latest("pk")
print(one.pk, one.version)
"""


class Side:
    """One version of the code, as processes of its own."""

    def __init__(self, name, root, environ):
        self.name, self.root, self.environ = name, root, environ

    def run(self, *command):
        done = subprocess.run(
            [sys.executable, *command], cwd=self.root, env=self.environ, capture_output=True
        )
        if done.returncode:
            raise SystemExit(f"{self.name}: {done.stderr.decode()[-2000:]}")
        return done.stdout.decode()

    def script(self, text):
        return self.run("-c", text).strip().splitlines()[-1]

    def serve(self, stack, log):
        self.port = serve.free_port()
        command = [sys.executable, "-m", "gunicorn", "-c", "python:clinic_site.gunicorn"]
        command += ["--bind", f"127.0.0.1:{self.port}", "clinic_site.wsgi"]
        process = subprocess.Popen(command, cwd=self.root, env=self.environ, stdout=log, stderr=log)
        stack.callback(process.wait, 40)
        stack.callback(process.terminate)
        serve.wait_for(self.port, process)

    def ask(self, path, form=None, cookies=None):
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": f"198.51.{os.getpid() % 99}.7"}
        headers |= {"Referer": "https://127.0.0.1/", "Sec-Fetch-Site": "same-origin"}
        headers |= {"Host": "127.0.0.1"}
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(form)
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request("GET" if form is None else "POST", path, body, headers)
        answer = line.getresponse()
        answer.text = answer.read().decode(errors="replace")
        line.close()
        return answer


def journeys(side, service, start, links):
    """Each main journey and whether this version of the code can be used for it."""
    number = secrets.randbelow(10**6)
    who = {"name": f"Sample Sender {number}", "email": f"sender{number}@example.com"}
    choice = {"key": str(uuid.uuid4()), "service": service, "start": start, "confirmed": "yes"}
    choice |= {"phone": f"416 555 {number % 10_000:04}", "contact_by": "email", "note": ""}
    answer = side.ask("/book/request/", who | choice)
    yield "request a visit", answer.status == 303
    yield "read what happens next", side.ask(answer.headers["Location"] or "/404/").status == 200
    links[side.name] = side.script(LINK)
    yield "open the private link", side.ask(links[side.name]).status == 200
    text = {"text": f"The words of the sender with the number {number}."}
    yield "comment", side.ask("/comments/a-page/", who | text).status == 303
    yield "write a message", side.ask("/contact/", who | text).status == 303
    cookies = logged_in(side)
    yield "log in", any("sessionid" in name for name in cookies)
    yield "open the desk", side.ask("/admin/", cookies=cookies).status == 200
    pk, seen = side.script(SEEN).split()
    token = next((value for name, value in cookies.items() if "csrf" in name), "")
    form = {"seen": seen, "csrfmiddlewaretoken": token}
    answer = side.ask(f"/admin/booking/appointment/{pk}/confirm/", form, cookies)
    yield "confirm the visit", answer.status == 302
    yield "deliver email", side.run("manage.py", "work", "--once") is not None


def logged_in(side):
    page = side.ask("/admin/login/")
    cookies = {name: one.value for name, one in cookies_of(page)}
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    form = {"username": "boss", "password": "a sample password"}
    form |= {"csrfmiddlewaretoken": token[1] if token else "", "next": "/admin/"}
    answer = side.ask("/admin/login/", form, cookies)
    return cookies | {name: one.value for name, one in cookies_of(answer)}


def cookies_of(answer):
    for line in answer.headers.get_all("Set-Cookie") or ():
        yield from SimpleCookie(line).items()


class Reader:
    """Somebody who reads and searches all the while."""

    def __init__(self, side):
        self.side, self.answers, self.longest = side, [], 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        while not self.over.wait(0.1):
            for path in ("/a-page/", f"/search/?q=word{len(self.answers)}", "/book/"):
                began = time.monotonic()
                self.answers.append(self.side.ask(path).status)
                self.longest = max(self.longest, time.monotonic() - began)

    def stop(self):
        self.over.set()
        self.thread.join()


def run(old, new, stack, log):
    old.run("manage.py", "migrate", "--verbosity", "0")
    service, starts = json.loads(old.script(PREPARE))
    starts, links = iter(starts), {}
    old.serve(stack, log)
    before = dict(journeys(old, service, next(starts), links))
    link_before = links[old.name]
    reader, began = Reader(old), time.monotonic()
    new.run("manage.py", "migrate", "--verbosity", "0")
    seconds = time.monotonic() - began
    reader.stop()
    after = dict(journeys(old, service, next(starts), links))
    new.serve(stack, log)
    beside = dict(journeys(new, service, next(starts), links))
    crossed = {
        "a link of before, in the new code": new.ask(link_before).status == 200,
        "a link of the old code beside, in the new": new.ask(links[old.name]).status == 200,
        "a link of the new code, in the old": old.ask(links[new.name]).status == 200,
    }
    failed = sum(status >= 500 for status in reader.answers)
    read = len(reader.answers)
    print(
        f"migrate took {seconds:.0f} s. Of {read} pages read at that time, {failed} failed; ",
        end="",
    )
    print(f"the slowest took {reader.longest:.1f} s.\n")
    print("| Journey | Old code, old schema | Old code, new schema | New code |\n|---|---|---|---|")
    for name in before:
        print(f"| {name} | {word(before[name])} | {word(after[name])} | {word(beside[name])} |")
    for name, works in crossed.items():
        print(f"| {name} | | | {word(works)} |")
    return not failed and all([*after.values(), *beside.values(), *crossed.values()])


def word(works):
    return "yes" if works else "NO"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ref", help="the earlier commit or tag")
    ref = parser.parse_args().ref
    with ExitStack() as stack:
        make_folder = tempfile.TemporaryDirectory(prefix="clinic-upgrade-")
        folder = Path(stack.enter_context(make_folder))
        one = stack.enter_context(database(folder))
        log = stack.enter_context((folder / "log").open("wb"))
        code = subprocess.check_output(["git", "archive", ref], cwd=processes.ROOT)
        (folder / "old").mkdir()
        subprocess.run(["tar", "-x"], cwd=folder / "old", input=code, check=True)
        environ = os.environ | {
            "DATABASE_URL": one.url,
            "DJANGO_SETTINGS_MODULE": "tests.served_settings",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": "https://127.0.0.1",
            "MEDIA_ROOT": str(folder),
            "EMAIL_URL": "console:",
            "DEBUG": "false",
            "TRUSTED_PROXIES": "1",
        }
        old = Side(f"old ({ref})", folder / "old", environ)
        new = Side("new", processes.ROOT, environ)
        return 0 if run(old, new, stack, log) else 1


if __name__ == "__main__":
    sys.exit(main())
