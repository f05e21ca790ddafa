"""Tables of a text as readers get them: each cell knows its column's name, as on a phone it is
shown without the column.

Roles are said outright, because some browsers drop those of a table that is not laid out as one.
"""

import re
from html import escape
from itertools import zip_longest

from clinic.templatetags.directions import direction

TABLE = re.compile(r"<table([^>]*)>(.*?)</table>", re.DOTALL)
HEAD = re.compile(r"<thead>(.*?)</thead>", re.DOTALL)
ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<(t[hd])([^>]*)>(.*?)</t[hd]>", re.DOTALL)
BREAK = re.compile(r"<(?:br|/p|/li)>")
TAG = re.compile(r"<[^>]*>")
FEW, SOME = 3, 5  # columns: how wide a page must be for a table depends on them


def with_names(html, caption="") -> str:
    """Cleaned HTML with every table made ready for readers; the caption is plain text."""
    if "<table" not in html:
        return html
    return TABLE.sub(lambda found: table(found[1], found[2], caption), html)


def table(attributes, inside, caption):
    head = HEAD.match(inside)
    heads = rows_of(head[1]) if head else []
    rows = rows_of(inside[head.end() :] if head else inside)
    columns = max(map(len, [*heads, *rows]), default=0)
    by_column = zip_longest(*map(plains, heads), fillvalue="")
    names = [", ".join(dict.fromkeys(filter(None, one))) for one in by_column]
    names += [""] * (columns - len(names))
    size = "few" if columns <= FEW else "some" if columns <= SOME else "many"
    html = f'<div class="table {size}"><table role="table"{attributes}>'
    if caption:
        html += f"<caption{direction(caption)}>{escape(caption)}</caption>"
    if heads:
        html += f'<thead role="rowgroup">{"".join(map(head_row, heads))}</thead>'
    groups = [[]]
    for row in rows:
        if is_band(row) and groups[-1]:
            groups.append([])
        groups[-1].append(band(row, columns) if is_band(row) else body_row(row, names))
    html += "".join(f'<tbody role="rowgroup">{"".join(one)}</tbody>' for one in groups)
    return f"{html}</table></div>"


def rows_of(html):
    rows = (CELL.findall(row) for row in ROW.findall(html))
    return [cells for cells in rows if cells]


def plains(cells):
    """Headers as plain text with their entities."""
    texts = (TAG.sub("", BREAK.sub(" ", words)) for *_, words in cells)
    return [" ".join(text.split()).replace('"', "&quot;") for text in texts]


def head_row(cells):
    return row(written(cell, 'role="columnheader" scope="col"') for cell in cells)


def body_row(cells, names):
    return row(
        written(cell, 'role="rowheader" scope="row"', f' data-name="{name}"' if name else "")
        for cell, name in zip(cells, names, strict=False)
    )


def written(cell, as_header, name=""):
    """A cell; one without words is no header, whatever the editor has made it."""
    tag, attributes, words = cell
    if tag == "th" and words:
        return f"<th {as_header}{name}{attributes}>{words}</th>"
    return f'<td role="cell"{name}{attributes}>{words}</td>'


def is_band(cells):
    """Whether a row is a title for the rows below it: a header cell with nothing beside it."""
    (tag, _, words), *rest = cells
    return tag == "th" and bool(words) and not any(words for *_, words in rest)


def band(cells, columns):
    _, attributes, words = cells[0]
    header = f'<th role="rowheader" scope="rowgroup" colspan="{columns}"{attributes}>{words}</th>'
    return row([header])


def row(cells):
    return f'<tr role="row">{"".join(cells)}</tr>'
