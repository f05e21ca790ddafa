"""Many who act at once, in threads or over HTTP against real processes."""

import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client

from booking.models import Appointment

CSRF = "c" * 32


@dataclass
class Answer:
    status: int
    text: str
    seconds: float
    headers: http.client.HTTPMessage


def in_parallel(count, act):
    """What `act(number)` returns for each of so many threads that begin together."""
    together = threading.Barrier(count)

    def one(number):
        together.wait()
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@contextmanager
def busy_schedule(therapist, monkeypatch):
    """Somebody else keeps this schedule locked for longer than anybody waits."""
    monkeypatch.setattr("booking.models.therapist.LONGEST_WAIT", "100ms")
    held, done = threading.Event(), threading.Event()

    def write_slowly():
        try:
            with Appointment.objects.locking_schedules([therapist.pk]):
                held.set()
                done.wait(30)
        finally:
            connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    held.wait(10)
    try:
        yield
    finally:
        done.set()
        writer.join()


def look_first(table, count):
    """An `execute_wrapper` that holds back each of so many inserts until all threads have come.

    What they do before it is then done by all: without a safeguard, the race is certain.
    """
    all_have_looked = threading.Barrier(count, timeout=30)

    def ask(execute, sql, *args):
        if sql.startswith(f'INSERT INTO "{table}"'):
            all_have_looked.wait()
        return execute(sql, *args)

    return ask


def post(port, path, form, number=0, cookies=None, **headers):
    """Post a form to a site behind one trusted proxy, from an address of its own."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": f"https://127.0.0.1:{port}/",
        "Sec-Fetch-Site": "same-origin",
    } | headers
    if cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return send(port, "POST", path, urlencode(form, doseq=True), number, **headers)


def send(port, method, path, body=None, number=0, **headers):
    """Send whatever it is to a site behind one trusted proxy, from an address of its own."""
    headers |= {"X-Forwarded-For": f"198.51.100.{number}", "X-Forwarded-Proto": "https"}
    began = time.monotonic()
    site = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        site.request(method, path, body, headers)
        response = site.getresponse()
        text = response.read().decode()
        return Answer(response.status, text, time.monotonic() - began, response.headers)
    finally:
        site.close()


def logged_in(user):
    """The cookies of a browser in which somebody of the staff is logged in."""
    client = Client()
    client.force_login(user)
    session = settings.SESSION_COOKIE_NAME
    return {session: client.cookies[session].value, settings.CSRF_COOKIE_NAME: CSRF}


def cookies_of(answer):
    """What a browser would send from now on."""
    pairs = (one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie"))
    return dict(one.split("=", 1) for one in pairs)


def statuses(answers):
    return sorted(answer.status for answer in answers)
