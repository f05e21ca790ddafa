"""What people mean by what they type, paste, or have filled in.

Contacts apps, word processors and web pages use special characters for spaces and hyphens, and put
marks around a number or a name. A form should accept it all the same. Each function returns the
plain form; refusing what is still invalid is the caller's task.
"""

import re
import unicodedata
from urllib.parse import unquote
from uuid import UUID

HYPHENS = dict.fromkeys(
    map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63"), "-"
)
# Only those that are hyphens: in a name, a dash may be meant.
NO_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2212\ufe63\uff0d"), "-")
DOTS = dict.fromkeys(map(ord, "\u00b7\u2022\u2219\u2024\u2027\u22c5\u3002\uff61"), ".")
APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u02bc"), "'")
# Half-width forms of what East Asian keyboards write, U+FF01 to U+FF5E.
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# Characters that show nothing and join nothing: zero-width spaces, byte-order marks, soft hyphens,
# and the direction marks around copied text.
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u180e\u200b\u2060\ufeff"))
AROUND = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u2066\u2067\u2068\u2069"))
ENDS = "\u200c\u200d\u200e\u200f\u061c\u202d"  # meant only between letters

LONGEST_NUMBER = 18  # digits: a key in the database has no more

SPACES = re.compile(r"\s+")
QUOTES = [('"', '"'), ("\u201c", "\u201d"), ("\u201e", "\u201c"), ("\u00ab", "\u00bb")]
SCHEMES = re.compile(r"(tel|callto|sms|mailto):", re.IGNORECASE)
SINGLE = [("'", "'")]  # a name may begin with one
LABEL = re.compile(r"^[^\W\d_][\w -]{0,11}\.?\s*:\s*")  # “Phone:”
KIND_OF_PHONE = re.compile(
    r"[\s,(\[]+(?:cell|mobile|home|work|office|main|day|evening|cellulaire|maison|bureau)[)\]]?$",
    re.IGNORECASE,
)
EXTENSION = re.compile(r"[\s,;(]*\b(?:poste|ext(?:ension)?)\b[\s.:=]*(\d{1,6})\)?$", re.IGNORECASE)
NAMED = re.compile(r"([^<>]*)<([^<>]*)>")  # “Ann Smith <ann@example.com>”


def line(text: str) -> str:
    """One line of text with plain single spaces and no invisible characters but joiners."""
    text = text.translate(UNSEEN | AROUND)
    text = "".join(" " if unicodedata.category(one) == "Zs" else one for one in text)
    return re.sub(" {2,}", " ", bare(text))


def bare(text: str) -> str:
    """Without the spaces and marks at its ends."""
    before = None
    while before != text:
        before, text = text, text.strip().strip(ENDS)
    return text


def unquoted(text: str, after=",;", quotes=QUOTES) -> str:
    """Without the quotation marks around it or the comma or semicolon after it."""
    text = bare(text.rstrip(after + " "))
    for left, right in quotes:
        inside = text[1:-1]
        if text == left + inside + right and inside and not {left, right} & set(inside):
            return bare(inside)
    return text


def name(text: str) -> str:
    """A person's name."""
    return unquoted(line(text.translate(NO_DASHES)))


def narrow(text: str) -> str:
    """For addresses and numbers: full-width forms, dashes and spaces as plain characters."""
    text = "".join(one for one in text if unicodedata.category(one) != "Cf")
    text = line(text.translate(HYPHENS | DOTS | WIDE))
    return "".join(
        str(unicodedata.decimal(one)) if unicodedata.category(one) == "Nd" else one for one in text
    )


def without_scheme(text: str) -> str:
    """What a `tel:` or `mailto:` link leads to."""
    if found := SCHEMES.match(text):
        return narrow(unquote(text[found.end() :]).partition("?")[0])
    return text


def email(text: str) -> str:
    """An email address."""
    text = narrow(text.translate(APOSTROPHES))
    if found := NAMED.fullmatch(text.rstrip(".,;")):
        before, inside = found[1].strip(), found[2].strip()
        if "@" in inside and ("@" not in before or before == inside):  # else they are two
            text = inside
    text = unquoted(text.strip("<>[]() "), ".,;:", QUOTES + SINGLE)
    text = LABEL.sub("", without_scheme(text), count=1)
    local, at, host = text.partition("@")
    # Phone keyboards put a space after a dot.
    return local.strip() + at + re.sub(r"\s*\.\s*", ".", host.strip()) if at else text


def phone(text: str) -> str:
    text = SPACES.sub(" ", narrow(text)).strip("<>[]")
    text = without_scheme(unquoted(text, ".,;", QUOTES + SINGLE))
    text = KIND_OF_PHONE.sub("", LABEL.sub("", text, count=1))
    text = EXTENSION.sub(r" ext. \1", text)
    return f"+{text[2:].lstrip()}" if re.match("00 ?[1-9]", text) else text


def web(text: str) -> str:
    """The address of a web page. After its host, any character may be meant, even a dash."""
    typed, text = text, unquoted(line(text))
    if text.startswith("<") and text.endswith(">"):
        text = bare(text[1:-1])
    scheme, slashes, rest = text.partition("://") if "://" in text[:9] else ("", "", text)
    host, *rest = re.split("([/?#])", rest.lstrip(), maxsplit=1)
    # If it was only hidden characters, keep it, so that the error can say what is wrong.
    return scheme + slashes + host.translate(HYPHENS) + "".join(rest) or typed


def as_uuid(text: str) -> UUID | None:
    """The UUID that this is, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def whole_number(text: str, otherwise=0) -> int:
    """A whole number in a form or an address; `otherwise` for anything else, and for one that is
    too long to be the key of a row."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else otherwise


def without_accents(words: str) -> str:
    return re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", words))
