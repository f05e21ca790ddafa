"""Pieces of HTML put together as boxes and lines."""

import re
from collections import Counter

from pages.text.pasted.left_out import KINDS, is_seen
from pages.text.pasted.links import as_written
from pages.text.pasted.nodes import Box, Boxes, Line, Marks, marked
from pages.text.pasted.pieces import pieces
from pages.text.pasted.tables import PARTS, Tables

HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
LISTS = {"ul": "ul", "ol": "ol", "menu": "ul", "dir": "ul"}
BLOCKS = {
    *("address", "article", "aside", "body", "center", "dd", "details", "dialog"),
    *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header"),
    *("hgroup", "hr", "html", "legend", "main", "nav", "p", "pre", "search", "section"),
    "summary",
}
INLINE = {"a", "b", "strong", "i", "em", "span", "font", "sup", "sub"}
OPEN_MARKS = 100
# It begins where the spaces do, so that a long run of them is looked at once.
BLANK_LINE = re.compile(r"(?<![ \t\r\f])[ \t\r\f]*\n[ \t\r\f]*\n\s*")


class Reader:
    """Puts pieces together. `address` completes a link's href, or returns "".

    `pasted` text is laid out only by its tags; in typed text, a blank line starts a paragraph, and
    in text without tags, every line is one (`has_lines`).
    """

    def __init__(self, address, pasted=False, has_lines=False):
        self.address, self.pasted, self.has_lines = address, pasted, has_lines
        self.left_out, self.refused = Counter(), []
        self.boxes = Boxes()
        self.tables = Tables(self)
        self.line, self.is_over = None, False  # the open line, and whether the next is another
        self.heading, self.level, self.marker = "", 0, ""
        self.marks = []
        self.in_pre, self.gap, self.quotes = 0, False, 0

    def start(self, tag, piece):
        if tag == "br":
            self.text("\n", breaks=True)
        elif tag in LISTS:
            self.end_heading()
            self.boxes.open(Box(LISTS[tag], start=number(piece.attributes.get("start"))), tag)
        elif tag == "blockquote":
            self.end_heading()
            self.boxes.open(Box(tag), tag)
        elif tag == "li":
            self.end_heading()
            self.boxes.open_item(number(piece.attributes.get("value"), None))
        elif tag in PARTS:
            self.tables.start(tag, piece)
        elif tag == "q":
            self.quotes += 1
            self.text("“")
        elif tag == "img" and is_emoji(piece.attributes.get("alt", "")):
            self.text(piece.attributes["alt"])
        elif tag in HEADINGS:
            self.end_line()
            self.heading = HEADINGS[tag]
        elif tag in BLOCKS:
            self.block(tag, piece)
        elif tag in INLINE and len(self.marks) < OPEN_MARKS:
            self.marks.append((tag, marked(tag, piece, self.mark(), self.target(piece))))
        elif is_seen(tag, piece):
            self.left_out[KINDS[tag]] += 1

    def target(self, piece):
        """Where a link leads; "" for an anchor in the source of a paste."""
        if piece.words != "a" or not (written := piece.attributes.get("href", "").strip()):
            return ""
        href = self.address(written)
        if self.pasted and href.startswith("#"):
            href = ""
        if not href:
            self.left_out["link"] += 1
            self.refused.append(written)
        return href

    def block(self, tag, piece):
        self.is_over = True
        self.in_pre += tag == "pre"
        if tag == "p":
            self.heading = ""
        if "mso-list:" in piece.style and (level := re.search(r"level([1-9])", piece.style)):
            self.level = int(level[1])

    def end(self, tag):
        if tag in LISTS or tag in ("blockquote", "li"):
            self.end_line()
            self.boxes.close(LISTS.get(tag, tag), tag)
        elif tag in HEADINGS:
            self.end_heading()
        elif tag == "q" and self.quotes:
            self.quotes -= 1
            self.text("”")
        elif tag in PARTS:
            self.tables.end(tag)
        elif tag in BLOCKS:
            self.is_over = True
            self.in_pre -= tag == "pre" and self.in_pre > 0
            self.level, self.marker = 0, ""
        elif tag in INLINE:
            opened = [place for place, (name, _) in enumerate(self.marks) if name == tag]
            if opened:
                del self.marks[opened[-1] :]

    def end_heading(self):
        self.end_line()
        self.heading = ""

    def end_line(self):
        self.line, self.is_over = None, False

    def text(self, words, breaks=False):
        if breaks or self.pasted or self.in_pre:
            self.write(words, breaks)
            return
        for place, paragraph in enumerate(BLANK_LINE.split(words)):
            if place:
                self.is_over = True
            lines = paragraph.split("\n") if self.has_lines else [paragraph]
            for number, line in enumerate(lines):
                if number:
                    self.write("\n", breaks=True)
                self.write(line)

    def write(self, words, breaks=False):
        if not breaks:
            words = re.sub(r"[ \t\r\f]+" if self.in_pre else r"[ \t\r\f\n]+", " ", words)
        if not words.strip() and (self.line is None or self.is_over):
            return
        if self.is_over:
            self.end_line()
        if self.line is None:
            self.open_line()
        if self.gap and self.line.texts and words[:1].isalnum():
            words = " " * self.line.texts[-1][0][-1:].isalnum() + words
        self.gap = False
        mark = self.mark()
        if mark.symbols:
            words = words.replace("§", "▪")
        self.line.texts.append((words, mark._replace(symbols=False)))

    def mark(self):
        return self.marks[-1][1] if self.marks else Marks()

    def open_line(self):
        tag = self.heading if self.heading and self.boxes.is_outermost else "p"
        level = self.level or bool(self.marker)
        self.line = Line(tag, level=level, marker=self.marker.strip())
        self.boxes.add(self.line)
        self.marker = ""


def read(html) -> Box:
    """The text as written, with every link's own href."""
    return put_together(html, Reader(as_written)).boxes.all


def put_together(html, reader) -> Reader:
    for piece in pieces(html):
        if piece.kind == "start":
            reader.start(piece.words, piece)
        elif piece.kind == "end":
            reader.end(piece.words)
        elif piece.kind == "marker":
            reader.marker = piece.words
        elif piece.kind == "gap":
            reader.gap = True
        elif piece.kind == "left_out":
            reader.left_out[KINDS[piece.words]] += 1
        else:
            reader.text(piece.words)
    reader.tables.end_all()
    return reader


def is_emoji(text):
    """Whether this alternative text is a single symbol, such as ✅, which email has as an image."""
    return 0 < len(text) <= 2 and all(
        not (character.isascii() or character.isalnum() or character.isspace())
        for character in text
    )


def number(text, otherwise=1):
    """The number of a list's item, if it has at most four digits."""
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text or "") else otherwise
