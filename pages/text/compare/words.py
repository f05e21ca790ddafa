"""Two texts compared word by word, in any script."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from pages.text.compare.alignment import alignment

KEPT, REMOVED, ADDED, FOLDED = "kept", "removed", "added", "folded"
LONGEST_IN_FULL = 30  # unchanged words that are still printed
CONTEXT = 8  # words printed beside a change


@dataclass(frozen=True)
class Piece:
    """A stretch of text that was kept, removed or added, or kept but not printed (folded)."""

    change: str
    text: str

    @property
    def words(self):
        return len(tokens(self.text))

    @property
    def unseen(self):
        """What to show for a change that prints nothing."""
        if self.text.strip():
            return ""
        return "line break" if "\n" in self.text else "space"


@dataclass(frozen=True)
class Token:
    before: str  # the space in front of it
    word: str
    start: int  # where the word begins in its text


@lru_cache(4096)
def kind(character):
    """A letter for what the character is in a word; WORD is a pattern of these letters."""
    if character.isspace():
        return "s"
    if character in "'’-":
        return "j"
    if character in ".,":
        return "k"
    category = unicodedata.category(character)
    if category == "Lo" and ("\u3040" <= character <= "\u9fff" or character >= "\U00020000"):
        return "c"  # written without spaces, so each character counts as a word
    if category[0] == "M" or category == "Cf":
        return "m"
    return {"L": "w", "N": "d"}.get(category[0], "p")


# A word, with marks on its letters, a hyphen or apostrophe inside it, a point inside a number;
# a space; or any other character with its marks.
WORD = re.compile(r"[wdm](?:[wdm]|j(?=[wd])|(?<=d)k(?=d))*|cm*|s+|[pjk]m*")


def tidy(text):
    """The text with single spaces, as a browser shows it, and with its line breaks."""
    lines = re.split(r"\r\n?|\n", text)
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def tokens(text):
    found, space = [], ""
    for match in WORD.finditer("".join(map(kind, text))):
        word = text[match.start() : match.end()]
        if match[0][0] == "s":
            space = word
            continue
        found.append(Token(space, word, match.start()))
        space = ""
    return found


def pieces_of(old, new, stretches):
    """The tokens of both texts as pieces, aligned by these stretches."""
    found, removed, added = [], "", ""

    def put(change, text):
        if text and found and found[-1].change == change:
            found[-1] = Piece(change, found[-1].text + text)
        elif text:
            found.append(Piece(change, text))

    at_old = at_new = 0
    for i, j, length in [*stretches, (len(old), len(new), 0)]:
        removed += "".join(token.before + token.word for token in old[at_old:i])
        added += "".join(token.before + token.word for token in new[at_new:j])
        at_old, at_new = i + length, j + length
        for here, there in zip(old[i:at_old], new[j:at_new], strict=True):
            same = here.before if here.before == there.before else ""
            if not same:
                removed, added = removed + here.before, added + there.before
            put_change(put, removed, added)
            put(KEPT, same + here.word)
            removed = added = ""
    put_change(put, removed, added)
    return found


def put_change(put, removed, added):
    if removed[:1] == added[:1] and removed[:1].isspace():
        put(KEPT, removed[0])
        removed, added = removed[1:], added[1:]
    put(REMOVED, removed)
    put(ADDED, added)


def folded(pieces):
    """The same pieces, with only a few unchanged words beside each change."""
    for number, piece in enumerate(pieces):
        words = tokens(piece.text) if piece.change == KEPT else []
        if len(words) <= LONGEST_IN_FULL:
            yield piece
            continue
        start = words[CONTEXT].start if number else 0
        end = words[-CONTEXT].start if number < len(pieces) - 1 else len(piece.text)
        for change, text in (
            (KEPT, piece.text[:start]),
            (FOLDED, piece.text[start:end]),
            (KEPT, piece.text[end:]),
        ):
            if text:
                yield Piece(change, text)


def compare_words(old, new):
    """Two tidy texts as pieces: those not added make up the old text, those not removed the new."""
    old, new = tokens(old), tokens(new)
    return list(folded(pieces_of(old, new, alignment(old, new))))
