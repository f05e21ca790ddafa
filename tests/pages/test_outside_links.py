"""Links to other sites: asked only where the clinic wants it, and never within our network."""

import http.server
import re
import threading
import time
from datetime import timedelta

import pytest
import time_machine

from clinic import outside_request
from clinic.models import Clinic
from clinic.outside_request import is_public, problem_with
from pages.editing.dead_links import dead_links, gather_outside
from pages.models import OutsideLink, Section
from tests import make

UNREACHABLE = "It leads to an address that readers cannot reach."


class Site(http.server.BaseHTTPRequestHandler):
    """Another site. Its paths say how it answers; `asked` has what it was asked."""

    asked = []

    def do_HEAD(self):
        self.asked.append((self.command, self.path, self.headers["User-Agent"]))
        status = int(self.path[1:4])
        if self.path.endswith("drip"):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
            for _ in range(50):
                time.sleep(0.1)
                self.wfile.write(b"x")
            return
        if self.path.endswith("get") and self.command == "GET":
            status = 200
        self.send_response(status)
        if status in (301, 302):
            self.send_header("Location", self.path[4:].removeprefix("to:") or self.path)
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *args):
        pass


@pytest.fixture
def site(monkeypatch):
    """Its address. It is on this computer, which is refused otherwise; so this one is not."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Site.asked = []
    port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    monkeypatch.setattr(outside_request, "is_public", lambda ip: ip == "127.0.0.1" or is_public(ip))
    monkeypatch.setattr(outside_request, "PORTS", {"http": port})
    look_up = outside_request.socket.getaddrinfo

    def known(host, *args, **kwargs):
        return look_up("127.0.0.1" if host == "elsewhere.example" else host, *args, **kwargs)

    monkeypatch.setattr(outside_request.socket, "getaddrinfo", known)
    yield f"http://elsewhere.example:{port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "address",
    [
        *("http://127.0.0.1/", "http://localhost/", "http://127.1/", "http://2130706433/"),
        *("http://10.0.0.1/", "http://192.168.1.1/", "http://169.254.169.254/latest/"),
        *(
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[64:ff9b::a00:1]/",
            "http://[64:ff9b:1::a00:1]/",
            "http://[fec0::1]/",
            "http://[::127.0.0.1]/",
            "http://[::ffff:0:127.0.0.1]/",
            "http://[3fff::1]/",
            "http://[5f00::1]/",
            "http://0/",
        ),
        *("http://[2002:a00:1::]/", "http://[fe80::1]/", "http://[fd00::1]/", "http://224.0.0.1/"),
        *("http://8.8.8.8:8080/", "http://me@8.8.8.8/", "file:///etc/passwd", "gopher://8.8.8.8/"),
    ],
)
def test_no_address_of_our_own_network_is_asked(address, monkeypatch):
    def connect(*args):
        raise AssertionError("connected")

    monkeypatch.setattr(outside_request.socket.socket, "connect", connect)
    assert problem_with(address) == UNREACHABLE


def test_a_redirect_into_our_own_network_is_not_followed(site):
    assert problem_with(f"{site}/302to:http://10.0.0.1/") == UNREACHABLE
    assert problem_with(f"{site}/302to:file:///etc/passwd") == UNREACHABLE


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        *(("/200", ""), ("/404get", ""), ("/405get", ""), ("/503", ""), ("/403", "")),
        ("/404", "The site has no such page."),
        ("/410", "The site has no such page."),
        ("/418", "The site returns error 418."),
        ("/302to:/200", ""),
        ("/302to:/404", "The site has no such page."),
        ("/301", "It redirects in a loop."),
    ],
)
def test_what_a_site_answers(site, path, problem):
    assert problem_with(f"{site}{path}") == problem


def test_it_is_asked_for_the_head_first_by_a_program_that_says_whose_it_is(site, settings):
    problem_with(f"{site}/405get")
    agent = f"link check ({settings.SITE_URL})"
    assert Site.asked == [("HEAD", "/405get", agent), ("GET", "/405get", agent)]


def test_a_site_that_answers_endlessly_is_left_in_time(site, monkeypatch):
    monkeypatch.setattr(outside_request, "LONGEST", 0.3)
    began = time.monotonic()
    assert problem_with(f"{site}/200drip") == "The site did not answer."
    assert time.monotonic() - began < 3  # of the five that it would take


@pytest.fixture
def linked(site):
    """A page with two links to the other site, one of which leads nowhere."""
    make.page()
    links = f'<a href="{site}/404">One</a> <a href="{site}/200">two</a>'
    Section.objects.update(body=f"<p>{links}</p>")


@pytest.mark.django_db
def test_nothing_is_asked_unless_the_clinic_wants_it(linked):
    Clinic.objects.create(pk=1, name="A clinic")
    gather_outside()
    OutsideLink.objects.ask()
    assert not OutsideLink.objects.exists()
    OutsideLink.objects.gather(["http://127.0.0.1/404"])
    OutsideLink.objects.ask()
    OutsideLink.objects.update(failures=9, problem="Old.", failing_since=make.NOW)
    assert Site.asked == []
    assert dead_links() == []


@pytest.mark.django_db
def test_the_worker_asks_slowly_and_a_link_is_listed_once_it_failed_twice(linked):
    Clinic.objects.create(pk=1, name="A clinic", checks_links=True)
    with time_machine.travel(make.NOW, tick=False) as clock:
        for _ in range(3):
            make.call("work", "--once")
        assert len({path for _, path, _ in Site.asked}) == 1
        clock.shift(timedelta(minutes=6))
        make.call("work", "--once")
        assert {path for _, path, _ in Site.asked} == {"/404", "/200"}
        assert dead_links() == []
        clock.shift(timedelta(days=2))
        make.call("work", "--once")
        (link,) = dead_links()
        assert link.words == "One"
        assert link.why.startswith("The site has no such page. Failing since ")
        clock.shift(timedelta(minutes=6))
        asked = len(Site.asked)
        make.call("work", "--once")
        assert len(Site.asked) == asked  # the other one works, and is left alone for a week


@pytest.mark.django_db
def test_what_is_linked_to_no_more_is_forgotten(linked):
    Clinic.objects.create(pk=1, name="A clinic", checks_links=True)
    gather_outside()
    assert OutsideLink.objects.count() == 2
    Section.objects.update(body="")
    gather_outside()
    assert not OutsideLink.objects.exists()


@pytest.mark.django_db
def test_the_clinic_switches_it_on_where_the_list_says(client):
    Clinic.objects.create(pk=1, name="A clinic")
    client.force_login(make.staff("Editors"))
    listed = client.get("/admin/pages/page/dead-links/").text
    assert "Links to other sites are not checked" in listed
    address = re.search('You can turn this on in the <a href="([^"]+)"', listed)[1]
    screen = client.get(address, follow=True)
    form = make.typed(screen, checks_links="on")
    client.post(screen.request["PATH_INFO"], form)
    assert Clinic.objects.get().checks_links
    assert "checked about once a week" in client.get("/admin/pages/page/dead-links/").text
