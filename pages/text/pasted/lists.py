"""Texts tidied, and lists put together, including Word's, which are paragraphs with a level."""

import re
from itertools import groupby

from pages.text.pasted.grid import inner, whole
from pages.text.pasted.guesses import without_marker
from pages.text.pasted.lines import even
from pages.text.pasted.nodes import Box, Line

NUMBERED = re.compile(r"\(?([0-9]{1,3}|[a-z]|[ivxlc]{1,7})[.)]", re.IGNORECASE)
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
DEEPEST = 3


def tidied(nodes, guess=list, outermost=True) -> list:
    """These lines and boxes, tidied, without empty ones.

    `guess` makes lists of outermost paragraphs that look like the items of a list.

    """
    tidy = []
    for node in nodes:
        if isinstance(node, Line):
            tidy += even(node)
        elif node.tag in ("ul", "ol"):
            node.children = [item for child in node.children for item in items_of(child)]
            tidy += [node] if node.children else []
        elif node.tag == "table":
            for cell in (cell for row in node.children for cell in row.children):
                cell.children = tidied(cell.children)
            tidy += whole(node)
        else:
            node.children = list(inner(tidied(node.children, guess)))
            tidy += [node] if node.children else []
    return joined(guess(with_word_lists(tidy)) if outermost else tidy)


def items_of(item):
    """What to put in place of this item: items that begin with text, as the editor requires."""
    return begun_with_text(list(inner(tidied(item.children, outermost=False))))


def begun_with_text(children):
    while children and children[0].tag == "blockquote":
        children = children[0].children + children[1:]
    if not children:
        return []
    if isinstance(children[0], Line):
        return [Box("li", children)]
    return children[0].children + begun_with_text(children[1:])


def joined(nodes):
    """The nodes, with a list joined to the list before it if its numbers continue there."""
    done = []
    for node in nodes:
        if done and goes_on(done[-1], node):
            done[-1].children += node.children
        else:
            done.append(node)
    return done


def goes_on(first, second):
    if first.tag != second.tag or first.tag not in ("ul", "ol"):
        return False
    return first.tag == "ul" or second.start == first.start + len(first.children)


def with_word_lists(nodes):
    """The nodes, with the paragraphs that Word marked as list items as lists."""
    done = []
    for of_word, group in groupby(nodes, is_item_of_word):
        found = list(group)
        done += nested(found) if of_word else found
    return done


def is_item_of_word(node):
    return isinstance(node, Line) and node.tag == "p" and node.level > 0


def nested(lines):
    """Word's paragraphs as a list, with lists in it by their level."""
    done, opened = [], []  # opened: the lists that the next item can belong to, with their levels
    for line in lines:
        marker = NUMBERED.fullmatch(line.marker)
        tag = "ol" if marker else "ul"
        level = min(line.level, DEEPEST)
        while opened and not takes(*opened[-1], level, tag):
            opened.pop()
        if not opened or opened[-1][0] < level:
            box = Box(tag, start=first_number(marker[1].lower()) if marker else 1)
            (opened[-1][1].children[-1].children if opened else done).append(box)
            opened.append((level, box))
        opened[-1][1].children.append(Box("li", [without_marker(line)]))
    return done


def first_number(number):
    """The value of a number, a letter or a Roman numeral. A single i, v or x is a numeral."""
    if number.isdecimal():
        return int(number)
    if len(number) == 1 and number not in "ivx":
        return ord(number) - ord("a") + 1
    values = [ROMAN[letter] for letter in number]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return max(1, sum(-value if value < after else value for value, after in pairs))


def takes(level, box, wanted, tag):
    """Whether the next item belongs to this list or to a new list in it."""
    return level < wanted or (level == wanted and box.tag == tag)
