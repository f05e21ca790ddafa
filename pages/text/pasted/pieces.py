"""HTML taken apart into pieces: starts, ends and text. Each step takes linear time."""

import html
import re
from typing import NamedTuple

# As in a browser, an unclosed comment, tag or quotation mark runs to the end of the text. So each
# match succeeds where it begins, and none is tried twice.
PIECE = re.compile(
    r"""
    <!--(?:-?>|.*?(?:--!?>|\Z))
    | <[!?][^>]*(?:>|\Z)
    | <(?P<end>/?)(?P<tag>[a-zA-Z][^\s/>]*)
      (?P<attributes>(?>=\s*(?>"[^"]*(?:"|\Z)|'[^']*(?:'|\Z))|[^>])*+)(?:>|\Z)
    | </[^>]*(?:>|\Z)
    """,
    re.VERBOSE | re.DOTALL,
)
ATTRIBUTE = re.compile(r"""([^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"?|'([^']*)'?|([^\s>"'][^\s>]*)))?""")
# Their content is not HTML, and only their own end tag ends it.
RAW = {
    *("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"),
    *("noscript", "plaintext"),
}
RAW_END = {tag: re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE) for tag in RAW}
# Their words are not part of the text: choices in forms, drawings, scripts, Word's own notes.
LEFT_OUT = {
    *("head", "xml", "template", "svg", "math", "object", "applet", "audio", "video", "canvas"),
    *("select", "datalist", "map", "style", "script"),
}
STRUCK = {"del", "s", "strike"}  # struck-out words
EMPTY = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
    *("source", "track", "wbr"),
}
HIDDEN = (
    "display:none",
    "visibility:hidden",
    "mso-hide:all",
    "mso-element:comment",
    "mso-special-character:comment",
)
LINE_THROUGH = re.compile(r"(?:^|;)text-decoration(?:-line)?:[^;]*line-through")
SIZE = re.compile(r"(?:^|;)font-size:([^;]*)")
NO_SIZE = re.compile(r"[0.]*0[0.]*(?:[a-z]*|%)(?:!important)?")
MARKER = "mso-list:ignore"  # the bullet or number that Word writes before a list item
ENDLESS_NUMBER = re.compile(r"&#[xX]?0*[0-9a-fA-F]{8,};?")  # too long for Python to read
# Control characters, and marks that are invisible or change direction. Joiners stay: scripts need
# them.
UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\u200b\u2028-\u202e\u2060-\u206f\ufeff]")


SHOWN = {"svg", "object", "applet", "audio", "video", "canvas", "math", "select"}


class Piece(NamedTuple):
    kind: str  # start, end, text, marker, gap (in place of struck-out words), or left_out
    words: str  # the tag's name in small letters, the text, or what was left out
    attributes: dict = {}

    @property
    def style(self):
        return re.sub(r"\s", "", self.attributes.get("style", "")).lower()


def pieces(text):
    """The pieces of a text, without what a browser would hide or strike out."""
    hidden, depth, marker, gap = None, 0, None, False
    is_struck = struck = False
    sizes = Sizes()
    for piece in all_pieces(text):
        kind, tag = piece.kind, piece.words
        if hidden:
            depth += (kind == "start") - (kind == "end") if tag == hidden else 0
            struck |= is_struck and kind == "text" and bool(tag.strip())
            if kind == "text" and marker is not None:
                marker += tag
            gap |= kind == "text" and tag != tag.strip()
            if depth and not (hidden == "head" and kind == "start" and tag == "body"):
                continue
            if marker is not None:
                yield Piece("marker", marker)
            elif gap:
                yield Piece("gap", " ")
            if struck:
                yield Piece("left_out", "struck")
            hidden, marker, gap, struck = None, None, False, False
        elif kind == "start" and tag not in EMPTY and is_hidden(piece):
            hidden, depth = tag, 1
            is_struck = tag in STRUCK or bool(LINE_THROUGH.search(piece.style))
            if tag in SHOWN and piece.attributes.get("aria-hidden") != "true":
                yield Piece("left_out", tag)
            marker = "" if MARKER in piece.style else None
        elif not (kind == "text" and sizes.none):
            sizes.follow(piece)
            yield piece


class Sizes:
    """Whether text has no size here. In email, an element inside often has a size again."""

    def __init__(self):
        self.opened = []  # tag, how many such tags have opened since, whether its size is zero

    @property
    def none(self):
        return bool(self.opened and self.opened[-1][2])

    def follow(self, piece):
        tag, inmost = piece.words, self.opened[-1] if self.opened else None
        if piece.kind == "start" and tag not in EMPTY:
            if inmost and tag == inmost[0] == "p":
                inmost = self.opened.pop() and None  # a paragraph ends where the next begins
            if size := SIZE.search(piece.style):
                self.opened.append([tag, 1, bool(NO_SIZE.fullmatch(size[1]))])
            elif inmost and tag == inmost[0]:
                inmost[1] += 1
        elif piece.kind == "end" and inmost and tag == inmost[0]:
            inmost[1] -= 1
            if not inmost[1]:
                self.opened.pop()


def is_hidden(piece):
    if piece.words in LEFT_OUT | STRUCK or "hidden" in piece.attributes:
        return True
    if "msocomanchor" in piece.attributes.get("class", "").lower():
        return True
    if LINE_THROUGH.search(piece.style):
        return True
    return any(words in piece.style for words in (*HIDDEN, MARKER))


def all_pieces(text):
    at = 0
    while match := PIECE.search(text, at):
        if match.start() > at:
            yield Piece("text", decoded(text[at : match.start()]))
        at = match.end()
        if not (tag := (match["tag"] or "").lower()):
            continue
        if match["end"]:
            yield Piece("end", tag)
        elif tag in RAW:
            if tag == "iframe":
                yield Piece("left_out", tag)
            end = RAW_END[tag].search(text, at)
            at = end.start() if end else len(text)
        else:
            yield Piece("start", tag, attributes(match["attributes"]))
            if tag in LEFT_OUT and match["attributes"].endswith("/"):
                yield Piece("end", tag)
    if at < len(text):
        yield Piece("text", decoded(text[at:]))


def attributes(text):
    found = {}
    for name, *values in ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), decoded("".join(values)))
    return found


def decoded(text):
    """The text with its entities as characters, without invisible ones."""
    return UNSEEN.sub("", html.unescape(ENDLESS_NUMBER.sub("", text)))
