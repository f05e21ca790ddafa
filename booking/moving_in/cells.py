"""What is in a cell, without what programs and people put around it."""

import re
import unicodedata
from functools import lru_cache
from html import unescape

from typed.text import UNSEEN

NOTHING = {
    *("null", "(null)", "\\n", "n/a", "#n/a", "nil", "undefined", "nan", "nat", "none", "(none)"),
    *("-", "--", "---", "–", "—", ".", "?", "*", "(blank)", "(vide)", "s/o", "not specified"),
}
# Spreadsheets write these to keep a number as it was typed: '0123 and ="0123".
AS_TEXT = re.compile(r"""=\s*"([^"]*)"|['’‘`](?=[+\d(=@-])(.*)""", re.DOTALL)
CONTROLS = dict.fromkeys((*range(9), *range(14, 32), *range(127, 160)), "")
NOT_SHOWN = UNSEEN | CONTROLS
ESCAPED = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{2,5}|#x[\da-f]{2,4}|[a-z]{1,6}(?:acute|grave|uml"
    r"|circ|cedil|tilde));",
    re.IGNORECASE,
)  # as web pages write them
SPACES = re.compile(r"[^\S\n]+")
YES = {"1", "true", "yes", "y", "x", "oui", "ja", "vrai", "o", "✓", "✔", "on", "t"}
NO = {"", "0", "false", "no", "n", "non", "nein", "faux", "off", "f"}


def tidy(cell: str) -> str:
    """The text of a cell: "" for what programs write for nothing, such as NULL and N/A."""
    return tidy_short(cell) if len(cell) < 50 else tidied(cell)


def tidied(cell):
    text = ESCAPED.sub(lambda found: unescape(found[0]), cell) if "&" in cell else cell
    text = text.translate(NOT_SHOWN)
    if not text.isascii():
        text = "".join(" " if unicodedata.category(one) == "Zs" else one for one in text)
    text = text.strip()
    if found := AS_TEXT.fullmatch(text):
        text = (found[1] if found[1] is not None else found[2]).strip()
    if text.casefold() in NOTHING and text != "Null":  # which is a family name
        return ""
    return SPACES.sub(" ", text)


tidy_short = lru_cache(maxsize=20_000)(tidied)  # most cells are like others; no notes are kept


def is_yes(cell: str) -> bool | None:
    """Whether the cell says yes; None if it says neither yes nor no."""
    word = tidy(cell).casefold()
    is_no = word in NO or word.startswith("0000-00-00")  # MySQL's moment that never was
    return False if is_no else True if word in YES else None


def short(cell: str, most=40) -> str:
    """The cell as a sentence quotes it."""
    text = " ".join(cell.split())
    return f"“{text if len(text) <= most else text[: most - 1] + '…'}”"
