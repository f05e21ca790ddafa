"""What two sequences have in common, in time that depends on their lengths alone."""

from collections import defaultdict
from itertools import accumulate

LIMIT = 100_000_000  # bits that an alignment may hold, 12 MB: above it, all counts as replaced
LEAST_IN_COMMON = 0.25  # of the letters: below it, the one text takes the place of the other


def common(old, new):
    """Pairs of places of a longest common subsequence of two sequences, in order.

    The bit-parallel algorithm of Hyyrö (2004). difflib prefers long stretches, but its time is
    cubic at worst, and texts that patients read repeat their words.
    """
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    start = [(place, place) for place in range(first)]
    end = [(len(old) - place, len(new) - place) for place in range(last, 0, -1)]
    between = middle(old[first : len(old) - last], new[first : len(new) - last])
    return [*start, *((i + first, j + first) for i, j in between), *end]


def middle(old, new):
    if len(old) * len(new) > LIMIT:
        return []
    places = defaultdict(int)
    for i, one in enumerate(old):
        places[one] |= 1 << i
    everywhere = (1 << len(old)) - 1
    rows = [everywhere]
    for one in new:
        row = rows[-1]
        matched = row & places.get(one, 0)
        rows.append((row + matched | row - matched) & everywhere)
    pairs, i, j = [], len(old), len(new)
    while i and j:
        if rows[j] >> (i - 1) & 1:
            i -= 1
        elif not rows[j - 1] >> (i - 1) & 1:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return pairs[::-1]


def alignment(old, new):
    """Stretches (place in old, place in new, length) that two lists of tokens have in common.

    A stretch shorter than what changed on either side of it belongs to the change, so that
    phrases stand together.
    """
    stretches = []
    for i, j in common([one.word for one in old], [one.word for one in new]):
        if stretches and (i, j) == (stretches[-1][0] + stretches[-1][2], sum(stretches[-1][1:])):
            stretches[-1][2] += 1
        else:
            stretches.append([i, j, 1])
    letters = [[0, *accumulate(len(one.word) for one in side)] for side in (old, new)]

    def between(one, other):
        return max(
            letters[side][other[side]] - letters[side][one[side] + one[2]] for side in (0, 1)
        )

    kept = [[0, 0, 0]]
    for stretch in [*stretches, [len(old), len(new), 0]]:
        while len(kept) > 1:
            length = letters[0][kept[-1][0] + kept[-1][2]] - letters[0][kept[-1][0]]
            if length > min(between(kept[-2], kept[-1]), between(kept[-1], stretch)):
                break
            kept.pop()
        kept.append(stretch)
    in_common = sum(letters[0][i + n] - letters[0][i] for i, j, n in kept)
    if in_common < LEAST_IN_COMMON * max(letters[0][-1], letters[1][-1]):
        return []
    return kept[1:-1]
