"""CDATA sections in a text: what is in them are words, which a browser would take for a comment."""

import re
from html import escape

WHOLE = re.compile(r"\s*<!\[CDATA\[((?:(?!\]\]>).)*)\]\]>\s*", re.DOTALL)
SECTION = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


def without_cdata(markup) -> str:
    """The same without such marks. HTML that is in one as a whole was only packed twice."""
    if "<![CDATA[" not in markup:
        return markup
    if found := WHOLE.fullmatch(markup):
        return found[1]
    return SECTION.sub(lambda section: escape(section[1], quote=False), markup)
