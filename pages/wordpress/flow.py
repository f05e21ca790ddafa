"""What a page consists of, in order: headings, pictures, and HTML in between for the cleaner.

A picture follows the paragraph, list or table that it is in. HTML is divided only where no list,
table or quotation is open.
"""

from dataclasses import dataclass
from html import escape

DEEPEST_MARKS = 20  # inline elements in one another that go on after a heading or a picture


@dataclass
class Picture:
    url: str
    alt: str = ""
    caption: str = ""


@dataclass
class Heading:
    level: int
    html: str
    text: str = ""


class Flow:
    def __init__(self):
        self.nodes = []  # Heading, Picture, and str
        self.html = []
        self.heading, self.is_loose = None, False  # the open one; whether nothing ends it
        self.containers = []  # open lists, tables, quotations: tag, whether it has an end
        self.marks = []  # inline elements that are open: tag, as written
        self.waiting = []  # pictures, for the end of what they are in
        self.inline = False  # whether there is text on this line

    def write(self, html):
        (self.html if self.heading is None else self.in_heading).append(html)

    def text(self, words):
        self.write(escape(words, quote=False))
        self.inline |= bool(words.strip())

    def end_html(self):
        """Divide it here, with the inline elements around opened again."""
        if any(piece.strip() for piece in self.html):
            self.nodes.append("".join(self.html))
        self.html = [as_written for _, as_written in self.marks[:DEEPEST_MARKS]]

    def boundary(self):
        """Between two paragraphs or lines: the place for pictures, the end of a loose heading."""
        self.inline = False
        if self.heading is not None:
            if self.is_loose and "".join(self.in_heading).strip():
                self.end_heading()
        elif not self.containers and self.waiting:
            self.end_html()
            self.nodes += self.waiting
            self.waiting = []

    def begin_heading(self, level, has_end):
        self.end_heading()
        if self.containers and not any(has_end for _, has_end in self.containers):
            self.close_containers(0)  # nothing ends them
        self.boundary()
        if self.containers:
            self.write("<p>")
            return
        self.end_html()
        self.heading, self.in_heading, self.is_loose = level, [], not has_end

    def end_heading(self):
        if self.heading is not None:
            self.nodes.append(Heading(self.heading, "".join(self.in_heading)))
            self.heading = None
            self.boundary()

    def open(self, tag, html, has_end):
        self.end_heading()
        self.boundary()
        self.containers.append((tag, has_end))
        self.write(html)

    def close(self, tag):
        """Close the inmost one of this tag, with those in it."""
        places = [place for place, (name, _) in enumerate(self.containers[-200:]) if name == tag]
        if places:
            self.close_containers(max(0, len(self.containers) - 200) + places[-1])
            self.boundary()

    def close_containers(self, place):
        self.write("".join(f"</{tag}>" for tag, _ in reversed(self.containers[place:])))
        del self.containers[place:]

    def begin_mark(self, tag, html):
        self.marks.append((tag, html))
        self.write(html)

    def end_mark(self, tag):
        for place in range(len(self.marks) - 1, max(-1, len(self.marks) - 200), -1):
            if self.marks[place][0] == tag:
                del self.marks[place]
                break
        self.write(f"</{tag}>")

    def picture(self, picture):
        self.waiting.append(picture)

    def paragraph(self, html):
        self.write(f"<div>{html}</div>")
        self.boundary()

    def done(self):
        self.end_heading()
        self.close_containers(0)
        self.boundary()
        self.end_html()
        return self.nodes
