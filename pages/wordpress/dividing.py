"""Clean HTML divided where it is too long: between blocks, or in a long one between its parts."""

import re

TAG = re.compile(r"<(/?)(p|h3|h4|ul|ol|li|blockquote|table|thead|tbody|tr|th|td)\b[^>]*>")
PIECE = re.compile(r"<(/?)(\w+)[^>]*>|\s*(?:&\w+;|&#\w+;|[^<&\s])+|[^<]")
START = re.compile(r'<ol start="(\d+)">')
LINES = ("p", "h3", "h4")
LENGTH = re.compile(r"(?:&\w+;|.){1,1000}", re.DOTALL)  # a longer word is divided itself


def divided(html, most) -> list[str]:
    """The text in pieces of at most so many characters, with all of its words in their order."""
    if len(html) <= most:
        return [html]
    pieces, size = [[]], 0
    for block in (one for child in children(html) for one in parts(child, most)):
        if size + len(block) > most:
            last = pieces[-1]
            heading = last.pop() if len(last) > 1 and last[-1].startswith(("<h3", "<h4")) else ""
            if len(heading) + len(block) > most:
                last.append(heading)
                heading = ""
            pieces.append([heading])
            size = len(heading)
        pieces[-1].append(block)
        size += len(block)
    return [piece for piece in map("".join, pieces) if piece]


def children(html) -> list[str]:
    """The blocks of this text, and what is between them."""
    found, depth, begun = [], 0, 0
    for tag in TAG.finditer(html):
        if not tag[1]:
            if not depth and tag.start() > begun:
                found.append(html[begun : tag.start()])
            begun = begun if depth else tag.start()
            depth += 1
        else:
            depth -= 1
            if not depth:
                found.append(html[begun : tag.end()])
                begun = tag.end()
    return [*found, html[begun:]] if html[begun:] else found


def opened(block):
    """The first tag of a block, its name, what is inside and its last tag."""
    tag = TAG.match(block)
    end = f"</{tag[2]}>"
    return tag[0], tag[2], block[tag.end() : -len(end)], end


def parts(block, most) -> list[str]:
    """The block as blocks of at most so many characters."""
    if len(block) <= most:
        return [block]
    start, tag, inside, end = opened(block)
    room = most - len(start) - len(end) - 20
    if tag in LINES:
        return [f"{start}{words}{end}" for words in lines(inside, room)]
    if tag == "table":
        return of_table(inside, most)
    done, run, size = [], [], 0
    number = int(found[1]) if (found := START.match(start)) else 1
    for child in [*children(inside), None]:
        if run and (child is None or size + len(child) > room):
            done.append(f"{numbered(start, tag, number)}{''.join(run)}{end}")
            number, run, size = number + len(run), [], 0
        if child is not None and len(child) <= room:
            run.append(child)
            size += len(child)
        elif child is not None and tag == "blockquote":
            done += [f"{start}{one}{end}" for one in parts(child, room)]
        elif child is not None:
            done += unwrapped(child, most)
            number += 1
    return done


def numbered(start, tag, number):
    return f'<ol start="{number}">' if tag == "ol" and number > 1 else start


def unwrapped(block, most):
    """What is in an item or a cell, as blocks of their own."""
    blocks = children(opened(block)[2])
    paragraphs = [one if TAG.match(one) else f"<p>{one}</p>" for one in blocks]
    return [part for one in paragraphs for part in parts(one, most)]


def of_table(inside, most):
    """A table as tables, each with the head; a row that is too long as paragraphs."""
    rows = [row for part in children(inside) for row in children(opened(part)[2])]
    head = inside.partition("</thead>")[0] + "</thead>" if inside.startswith("<thead>") else ""
    if len(head) > most // 2:
        head = ""
    elif head:
        rows = rows[head.count("<tr>") :]
    start, end = f"<table>{head}<tbody>", "</tbody></table>"
    done, run, size = [], [], len(start) + len(end)
    for row in [*rows, None]:
        if run and (row is None or size + len(row) > most):
            done.append(f"{start}{''.join(run)}{end}")
            run, size = [], len(start) + len(end)
        if row is not None and size + len(row) > most:
            done += [part for cell in children(opened(row)[2]) for part in unwrapped(cell, most)]
        elif row is not None:
            run.append(row)
            size += len(row)
    return done


def lines(inside, most) -> list[str]:
    """A line as several, divided between words, with its bold text and links going on."""
    done, now, size, marks = [], [], 0, []
    for piece in PIECE.finditer(inside):
        for words in in_lengths(piece[0]) if not piece[2] else [piece[0]]:
            closing = sum(len(tag) + 3 for tag, _ in marks)
            if size + len(words) + closing > most and not piece[1]:
                done.append("".join(now) + ends(marks))
                now = [as_written for _, as_written in marks]
                size = sum(map(len, now))
                words = words.lstrip()
            now.append(words)
            size += len(words)
        if piece[2] and piece[2] != "br":
            marks.pop() if piece[1] else marks.append((piece[2], piece[0]))
    return [*done, "".join(now) + ends(marks)]


def in_lengths(words):
    return LENGTH.findall(words)


def ends(marks):
    return "".join(f"</{tag}>" for tag, _ in reversed(marks))
