"""Tables as lines of text, one for each row, in which each cell follows its column's name."""

from itertools import zip_longest

from pages.text.tables import BREAK, TABLE, is_band, names_of, parts_of, width

ROW, HEADER_ROW = "row of the table", "header row of the table"
KINDS = {"row": ROW, "headrow": HEADER_ROW}  # by tag, which no text has otherwise


def both_in_words(old, new):
    """Two cleaned HTML texts with lines for the rows of their tables.

    A column that is only renamed has its new name in both, so that its rows stay the same.
    """
    tables = [list(map(names, TABLE.finditer(html))) for html in (old, new)]
    if [len(one) for one in tables[0]] == [len(one) for one in tables[1]]:
        tables[0] = tables[1]
    return [in_words(html, found) for html, found in zip((old, new), tables, strict=True)]


def names(found):
    heads, rows = parts_of(found[2])
    return names_of(heads, width(heads, rows))


def in_words(html, tables):
    following = iter(tables)

    def lines(found):
        heads, rows = parts_of(found[2])
        columns = next(following)
        return "".join(
            [f"<headrow>{line(cells, ())}</headrow>" for cells in heads]
            + [f"<row>{line(cells, columns)}</row>" for cells in rows]
        )

    return TABLE.sub(lines, html)


def line(cells, columns):
    if is_band(cells):
        return words(cells[0][2])
    pairs = zip_longest(cells, columns[: len(cells)], fillvalue="")
    return "; ".join(
        f"{name}: {words(html)}" if name else words(html) for (*_, html), name in pairs
    )


def words(html):
    """What is in a cell, on one line but for its own line breaks."""
    html = BREAK.sub("<br>", html).removesuffix("<br>")
    for tag in ("<p>", "<ul>", "</ul>", "<ol>", "</ol>", "<li>"):
        html = html.replace(tag, "")
    return html or "–"
