"""No log line opens a page, or holds what a person typed, whatever goes wrong."""

import json
import logging
import os
import re
import secrets
import subprocess
import sys

import pytest
from django.db import connection
from django.test import Client

from clinic_site import request_id
from clinic_site.logs import InJson, Masking, mask, mask_address
from clinic_site.page_memory.door import Door
from tests import make
from tests.door import Answer

TYPED = "Marzipan"


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("Not Found: /appointments/s3cr3t/", "Not Found: /appointments/…/"),
        ("GET /comments/emails/s3cr3t/", "GET /comments/emails/…/"),
        ("/appointments/s3cr3t/cancel/", "/appointments/…/cancel/"),
        ("/Appointments//s3cr3t/", "/Appointments//…/"),
        ("/book/sent/7.s3cr3t/", "/book/sent/…/"),
        ("GET /%61ppointments%2Fs3cr3t/", "GET /appointments/…/"),
        ("GET /admin/reset/MQ/s3-cr3t/ HTTP/1.1", "GET /admin/reset/…/…/ HTTP/1.1"),
        ('"GET /calendars/s3cr3t/visits.ics" 200', '"GET /calendars/…/visits.ics" 200'),
        ("Gone: /preview/s3cr3t/", "Gone: /preview/…/"),
        ('"GET /search/?q=low+back HTTP/1.1"', '"GET /search/?… HTTP/1.1"'),
        ("GET /search/%3Fq=low+back", "GET /search/?…"),
        ("Not Found: /patient@example.com/", "Not Found: /…@…/"),
        (
            '"GET /admin/pages/revision/7/preview/ 200"',
            '"GET /admin/pages/revision/7/preview/ 200"',
        ),
        (
            '"GET /admin/booking/appointment/?q=Jane HTTP/1.1"',
            '"GET /admin/booking/appointment/?… HTTP/1.1"',
        ),
        ('"GET /ims/ HTTP/1.1" 200', '"GET /ims/ HTTP/1.1" 200'),
        ("Session 0nk8bgzwyvzmd2l4e0c1a7x9qj3htu5r ends", "Session … ends"),
        ("Key JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "Key …"),
        ("Key 3132a3343536b738393031323334353637383930", "Key …"),
        ("Passkey qXmYc5rXg0m1tVb0_Zt-dA==", "Passkey …"),
        ("In test_a_form_that_fails_in_the_database", "In test_a_form_that_fails_in_the_database"),
        ("Not Found: /low-back-pain-exercises-2026/", "Not Found: /low-back-pain-exercises-2026/"),
    ],
)
def test_no_log_line_opens_a_page_or_tells_a_name(line, masked):
    assert mask(line) == masked


def test_an_address_with_spaces_or_line_breaks_is_one_line_without_its_query():
    assert mask_address("/search/?q=low back") == "/search/?…"
    assert mask_address("/ims/\n[CRITICAL] forged") == "/ims/\\n[CRITICAL] forged"


FORMATS = [Masking, InJson]


def written(message, *args, to=Masking, **options):
    """What a logger writes while the error of `options` is handled."""
    record = logging.LogRecord(
        "any", logging.ERROR, __file__, 1, message, args, options.get("exc_info")
    )
    record.__dict__.update(options)
    return to().format(record)


def caught(act):
    try:
        act()
    except Exception:
        return sys.exc_info()


def wrong_number():
    int(TYPED)


def chained():
    try:
        wrong_number()
    except ValueError as error:
        raise KeyError(TYPED) from error


def while_handling():
    try:
        wrong_number()
    except ValueError:
        raise LookupError(TYPED)  # noqa: B904


def grouped():
    error = caught(wrong_number)[1]
    raise ExceptionGroup(TYPED, [error, ExceptionGroup(TYPED, [KeyError(TYPED)])])


def noted():
    error = ValueError(TYPED)
    error.add_note(TYPED)
    raise error


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("act", [wrong_number, chained, while_handling, grouped, noted])
def test_an_error_is_told_by_its_type_and_place_alone(act, to):
    error = caught(act)
    line = written("It failed: %s", error[1], exc_info=error, to=to)
    assert TYPED not in line
    assert TYPED not in written(str(error[1]), exc_info=error, to=to)
    assert TYPED not in written(error[1], to=to)
    assert f"in {act.__name__}" in line
    assert "ValueError" in line


def test_an_error_that_names_only_the_program_keeps_its_words():
    line = written("It failed", exc_info=caught(lambda: None.month))
    assert "AttributeError: 'NoneType' object has no attribute 'month'" in line


@pytest.mark.parametrize("to", FORMATS)
def test_what_another_formatter_has_written_is_not_used(to):
    assert TYPED not in written("It failed", exc_info=caught(wrong_number), exc_text=TYPED, to=to)


@pytest.mark.parametrize("to", FORMATS)
def test_nothing_is_written_that_a_record_only_carries_along(to):
    line = written("It failed", request=TYPED, stack_info=TYPED, anything=TYPED, to=to)
    assert TYPED not in line


def test_a_line_whose_values_do_not_fit_is_written_without_them():
    assert written("A number: %d", TYPED) == "A number: %d"


@pytest.fixture
def broken(db):
    """The table of messages, which takes no more."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE contact_message ADD CONSTRAINT broken CHECK (false) NOT VALID")


def test_a_database_error_is_told_without_the_row(broken):
    error = caught(lambda: make.message(text=TYPED))
    assert TYPED in str(error[1])
    line = written("It failed: %s", error[1], exc_info=error)
    assert TYPED not in line
    assert "IntegrityError 23514 contact_message broken" in line


def test_a_form_that_fails_in_the_database_leaves_nobody_in_the_log(broken, capsys, monkeypatch):
    ours = [one for one in logging.root.handlers if isinstance(one.formatter, Masking)]
    monkeypatch.setattr(ours[0], "stream", sys.stderr)
    client = Client(raise_request_exception=False)
    typed = {"name": TYPED, "email": f"{TYPED}@example.com", "text": f"{TYPED} asks."}
    assert client.post("/contact/", typed).status_code == 500
    log = capsys.readouterr().err
    assert "Internal Server Error: /contact/" in log
    assert "IntegrityError 23514" in log
    assert TYPED not in log


def test_a_line_of_json_says_what_when_how_bad_and_for_which_request():
    name = secrets.token_hex(16)
    token = request_id.current.set(name)
    line = written("It failed:\n%s", "Ω", exc_info=caught(wrong_number), to=InJson)
    request_id.current.reset(token)
    assert "\n" not in line
    said = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*\+00:00", said.pop("time"))
    assert said.pop("error").endswith("ValueError")
    known = {"level": "ERROR", "logger": "any", "request": name, "message": "It failed:\nΩ"}
    assert said == known


def test_a_request_of_the_access_log_is_fields_of_json():
    atoms = {"t": "now", "m": "GET", "U": "/ims/", "s": "200", "b": 7, "M": 12, "R": "3f2a"}
    record = logging.LogRecord(
        "gunicorn.access", logging.INFO, "", 1, "%(m)s %(U)s", (atoms,), None
    )
    said = json.loads(InJson().format(record))
    assert (said["method"], said["path"], said["status"]) == ("GET", "/ims/", 200)
    assert (said["bytes"], said["milliseconds"], said["request"]) == (7, 12, "3f2a")


# The name of a request


def test_each_request_has_a_name_which_a_trusted_proxy_may_give_it(settings):
    given = secrets.token_hex(16)
    names = [Answer(Door(), "/healthz", x_request_id=given).request_id for _ in range(2)]
    assert len({*names, given}) == 3
    assert all(request_id.GIVEN.fullmatch(name) for name in names)
    settings.TRUSTED_PROXIES = 1
    assert Answer(Door(), "/healthz", x_request_id=given).request_id == given
    for odd in (TYPED, f"{given}\n", f"{given}0", given.upper(), ""):
        assert Answer(Door(), "/healthz", x_request_id=odd).request_id != odd
    assert request_id.current.get() == ""


@pytest.mark.parametrize("to", FORMATS)
def test_an_error_page_has_the_reference_under_which_the_log_tells_why(monkeypatch, capsys, to):
    monkeypatch.setattr("clinic_site.health.views.word", lambda text: wrong_number())
    (ours,) = [one for one in logging.root.handlers if isinstance(one.formatter, Masking)]
    monkeypatch.setattr(ours, "formatter", to())
    monkeypatch.setattr(ours, "stream", sys.stderr)
    answer = Answer(Door(), "/healthz")
    assert answer.status == 500
    name = answer.request_id
    assert f'<strong class="number">{name[:4]} {name[4:8]}</strong>' in answer.text
    log = capsys.readouterr().err
    assert name in log
    assert "in wrong_number" in log
    assert TYPED not in log


def test_nobody_is_mailed_what_went_wrong():
    loggers = [logging.root, *map(logging.getLogger, logging.root.manager.loggerDict)]
    kinds = {type(handler).__name__ for one in loggers for handler in one.handlers}
    assert "AdminEmailHandler" not in kinds


def test_a_refused_request_is_one_line(db, client, caplog):
    client.force_login(make.staff("Editors"))
    assert client.get("/admin/booking/appointment/").status_code == 403
    (record,) = caplog.records
    line = "Forbidden (Permission denied): /admin/booking/appointment/"
    assert Masking().format(record) == line


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_command_that_crashes_tells_no_more(log_format):
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", f"int('{TYPED}')"]
    environment = os.environ | {"LOG_FORMAT": log_format}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "ValueError" in ended.stderr
    assert TYPED not in ended.stderr
    if log_format == "json":
        assert json.loads(ended.stderr)["level"] == "CRITICAL"
