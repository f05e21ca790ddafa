"""Text messages: the one interface to whatever provider the settings name, if any.

A provider is a class with `send(number, words)`, which returns its id of the message, and
`has_arrived(id)`. Both raise what is defined here. Nothing here logs a number or words.
"""

import unicodedata
from functools import cache

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

REGIONS = ("CA", "US")  # elsewhere a message can cost fifty times as much
ONE_PART = 160  # characters that a network carries as one message, if all are in GSM_7
# GSM 03.38, 6.2.1, without what takes two characters. A single other character would split every
# message of more than 70 characters in two.
GSM_7 = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})


class Reason(models.TextChoices):
    """Why a message did not arrive, as reception reads it."""

    STOPPED = "stopped", "They replied STOP, so they get no more text messages."
    NO_MOBILE = "no mobile", "This number cannot get text messages. It may be a landline."
    WRONG = "wrong", "The number was refused. It may be mistyped."
    UNREACHED = "unreached", "The phone could not be reached."
    BLOCKED = "blocked", "The phone company did not deliver it."
    AWAY = "away", "The text message service could not be reached."
    UNCLEAR = (
        "unclear",
        "The text message service did not answer, so the message may or may not have arrived.",
    )
    TOO_MANY = "too many", "This number has had many text messages from us today."
    LATE = "late", "It could not be sent before the visit began."


class Refused(Exception):
    """It will not be sent, or was not delivered, and trying again would not help."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class NotSent(Exception):
    """It was not accepted, and can be tried again: the provider is away, busy or set up wrongly."""


class Unclear(Exception):
    """There was no answer: it may have been accepted."""


def is_on():
    return bool(settings.TEXTS["BACKEND"])


def provider():
    return made(settings.TEXTS["BACKEND"], *sorted(settings.TEXTS["OPTIONS"].items()))


@cache  # which also keeps its connection open
def made(backend, *options):
    # Imported only where messages are sent: the client library takes time and memory to load.
    return import_string(backend)(**dict(options))


def takes_texts(number):
    """Whether we send messages to this kind of number (E.164). A landline looks the same."""
    import phonenumbers  # only when needed: it takes time and memory to load

    if not number or ";" in number:  # an extension
        return False
    return phonenumbers.region_code_for_number(phonenumbers.parse(number)) in REGIONS


def plain(words):
    """The words in characters of GSM_7, so that they are sent as one message if they fit."""
    words = words.translate(PLAIN)
    return "".join(one if one in GSM_7 else without_marks(one) for one in words)


def without_marks(character):
    """The same letter without its marks: “ł” has none to lose, and becomes a question mark."""
    base = unicodedata.normalize("NFKD", character)[0]
    return base if base in GSM_7 else "?"
