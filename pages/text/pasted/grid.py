"""Tables made whole: every row with the same columns, and what merged cells say in each of theirs.

What only lays out a text, such as one column or one cell, is no table to a reader, so its text
becomes paragraphs. A table in a table, a list or a quotation becomes lines.
"""

from collections import Counter

from pages.text.pasted.headers import headed
from pages.text.pasted.nodes import Cell, Line, Marks, Table, lines_of

MOST_ROWS, MOST_COLUMNS = 100, 12
FAR_TOO_MANY = 10  # times the most; such a table is not looked at any closer
MOST_WRITTEN = 60_000  # characters of a table after merged cells are written out


class TooLarge(Exception):
    pass


def whole(table) -> list:
    """What to put in place of this table, whose cells are tidied: itself, lines, or paragraphs."""
    try:
        before, rows, after = with_bands(spread(table.children))
    except TooLarge:
        return too_large(table)
    columns = width(rows)
    filled = {id(cell): cell for row in rows for cell in row if cell.children}
    if table.is_layout or len(filled) < 2 or columns < 2:
        cells = [cell for row in table.children for cell in row.children]
        return [node for cell in cells for node in cell.children]
    if len(rows) > MOST_ROWS or columns > MOST_COLUMNS or length(rows) > MOST_WRITTEN:
        return too_large(table)
    for cell in filled.values():
        cell.children = list(inner(cell.children))
    times = Counter(id(cell) for row in rows for cell in row if cell.children)
    table.left_out["merged"] += times.most_common(1)[0][1] > 1
    table.children = headed([padded(row, columns) for row in rows], table.pasted)
    return [*before, table, *after]


def spread(rows) -> list[list[Cell]]:
    """The cells of each row, where one that covers several columns or rows is in each of them."""
    done, above = [], {}  # above: by column, the cell that covers it and how many rows it has left
    if len(rows) > FAR_TOO_MANY * MOST_ROWS:
        raise TooLarge
    for row in rows:
        line = []
        for cell in without_empty_end(row.children):
            continue_from(above, line)
            covered = [cell] * cell.across
            if cell.only_overflows or not cell.children:
                covered[1:] = [Cell("td") for _ in covered[1:]]
            if cell.down > 1:
                above |= {len(line) + n: (one, cell.down - 1) for n, one in enumerate(covered)}
            line += covered
            if len(line) > FAR_TOO_MANY * MOST_COLUMNS:
                raise TooLarge
        while above and len(line) <= max(above):
            continue_from(above, line)
            if above and len(line) <= max(above):
                line.append(Cell("td"))
        done.append(line)
    return done


def without_empty_end(cells):
    end = len(cells)
    while end and not cells[end - 1].children and cells[end - 1].down == 1:
        end -= 1
    return cells[:end]


def continue_from(above, line):
    while len(line) in above:
        column = len(line)
        cell, left = above.pop(column)
        line.append(cell)
        if left > 1:
            above[column] = cell, left - 1


def with_bands(rows):
    """The rows without empty ones at the edges, and what merged cells say above and below them.

    A title across all columns in between is a header cell, with nothing beside it.
    """
    rows = trimmed(rows)
    rest = width(trimmed([row for row in rows if not merged_alone(row)]))
    before, after = [], []
    while rest > 1 and is_band(rows[0], rest):
        before += merged_alone(rows[0]).children
        rows = trimmed(rows[1:])
    while rest > 1 and is_band(rows[-1], rest):
        after[:0] = merged_alone(rows[-1]).children
        rows = trimmed(rows[:-1])
    if rest > 1:
        rows = trimmed([in_first(row) if is_band(row, rest) else row for row in rows])
    return before, rows, after


def merged_alone(row):
    """The cell that covers several columns of a row, and has nothing beside it."""
    filled = [cell for cell in row if cell.children]
    alone = len(filled) > 1 and all(cell is filled[0] for cell in filled)
    return filled[0] if alone else None


def is_band(row, columns):
    return merged_alone(row) is not None and sum(bool(cell.children) for cell in row) >= columns


def in_first(row):
    cell = merged_alone(row)
    first = row.index(cell)
    return [*row[:first], Cell("th", cell.children), *(Cell("td") for _ in row[first + 1 :])]


def trimmed(rows):
    """The rows without empty rows and columns at the edges."""
    places = [[place for place, cell in enumerate(row) if cell.children] for row in rows]
    with_words = [number for number, found in enumerate(places) if found]
    if not with_words:
        return []
    first = min(found[0] for found in places if found)
    last = max(found[-1] for found in places if found)
    return [row[first : last + 1] for row in rows[with_words[0] : with_words[-1] + 1]]


def width(rows):
    return max(map(len, rows), default=0)


def padded(row, columns):
    return [*row, *(Cell("td") for _ in range(columns - len(row)))]


def length(rows):
    return sum(
        len(text)
        for row in rows
        for cell in row
        for line in lines_of(cell.children)
        for text, _ in line.texts
    )


def too_large(table):
    table.size = len(table.children), width([row.children for row in table.children])
    table.left_out["too large"] += 1
    return as_lines(table.children)


def inner(nodes):
    """These nodes as they can be in a list, a quotation or a cell: no headings, and no tables."""
    for node in nodes:
        if isinstance(node, Table):
            node.left_out["table"] += 1
            yield from as_lines(row for part in node.children for row in part.children)
        elif isinstance(node, Line):
            yield Line("p", node.texts)
        else:
            yield node


def as_lines(rows):
    """Each row as a line of text, with a dash for an empty cell."""
    lines = (in_a_line(without_empty_end(row.children)) for row in rows)
    return [line for line in lines if line.texts]


def in_a_line(cells):
    texts = []
    for number, cell in enumerate(cells):
        texts += [("; ", Marks())] if number else []
        for place, line in enumerate(lines_of(cell.children)):
            if place:
                texts.append(("\n", line.texts[0][1].shared_with(texts[-1][1])))
            texts += line.texts
        if not cell.children:
            texts.append(("–", Marks()))
    return Line("p", texts)
