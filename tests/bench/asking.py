"""The requests to a clinic's site, as a browser behind one proxy would send them."""

import http.client
import itertools
import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from django.utils import timezone

from booking.fields import start_as_text
from booking.models import Service
from booking.models.rules import ZONE
from tests import make, rivals
from tests.bench import history

HOST = "clinic.example"
BROWSER = {
    "Host": HOST,
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-CA,en;q=0.5",
    "Accept-Encoding": "identity",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "same-origin",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "198.18.0.1",
}
COMPRESSED = {"Accept-Encoding": "gzip, deflate, br, zstd"}
numbers = itertools.count(1)  # of posts: each comes from a new person


@dataclass(frozen=True)
class Ask:
    path: str
    form: dict | None = None
    headers: dict = field(default_factory=dict)
    expected: int = 200

    @property
    def method(self):
        return "GET" if self.form is None else "POST"

    def body(self):
        return None if self.form is None else urlencode(self.form, doseq=True)

    def all_headers(self):
        typed = {"Content-Type": "application/x-www-form-urlencoded"} if self.form else {}
        return BROWSER | typed | self.headers


def send(connection: http.client.HTTPConnection, ask):
    """The answer's status, headers and body."""
    connection.request(ask.method, ask.path, ask.body(), ask.all_headers())
    response = connection.getresponse()
    return response.status, response.headers, response.read()


def pages():
    return {"page": Ask("/ims/"), "page, compressed": Ask("/ims/", headers=COMPRESSED)}


def unchanged(etag):
    return Ask("/ims/", headers={"If-None-Match": etag or '"none"'}, expected=304)


def reading():
    """What patients and readers open."""
    service = Service.objects.get().pk
    return {
        "month of times": Ask(f"/book/?service={service}"),
        "search, ten pages match": Ask(f"/search/?q={history.RARE}"),
        "search, most pages match": Ask("/search/?q=muscle+pain"),
    }


def uncached(ask):
    """The same request at a new address, which is therefore not in memory."""
    return replace(ask, path=f"{ask.path}&number={next(numbers)}")


def desk():
    """What reception opens. Adds an account for it to the current database."""
    cookies = rivals.logged_in(make.staff("Reception"))
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    addresses = {
        "comments, the list": "comments/comment/",
        "comments, a search": f"comments/comment/?q={history.RARE_NAME}",
        "desk, first screen": "",
        "desk, the board alone": "booking/appointment/board/",
        "desk, requests": "booking/appointment/",
        "desk, all visits": "booking/appointment/?state=all",
        "desk, a search": f"booking/appointment/?q={history.RARE_NAME}",
        "desk, messages": "contact/message/",
    }
    return {label: Ask(f"/admin/{end}", headers=headers) for label, end in addresses.items()}


def comment():
    """One more comment, from somebody new."""
    number = next(numbers)
    text = f"This is sample comment {number}, with a question about how often treatment is given."
    form = {"name": f"Sample Visitor {number}", "email": f"visitor{number}@example.com"}
    form |= {"website": "", "text": text, "ref_k2": ""}
    return Ask("/comments/ims/", form, origin(number), expected=303)


def booking(place=None):
    """One more booking, by somebody new, for a time of its own or for the one at this `place`.

    All therapists are free at each of these times: see `history.VISITS`.
    """
    number, service = next(numbers), Service.objects.get()
    days, slot = divmod(place or number, 8 * history.THERAPISTS)
    day = timezone.localdate() + timedelta(days=2 + days)
    start = datetime.combine(day, time(13), ZONE) + timedelta(minutes=30 * (slot // 5))
    form = {"key": uuid.uuid4(), "service": service.pk, "start": start_as_text(start)}
    form |= {"name": f"Sample Poster {number}", "email": f"poster{number}@example.com"}
    form |= {"phone": f"416 555 {number:04}", "contact_by": "email", "note": "", "ref_k2": ""}
    return Ask("/book/request/", form | {"confirmed": "yes"}, origin(number), expected=303)


def origin(number):
    return {
        "Origin": f"https://{HOST}",
        "X-Forwarded-For": f"198.18.{number // 250}.{number % 250 + 1}",
    }
