"""Two rich texts compared as a reader sees them, without their tags.

Sentences say what became bold or italic, and where links lead.
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import ngettext

from pages.text.compare.alignment import alignment, common
from pages.text.compare.blocks import blocks_of
from pages.text.compare.rows import ROW, both_in_words
from pages.text.compare.words import (
    ADDED,
    FOLDED,
    KEPT,
    LONGEST_IN_FULL,
    REMOVED,
    Piece,
    folded,
    pieces_of,
    tokens,
)

CHANGED = "changed"
ALIKE = 0.4  # share of words in common above which one paragraph counts as the other, rewritten
MOST_PAIRS = 4_000  # pairs of paragraphs compared; above it, they are paired in order
MOST_REMARKS = 8
PHRASE = 8  # words quoted in a remark


@dataclass
class Line:
    """A paragraph, list item or heading of either text, or of both."""

    kind: str
    change: str
    pieces: list
    remarks: list = field(default_factory=list)

    @property
    def is_item(self):
        return self.kind.startswith("item")

    @property
    def words(self):
        return sum(piece.words for piece in self.pieces)


def compare_prose(old, new):
    """The lines of two pieces of HTML, in the order of the new one."""
    old, new = map(blocks_of, both_in_words(old, new))
    lines, at_old, at_new = [], 0, 0
    same = common([block.text for block in old], [block.text for block in new])
    for i, j in [*same, (len(old), len(new))]:
        lines += rewritten(old[at_old:i], new[at_new:j])
        lines += [compared(*pair) for pair in zip(old[i : i + 1], new[j : j + 1], strict=True)]
        at_old, at_new = i + 1, j + 1
    say_rows(lines)
    return list(folded_lines(said_once(lines)))


def rewritten(old, new):
    at_old = at_new = 0
    for i, j in [*alike(old, new), (len(old), len(new))]:
        yield from (whole(block, REMOVED) for block in old[at_old:i])
        yield from (whole(block, ADDED) for block in new[at_new:j])
        if i < len(old) and j < len(new):
            yield compared(old[i], new[j])
        at_old, at_new = i + 1, j + 1


def alike(old, new):
    """Pairs of indexes of similar blocks, in order, chosen for the greatest similarity in total."""
    if not old or not new:
        return []
    old_words, new_words = (
        [Counter(token.word for token in tokens(block.text)) for block in side]
        for side in (old, new)
    )

    def share(i, j):
        before, after = old_words[i], new_words[j]
        found = 2 * (before & after).total() / (before.total() + after.total())
        return found if found >= ALIKE else 0

    if len(old) * len(new) > MOST_PAIRS:
        return [(i, i) for i in range(min(len(old), len(new))) if share(i, i)]
    best = [[(0, None)] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old)):
        for j in range(len(new)):
            choices = [best[i][j + 1], best[i + 1][j]]
            if found := share(i, j):
                sum_before, before = best[i][j]
                choices.append((sum_before + found, ((i, j), before)))
            best[i + 1][j + 1] = max(choices, key=lambda choice: choice[0])
    pairs, rest = [], best[-1][-1][1]
    while rest:
        pair, rest = rest
        pairs.append(pair)
    return pairs[::-1]


def whole(block, change):
    line = Line(block.kind, change, [Piece(change, block.text)])
    if change == ADDED:
        line.remarks = new_links(block, tokens(block.text))
    return line


def compared(old, new):
    if old == new:
        return Line(new.kind, KEPT, [Piece(KEPT, new.text)])
    before, after = tokens(old.text), tokens(new.text)
    stretches = alignment(before, after)
    remarks = []
    if old.kind != new.kind:
        remarks.append(f"Changed from a {old.kind} to a {new.kind}.".replace("a item", "an item"))
    pairs = [(before[i + n], after[j + n]) for i, j, length in stretches for n in range(length)]
    taken = {id(token) for _, token in pairs}
    remarks += restyled(old, new, pairs)
    remarks += new_links(new, [token for token in after if id(token) not in taken])
    if len(remarks) > MOST_REMARKS:
        more = len(remarks) - MOST_REMARKS
        remarks[MOST_REMARKS:] = [
            ngettext("And 1 more such change.", f"And {more} more such changes.", more)
        ]
    pieces = list(folded(pieces_of(before, after, stretches)))
    same = not remarks and all(piece.change in (KEPT, FOLDED) for piece in pieces)
    return Line(new.kind, KEPT if same else CHANGED, pieces, remarks)


def restyled(old, new, pairs):
    """Sentences on words that stay the same and look different or link elsewhere."""

    def change(pair):
        was, now = old.style_at(pair[0].start), new.style_at(pair[1].start)
        return tuple(sorted(was - now)), tuple(sorted(now - was))

    for (lost, gained), group in groupby(pairs, key=change):
        phrase = quoted(new, [token for _, token in group])
        for name in ("bold", "italic"):
            if name in gained:
                yield f"{phrase} is now {name}."
            if name in lost:
                yield f"{phrase} is no longer {name}."
        was, now = target(lost), target(gained)
        if now and was:
            yield f"{phrase} now links to {now} instead of {was}."
        elif now:
            yield f"{phrase} now links to {now}."
        elif was:
            yield f"{phrase} no longer links to {was}."


def new_links(block, words):
    """Sentences on where links in added words lead."""

    def leads(token):
        return target(block.style_at(token.start))

    return [
        f"{quoted(block, list(group))} links to {address}."
        for address, group in groupby(words, key=leads)
        if address
    ]


def target(styles):
    return next((name.removeprefix("link:") for name in styles if name.startswith("link:")), "")


def quoted(block, words):
    last = words[min(len(words), PHRASE) - 1]
    text = block.text[words[0].start : last.start + len(last.word)].replace("\n", " ")
    return f"“{text}{' …' if len(words) > PHRASE else ''}”"


def say_rows(lines):
    """Say of each row that it was added or removed, unless the whole table was."""
    rows = [line for line in lines if line.kind == ROW]
    if any(line.change in (KEPT, CHANGED) for line in rows):
        for line in rows:
            if line.change in (ADDED, REMOVED):
                line.remarks.insert(0, f"This row was {line.change}.")


def said_once(lines):
    """The same lines, but only a list's first item says that it is now numbered."""
    before = None
    for line in lines:
        changed = [remark for remark in line.remarks if remark.startswith("Changed from an item")]
        remark = changed[0] if changed else None
        if remark and remark == before:
            line.remarks.remove(remark)
            same = not line.remarks and all(piece.change in (KEPT, FOLDED) for piece in line.pieces)
            line.change = KEPT if same else line.change
        before = remark
        yield line


def folded_lines(lines):
    """The same lines, where a long run of unchanged ones is a single line that is not printed."""
    for is_kept, group in groupby(lines, key=lambda line: line.change == KEPT):
        group = list(group)
        if is_kept and sum(line.words for line in group) > LONGEST_IN_FULL:
            text = "\n\n".join("".join(piece.text for piece in line.pieces) for line in group)
            yield Line("", FOLDED, [Piece(FOLDED, text)])
        else:
            yield from group
