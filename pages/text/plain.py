"""Text as PostgreSQL searches it, and excerpts with the matches marked."""

import re
import unicodedata
from itertools import pairwise

from django.db.models import Func, TextField, Value
from django.db.models.functions import Replace
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

# From the private-use range: no text needs them, and they are removed from what is shown.
START, STOP = "\ue000", "\ue001"
INLINE = r"</?(strong|b|em|i|a|u|s|code)(\s([^>\"]|\"[^\"]*\")*)?>"
TAG = r"<([^>\"]|\"[^\"]*\")*>"
# All entities that cleaned rich text holds; &amp; last, because it could form another.
ENTITIES = {"&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&"}
ACCENTS = "\u0300-\u036f"
LEAD, STRETCH, STRETCHES = 8, 25, 2  # words before a match, words in a stretch, stretches
LONGEST = 500  # characters of an excerpt


class Replaced(Func):
    function = "regexp_replace"
    output_field = TextField()

    def __init__(self, text, pattern, new):
        super().__init__(text, Value(pattern), Value(new), Value("g"))


class Translated(Func):
    function = "translate"
    output_field = TextField()

    def __init__(self, text, characters, new):
        super().__init__(text, Value(characters), Value(new))


class Decomposed(Func):
    """Each accent as its own character, and without the characters that mark matches."""

    function = "normalize"
    template = "%(function)s(%(expressions)s, NFD)"
    output_field = TextField()

    def __init__(self, text):
        super().__init__(Translated(text, START + STOP, ""))


def words_of(rich):
    """The words of rich text."""
    text = Replaced(Replaced(rich, INLINE, ""), TAG, " ")
    for entity, character in ENTITIES.items():
        text = Replace(text, Value(entity), Value(character))
    return text


def searchable(text):
    """Plain text without accents or what PostgreSQL would read as a tag or an entity.

    Its letters correspond one by one to the decomposed text's: `with_accents` relies on it.
    """
    return Translated(Replaced(Decomposed(text), f"[{ACCENTS}]", ""), "<>&", "   ")


def as_searchable(text):
    """The same of a text that is at hand rather than in the database."""
    text = unicodedata.normalize("NFD", text.translate({ord(START): None, ord(STOP): None}))
    return re.sub(f"[{ACCENTS}]", "", text).translate(dict.fromkeys(map(ord, "<>&"), " "))


def with_accents(headline, decomposed):
    """The text as written, with the marks of its searchable form.

    Without marks if the two differ: PostgreSQL drops a word of thousands of letters.
    """
    letters = re.findall(f"[{ACCENTS}]*[^{ACCENTS}][{ACCENTS}]*", decomposed)
    if len(re.sub(f"[{START}{STOP}]", "", headline)) != len(letters):
        return unicodedata.normalize("NFC", decomposed)
    following = iter(letters)
    text = (character if character in (START, STOP) else next(following) for character in headline)
    return unicodedata.normalize("NFC", "".join(text))


def excerpt(marked):
    """As safe HTML, the stretches of a marked text around its first matches."""
    words = marked.replace(f"{STOP}-{START}", "-").split()
    stretches = [range(0)]
    for match in [place for place, word in enumerate(words) if START in word] or [0]:
        end = stretches[-1].stop
        if match >= end and len(stretches) <= STRETCHES:
            start = max(match - LEAD, end)
            stretches.append(range(start, start + STRETCH))
    text = ""
    for before, stretch in pairwise(stretches):
        gap = "… " if stretch.start > before.stop else ""
        text += f"{gap}{' '.join(words[stretch.start : stretch.stop])} "
    text = text.rstrip()
    if len(text) > LONGEST or stretches[-1].stop < len(words):
        text = f"{text[:LONGEST]} …"
    return as_html(text)


def as_html(marked):
    words, *pieces = marked.split(START)
    html = escape(words)
    for piece in pieces:
        match, _, rest = piece.partition(STOP)
        html += format_html("<mark>{}</mark>{}", match, rest)
    return mark_safe(html.replace(STOP, ""))  # noqa: S308 - every part is escaped
