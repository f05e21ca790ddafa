"""What visitors get when something is wrong, from gunicorn with production's own settings."""

import base64
import hashlib
import http.client
import json
import re
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings

from clinic.models import Clinic
from clinic_site import settings as production
from tests import make, observatory, serve
from tests.cable import Cable
from tests.markup import Markup
from tests.valid_html import faults

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = "416 555 0123"
ADDRESSES = ["/", "/ims/", "/book/", "/search/?q=x", "/feed/", "/nowhere/", "/media/x"]
SESSION = {"Cookie": "sessionid=0123456789abcdef0123456789abcdef"}
OVER_HTTP = observatory.full() | {"transport": -20}
WRITTEN = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker, tmp_path_factory):
    """One process that is started while its database is away."""
    folder = str(tmp_path_factory.mktemp("static"))
    with override_settings(STATIC_ROOT=folder, STORAGES=production.STORAGES):
        call_command("collectstatic", "-i", "admin", "-i", "django_prose_editor", verbosity=0)
    cable = Cable()
    changes = {
        "DATABASE_URL": cable.url,
        "DEBUG": "false",
        "DJANGO_SETTINGS_MODULE": "tests.served_in_production",
        "STATIC_ROOT": folder,
        "WEB_CONCURRENCY": "1",
    }
    with django_db_blocker.unblock(), serve.site(**changes) as port:
        before = ask(port, "/contact/")
        yield SimpleNamespace(port=port, cable=cable, before=before, changes=changes)
    cable.close()


@pytest.fixture
def site(server):
    """A function that asks the site, whose database is there, and which knows its clinic."""
    Clinic.objects.create(pk=1, name="Sample Clinic", phone=PHONE)
    server.cable.plug()
    assert ask(server.port, "/contact/").status == 200
    yield lambda path, method="GET", **options: ask(server.port, path, method, **options)
    server.cable.pull()


@pytest.fixture
def away(server, site):
    """The same, but the database has just gone away."""
    server.cable.pull()
    return site


def ask(port, path, method="GET", body=None, **headers):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request(method, path, body, headers)
    answer = line.getresponse()
    answer.text = answer.read().decode()
    line.close()
    return answer


def check(answer, status, words=PHONE):
    assert answer.status == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Set-Cookie"] is None
    assert observatory.points(answer.headers, answer.text) == OVER_HTTP
    assert faults(answer.text) == []
    assert words in answer.text


def test_every_page_says_that_the_site_is_down_while_its_database_is_away(away):
    for path in ADDRESSES:
        answer = away(path)
        check(answer, 503)
        assert "Down for a moment" in answer.text
        assert answer.headers["Retry-After"] == "30"
    check(away("/admin/", **SESSION), 503)


def test_a_page_that_was_read_before_can_still_be_read(away):
    time.sleep(production.PAGES_FRESH_FOR)  # until the process asks the database in vain
    answer = away("/contact/")
    assert answer.status == 200
    assert PHONE in answer.text


def test_a_form_sent_while_the_database_is_away_is_answered(away):
    check(away("/contact/", "POST", body="name=Sample+Writer&text=x", **WRITTEN), 503)
    check(away("/book/link/", "POST", body="email=patient@example.com", **WRITTEN), 503)


def test_an_error_page_that_needs_the_database_gives_way_to_one_that_does_not(away):
    check(away("/nowhere/at/all"), 503)
    check(away("/admin/login/", "POST", body="username=sample", **WRITTEN), 503)


def test_a_log_in_during_which_the_database_goes_away_is_no_fault_of_the_colleague(site):
    colleague = make.staff("Reception")
    colleague.set_password("a sample password")
    colleague.save()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION go_away() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END';"
            "CREATE TRIGGER away BEFORE UPDATE ON clinic_site_session EXECUTE FUNCTION go_away()"
        )
    token = "x" * 32
    form = f"username=sample-staff&password=a+sample+password&csrfmiddlewaretoken={token}"
    try:
        answer = site(
            "/admin/login/", "POST", body=form, **WRITTEN | {"Cookie": f"csrftoken={token}"}
        )
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION go_away CASCADE")
    check(answer, 503)


def test_the_site_comes_back_with_its_database(away, server):
    assert away("/search/?q=back").status == 503
    server.cable.plug()
    assert away("/search/?q=back").status == 200


def test_a_process_that_has_never_seen_the_clinic_names_no_number(server):
    check(server.before, 503, "please phone the clinic.")
    assert "tel:" not in server.before.text


def test_a_process_that_began_with_the_database_knows_the_number_before_its_first_page(server):
    Clinic.objects.create(pk=1, name="Sample Clinic", phone=PHONE)
    server.cable.plug()
    with serve.site(**server.changes) as port:
        server.cable.pull()
        check(ask(port, "/"), 503)


def test_what_nobody_can_read_is_refused_without_the_database(away):
    check(away("/ims/?x=%00"), 400)
    check(away("/ims/", Host="elsewhere.example"), 400)
    check(away("/contact/", "POST", body="x=1", **WRITTEN | {"Host": "no host"}), 400)


@contextmanager
def when_closures_are_read(error):
    """The database answers so. See PostgreSQL's list of error codes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE booking_closure RENAME TO hidden;"
            "CREATE FUNCTION refuse() RETURNS boolean STABLE LANGUAGE plpgsql"
            f" AS 'BEGIN RAISE EXCEPTION USING ERRCODE = ''{error}''; END'"
        )
        cursor.execute("CREATE VIEW booking_closure AS SELECT * FROM hidden WHERE refuse()")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION refuse CASCADE; ALTER TABLE hidden RENAME TO booking_closure")


@pytest.mark.parametrize(
    ("error", "status", "title"),
    [
        ("42P01", 500, "Something went wrong"),  # a table that is missing
        ("55P03", 500, "Something went wrong"),  # a lock that did not come in time
        ("53300", 503, "Down for a moment"),  # too many connections
        ("57P03", 503, "Down for a moment"),  # it is starting up
    ],
)
def test_a_fault_of_our_own_and_an_absence_are_told_apart(site, error, status, title):
    with when_closures_are_read(error):
        answer = site("/search/?q=closures")
    check(answer, status)
    assert title in answer.text


def test_a_missing_page_and_a_refused_stranger_are_told_the_number(site):
    check(site("/nowhere/"), 404)
    assert json.loads(site("/nowhere/", Accept="application/json").text) == {"error": "Not Found"}
    stranger = site("/contact/", "POST", body="x=1", **WRITTEN | {"Sec-Fetch-Site": "cross-site"})
    assert stranger.status == 403
    assert PHONE in stranger.text


def test_an_error_page_has_its_style_sheets(away):
    for page in (away("/"), away("/?x=%00")):
        tokens, own = re.findall(r'<link rel="stylesheet" href="([^"]+)">', page.text)
        assert "--brand:" in away(tokens).text
        assert "var(--brand)" in away(own).text
        assert away("/static/img/favicon.svg").status == 200


def test_an_ordinary_page_names_its_style_sheets_by_their_content(site):
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)">', site("/contact/").text)
    assert len(sheets) == 2
    for sheet in sheets:
        assert re.fullmatch(r"/static/css/\w+\.[0-9a-f]{12}\.css", sheet)
        assert "immutable" in site(sheet).headers["Cache-Control"]


def test_a_script_is_named_with_the_digest_of_what_is_sent(site):
    page = site("/contact/").text
    named = re.findall(r'<script[^>]* src="([^"]+)" integrity="sha384-([^"]+)"', page)
    assert len(named) == page.count('<script type="module"')
    for script, digest in named:
        assert re.fullmatch(r"/static/js/\w+\.[0-9a-f]{12}\.js", script)
        content = site(script).text.encode()
        assert base64.b64encode(hashlib.sha384(content).digest()).decode() == digest


def test_a_head_request_gets_no_body(away):
    answer = away("/", "HEAD")
    assert (answer.status, answer.headers["Retry-After"], answer.text) == (503, "30", "")


def test_a_program_is_told_in_its_own_language(away):
    answer = away("/", Accept="application/json")
    assert (answer.status, answer.headers["Content-Type"]) == (503, "application/json")
    assert json.loads(answer.text) == {"error": "Service Unavailable"}
    for accepted in ("text/html, application/json;q=0.9", "*/*", "", "nonsense;q=nan, x/y;q=2"):
        check(away("/", Accept=accepted), 503)


def test_a_form_of_the_desk_without_its_token_is_explained(db):
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "sample"})
    assert answer.status_code == 403
    assert faults(answer.text) == []
    assert "This form had expired, so nothing was saved." in Markup(answer.text).words


def test_a_colleague_without_the_right_is_led_back_to_the_desk(client):
    client.force_login(make.staff("Editors"))
    answer = client.get("/admin/booking/appointment/")
    assert answer.status_code == 403
    assert "/admin/" in Markup(answer.text).links


def test_the_page_for_the_proxy_is_one_file_that_needs_nothing_else(tmp_path):
    Clinic.objects.create(pk=1, name="Sample & Sons", phone=PHONE)
    call_command("down_page", tmp_path / "down.html")
    page = (tmp_path / "down.html").read_text()
    assert faults(page) == []
    assert "--brand: #" in page
    assert set(Markup(page).links) == {"/", "tel:+14165550123", "data:,"}
    assert "@import" not in page
    assert [one.name for one in tmp_path.iterdir()] == ["down.html"]


def test_a_page_that_cannot_be_written_is_told_in_one_sentence(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("down_page", tmp_path / "none" / "down.html")
