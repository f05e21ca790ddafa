"""What a text is made of: boxes (lists, quotes, tables) that hold lines, and lines of text."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

DEEPEST = 8  # boxes in boxes; deeper ones are put on this level


class Marks(NamedTuple):
    link: tuple = ()  # address and title
    strong: bool = False
    em: bool = False
    script: str = ""  # sup or sub
    symbols: bool = False  # in a symbol font, where § is drawn as a bullet

    def shared_with(self, other):
        link = self.link if self.link == other.link else ()
        return Marks(link, self.strong and other.strong, self.em and other.em)


@dataclass
class Line:
    """A paragraph or heading: texts with their marks, where \n is a line break."""

    tag: str
    texts: list = field(default_factory=list)
    level: int = 0  # level level in a list that Word writes as paragraphs
    marker: str = ""  # the bullet or number it writes there


@dataclass
class Box:
    tag: str
    children: list = field(default_factory=list)
    start: int = 1


@dataclass
class Table(Box):
    """Its children are rows, boxes that hold cells."""

    tag: str = "table"
    is_layout: bool = False  # it says itself that it holds no data
    pasted: bool = False
    left_out: Counter = field(default_factory=Counter)  # what it could not keep, by kind
    size: tuple = ()  # rows and columns, if they are more than a table can have


@dataclass
class Cell(Box):
    across: int = 1  # columns
    down: int = 1  # rows
    only_overflows: bool = False  # it shows its text over other columns, which are empty


class Boxes:
    """Nested boxes, built as their tags open and close, in whatever order."""

    def __init__(self):
        self.opened = [Box("")]  # the first contains all others
        self.too_deep = Counter()

    @property
    def all(self):
        return self.opened[0]

    @property
    def is_outermost(self):
        return len(self.opened) == 1

    def add(self, line):
        self.into_item()
        self.opened[-1].children.append(line)

    def into_item(self):
        """Open an item if a list is open without one."""
        box = self.opened[-1]
        if box.tag in ("ul", "ol"):
            if not box.children:
                box.children.append(Box("li"))
            self.opened.append(box.children[-1])

    def open(self, box, tag):
        if len(self.opened) > DEEPEST:
            self.too_deep[tag] += 1
            return
        self.into_item()
        self.opened[-1].children.append(box)
        self.opened.append(box)

    def open_item(self, value=None):
        lists = [place for place, box in enumerate(self.opened) if box.tag in ("ul", "ol")]
        if lists:
            del self.opened[lists[-1] + 1 :]
        else:
            self.open(Box("ul"), "ul")
        if value is not None:
            self.count_from(value)
        item = Box("li")
        self.opened[-1].children.append(item)
        self.opened.append(item)

    def count_from(self, value):
        """Give the next item this number, ending a list that would count differently."""
        box = self.opened[-1]
        if not box.children:
            box.start = value
        elif box.tag == "ol" and value != box.start + len(box.children):
            self.opened[-1] = Box("ol", start=value)
            self.opened[-2].children.append(self.opened[-1])

    def close(self, kind, tag):
        if self.too_deep[tag]:
            self.too_deep[tag] -= 1
            return
        for place in range(len(self.opened) - 1, 0, -1):
            if self.opened[place].tag == kind:
                del self.opened[place:]
                return
            if kind == "li" and self.opened[place].tag in ("ul", "ol"):
                return


def lines_of(nodes) -> Iterable[Line]:
    """All lines, including those in lists and quotes."""
    for node in nodes:
        if isinstance(node, Line):
            yield node
        else:
            yield from lines_of(node.children)


def tables_of(nodes) -> Iterable[Table]:
    """All tables, but not those in the cells of others."""
    for node in nodes:
        if isinstance(node, Table):
            yield node
        elif isinstance(node, Box):
            yield from tables_of(node.children)


def links_of(lines) -> Iterable[tuple[str, str]]:
    """The words and the href of each link."""
    for line in lines:
        for link, texts in groupby(line.texts, key=lambda text: text[1].link):
            if link and (words := " ".join("".join(text for text, _ in texts).split())):
                yield words, link[0]


def marked(tag, piece, around, href=""):
    """The marks of text in this element, whose surrounding text has the marks `around`."""
    link, strong, em, script, symbols = around
    if tag == "a":
        title = " ".join(piece.attributes.get("title", "").split())
        link = (href, title) if href else ()
    weight = re.search(r"(?:^|;)font-weight:(bold|[1-9]00|normal)", piece.style)
    if weight:
        strong = weight[1] in ("bold", "600", "700", "800", "900")
    elif tag in ("b", "strong"):
        strong = True
    slant = re.search(r"(?:^|;)font-style:(italic|oblique|normal)", piece.style)
    if slant:
        em = slant[1] != "normal"
    elif tag in ("i", "em"):
        em = True
    raised = re.search(r"(?:^|;)vertical-align:(sup|sub)", piece.style)
    script = raised[1] if raised else tag if tag in ("sup", "sub") else script
    font = re.search(r"(?:^|;)font(?:-family)?:([^;]*)", piece.style)
    face = font[1] if font else piece.attributes.get("face", "").lower()
    if face:
        symbols = "wingdings" in face or "symbol" in face
    return Marks(link, strong, em, script, symbols)
