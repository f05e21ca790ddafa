"""How anything is logged: without tokens, and without anything that a person typed.

One formatter does it, for every logger including gunicorn's. It logs an error's type and the places
in the code that led to it, and for database errors also the code and the names of table and
constraint. It leaves the message out, because PostgreSQL, Python and Django quote values in it.
"""

import logging
import re
import sys
import threading
import traceback

from django.core.exceptions import ImproperlyConfigured
from pythonjsonlogger.json import JsonFormatter

from clinic_site import request_id

SECRET = re.compile(
    r"(/(?:appointments|calendars|comments/+emails|preview|book/+sent)/+)[^/?\s\"']+", re.IGNORECASE
)
RESET = re.compile(r"(/admin/reset/+)[^/?\s\"']+/+[^/?\s\"']+", re.IGNORECASE)
EMAIL = re.compile(r"[^\s<>\"'(),;:=/@]{1,64}@[^\s<>\"'(),;/@]+")
# Percent-encoded letters, digits and -./?@_~, which could hide an address from the patterns above.
HIDDEN = re.compile(r"%(2[D-F]|3[0-9F]|4[0-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])", re.IGNORECASE)
# Letters and digits as in the key of a session, of an app that shows codes, or of a passkey; but
# not the name of a request.
KEY = re.compile(
    r"(?<![\w-])(?![0-9a-f]{32}(?![\w-]))(?=\w*[a-z])(?=\w*\d)[a-z0-9]{26,}(?![\w-])"
    r"|(?<![\w-])(?=\w*[A-Z])(?=\w*\d)[A-Z0-9]{26,}(?![\w-])"
    r"|(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{22,}={0,2}(?![\w-])"
)
# What each pattern here needs to match. Most lines have none of it, and every request writes one.
SUSPECT = re.compile(
    r"[%@?]|[\w-]{22}|/(?:appointments|calendars|emails|preview|reset|sent)/", re.IGNORECASE
)
# The messages of these quote names in the program or its settings, never a value that was sent.
HARMLESS = (ImproperlyConfigured, ImportError, SyntaxError, NameError, AttributeError)
NAMED = ("table_name", "column_name", "constraint_name")


def config(log_format):
    """What `LOGGING` holds, for "text" or "json"."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"()": "clinic_site.logs.Masking"},
            "json": {"()": "clinic_site.logs.InJson"},
        },
        "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": log_format}},
        "root": {"handlers": ["terminal"], "level": "INFO"},
        "loggers": {
            # Without their own handlers, so that each line passes the formatter above.
            "django": {"handlers": [], "level": "INFO"},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
            # Both name people: django-mailer its recipients, axes those who fail to log in.
            "mailer": {"level": "WARNING"},
            "axes": {"level": "CRITICAL"},
            "twilio": {"level": "WARNING"},  # each request and its answer
            # A warning for each HEAD: Django leaves it to the server to send no body.
            "gunicorn.http.wsgi": {"level": "ERROR"},
        },
    }


def mask(line: str) -> str:
    """The line without tokens of private pages and calendars, email addresses or search terms."""
    if not SUSPECT.search(line):
        return line
    line = HIDDEN.sub(lambda code: chr(int(code[1], 16)), line)
    line = SECRET.sub(r"\1…", line)
    line = RESET.sub(r"\1…/…", line)
    line = EMAIL.sub("…@…", line)
    line = KEY.sub("…", line)
    return re.sub(r"\S+", lambda word: without_query(word[0]), line)


def mask_address(address: str) -> str:
    """The same for one whole URL, which may contain spaces and even line breaks."""
    address = without_query(HIDDEN.sub(lambda code: chr(int(code[1], 16)), address))
    return mask(address.encode("unicode_escape").decode())


def without_query(address: str) -> str:
    """A URL without its query; any other text unchanged."""
    before, mark, _ = address.partition("?")
    return f"{before}{mark}…" if mark and "/" in before else address


def told(error: BaseException) -> str:
    """What can be logged about an error."""
    kind = type(error).__qualname__
    if isinstance(error, HARMLESS):
        return mask(f"{kind}: {error}")
    source = error if hasattr(error, "diag") else error.__cause__
    if not hasattr(source, "diag"):
        return kind
    names = [getattr(source.diag, name) for name in NAMED]
    return " ".join(filter(None, [kind, source.pgcode, *names]))


def story(error: BaseException, seen: frozenset = frozenset()) -> list[str]:
    """The lines of the traceback, after those of the errors that caused it."""
    if id(error) in seen:
        return []
    seen |= {id(error)}
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [
        *(story(earlier, seen) if earlier else []),
        *(line.rstrip() for line in traceback.format_tb(error.__traceback__)),
        told(error),
        *(line for one in getattr(error, "exceptions", ()) for line in story(one, seen)),
    ]


class Masking(logging.Formatter):
    """Lines for people. A refused request (with a 403, for example) is one line."""

    def format(self, record):
        said = super().format(bare(record))
        name = request_id.current.get()
        return f"{said} (request {name})" if name and record.levelno >= logging.ERROR else said

    def formatException(self, exc_info):
        return "\n".join(story(exc_info[1]))


class InJson(JsonFormatter):
    """The same as one object of JSON in each line, for programs that collect logs."""

    def __init__(self):
        super().__init__(
            "%(levelname)s %(name)s %(message)s",
            timestamp="time",
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "error"},
        )

    def format(self, record):
        about = of_access(record) or {"request": request_id.current.get() or None}
        return super().format(bare(record, **about))

    def formatException(self, exc_info):
        return "\n".join(story(exc_info[1]))


def bare(record, **more):
    """A record that has nothing in it but what may be written."""
    kept = ("name", "levelname", "levelno", "created", "msecs", "process")
    said = {name: getattr(record, name) for name in kept} | {"msg": message_of(record)}
    if getattr(record, "status_code", 500) >= 500:
        said["exc_info"] = record.exc_info
    return logging.makeLogRecord(said | more)


def of_access(record):
    """What gunicorn's access log says, as fields."""
    if record.name != "gunicorn.access" or not isinstance(record.args, dict):
        return {}
    atoms = record.args
    return {
        "request": atoms["R"],
        "method": atoms["m"],
        "path": atoms["U"],
        "status": int(atoms["s"]),
        "bytes": atoms["b"],
        "milliseconds": atoms["M"],
    }


def message_of(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None

    def shown(value):
        if error and str(value) == str(error):
            return told(error)
        if isinstance(value, BaseException):
            return told(value)
        return mask_address(value) if isinstance(value, str) and value.startswith("/") else value

    message, args = shown(record.msg), record.args
    try:
        if args:
            message = str(message) % (tuple(map(shown, args)) if isinstance(args, tuple) else args)
    except (TypeError, ValueError):  # too few, or of the wrong type: Python would print them all
        pass
    return mask(str(message))


def mask_crashes():
    """Log an error that ends this process, or one of its threads, like any other."""

    def write(kind, error, traceback):
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, traceback)
            return
        said, formatters = "\n".join(story(error)), [one.formatter for one in logging.root.handlers]
        if any(isinstance(one, InJson) for one in formatters):
            record = {"name": "crash", "levelno": logging.CRITICAL, "levelname": "CRITICAL"}
            about = {"msg": "The process has crashed", "exc_info": (kind, error, traceback)}
            said = InJson().format(logging.makeLogRecord(record | about))
        print(said, file=sys.stderr)

    sys.excepthook = write
    threading.excepthook = lambda crash: write(crash.exc_type, crash.exc_value, None)
