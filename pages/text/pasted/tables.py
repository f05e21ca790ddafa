"""Tables as they are read: each cell holds lines and boxes of its own.

A cell ends, as in a browser, where it, the next one, their row or their table says so.
"""

from dataclasses import dataclass, field

from pages.text.pasted.nodes import Box, Boxes, Cell, Table, marked

DEEPEST = 6  # tables in tables, as email is laid out; the cells of deeper ones are paragraphs
PARTS = {"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"}
OVERFLOWS = "mso-ignore:colspan"  # Excel shows a long text over the empty cells beside it


@dataclass
class Opened:
    """A table that is being read, with what is around it."""

    table: Table
    boxes: Boxes
    marks: int  # how many are open
    row: Box | None = None
    part: str = ""  # of the table: thead, tbody or tfoot
    foot: list = field(default_factory=list)  # its rows, which may be written before the others


class Tables:
    """The tables of a `reader`, whose boxes are those of a cell while one is open."""

    def __init__(self, reader):
        self.reader = reader
        self.all, self.opened = [], []
        self.too_deep = 0  # tables whose cells count as paragraphs

    def start(self, tag, piece):
        self.reader.end_heading()
        if tag == "table":
            self.open(piece)
        elif self.opened and not self.too_deep:
            self.end_cell()
            if tag in ("td", "th"):
                self.open_cell(tag, piece)
            elif tag == "tr":
                self.open_row()
            else:
                self.opened[-1].part = tag

    def end(self, tag):
        self.reader.end_heading()
        if tag == "table" and self.too_deep:
            self.too_deep -= 1
        elif self.opened and not self.too_deep:
            self.end_cell()
            if tag == "table":
                done = self.opened.pop()
                done.table.children += done.foot
            elif tag in ("thead", "tfoot"):
                self.opened[-1].part = ""

    def end_all(self):
        self.too_deep = 0
        while self.opened:
            self.end("table")

    def open(self, piece):
        if len(self.opened) >= DEEPEST:
            self.too_deep += 1
            return
        is_layout = piece.attributes.get("role") in ("presentation", "none")
        table = Table(is_layout=is_layout, pasted=self.reader.pasted)
        self.all.append(table)
        self.opened.append(Opened(table, self.reader.boxes, len(self.reader.marks)))

    def open_row(self):
        """Add a row. With its first, the table follows what was said of it, such as a caption."""
        now = self.opened[-1]
        if now.row is None:
            now.boxes.add(now.table)
        now.row = Box("tr")
        (now.foot if now.part == "tfoot" else now.table.children).append(now.row)

    def open_cell(self, tag, piece):
        now, reader = self.opened[-1], self.reader
        if now.row is None:
            self.open_row()
        cell = Cell(
            "th" if now.part == "thead" else tag,
            across=spanned(piece.attributes.get("colspan")),
            down=spanned(piece.attributes.get("rowspan")),
            only_overflows=OVERFLOWS in piece.style,
        )
        now.row.children.append(cell)
        reader.boxes = Boxes()
        cell.children = reader.boxes.all.children
        reader.marks.append((tag, marked(tag, piece, reader.mark())))

    def end_cell(self):
        """End what the open cell holds, or what was written between cells."""
        now, reader = self.opened[-1], self.reader
        reader.end_heading()
        reader.boxes = now.boxes
        reader.level, reader.marker = 0, ""
        del reader.marks[now.marks :]


def spanned(text):
    """How many rows or columns a cell covers: at least 1, and never more than a text could use."""
    digits = (text or "").strip()
    return min(max(int(digits), 1), 1000) if digits.isdecimal() and len(digits) < 6 else 1
