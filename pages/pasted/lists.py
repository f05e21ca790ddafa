"""Lists made real and whole: Word writes them as paragraphs that begin with a dot or a number."""

import re
from itertools import groupby

from pages.pasted.lines import even
from pages.pasted.nodes import Box, Line

BULLET = re.compile(r"[·•▪◦‣●○■§\uf0b7\uf0a7][ \xa0]*(?=\S)")
DASH = re.compile(r"[-–][ \xa0](?=\S)")
NUMBER = re.compile(r"([0-9]{1,3})[.)][ \xa0](?=\S)")
NUMBERED = re.compile(r"\(?(?:([0-9]{1,3})|[a-z]|[ivxlc]{1,7})[.)]", re.IGNORECASE)
DEEPEST = 3


def tidied(nodes, outermost=True) -> list:
    """These lines and boxes, evened out, without empty ones."""
    tidy = []
    for node in nodes:
        if isinstance(node, Line):
            tidy += even(node)
        elif node.tag in ("ul", "ol"):
            node.children = [item for child in node.children for item in items_of(child)]
            tidy += [node] if node.children else []
        else:
            node.children = tidied(node.children)
            tidy += [node] if node.children else []
    return joined(with_lists(tidy) if outermost else tidy)


def items_of(item):
    """The items that come of this one. It begins with text, as the editor wants it."""
    return begun_with_text(tidied(item.children, outermost=False))


def begun_with_text(children):
    while children and children[0].tag == "blockquote":
        children = children[0].children + children[1:]
    if not children:
        return []
    if isinstance(children[0], Line):
        return [Box("li", children)]
    return children[0].children + begun_with_text(children[1:])


def joined(nodes):
    """Lists that follow each other as one, where the second goes on as the first would."""
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


def with_lists(nodes):
    """The nodes, where lines that only look like a list's items are a list."""
    nodes = [part for node in nodes for part in divided(node)]
    kinds = [kind(node) for node in nodes]
    done, at = [], 0
    for (what, _), group in groupby(follow_up(kinds)):
        found = nodes[at : at + len(list(group))]
        at += len(found)
        if what == "Word":
            done += nested(found)
        elif what == "bullet" or (what in ("dash", "number") and len(found) > 1):
            start = int(NUMBER.match(words(found[0]))[1]) if what == "number" else 1
            items = [Box("li", [without_marker(line)]) for line in found]
            done.append(Box("ol" if what == "number" else "ul", items, start))
        else:
            done += found
    return done


def follow_up(kinds):
    """Each kind with what tells its group from the next: numbers must count up by one."""
    before, group = (None, 0), 0
    for what, count in kinds:
        if what != before[0] or (what == "number" and count != before[1] + 1):
            group += 1
        before = (what, count)
        yield what, group


def kind(node):
    if not isinstance(node, Line) or node.tag != "p":
        return None, 0
    if node.level:
        return "Word", 0
    text = words(node)
    if BULLET.match(text):
        return "bullet", 0
    if DASH.match(text):
        return "dash", 0
    number = NUMBER.match(text)
    return ("number", int(number[1])) if number else (None, 0)


def divided(node):
    """A paragraph whose every line begins with a bullet, as those lines."""
    if not isinstance(node, Line) or node.tag != "p" or node.level:
        return [node]
    lines = words(node).split("\n")
    if len(lines) < 2 or not all(BULLET.match(line) or DASH.match(line) for line in lines):
        return [node]
    texts = [[]]
    for text, marks in node.texts:
        first, *rest = text.split("\n")
        texts[-1].append((first, marks))
        texts += [[(one, marks)] for one in rest]
    return [Line("p", [(text, marks) for text, marks in one if text]) for one in texts]


def nested(lines):
    """Word's paragraphs as the list they stand for, with lists in it."""
    done, opened = [], []  # opened: each list that the next item may belong to, with its level
    for line in lines:
        marker = NUMBERED.fullmatch(line.marker)
        tag = "ol" if marker else "ul"
        level = min(line.level, DEEPEST)
        while opened and not takes(*opened[-1], level, tag):
            opened.pop()
        if not opened or opened[-1][0] < level:
            box = Box(tag, start=int(marker[1]) if marker and marker[1] else 1)
            (opened[-1][1].children[-1].children if opened else done).append(box)
            opened.append((level, box))
        opened[-1][1].children.append(Box("li", [without_marker(line)]))
    return done


def takes(level, box, wanted, tag):
    """Whether the next item belongs to this list, or to a new one within it."""
    return level < wanted or (level == wanted and box.tag == tag)


def without_marker(line):
    text = words(line)
    marker = BULLET.match(text) or DASH.match(text) or NUMBER.match(text)
    if line.marker or not marker:
        return Line("p", line.texts)
    cut, texts = marker.end(), []
    for words_, marks in line.texts:
        if words_[cut:]:
            texts.append((words_[cut:], marks))
        cut = max(0, cut - len(words_))
    return Line("p", texts)


def words(line):
    return "".join(text for text, _ in line.texts)
