"""Tables in cleaned HTML: their rows, and the names of their columns."""

import re
from itertools import zip_longest

TABLE = re.compile(r"<table([^>]*)>(.*?)</table>", re.DOTALL)
HEAD = re.compile(r"<thead>(.*?)</thead>", re.DOTALL)
ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<(t[hd])([^>]*)>(.*?)</t[hd]>", re.DOTALL)
BREAK = re.compile(r"<br>|</p>|</li>")
TAG = re.compile(r"<[^>]*>")


def parts_of(inside):
    """The rows of the head and of the body, each a list of (tag, attributes, HTML) by cell."""
    head = HEAD.match(inside)
    if not head:
        return [], rows_of(inside)
    return rows_of(head[1]), rows_of(inside[head.end() :])


def rows_of(html):
    rows = (CELL.findall(row) for row in ROW.findall(html))
    return [cells for cells in rows if cells]


def names_of(heads, columns) -> list[str]:
    """The name of each column as escaped text; "" for one without a header."""
    by_column = zip_longest(*map(plains, heads), fillvalue="")
    names = [", ".join(dict.fromkeys(filter(None, one))) for one in by_column]
    return names + [""] * (columns - len(names))


def plains(cells):
    texts = (TAG.sub("", BREAK.sub(" ", words)) for *_, words in cells)
    return [" ".join(text.split()) for text in texts]


def width(*parts):
    return max((len(cells) for rows in parts for cells in rows), default=0)


def is_band(cells):
    """Whether a row is a title for the rows below it: a header cell with nothing beside it."""
    (tag, _, words), *rest = cells
    return tag == "th" and bool(words) and not any(words for *_, words in rest)
