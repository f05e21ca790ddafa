"""Which cells of a table are headers, and which seem to be."""

import re

from pages.text.pasted.nodes import Box, Cell, Line, lines_of

# A number, an amount or a date, without words: what stands in a column rather than above it.
FIGURE = re.compile(r"[^\w]*(?:CA|US|C)?[$€£]?\s*\d[\d\s.,:/–-]*(?:%|[$€£])?[^\w]*")


def headed(rows, pasted) -> list[Box]:
    """The head of a table, if it has one, and its body. `pasted` ones often mark no headers."""
    rows = [[Cell(cell.tag, cell.children) for cell in row] for row in rows]
    if pasted and len(rows) > 1 and not any(marks_headers(row) for row in rows):
        guess(rows)
    count = 0
    while count < len(rows) and is_head(rows[count]):
        count += 1
    count = min(count, len(rows) - 1) if count < len(rows) else int(len(rows) > 1)
    for cell in (cell for row in rows[:count] for cell in row):
        cell.tag = "th"
    for cell in (cell for row in rows for cell in row if cell.tag == "th"):
        cell.children = [not_bold(node) for node in cell.children]
    parts = [("thead", rows[:count]), ("tbody", rows[count:])]
    return [Box(tag, [Box("tr", row) for row in found]) for tag, found in parts if found]


def is_band(row):
    """Whether it is a title across the table: a header cell with nothing beside it."""
    first, *rest = row
    return first.tag == "th" and bool(first.children) and not any(one.children for one in rest)


def marks_headers(row):
    return not is_band(row) and any(cell.tag == "th" and cell.children for cell in row)


def is_head(row):
    filled = [cell for cell in row if cell.children]
    return bool(filled) and not is_band(row) and all(cell.tag == "th" for cell in filled)


def guess(rows):
    """Make headers of the first row, if it names the columns, and of a first column of names."""
    first, *rest = rows
    rest = [row for row in rest if not is_band(row)]
    named = [cell for cell in first if cell.children]
    if not rest or len(named) < len(first) - 1 or not all(map(has_name, named)):
        return
    figures = [
        place
        for place in range(len(first))
        if 2 * sum(is_figure(row[place]) for row in rest) >= len(rest)
    ]
    stands_out = all(map(is_bold, named)) and not all(
        is_bold(cell) for row in rest for cell in row if cell.children
    )
    if not figures and not stands_out:
        return
    for cell in first:
        cell.tag = "th"
    if figures and 0 not in figures and all(has_name(row[0]) for row in rest):
        for row in rest:
            row[0].tag = "th"


def words(cell):
    return " ".join(text for line in lines_of(cell.children) for text, _ in line.texts).strip()


def is_figure(cell):
    return bool(FIGURE.fullmatch(words(cell)))


def has_name(cell):
    return bool(cell.children) and not is_figure(cell)


def is_bold(cell):
    lines = list(lines_of(cell.children))
    return all(marks.strong for line in lines for text, marks in line.texts if text.strip())


def not_bold(node):
    """A header is bold already."""
    if not isinstance(node, Line) or not is_bold(Box("", [node])):
        return node
    return Line(node.tag, [(text, marks._replace(strong=False)) for text, marks in node.texts])
