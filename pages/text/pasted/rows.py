"""Rows of plain text, as spreadsheets copy them and as people type them, as an HTML table."""

import csv
import io
import re
from html import escape

LINE = re.compile(r"^[ \t]*\|?(.*?)\|?[ \t]*$")
RULE = re.compile(r"[\s|:=+-]+")  # the line below the headers, as some draw it


def from_tabs(text) -> str:
    """The table of this text with tabs between cells, or "" if it is no table.

    A cell with a line break or a tab is in quotation marks, as Excel and LibreOffice copy it.
    """
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter="\t") if any(row)]
    except csv.Error:  # a cell that no spreadsheet can hold
        return ""
    if not rows or any(len(row) != len(rows[0]) for row in rows) or len(rows[0]) < 2:
        return ""
    return table(rows)


def from_lines(text) -> str:
    """The table of lines whose cells are divided by | or tabs, the first the headers.

    What is no such text comes back as it was.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if "<table" in text.lower() or not lines or not all("|" in one or "\t" in one for one in lines):
        return text
    lines = [line for line in lines if not RULE.fullmatch(line)]
    rows = [re.split(r"\||\t", LINE.match(line)[1]) for line in lines]
    return table(rows[1:], rows[:1])


def table(rows, heads=()):
    def written(row, tag):
        cells = (escape(cell.strip()).replace("\n", "<br>") for cell in row)
        return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in cells)}</tr>"

    inside = [*(written(row, "th") for row in heads), *(written(row, "td") for row in rows)]
    return f"<table>{''.join(inside)}</table>"
