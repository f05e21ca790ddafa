"""How the plain text of an email is laid out, and what each part of it is.

Blocks are separated by empty lines. The first is the heading. One whose first line ends in a colon
is a fact with its label; if only a URL follows, it is a button. A fact that is a date over its
hours, or a list of dates with theirs, is shown as such; a line “Map: https://…” is a link.
"""

import re
from dataclasses import dataclass
from textwrap import fill
from typing import NamedTuple

from clinic.nowrap import DAY, HOURS, with_fixed_spaces

WIDTH = 76  # characters; RFC 5322, 2.1.1 asks for no more than 78
ONE_VISIT = re.compile(f"({DAY})\n({HOURS})")
OF_SEVERAL = re.compile(f"({DAY}), ({HOURS})(?:, (.+))?")
LINK = re.compile(r"(?:^|\n)([^\n:]+): (https?://\S+)$")


class When(NamedTuple):
    day: str
    hours: str
    more: str = ""


@dataclass(frozen=True)
class Block:
    label: str = ""
    text: str = ""
    link: str = ""
    link_text: str = ""
    visits: tuple[When, ...] = ()


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
    label = first[:-1]
    if re.fullmatch(r"https?://\S+", rest):
        return Block(label, link=rest)
    if visits := visits_in(rest):
        return Block(label, visits=visits)
    if link := LINK.search(rest):
        return Block(label, rest[: link.start()], link[2], link[1])
    return Block(label, rest)


def visits_in(text):
    """The visits that these lines list, if that is all they do."""
    if one := ONE_VISIT.fullmatch(text):
        return (When(*one.groups()),)
    found = [OF_SEVERAL.fullmatch(line) for line in text.split("\n")]
    return tuple(When(*one.groups("")) for one in found) if all(found) else ()
