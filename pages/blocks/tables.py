"""A block that is one table."""

import re
from html import unescape

from django import forms
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe

from pages.blocks.base import Block

ROW = "<tr><{0}></{0}><{0}></{0}><{0}></{0}></tr>"
BLANK = f"<table><thead>{ROW.format('th')}</thead><tbody>{2 * ROW.format('td')}</tbody></table>"
NO_TABLE = "Fill in a table with at least two columns and two rows."
OTHER_TEXT = "This section can hold only one table. Move any other text to a section of its own."
ABOVE = r"(?:<{0}>((?:(?!</{0}>).)*)</{0}>)?"
TITLED = re.compile(f"{ABOVE.format('h3')}{ABOVE.format('p')}(<table>.*)", re.DOTALL)
LONGEST_CAPTION = 160
WITHOUT_EDITOR = mark_safe(
    "<noscript>You can replace the tags with plain lines: one row on each line, with | between "
    "cells. Put the column names on the first line.</noscript>"
)


class Table(Block):
    kind = "table"
    name = "Table"
    about = "A table, such as a list of fees: typed, or pasted from Excel, Word or a web page."
    columns = ("heading", "body")
    optional = ("heading",)
    styled = False
    new_body = BLANK
    fields = {
        "caption": forms.CharField(
            max_length=LONGEST_CAPTION,
            required=False,
            help_text="Shown above the table: what it is about, such as “Fees from January 2027”.",
        ),
    }

    def fit_body(self, field):
        field.label = "Table"
        field.takes_rows = True
        field.help_text = WITHOUT_EDITOR
        field.error_messages["required"] = NO_TABLE

    def settle(self, cleaned):
        """Of what was pasted above the table, a heading is the section's, a line its caption."""
        titled = TITLED.fullmatch(cleaned.get("body") or "")
        if not titled:
            return
        heading, caption, table = titled.groups()
        moved = {"heading": words_of(heading), "caption": words_of(caption)}
        moved = {name: words for name, words in moved.items() if words}
        has_room = all(len(words) <= LONGEST_CAPTION for words in moved.values())
        if has_room and not any(cleaned.get(name) for name in moved):
            cleaned |= moved | {"body": table}

    def body_refusal(self, body):
        if "<table>" not in body:
            return NO_TABLE
        before, rest = body.split("<table>", 1)
        is_alone = not before and rest.endswith("</table>") and "<table>" not in rest
        return "" if is_alone else OTHER_TEXT


def words_of(html):
    return " ".join(unescape(strip_tags((html or "").replace("<br>", " "))).split())
