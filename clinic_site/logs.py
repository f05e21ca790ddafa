"""How anything is logged: without tokens, and without anything that a person typed.

One formatter does it, for every logger including gunicorn's. It logs an error's type and the places
in the code that led to it, and for database errors also the code and the names of table and
constraint. It leaves the message out, because PostgreSQL, Python and Django quote values in it.
"""

import copy
import logging
import re
import sys
import threading
import traceback

from django.core.exceptions import ImproperlyConfigured

SECRET = re.compile(
    r"(/(?:appointments|calendars|comments/+emails|preview|book/+sent)/+)[^/?\s\"']+", re.IGNORECASE
)
RESET = re.compile(r"(/admin/reset/+)[^/?\s\"']+/+[^/?\s\"']+", re.IGNORECASE)
EMAIL = re.compile(r"[^\s<>\"'(),;:=/@]{1,64}@[^\s<>\"'(),;/@]+")
# Percent-encoded letters, digits and -./?@_~, which could hide an address from the patterns above.
HIDDEN = re.compile(r"%(2[D-F]|3[0-9F]|4[0-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])", re.IGNORECASE)
# What each pattern here needs to match. Most lines have none of it, and every request writes one.
SUSPECT = re.compile(r"[%@?]|/(?:appointments|calendars|emails|preview|reset|sent)/", re.IGNORECASE)
# The messages of these quote names in the program or its settings, never a value that was sent.
HARMLESS = (ImproperlyConfigured, ImportError, SyntaxError, NameError, AttributeError)
NAMED = ("table_name", "column_name", "constraint_name")


def mask(line: str) -> str:
    """The line without tokens of private pages and calendars, email addresses or search terms."""
    if not SUSPECT.search(line):
        return line
    line = HIDDEN.sub(lambda code: chr(int(code[1], 16)), line)
    line = SECRET.sub(r"\1…", line)
    line = RESET.sub(r"\1…/…", line)
    line = EMAIL.sub("…@…", line)
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
    """Masks every line, and logs a refused request (with a 403, for example) in one line."""

    def format(self, record):
        record = copy.copy(record)  # another handler may need the original
        record.msg, record.args = message_of(record), ()
        record.exc_text = None  # another formatter's, which may say more
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = None
        return super().format(record)

    def formatException(self, exc_info):
        return "\n".join(story(exc_info[1]))


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
        else:
            print(*story(error), sep="\n", file=sys.stderr)

    sys.excepthook = write
    threading.excepthook = lambda crash: write(crash.exc_type, crash.exc_value, None)
