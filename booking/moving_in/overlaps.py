"""Visits of one therapist that overlap."""

from collections.abc import Hashable, Iterable
from datetime import datetime

from booking.moving_in.entries import Kind

MOST_OF_ONE = 20  # pairs with the same earlier visit; more say nothing new

Span = tuple[Hashable, Hashable, datetime, datetime]


def overlaps(spans: Iterable[Span]) -> list[tuple]:
    """Pairs of the names of spans that overlap, the earlier one first.

    A span is its name, its therapist, start and end; those that touch do not overlap. Takes
    n log n, and no more than MOST_OF_ONE for each.
    """
    pairs, open_of = [], {}
    for span in sorted(spans, key=lambda span: span[2:]):
        name, therapist, start, end = span
        still = [one for one in open_of.get(therapist, ()) if one[1] > start]
        pairs += [(earlier, name) for earlier, _ in still]
        open_of[therapist] = [*still, (name, end)][-MOST_OF_ONE:]
    return pairs


def overlaps_among(lines) -> list[tuple[int, int]]:
    """The numbers of lines whose visits overlap, for the therapists as the file names them."""
    pairs = overlaps(
        (line.line, line.therapist.casefold(), line.starts_at, line.ends_at)
        for line in lines
        if line.kind == Kind.VISIT and not line.problem and line.starts_at and line.ends_at
    )
    return sorted(tuple(sorted(pair)) for pair in pairs)
