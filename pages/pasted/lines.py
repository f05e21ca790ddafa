"""Lines of text made even, and written as HTML."""

import re
from html import escape

from pages.pasted.nodes import Line
from pages.pasted.scripts import on_the_line

WORDS = re.compile(r"\n|[ \xa0]+|[^ \xa0\n]+")


def even(line) -> list[Line]:
    """The line without spaces that nobody sees; several lines where an empty one divides it."""
    lines = [[]]
    space, breaks = "", 0
    for text, marks in on_the_line(line.texts):
        if line.tag != "p":
            text, marks = text.replace("\n", " "), marks._replace(strong=False)
        for word in WORDS.findall(text):
            if word == "\n":
                breaks += 1
            elif word[0] in " \xa0":
                space += word
            else:
                if breaks > 1 and lines[-1]:
                    lines.append([])
                if lines[-1]:
                    between = "\n" if breaks else "\xa0" if space == "\xa0" else " " * bool(space)
                    add(lines[-1], between, marks.shared_with(lines[-1][-1][1]))
                add(lines[-1], word, marks)
                space, breaks = "", 0
    return [Line(line.tag, texts, line.level, line.marker) for texts in lines if texts]


def add(texts, words, marks):
    if not words:
        return
    if texts and texts[-1][1] == marks:
        texts[-1] = (texts[-1][0] + words, marks)
    else:
        texts.append((words, marks))


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
