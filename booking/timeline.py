"""Finds which of many things, such as visits, overlap a span of time: pure, over plain values."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
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
