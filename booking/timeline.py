"""What overlaps a span of time, and what is left of it: pure functions over plain values."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import accumulate


class Timeline:
    """Things that begin and end, sorted once so that each search looks at few of them."""

    def __init__(self, things: Iterable, begin: Callable, end: Callable):
        self.things = sorted(things, key=begin)
        self.begins = [begin(one) for one in self.things]
        self.reached = list(accumulate(map(end, self.things), max))

    def between(self, first, last) -> list:
        """All that overlap the time from first to last, both included, and maybe a few more."""
        return self.things[bisect_left(self.reached, first) : bisect_right(self.begins, last)]


def gaps(
    first: datetime, last: datetime, barred: list[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    """What is left between first and last, both included, outside the bars, which are sorted.

    The ends of a bar are allowed: a visit may start when another ends.
    """
    for begins, ends in barred:
        if first <= begins:
            yield first, min(begins, last)
        first = max(first, ends)
    yield first, last
