"""Tables of a text as readers get them: each cell knows its column's name, as on a phone it is
shown without the column.

Roles are said outright, because some browsers drop those of a table that is not laid out as one.
"""

from html import escape, unescape

from django.utils.text import Truncator

from clinic.templatetags.directions import direction
from pages.text.tables import TABLE, is_band, names_of, parts_of, width

LONGEST_NAME = 60  # characters
SIZES = {3: "few", 5: "some", 8: "many"}  # by columns: how wide the page must be for a table


def with_names(html, caption="") -> str:
    """Cleaned HTML with every table made ready for readers; the caption is plain text."""
    if "<table" not in html:
        return html
    return TABLE.sub(lambda found: table(found[1], found[2], caption), html)


def table(attributes, inside, caption):
    heads, rows = parts_of(inside)
    columns = width(heads, rows)
    names = [short(name).replace('"', "&quot;") for name in names_of(heads, columns)]
    size = next((size for most, size in SIZES.items() if columns <= most), "most")
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


def short(name):
    """The escaped name of a column, as each of its cells repeats it."""
    return escape(Truncator(unescape(name)).chars(LONGEST_NAME), quote=False)


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


def band(cells, columns):
    _, attributes, words = cells[0]
    header = f'<th role="rowheader" scope="rowgroup" colspan="{columns}"{attributes}>{words}</th>'
    return row([header])


def row(cells):
    return f'<tr role="row">{"".join(cells)}</tr>'
