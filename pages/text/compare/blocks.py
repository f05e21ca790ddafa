"""Rich text as a reader sees it: paragraphs, list items, headings, quotations, rows of tables."""

from bisect import bisect
from dataclasses import dataclass
from html.parser import HTMLParser

from pages.text.compare.rows import KINDS

NAMES = {"strong": "bold", "b": "bold", "em": "italic", "i": "italic"}
BLOCKS = {"p", "li", "ul", "ol", "blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", *KINDS}
DEEPEST = 50  # nested tags; uncleaned text may never close them


@dataclass
class Block:
    kind: str
    text: str
    styles: list  # (end in the text, names of styles up to there)

    def style_at(self, place):
        return self.styles[bisect(self.styles, place, key=lambda style: style[0])][1]


class Reader(HTMLParser):
    """Splits HTML into blocks. Unknown tags are ignored."""

    def __init__(self, html):
        super().__init__()
        self.blocks, self.open, self.runs = [], [], []
        self.feed(html)
        self.close()
        self.end_block()

    def handle_starttag(self, tag, attrs):
        if tag == "br":
            self.runs.append((None, frozenset()))
        if tag in BLOCKS:
            self.end_block()
        if (tag in BLOCKS or tag in NAMES or tag == "a") and len(self.open) < DEEPEST:
            self.open.append((tag, dict(attrs).get("href") or ""))

    def handle_endtag(self, tag):
        if tag in BLOCKS:
            self.end_block()
        places = [place for place, (name, _) in enumerate(self.open) if name == tag]
        if places:
            del self.open[places[-1] :]

    def handle_data(self, data):
        styles = {NAMES[tag] for tag, _ in self.open if tag in NAMES}
        styles |= {f"link:{href}" for tag, href in self.open if tag == "a" and href}
        self.runs.append((data, frozenset(styles)))

    def end_block(self):
        text, styles = "", []
        for data, names in self.runs:
            if data is None:
                text = text.rstrip(" ") + "\n" if text else ""
                continue
            data = " ".join(f"|{data}|".split())[1:-1]
            text += data.lstrip() if not text or text[-1].isspace() else data
            styles.append((len(text), names))
        if text.strip():
            self.blocks.append(Block(self.kind(), text.rstrip(), styles))
        self.runs = []

    def kind(self):
        tags = [tag for tag, _ in self.open]
        lists = [tag for tag in tags if tag in ("ul", "ol")]
        row = next((tag for tag in tags if tag in KINDS), None)
        if row:
            return KINDS[row]
        heading = next((tag for tag in tags if tag[0] == "h"), None)
        if heading:
            return f"level {heading[1]} heading"
        if "li" in tags and lists:
            numbered = "numbered " if lists[-1] == "ol" else ""
            return f"item of a {numbered}list" + (" inside a list" if len(lists) > 1 else "")
        return "quotation" if "blockquote" in tags else "paragraph"


def blocks_of(html):
    return Reader(html).blocks
