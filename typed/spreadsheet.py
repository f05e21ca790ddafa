"""Cells of a file that spreadsheets open, which must not read what people typed as a formula."""

import re

# What a formula can begin with, also in full width; spaces and invisible characters may be before.
BEGINS = "=+\\-@\u2212\uff1d\uff0b\uff0d\uff20"
# A spreadsheet set to another separator than ours begins a new cell at it.
FORMULA = re.compile(rf'(^|[,;|\t\r\n])([\s"\u200b\u2060\ufeff]*)(?=[{BEGINS}])')


def harmless(text: str) -> str:
    """The text with an apostrophe before anything that a spreadsheet would run as a formula.

    As OWASP advises against CSV injection, and also behind separators within the text.
    """
    return FORMULA.sub(r"\1'\2", text)
