"""Raised and lowered text, in characters that keep its meaning: 10² is not 102."""

import re
from itertools import groupby

UP = str.maketrans("0123456789+-−=()ni, ", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ, ")
DOWN = str.maketrans("0123456789+-−=(), ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎, ")
# They mean the same when they stand on the line: 1st, Mme, marks of a footnote or a brand.
SAME = re.compile(r"(?:st|nd|rd|th|ers?|re|e|o|me|lle|tm|\[.*|[^\w\s]+)", re.IGNORECASE)


def on_the_line(texts) -> list:
    """These texts with their marks, none of them raised or lowered any more."""
    done = []
    for script, group in groupby(texts, lambda one: one[1].script):
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
