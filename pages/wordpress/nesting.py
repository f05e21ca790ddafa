"""Which tags of a page have an end, and where it is."""

from itertools import accumulate

from pages.text.pasted.pieces import EMPTY

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
CONTAINERS = {"ul", "ol", "menu", "dir", "table", "blockquote"}


class Ends:
    """`of` says where what a token starts has its end; 0 if nowhere.

    `sizes` are how many characters of text there are until each token; `headings`, the places of
    headings that have an end.
    """

    def __init__(self, tokens):
        texts = (len(token.text) if token.kind == "text" else 0 for token in tokens)
        self.sizes = list(accumulate(texts, initial=0))
        self.of = [0] * len(tokens)
        opened, self.headings = {}, set()
        for place, token in enumerate(tokens):
            kind, name = token.kind, token.name
            if kind in ("start", "shortcode") and not (kind == "start" and name in EMPTY):
                opened.setdefault((kind, name), []).append(place)
            elif kind in ("end", "end of shortcode"):
                begun = opened.get(("start" if kind == "end" else "shortcode", name))
                if begun:
                    self.of[begun.pop()] = place
        self.find_headings(tokens)

    def find_headings(self, tokens):
        """Those that end before anything begins that can't be in a heading."""
        begun = None
        for place, token in enumerate(tokens):
            if token.kind == "start" and token.name in HEADINGS | CONTAINERS:
                begun = place if token.name in HEADINGS else None
            elif token.kind == "end" and token.name in HEADINGS and begun is not None:
                self.headings.add(begun)
                begun = None
