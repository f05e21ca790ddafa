"""Rich text as plain text inside PostgreSQL, and its excerpts with the matches marked."""

import re
from html import unescape

from django.db.models import Func, TextField, Value
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

# Of the private range: no text has a use for them, and what is shown has them taken out first.
START, STOP = "\ue000", "\ue001"
INLINE = r"</?(strong|b|em|i|a|u|s|code)(\s([^>\"]|\"[^\"]*\")*)?>"
TAG = r"<([^>\"]|\"[^\"]*\")*>"


class Replaced(Func):
    function = "regexp_replace"
    output_field = TextField()

    def __init__(self, text, pattern, new):
        super().__init__(text, Value(pattern), Value(new), Value("g"))


class Translated(Func):
    function = "translate"
    output_field = TextField()


class Left(Func):
    function = "left"
    output_field = TextField()


class Decomposed(Func):
    """Each accent as a sign of its own."""

    function = "normalize"
    template = "%(function)s(%(expressions)s, NFD)"
    output_field = TextField()


def plain(rich):
    """The words of rich text; entities are still as they were."""
    return Translated(
        Replaced(Replaced(rich, INLINE, ""), TAG, " "), Value(START + STOP), Value("")
    )


def without_accents(text):
    return Replaced(Decomposed(text), "[\u0300-\u036f]", "")


def marked(headline, longest=500):
    """An excerpt made by ts_headline as safe HTML, at most so many characters long."""
    text = re.sub(r"\s+", " ", unescape(headline)).strip()
    if len(text) > longest:
        text = text[:longest] + "…"
    if text[:1].islower():
        text = f"… {text}"  # it begins inside a sentence
    words, *pieces = text.split(START)
    html = escape(words)
    for piece in pieces:
        match, _, rest = piece.partition(STOP)
        html += format_html("<mark>{}</mark>{}", match, rest)
    return mark_safe(html.replace(STOP, ""))  # noqa: S308 - every part of it is escaped
