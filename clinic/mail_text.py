"""How the plain text of an email is laid out, and what each part of it is.

Blocks are separated by empty lines. The first is the heading. One whose first line ends in a colon
is a fact with its label; if only a URL follows, it is a button.
"""

import re
from dataclasses import dataclass
from textwrap import fill

from clinic.unbroken import with_fixed_spaces

WIDTH = 76  # characters; RFC 5322, 2.1.1 asks for no more than 78


@dataclass(frozen=True)
class Block:
    label: str = ""
    text: str = ""
    link: str = ""


def tidy(text):
    """Without the blank lines that a template leaves where it has nothing to say."""
    lines = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines)


def wrapped(text):
    """Lines wrapped for mail programs that don't. Links and dates stay in one piece."""
    filled = "\n".join(
        fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)
        for line in with_fixed_spaces(text).split("\n")
    )
    return filled.replace("\u00a0", " ")


def blocks(text):
    """The heading of a tidy text, and the rest as Blocks."""
    heading, *rest = text.split("\n\n")
    return " ".join(heading.split("\n")), [block(one) for one in rest]


def block(text):
    first, _, rest = text.partition("\n")
    if not (first.endswith(":") and rest):
        return Block(text=text)
    if re.fullmatch(r"https?://\S+", rest):
        return Block(label=first[:-1], link=rest)
    return Block(label=first[:-1], text=rest)
