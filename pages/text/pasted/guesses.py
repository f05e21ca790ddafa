"""Turns paragraphs that look like the items of a list, as in email and PDFs, into a list."""

import re
from itertools import groupby

from pages.text.pasted.nodes import Box, Line

BULLET = re.compile(r"[·•▪◦‣●○■\uf0b7\uf0a7][ \xa0]*(?=\S)")
DASH = re.compile(r"[-–][ \xa0](?=\S)")
NUMBER = re.compile(r"([0-9]{1,3})[.)][ \xa0](?=\S)")


def with_lists(nodes):
    """The nodes, with lists in place of lines that look like their items."""
    nodes = [part for node in nodes for part in divided(node)]
    kinds = [kind(node) for node in nodes]
    done, at = [], 0
    for (what, _), group in groupby(follow_up(kinds)):
        found = nodes[at : at + len(list(group))]
        at += len(found)
        if what == "bullet" or (what in ("dash", "number") and len(found) > 1):
            start = int(NUMBER.match(words(found[0]))[1]) if what == "number" else 1
            items = [Box("li", [without_marker(line)]) for line in found]
            done.append(Box("ol" if what == "number" else "ul", items, start))
        else:
            done += found
    return done


def follow_up(kinds):
    """Each kind with the number of its group. In a group, numbers count up by one."""
    before, group = (None, 0), 0
    for what, count in kinds:
        if what != before[0] or (what == "number" and count != before[1] + 1):
            group += 1
        before = (what, count)
        yield what, group


def kind(node):
    if not isinstance(node, Line) or node.tag != "p":
        return None, 0
    text = words(node)
    if BULLET.match(text):
        return "bullet", 0
    if DASH.match(text):
        return "dash", 0
    number = NUMBER.match(text)
    return ("number", int(number[1])) if number else (None, 0)


def divided(node):
    """The lines of a paragraph in which every line begins with a bullet."""
    if not isinstance(node, Line) or node.tag != "p":
        return [node]
    lines = words(node).split("\n")
    if len(lines) < 2 or not all(BULLET.match(line) or DASH.match(line) for line in lines):
        return [node]
    texts = [[]]
    for text, marks in node.texts:
        first, *rest = text.split("\n")
        texts[-1].append((first, marks))
        texts += [[(line, marks)] for line in rest]
    return [Line("p", [(text, marks) for text, marks in line if text]) for line in texts]


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
