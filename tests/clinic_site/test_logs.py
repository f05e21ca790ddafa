"""No log line opens a page, or holds what a person typed, whatever goes wrong."""

import logging
import subprocess
import sys

import pytest
from django.db import connection
from django.test import Client

from clinic_site.logs import Masking, mask, mask_address
from tests import make, serve

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
    ],
)
def test_no_log_line_opens_a_page_or_tells_a_name(line, masked):
    assert mask(line) == masked


def test_an_address_with_spaces_or_line_breaks_is_one_line_without_its_query():
    assert mask_address("/search/?q=low back") == "/search/?…"
    assert mask_address("/ims/\n[CRITICAL] forged") == "/ims/\\n[CRITICAL] forged"


def written(message, *args, **options):
    """What a logger writes while the error of `options` is handled."""
    record = logging.LogRecord(
        "any", logging.ERROR, __file__, 1, message, args, options.get("exc_info")
    )
    record.__dict__.update(options)
    return Masking().format(record)


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


@pytest.mark.parametrize("act", [wrong_number, chained, while_handling, grouped, noted])
def test_an_error_is_told_by_its_type_and_place_alone(act):
    error = caught(act)
    line = written("It failed: %s", error[1], exc_info=error)
    assert TYPED not in line
    assert TYPED not in written(str(error[1]), exc_info=error)
    assert TYPED not in written(error[1])
    assert f"in {act.__name__}" in line
    assert "ValueError" in line


def test_an_error_that_names_only_the_program_keeps_its_words():
    line = written("It failed", exc_info=caught(lambda: None.month))
    assert "AttributeError: 'NoneType' object has no attribute 'month'" in line


def test_what_another_formatter_has_written_is_not_used():
    assert TYPED not in written("It failed", exc_info=caught(wrong_number), exc_text=TYPED)


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


def test_a_form_that_fails_in_the_database_leaves_nobody_in_the_log(broken, capsys):
    ours = [one for one in logging.root.handlers if isinstance(one.formatter, Masking)]
    ours[0].setStream(sys.stderr)
    client = Client(raise_request_exception=False)
    typed = {"name": TYPED, "email": f"{TYPED}@example.com", "text": f"{TYPED} asks."}
    assert client.post("/contact/", typed).status_code == 500
    log = capsys.readouterr().err
    assert "Internal Server Error: /contact/" in log
    assert "IntegrityError 23514" in log
    assert TYPED not in log


def test_a_refused_request_is_one_line(db, client, caplog):
    client.force_login(make.staff("Editors"))
    assert client.get("/admin/booking/appointment/").status_code == 403
    (record,) = caplog.records
    line = "Forbidden (Permission denied): /admin/booking/appointment/"
    assert Masking().format(record) == line


def test_a_command_that_crashes_tells_no_more(db):
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", f"int('{TYPED}')"]
    ended = subprocess.run(command, env=serve.environment(), capture_output=True, text=True)
    assert ended.returncode == 1
    assert "ValueError" in ended.stderr
    assert TYPED not in ended.stderr
