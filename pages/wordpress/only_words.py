"""What is kept of content that is too long to be read piece by piece: its words."""

import re
from html import escape, unescape

from pages.text.pasted.pieces import UNSEEN
from pages.wordpress.dividing import divided
from pages.wordpress.groups import LONGEST_BODY, Part

LONGEST_CONTENT = 1_000_000  # characters
DATA = re.compile(r"(data:[\w/+.-]+;base64,)[A-Za-z0-9+/=%]{100,}")
# None of these looks beyond the next that begins, so each takes linear time.
HIDDEN = re.compile(
    r"<(script|style)\b(?:(?!<(?:script|style)\b).)*?</\1\s*>|<!--(?:(?!<!--).)*?-->",
    re.DOTALL | re.IGNORECASE,
)
ENDS = re.compile(
    r"</?(?:p|div|h[1-6]|li|tr|td|th|ul|ol|table|blockquote|br)\b[^<>]*>|\n", re.IGNORECASE
)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def without_data(content) -> str:
    """The content without the pictures that are encoded in it."""
    return DATA.sub(r"\1", content)


def only_words(content) -> tuple[list[Part], str]:
    """Its words as paragraphs, and a sentence about the rest."""
    lines = (TAG.sub("", line) for line in ENDS.split(HIDDEN.sub(" ", content)))
    texts = (" ".join(UNSEEN.sub("", unescape(line)).split()) for line in lines)
    html = "".join(f"<p>{escape(text, quote=False)}</p>" for text in texts if text)
    return [Part(body=body) for body in divided(html, LONGEST_BODY) if body], (
        f"This text has {len(content):,} characters, so only its words were kept: no headings, "
        "links, images or tables."
    )
