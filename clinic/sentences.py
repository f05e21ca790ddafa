"""Splits text into sentences, well enough to judge each by itself."""

import re

# Possessive, and never started in the middle, so that a long row of dots is read once.
END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+(?=\s|$)")
NEVER_AN_END = {"dr", "mr", "mrs", "ms", "prof", "st", "e.g", "i.e", "no", "vs", "approx", "ca"}
LAST_WORD = 20  # characters read before a full stop: no abbreviation is longer


def sentences(text) -> list[str]:
    """Each sentence of the text; a line break ends one."""
    return [sentence for line in text.split("\n") for sentence in of_line(line)]


def of_line(line):
    begins = 0
    for end in END.finditer(line):
        if ends_here(line, end):
            yield line[begins : end.end()].strip()
            begins = end.end()
    if rest := line[begins:].strip():
        yield rest


def ends_here(line, end):
    if line[end.start()] not in ".…" or end.end() >= len(line):
        return True
    follows = line[end.end() : end.end() + 3].lstrip(" \xa0\"'“‘([")[:1]
    *_, before = line[max(0, end.start() - LAST_WORD) : end.start()].split() or [""]
    before = before.lstrip("(“\"'[").lower()
    if before in NEVER_AN_END or (len(before) == 1 and before.isalpha() and before != "i"):
        return False
    return not follows.islower()
