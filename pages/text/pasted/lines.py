"""Lines of text tidied, and written as HTML."""

import re
from html import escape
from itertools import groupby

from pages.text.pasted.nodes import Cell, Line
from pages.text.pasted.spaces import NO_BREAK, meant

WORDS = re.compile(rf"\n|[ {NO_BREAK}]+|[^ {NO_BREAK}\n]+")
UP = str.maketrans("0123456789+-−=()ni, ", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ, ")
DOWN = str.maketrans("0123456789+-−=(), ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎, ")
# They mean the same on the line: 1st, Mme, marks of a footnote or a brand.
SAME = re.compile(r"(?:st|nd|rd|th|ers?|re|e|o|me|lle|tm|\[.*|[^\w\s]+)", re.IGNORECASE)


def even(line) -> list[Line]:
    """The line without spaces that no reader sees, as several lines if an empty one divides it."""
    lines = [[]]
    space, breaks = "", 0
    for text, marks in with_meant_spaces(in_one_line(line)):
        for word in WORDS.findall(text):
            if word == "\n":
                breaks += 1
            elif not word.strip():
                space += word
            else:
                if breaks > 1 and lines[-1]:
                    lines.append([])
                if lines[-1]:
                    between = "\n" if breaks else space if len(space) < 2 else " "
                    add(lines[-1], between, marks.shared_with(lines[-1][-1][1]))
                add(lines[-1], word, marks)
                space, breaks = "", 0
    return [Line(line.tag, joined(texts), line.level, line.marker) for texts in lines if texts]


def in_one_line(line):
    """The texts of the line; those of a heading without line breaks or bold."""
    texts = on_the_line(line.texts)
    if line.tag == "p":
        return texts
    return [(text.replace("\n", " "), marks._replace(strong=False)) for text, marks in texts]


def on_the_line(texts) -> list:
    """Superscript and subscript as characters that keep the meaning: 10² is not 102."""
    done = []
    for script, group in groupby(texts, lambda text: text[1].script):
        found = [(words, marks._replace(script="")) for words, marks in group]
        done += levelled(script, found, done) if script else found
    return done


def levelled(script, texts, before):
    whole = "".join(words for words, _ in texts).strip()
    table = UP if script == "sup" else DOWN
    if all(ord(character) in table for character in whole):
        return [(words.translate(table), marks) for words, marks in texts]
    if script == "sup" and not SAME.fullmatch(whole):
        (first, marks), *rest = texts
        *most, (last, last_marks) = [("^(" + first.lstrip(), marks), *rest]
        return [*most, (last.rstrip() + ")", last_marks)]
    if script == "sub" and before and before[-1][0][-1:].isalnum():
        return [(" ", before[-1][1]), *texts]
    return texts


def with_meant_spaces(texts):
    """These texts with no-break spaces only where they are meant."""
    whole = meant("".join(text for text, _ in texts))
    at = 0
    for text, marks in texts:
        yield whole[at : at + len(text)], marks
        at += len(text)


def add(texts, words, marks):
    """Add words to these texts, each of which is its pieces and their marks."""
    if not words:
        return
    if texts and texts[-1][1] == marks:
        texts[-1][0].append(words)
    else:
        texts.append(([words], marks))


def joined(texts):
    return [("".join(pieces), marks) for pieces, marks in texts]


def written_lines(nodes) -> str:
    return "".join(map(written, nodes))


def written(node):
    if isinstance(node, Line):
        return f"<{node.tag}>{inline(node.texts)}</{node.tag}>"
    start = f' start="{node.start}"' if node.tag == "ol" and node.start != 1 else ""
    children = node.children
    if node.tag == "li" and sum(isinstance(child, Line) for child in children) == 1:
        first, *rest = children
        return f"<li>{inline(first.texts)}{written_lines(rest)}</li>"
    if isinstance(node, Cell) and len(children) == 1 and isinstance(children[0], Line):
        return f"<{node.tag}>{inline(children[0].texts)}</{node.tag}>"
    return f"<{node.tag}{start}>{written_lines(children)}</{node.tag}>"


def inline(texts):
    html, opened = "", []
    for words, marks in texts:
        wanted = []
        if marks.link:
            href, title = map(escape, marks.link)
            wanted.append(("a", f'<a href="{href}"' + (f' title="{title}"' if title else "") + ">"))
        wanted += [(tag, f"<{tag}>") for tag in ("strong", "em") if getattr(marks, tag)]
        kept = 0
        while kept < min(len(opened), len(wanted)) and opened[kept] == wanted[kept]:
            kept += 1
        html += "".join(f"</{tag}>" for tag, _ in reversed(opened[kept:]))
        html += "".join(start for _, start in wanted[kept:])
        html += escape(words, quote=False).replace("\n", "<br>")
        opened = wanted
    return html + "".join(f"</{tag}>" for tag, _ in reversed(opened))
